# -m cpu: the processor that handles the packet.
*filter
:INPUT,FORWARD,OUTPUT
-m cpu --cpu 0;=;OK
-m cpu --cpu 1;=;OK
-m cpu ! --cpu 0;=;OK
-m cpu --cpu 4294967295;=;OK
-m cpu --cpu 0x2;-m cpu --cpu 2;OK
-m cpu --cpu=3;-m cpu --cpu 3;OK
-m cpu;;FAIL
-m cpu --cpu;;FAIL
-m cpu --cpu -1;;FAIL
-m cpu --cpu x;;FAIL
-m cpu --cpu 4294967296;;FAIL
-m cpu --cpu 1 --cpu 2;;FAIL
