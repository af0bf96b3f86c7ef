# -j CONNMARK: the connection's mark set, saved to, restored from.
*mangle
:PREROUTING,INPUT,FORWARD,OUTPUT,POSTROUTING,UCHAIN
-j CONNMARK --set-xmark 0x80/0x80;=;OK
-j CONNMARK --set-xmark 1;-j CONNMARK --set-xmark 0x1/0xffffffff;OK
-j CONNMARK --set-xmark 0x1/0;-j CONNMARK --set-xmark 0x1/0x0;OK
-j CONNMARK --set-mark 1;-j CONNMARK --set-xmark 0x1/0xffffffff;OK
-j CONNMARK --set-mark 0;-j CONNMARK --set-xmark 0x0/0xffffffff;OK
-j CONNMARK --set-mark 0x80/0x80;-j CONNMARK --set-xmark 0x80/0x80;OK
-j CONNMARK --set-mark 0x1/0xf0;-j CONNMARK --set-xmark 0x1/0xf1;OK
-j CONNMARK --set-mark=1;-j CONNMARK --set-xmark 0x1/0xffffffff;OK
-j CONNMARK --or-mark 0x80;-j CONNMARK --set-xmark 0x80/0x80;OK
-j CONNMARK --and-mark 0x80;-j CONNMARK --set-xmark 0x0/0xffffff7f;OK
-j CONNMARK --and-mark 0xffffff7f;-j CONNMARK --set-xmark 0x0/0x80;OK
-j CONNMARK --xor-mark 0x80;-j CONNMARK --set-xmark 0x80/0x0;OK
# save
-j CONNMARK --save-mark;-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff;OK
-j CONNMARK --save-mark --mask 0xff;-j CONNMARK --save-mark --nfmask 0xff --ctmask 0xff;OK
-j CONNMARK --save-mark --mask 0xffffffff;-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff;OK
-j CONNMARK --save-mark --mask 0;-j CONNMARK --save-mark --nfmask 0x0 --ctmask 0x0;OK
-j CONNMARK --save-mark --nfmask 0xf --ctmask 0xff;=;OK
-j CONNMARK --save-mark --ctmask 0xff --nfmask 0xf;-j CONNMARK --save-mark --nfmask 0xf --ctmask 0xff;OK
-j CONNMARK --save-mark --nfmask 0xf;-j CONNMARK --save-mark --nfmask 0xf --ctmask 0xffffffff;OK
-j CONNMARK --save-mark --ctmask 0xf;-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xf;OK
-j CONNMARK --mask 0xff --save-mark;-j CONNMARK --save-mark --nfmask 0xff --ctmask 0xff;OK
# restore
-j CONNMARK --restore-mark;-j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff;OK
-j CONNMARK --restore-mark --mask 0x80;-j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80;OK
-j CONNMARK --restore-mark --nfmask 0xf --ctmask 0xff;=;OK
-j CONNMARK --restore-mark --ctmask 0xff;-j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xff;OK
-m comment --comment "AWS, primary ENI" -j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80;=;OK
# shifts
-j CONNMARK --set-xmark 1 --left-shift-mark 4;-j CONNMARK --set-xmark 0x1/0xffffffff --left-shift-mark 4;OK
-j CONNMARK --set-mark 1 --right-shift-mark 4;-j CONNMARK --set-xmark 0x1/0xffffffff --right-shift-mark 4;OK
-j CONNMARK --save-mark --left-shift-mark 8;-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff --left-shift-mark 8;OK
-j CONNMARK --restore-mark --right-shift-mark 8;-j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff --right-shift-mark 8;OK
-j CONNMARK --left-shift-mark 2;;FAIL
-j CONNMARK --save-mark --left-shift-mark 32;;FAIL
-j CONNMARK --save-mark --left-shift-mark 31;-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff --left-shift-mark 31;OK
-j CONNMARK --save-mark --left-shift-mark 1 --right-shift-mark 1;-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff --right-shift-mark 1;OK
# refused, or taken in a surprising way
-j CONNMARK;;FAIL
-j CONNMARK --set-mark;;FAIL
-j CONNMARK --set-mark -1;;FAIL
-j CONNMARK --set-mark 4294967296;;FAIL
-j CONNMARK --set-mark 1/;;FAIL
-j CONNMARK --or-mark 1/1;;FAIL
-j CONNMARK --set-mark 1 --mask 0xff;-j CONNMARK --set-xmark 0x1/0xff;OK
-j CONNMARK --mask 0xff;;FAIL
-j CONNMARK --nfmask 0xff;;FAIL
-j CONNMARK --save-mark --restore-mark;;FAIL
-j CONNMARK --save-mark --set-mark 1;;FAIL
-j CONNMARK --save-mark --mask 0xff --nfmask 0xf;;FAIL
-j CONNMARK --save-mark --save-mark;;FAIL
-j CONNMARK ! --save-mark;;FAIL
-j CONNMARK --save-mark --mask 0x100000000;;FAIL
*nat
:PREROUTING,OUTPUT,POSTROUTING
-j CONNMARK --set-xmark 0x80/0x80;=;OK
*filter
:INPUT,FORWARD,OUTPUT
-j CONNMARK --save-mark;-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff;OK
*raw
:PREROUTING,OUTPUT
-j CONNMARK --restore-mark;-j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff;OK
