# -j DSCP: sets the six upper bits of TOS or traffic class; mangle table.
*mangle
:PREROUTING,INPUT,FORWARD,OUTPUT,POSTROUTING
-j DSCP --set-dscp 0;-j DSCP --set-dscp 0x00;OK
-j DSCP --set-dscp 0x00;=;OK
-j DSCP --set-dscp 46;-j DSCP --set-dscp 0x2e;OK
-j DSCP --set-dscp 0x2e;=;OK
-j DSCP --set-dscp 0x3f;=;OK
-j DSCP --set-dscp=8;-j DSCP --set-dscp 0x08;OK
-j DSCP --set-dscp-class EF;-j DSCP --set-dscp 0x2e;OK
-j DSCP --set-dscp-class ef;-j DSCP --set-dscp 0x2e;OK
-j DSCP --set-dscp-class BE;-j DSCP --set-dscp 0x00;OK
-j DSCP --set-dscp-class CS5;-j DSCP --set-dscp 0x28;OK
-j DSCP --set-dscp-class AF21;-j DSCP --set-dscp 0x12;OK
-j DSCP;;FAIL
-j DSCP --set-dscp 64;;FAIL
-j DSCP --set-dscp -1;;FAIL
-j DSCP --set-dscp x;;FAIL
-j DSCP --set-dscp-class nosuch;;FAIL
-j DSCP --set-dscp 1 --set-dscp-class EF;;FAIL
-j DSCP ! --set-dscp 1;;FAIL
*filter
:FORWARD
-j DSCP --set-dscp 0x01;;FAIL
*nat
:POSTROUTING
-j DSCP --set-dscp 0x01;;FAIL
