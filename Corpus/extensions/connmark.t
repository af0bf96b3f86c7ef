# -m connmark: the connection's mark under a mask.
*filter
:INPUT,FORWARD,OUTPUT
-m connmark --mark 0x80/0x80;=;OK
-m connmark --mark 1;-m connmark --mark 0x1;OK
-m connmark --mark 0;-m connmark --mark 0x0;OK
-m connmark --mark 0x1/0xffffffff;-m connmark --mark 0x1;OK
-m connmark --mark 0xffffffff;=;OK
-m connmark --mark 4294967295/4294967295;-m connmark --mark 0xffffffff;OK
-m connmark --mark 0/0;-m connmark --mark 0x0/0x0;OK
-m connmark --mark 0x1/0xf0;=;OK
-m connmark --mark 010/0x0F;-m connmark --mark 0x8/0xf;OK
-m connmark ! --mark 0x80/0x80;=;OK
-m connmark ! --mark 0;-m connmark ! --mark 0x0;OK
-m connmark --mark 0x1/0x1 -m connmark --mark 0x2/0x2;=;OK
-m connmark --mark=0x1;-m connmark --mark 0x1;OK
-m connmark;;FAIL
-m connmark --mark;;FAIL
-m connmark --mark 4294967296;;FAIL
-m connmark --mark 1/4294967296;;FAIL
-m connmark --mark -1;;FAIL
-m connmark --mark nomark;;FAIL
-m connmark --mark 1 --mark 2;;FAIL
-m connmark --mark 1/;;FAIL
*mangle
:PREROUTING,INPUT,FORWARD,OUTPUT,POSTROUTING
-m connmark --mark 0x1;=;OK
*nat
:PREROUTING,OUTPUT
-m connmark --mark 0x1;=;OK
*raw
:PREROUTING,OUTPUT
-m connmark --mark 0x1;=;OK
