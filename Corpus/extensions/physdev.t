# -m physdev: ports of a bridge.
*filter
:INPUT,FORWARD
-m physdev --physdev-in eth0;=;OK
-m physdev --physdev-is-in;=;OK
-m physdev ! --physdev-is-in;=;OK
-m physdev ! --physdev-in eth0;=;OK
-m physdev --physdev-in veth+;=;OK
-m physdev --physdev-in +;=;OK
-m physdev --physdev-is-in --physdev-in eth0;=;OK
-m physdev --physdev-in eth0 --physdev-is-in;-m physdev --physdev-is-in --physdev-in eth0;OK
-m physdev --physdev-is-bridged;=;OK
-m physdev ! --physdev-is-bridged;=;OK
-m physdev --physdev-in=eth0;-m physdev --physdev-in eth0;OK
-m physdev --physdev-in abcdefghijklmno;=;OK
-m physdev --physdev-in abcdefghijklmnop;;FAIL
-m physdev ! --physdev-is-in -m addrtype ! --src-type LOCAL;=;OK
:FORWARD
-m physdev --physdev-out eth0;=;OK
-m physdev --physdev-is-out;=;OK
-m physdev ! --physdev-out eth0;=;OK
-m physdev ! --physdev-is-out;=;OK
-m physdev --physdev-is-bridged --physdev-in eth0 --physdev-out eth1;-m physdev --physdev-in eth0 --physdev-out eth1 --physdev-is-bridged;OK
-m physdev --physdev-out eth1 --physdev-in eth0 --physdev-is-bridged;-m physdev --physdev-in eth0 --physdev-out eth1 --physdev-is-bridged;OK
-m physdev --physdev-is-in --physdev-in eth0 --physdev-is-out --physdev-out eth1 --physdev-is-bridged;=;OK
-m physdev ! --physdev-is-in ! --physdev-in eth0 ! --physdev-is-out ! --physdev-out eth1 ! --physdev-is-bridged;=;OK
-m physdev --physdev-out veth+;=;OK
-m physdev;;FAIL
-m physdev --physdev-in;;FAIL
-m physdev --physdev-in "";-m physdev --physdev-in;OK
-m physdev --physdev-in a --physdev-in b;;FAIL
-m physdev --physdev-is-in --physdev-is-in;;FAIL
-m physdev --physdev-in ! eth0;;FAIL
:INPUT
-m physdev --physdev-is-out;=;OK
-m physdev --physdev-out eth0;=;OK
:OUTPUT
-m physdev --physdev-in eth0;=;OK
-m physdev --physdev-is-in;=;OK
-m physdev --physdev-out eth0;;FAIL
-m physdev --physdev-is-out;;FAIL
-m physdev ! --physdev-is-out;;FAIL
-m physdev --physdev-is-bridged;=;OK
-m physdev --physdev-is-bridged --physdev-out eth0;-m physdev --physdev-out eth0 --physdev-is-bridged;OK
*nat
:PREROUTING
-m physdev --physdev-in eth0;=;OK
-m physdev ! --physdev-is-in;=;OK
-m physdev --physdev-is-bridged;=;OK
:POSTROUTING
-m physdev --physdev-out eth0;=;OK
-m physdev --physdev-is-bridged --physdev-out eth0;-m physdev --physdev-out eth0 --physdev-is-bridged;OK
-m physdev --physdev-in eth0;=;OK
-m physdev --physdev-is-out;=;OK
*raw
:PREROUTING
-m physdev --physdev-in eth0;=;OK
