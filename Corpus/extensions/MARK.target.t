# -j MARK: every spelling is saved as --set-xmark.
*mangle
:PREROUTING,INPUT,FORWARD,OUTPUT,POSTROUTING,UCHAIN
-j MARK --set-xmark 0x4000/0x4000;=;OK
-j MARK --set-xmark 0x00004000/0x00004000;-j MARK --set-xmark 0x4000/0x4000;OK
-j MARK --set-xmark 0x4d415351/0xffffffff;=;OK
-j MARK --set-xmark 1;-j MARK --set-xmark 0x1/0xffffffff;OK
-j MARK --set-xmark 0;-j MARK --set-xmark 0x0/0xffffffff;OK
-j MARK --set-xmark 0/0;-j MARK --set-xmark 0x0/0x0;OK
-j MARK --set-xmark 0x1/0xf0;=;OK
-j MARK --set-xmark 0xff/0x0f;-j MARK --set-xmark 0xff/0xf;OK
-j MARK --set-xmark 0x4000/0x0;=;OK
-j MARK --set-xmark 4294967295/4294967295;-j MARK --set-xmark 0xffffffff/0xffffffff;OK
-j MARK --set-xmark=0x1/0x1;-j MARK --set-xmark 0x1/0x1;OK
# --set-mark
-j MARK --set-mark 1;-j MARK --set-xmark 0x1/0xffffffff;OK
-j MARK --set-mark 0;-j MARK --set-xmark 0x0/0xffffffff;OK
-j MARK --set-mark 0x4000/0x4000;-j MARK --set-xmark 0x4000/0x4000;OK
-j MARK --set-mark 0x1/0xf0;-j MARK --set-xmark 0x1/0xf1;OK
-j MARK --set-mark 0xff/0x0f;-j MARK --set-xmark 0xff/0xff;OK
-j MARK --set-mark 0/0xff;-j MARK --set-xmark 0x0/0xff;OK
-j MARK --set-mark 0x1/0;-j MARK --set-xmark 0x1/0x1;OK
-j MARK --set-mark 0x1/0xffffffff;-j MARK --set-xmark 0x1/0xffffffff;OK
-j MARK --set-mark 010;-j MARK --set-xmark 0x8/0xffffffff;OK
-j MARK --set-mark 0xABC;-j MARK --set-xmark 0xabc/0xffffffff;OK
-j MARK --set-mark 0xffffffff;-j MARK --set-xmark 0xffffffff/0xffffffff;OK
# --or-mark, --and-mark, --xor-mark
-j MARK --or-mark 0x4000;-j MARK --set-xmark 0x4000/0x4000;OK
-j MARK --or-mark 0x8000;-j MARK --set-xmark 0x8000/0x8000;OK
-j MARK --or-mark 0;-j MARK --set-xmark 0x0/0x0;OK
-j MARK --or-mark 0xffffffff;-j MARK --set-xmark 0xffffffff/0xffffffff;OK
-j MARK --or-mark 16384;-j MARK --set-xmark 0x4000/0x4000;OK
-j MARK --and-mark 0xf;-j MARK --set-xmark 0x0/0xfffffff0;OK
-j MARK --and-mark 0xfffffff0;-j MARK --set-xmark 0x0/0xf;OK
-j MARK --and-mark 0;-j MARK --set-xmark 0x0/0xffffffff;OK
-j MARK --and-mark 0xffffffff;-j MARK --set-xmark 0x0/0x0;OK
-j MARK --xor-mark 0x4000;-j MARK --set-xmark 0x4000/0x0;OK
-j MARK --xor-mark 0;-j MARK --set-xmark 0x0/0x0;OK
-j MARK --xor-mark 0xffffffff;-j MARK --set-xmark 0xffffffff/0x0;OK
-m comment --comment "set mark for masquerade" -j MARK --or-mark 0x4000;-m comment --comment "set mark for masquerade" -j MARK --set-xmark 0x4000/0x4000;OK
# refused, or taken in a surprising way
-j MARK;;FAIL
-j MARK --set-xmark;;FAIL
-j MARK --set-mark "";;FAIL
-j MARK --set-mark -1;;FAIL
-j MARK --set-mark 0x100000000;;FAIL
-j MARK --set-mark 4294967296;;FAIL
-j MARK --set-mark 1/0x100000000;;FAIL
-j MARK --set-mark 1/;;FAIL
-j MARK --set-mark /1;;FAIL
-j MARK --set-mark x;;FAIL
-j MARK --set-mark 1x;;FAIL
-j MARK --or-mark 1/1;;FAIL
-j MARK --and-mark 0xf/0xf;;FAIL
-j MARK --xor-mark 1/1;;FAIL
-j MARK --or-mark -1;;FAIL
-j MARK --set-mark 1 --set-mark 2;;FAIL
-j MARK --set-mark 1 --or-mark 2;;FAIL
-j MARK --and-mark 1 --or-mark 2;;FAIL
-j MARK ! --set-mark 1;;FAIL
-j MARK --mark 1;;FAIL
-j MARK --set-mark 1 -j ACCEPT;;FAIL
*nat
:PREROUTING,INPUT,OUTPUT,POSTROUTING,UCHAIN
-j MARK --set-xmark 0x4000/0x4000;=;OK
-j MARK --xor-mark 0x4000;-j MARK --set-xmark 0x4000/0x0;OK
*filter
:INPUT,FORWARD,OUTPUT
-j MARK --set-xmark 0x20000/0x20000;=;OK
*raw
:PREROUTING,OUTPUT
-j MARK --set-xmark 0x40000/0x40000;=;OK
*security
:INPUT
-j MARK --set-xmark 0x1/0x1;=;OK
