# -m realm: the realm of the route; the names of realms come from a file of the host, where 0 is cosmos. IPv4.
@ipv4
*filter
:INPUT,FORWARD,OUTPUT
-m realm --realm 0x1;=;OK
-m realm --realm 1;-m realm --realm 0x1;OK
-m realm --realm 0x2a;=;OK
-m realm --realm 42;-m realm --realm 0x2a;OK
-m realm --realm 0x1/0xff;=;OK
-m realm --realm 0x2a/0xffff;=;OK
-m realm --realm 0x2a/0xffffffff;-m realm --realm 0x2a;OK
-m realm ! --realm 0x2a;=;OK
-m realm ! --realm 0x2a/0x3f;=;OK
-m realm --realm cosmos;=;OK
-m realm --realm 0;-m realm --realm cosmos;OK
-m realm --realm 0xffffffff;=;OK
-m realm --realm=7;-m realm --realm 0x7;OK
-m realm;;FAIL
-m realm --realm;;FAIL
-m realm --realm nosuchrealm;;FAIL
-m realm --realm 1/;;FAIL
-m realm --realm -1;;FAIL
-m realm --realm 1 --realm 2;;FAIL
*nat
:PREROUTING
-m realm --realm 1;;FAIL
:POSTROUTING
-m realm --realm 1;-m realm --realm 0x1;OK
*mangle
:PREROUTING
-m realm --realm 1;;FAIL
@ipv6
*filter
:INPUT
-m realm --realm 0x1;;FAIL
