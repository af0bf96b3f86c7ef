# -m tos: TOS or traffic class under a mask.
*filter
:INPUT,FORWARD,OUTPUT
-m tos --tos 0x10;-m tos --tos 0x10/0xff;OK
-m tos --tos 0x10/0xff;=;OK
-m tos --tos 16;-m tos --tos 0x10/0xff;OK
-m tos --tos 0x10/0x3f;=;OK
-m tos --tos 0;-m tos --tos 0x00/0xff;OK
-m tos --tos 0xff;-m tos --tos 0xff/0xff;OK
-m tos --tos 0x1/0xf0;-m tos --tos 0x01/0xf0;OK
-m tos ! --tos 0x10;-m tos ! --tos 0x10/0xff;OK
-m tos ! --tos 0x10/0x1c;=;OK
-m tos --tos Minimize-Delay;-m tos --tos 0x10/0x3f;OK
-m tos --tos Maximize-Throughput;-m tos --tos 0x08/0x3f;OK
-m tos --tos Maximize-Reliability;-m tos --tos 0x04/0x3f;OK
-m tos --tos Minimize-Cost;-m tos --tos 0x02/0x3f;OK
-m tos --tos Normal-Service;-m tos --tos 0x00/0x3f;OK
-m tos --tos minimize-delay;-m tos --tos 0x10/0x3f;OK
-m tos --tos=8;-m tos --tos 0x08/0xff;OK
-m tos;;FAIL
-m tos --tos;;FAIL
-m tos --tos 256;;FAIL
-m tos --tos 0x100;;FAIL
-m tos --tos -1;;FAIL
-m tos --tos 1/256;;FAIL
-m tos --tos nosuch;;FAIL
-m tos --tos 1/;;FAIL
-m tos --tos 1 --tos 2;;FAIL
