# -m dscp: the six upper bits of TOS or traffic class.
*filter
:INPUT,FORWARD,OUTPUT
-m dscp --dscp 0x00;=;OK
-m dscp --dscp 0;-m dscp --dscp 0x00;OK
-m dscp --dscp 1;-m dscp --dscp 0x01;OK
-m dscp --dscp 46;-m dscp --dscp 0x2e;OK
-m dscp --dscp 0x2e;=;OK
-m dscp --dscp 0x3f;=;OK
-m dscp --dscp 63;-m dscp --dscp 0x3f;OK
-m dscp ! --dscp 0x2e;=;OK
-m dscp --dscp-class EF;-m dscp --dscp 0x2e;OK
-m dscp --dscp-class ef;-m dscp --dscp 0x2e;OK
-m dscp --dscp-class BE;-m dscp --dscp 0x00;OK
-m dscp --dscp-class CS0;-m dscp --dscp 0x00;OK
-m dscp --dscp-class CS7;-m dscp --dscp 0x38;OK
-m dscp --dscp-class AF11;-m dscp --dscp 0x0a;OK
-m dscp --dscp-class AF43;-m dscp --dscp 0x26;OK
-m dscp ! --dscp-class CS1;-m dscp ! --dscp 0x08;OK
-m dscp --dscp=8;-m dscp --dscp 0x08;OK
-m dscp;;FAIL
-m dscp --dscp 64;;FAIL
-m dscp --dscp -1;;FAIL
-m dscp --dscp x;;FAIL
-m dscp --dscp EF;;FAIL
-m dscp --dscp-class AF44;;FAIL
-m dscp --dscp-class XX;;FAIL
-m dscp --dscp 1 --dscp-class EF;;FAIL
-m dscp --dscp 1 --dscp 2;;FAIL
*mangle
:PREROUTING,POSTROUTING
-m dscp --dscp-class AF21;-m dscp --dscp 0x12;OK
