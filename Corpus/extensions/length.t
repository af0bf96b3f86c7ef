# -m length: of the whole packet.
*filter
:INPUT,FORWARD,OUTPUT
-m length --length 0;=;OK
-m length --length 100;=;OK
-m length --length 65535;=;OK
-m length --length 0:65535;=;OK
-m length --length 100:200;=;OK
-m length --length 100:100;-m length --length 100;OK
-m length --length 100:;-m length --length 100:65535;OK
-m length --length :100;-m length --length 0:100;OK
-m length --length :;-m length --length 0:65535;OK
-m length ! --length 100;=;OK
-m length ! --length 0:99;=;OK
-m length --length 0x64;-m length --length 100;OK
-m length --length=100;-m length --length 100;OK
-p icmp -m length --length 85:65535 -j DROP;=;OK
-m length;;FAIL
-m length --length;;FAIL
-m length --length "";-m length --length 0;OK
-m length --length 65536;;FAIL
-m length --length 0:65536;;FAIL
-m length --length 200:100;=;OK
-m length --length -1;;FAIL
-m length --length x;;FAIL
-m length --length 1,2;;FAIL
-m length --length 1 --length 2;;FAIL
