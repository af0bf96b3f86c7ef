# -m dst: the destination options header, IPv6.
*filter
:INPUT,FORWARD,OUTPUT
@ipv6
-m dst;=;OK
-m dst --dst-len 0;=;OK
-m dst --dst-len 42;=;OK
-m dst ! --dst-len 42;=;OK
-m dst --dst-opts 149:92;=;OK
-m dst --dst-opts 149:92,12:12,123;=;OK
-m dst --dst-len 42 --dst-opts 149:92;=;OK
-m dst --dst-opts 149:92 --dst-len 42;-m dst --dst-len 42 --dst-opts 149:92;OK
-m dst --dst-opts 256:1;;FAIL
-m dst --dst-len -1;;FAIL
-m dst --dst-opts 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16;=;OK
-m dst --dst-opts 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17;;FAIL
@ipv4
-m dst;;FAIL
