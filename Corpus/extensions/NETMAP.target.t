# -j NETMAP: the network part of the address is exchanged.
*nat
:PREROUTING,INPUT,OUTPUT,POSTROUTING
@ipv4
-j NETMAP --to 1.2.3.0/24;=;OK
-j NETMAP --to 1.2.3.4;-j NETMAP --to 1.2.3.4/32;OK
-j NETMAP --to 1.2.3.4/32;=;OK
-j NETMAP --to 1.2.3.4/24;-j NETMAP --to 1.2.3.0/24;OK
-j NETMAP --to 10.0.0.0/8;=;OK
-j NETMAP --to 1.2.3.0/255.255.255.0;-j NETMAP --to 1.2.3.0/24;OK
-j NETMAP --to 1.2.3.4/255.255.0.255;-j NETMAP --to 1.2.3.4/32;OK
-j NETMAP --to 0.0.0.0/0;=;OK
-j NETMAP --to=1.2.3.0/24;-j NETMAP --to 1.2.3.0/24;OK
-j NETMAP;;FAIL
-j NETMAP --to;;FAIL
-j NETMAP --to 1.2.3.0/33;-j NETMAP --to 1.2.3.0/32;OK
-j NETMAP --to 1.2.3.0-1.2.3.9;;FAIL
-j NETMAP --to fd00::/64;;FAIL
-j NETMAP ! --to 1.2.3.0/24;;FAIL
@ipv6
-j NETMAP --to fd00::/64;=;OK
-j NETMAP --to fd00::1;-j NETMAP --to fd00::1/128;OK
-j NETMAP --to fd00::1/64;-j NETMAP --to fd00::/64;OK
-j NETMAP --to fd00::/128;=;OK
-j NETMAP --to 1.2.3.0/24;;FAIL
-j NETMAP;;FAIL
@both
*filter
:FORWARD
@ipv4
-j NETMAP --to 1.2.3.0/24;;FAIL
@ipv6
-j NETMAP --to fd00::/64;;FAIL
