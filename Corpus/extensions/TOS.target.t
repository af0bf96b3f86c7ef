# -j TOS: sets, ors, ands, xors the TOS or traffic class; mangle table.
*mangle
:PREROUTING,INPUT,FORWARD,OUTPUT,POSTROUTING
-j TOS --set-tos 0x10;-j TOS --set-tos 0x10/0xff;OK
-j TOS --set-tos 16;-j TOS --set-tos 0x10/0xff;OK
-j TOS --set-tos 0x10/0x3f;=;OK
-j TOS --set-tos 0x10/0xff;=;OK
-j TOS --set-tos 0xff;-j TOS --set-tos 0xff/0xff;OK
-j TOS --set-tos 0;-j TOS --set-tos 0x00/0xff;OK
-j TOS --set-tos Minimize-Delay;-j TOS --set-tos 0x10/0x3f;OK
-j TOS --set-tos Maximize-Throughput;-j TOS --set-tos 0x08/0x3f;OK
-j TOS --set-tos Normal-Service;-j TOS --set-tos 0x00/0x3f;OK
-j TOS --and-tos 0x12;-j TOS --set-tos 0x00/0xed;OK
-j TOS --or-tos 0x12;-j TOS --set-tos 0x12/0x12;OK
-j TOS --xor-tos 0x12;-j TOS --set-tos 0x12/0x00;OK
-j TOS --or-tos 0;-j TOS --set-tos 0x00/0x00;OK
-j TOS --set-tos=8;-j TOS --set-tos 0x08/0xff;OK
-j TOS;;FAIL
-j TOS --set-tos 256;;FAIL
-j TOS --set-tos -1;;FAIL
-j TOS --set-tos nosuch;;FAIL
-j TOS --set-tos 1 --or-tos 2;;FAIL
-j TOS --or-tos 256;;FAIL
-j TOS --or-tos Minimize-Delay;;FAIL
-j TOS ! --set-tos 1;;FAIL
*filter
:OUTPUT
-j TOS --set-tos 0x10;;FAIL
