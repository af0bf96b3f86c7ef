# -m mark: the packet's mark under a mask.
*filter
:INPUT,FORWARD,OUTPUT
-m mark --mark 0x4000/0x4000;=;OK
-m mark --mark 0x00004000/0x00004000;-m mark --mark 0x4000/0x4000;OK
-m mark --mark 0x8000/0x8000;=;OK
-m mark --mark 1;-m mark --mark 0x1;OK
-m mark --mark 0x1;=;OK
-m mark --mark 01;-m mark --mark 0x1;OK
-m mark --mark 010;-m mark --mark 0x8;OK
-m mark --mark 16384;-m mark --mark 0x4000;OK
-m mark --mark 0X1F;-m mark --mark 0x1f;OK
-m mark --mark 0xAbCd/0xFFFF;-m mark --mark 0xabcd/0xffff;OK
-m mark --mark 0;-m mark --mark 0x0;OK
-m mark --mark 0x0;=;OK
-m mark --mark 0/0;-m mark --mark 0x0/0x0;OK
-m mark --mark 0x0/0xf;=;OK
-m mark --mark 0/1;-m mark --mark 0x0/0x1;OK
-m mark --mark 1/0;-m mark --mark 0x1/0x0;OK
-m mark --mark 0x1/0xf0;=;OK
-m mark --mark 0xff/0x0f;-m mark --mark 0xff/0xf;OK
-m mark --mark 0xffffffff;=;OK
-m mark --mark 4294967295;-m mark --mark 0xffffffff;OK
-m mark --mark 0xffffffff/0xffffffff;-m mark --mark 0xffffffff;OK
-m mark --mark 0x1/0xffffffff;-m mark --mark 0x1;OK
-m mark --mark 0x1/4294967295;-m mark --mark 0x1;OK
-m mark --mark 0x1/0x7fffffff;=;OK
-m mark --mark 0x0/0xffff0000;=;OK
-m mark --mark 8/8;-m mark --mark 0x8/0x8;OK
-m mark --mark=0x4000/0x4000;-m mark --mark 0x4000/0x4000;OK
# negation
-m mark ! --mark 0x4000/0x4000;=;OK
-m mark ! --mark 0;-m mark ! --mark 0x0;OK
-m mark ! --mark 0x0/0xff00;=;OK
# several
-m mark --mark 0x1/0x1 -m mark --mark 0x2/0x2;=;OK
-m mark ! --mark 0x1/0x1 -m mark --mark 0x2/0x2;=;OK
-p tcp -m tcp --dport 80 -m mark --mark 0x1;=;OK
-m mark --mark 0x1 -p tcp;-p tcp -m mark --mark 0x1;OK
-m mark ! --mark 0x4000/0x4000 -j RETURN;=;OK
-m comment --comment "kubernetes firewall for dropping marked packets" -m mark --mark 0x8000/0x8000 -j DROP;=;OK
-m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT;=;OK
# refused, or taken in a surprising way
-m mark;;FAIL
-m mark --mark;;FAIL
-m mark --mark "";;FAIL
-m mark --mark 0x100000000;;FAIL
-m mark --mark 4294967296;;FAIL
-m mark --mark 1/0x100000000;;FAIL
-m mark --mark -1;;FAIL
-m mark --mark 1/-1;;FAIL
-m mark --mark 1/;;FAIL
-m mark --mark /1;;FAIL
-m mark --mark 0x;;FAIL
-m mark --mark xyz;;FAIL
-m mark --mark 1x;;FAIL
-m mark --mark 1/2/3;;FAIL
-m mark --mark 1 --mark 2;;FAIL
-m mark --mark ! 1;;FAIL
-m mark --set-mark 1;;FAIL
*mangle
:PREROUTING,INPUT,FORWARD,OUTPUT,POSTROUTING
-m mark --mark 0x1;=;OK
*nat
:PREROUTING,INPUT,OUTPUT,POSTROUTING
-m mark ! --mark 0x4000/0x4000 -j RETURN;=;OK
