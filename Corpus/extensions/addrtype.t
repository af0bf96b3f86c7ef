# -m addrtype: what the routing table says of source and destination.
*filter
:INPUT,FORWARD,OUTPUT
-m addrtype --dst-type LOCAL;=;OK
-m addrtype --src-type LOCAL;=;OK
-m addrtype ! --dst-type LOCAL;=;OK
-m addrtype ! --src-type LOCAL;=;OK
-m addrtype --src-type UNSPEC;=;OK
-m addrtype --src-type UNICAST;=;OK
-m addrtype --src-type ANYCAST;=;OK
-m addrtype --src-type MULTICAST;=;OK
-m addrtype --src-type UNREACHABLE;=;OK
-m addrtype --dst-type local;-m addrtype --dst-type LOCAL;OK
-m addrtype --dst-type MULTICAST,UNICAST,LOCAL;-m addrtype --dst-type UNICAST,LOCAL,MULTICAST;OK
-m addrtype --dst-type LOCAL,LOCAL;-m addrtype --dst-type LOCAL;OK
-m addrtype --dst-type=LOCAL;-m addrtype --dst-type LOCAL;OK
-m addrtype --src-type LOCAL --dst-type LOCAL;=;OK
-m addrtype --dst-type UNICAST --src-type LOCAL;-m addrtype --src-type LOCAL --dst-type UNICAST;OK
-m addrtype ! --src-type LOCAL ! --dst-type LOCAL;=;OK
-m addrtype --dst-type LOCAL -m addrtype ! --src-type LOCAL;=;OK
-m comment --comment "kubernetes service nodeports" -m addrtype --dst-type LOCAL -j UCHAIN;=;OK
@ipv4
-m addrtype --src-type BROADCAST;=;OK
-m addrtype --src-type BLACKHOLE;=;OK
-m addrtype --src-type PROHIBIT;=;OK
-m addrtype --src-type THROW;=;OK
-m addrtype --src-type NAT;=;OK
-m addrtype --src-type XRESOLVE;=;OK
-m addrtype --dst-type LOCAL,BROADCAST;=;OK
-m addrtype --dst-type BROADCAST,LOCAL;-m addrtype --dst-type LOCAL,BROADCAST;OK
@ipv6
-m addrtype --src-type BROADCAST;;FAIL
-m addrtype --src-type BLACKHOLE;;FAIL
-m addrtype --src-type PROHIBIT;;FAIL
-m addrtype --src-type THROW;;FAIL
-m addrtype --src-type NAT;;FAIL
-m addrtype --src-type XRESOLVE;;FAIL
-m addrtype --dst-type LOCAL,BROADCAST;;FAIL
-m addrtype --dst-type BROADCAST,LOCAL;;FAIL
@both
# refused, or taken in a surprising way
-m addrtype;;FAIL
-m addrtype --dst-type;;FAIL
-m addrtype --dst-type "";;FAIL
-m addrtype --dst-type NOSUCH;;FAIL
-m addrtype --dst-type LOCAL,;;FAIL
-m addrtype --dst-type LOCAL,NOSUCH;;FAIL
-m addrtype --dst-type ! LOCAL;;FAIL
-m addrtype --dst-type LOCAL --dst-type UNICAST;;FAIL
-m addrtype --limit-iface-in;;FAIL
-m addrtype --limit-iface-out;;FAIL
-m addrtype ! --limit-iface-in --dst-type LOCAL;;FAIL
:INPUT
-m addrtype --dst-type LOCAL --limit-iface-in;=;OK
-m addrtype --limit-iface-in --dst-type LOCAL;-m addrtype --dst-type LOCAL --limit-iface-in;OK
-m addrtype --dst-type LOCAL --limit-iface-out;;FAIL
-m addrtype --dst-type LOCAL --limit-iface-in --limit-iface-out;;FAIL
:OUTPUT
-m addrtype --dst-type LOCAL --limit-iface-in;;FAIL
-m addrtype --dst-type LOCAL --limit-iface-out;=;OK
:FORWARD
-m addrtype --dst-type LOCAL --limit-iface-in;=;OK
-m addrtype --dst-type LOCAL --limit-iface-out;=;OK
-m addrtype --src-type UNICAST --dst-type LOCAL --limit-iface-out;=;OK
-m addrtype --dst-type LOCAL --limit-iface-in --limit-iface-out;;FAIL
*nat
:PREROUTING
-m addrtype --dst-type LOCAL -j UCHAIN;=;OK
-m addrtype --dst-type LOCAL --limit-iface-in;=;OK
-m addrtype --dst-type LOCAL --limit-iface-out;;FAIL
:POSTROUTING
-m addrtype ! --dst-type LOCAL;=;OK
-m addrtype --src-type LOCAL --limit-iface-out;=;OK
-m addrtype --src-type LOCAL --limit-iface-in;;FAIL
