# -j SET: adds to, deletes from, reads from ipsets, which must exist.
# ipset: create ip4 hash:ip family inet timeout 100
# ipset: create ip6 hash:ip family inet6 timeout 100
# ipset: create ipport4 hash:ip,port family inet
# ipset: create skb4 hash:ip family inet skbinfo
# ipset: create ports bitmap:port range 0-65535
*filter
:INPUT,FORWARD,OUTPUT
-j SET --add-set ports dst;=;OK
-j SET --del-set ports src;=;OK
@ipv4
-j SET --add-set ip4 src;=;OK
-j SET --del-set ip4 src;=;OK
-j SET --add-set ipport4 src,dst;=;OK
-j SET --add-set ipport4 src;=;OK
-j SET --add-set ip4 src,dst,src;=;OK
-j SET --add-set ip4 src --exist;=;OK
-j SET --add-set ip4 src --timeout 60;=;OK
-j SET --add-set ip4 src --timeout 0;=;OK
-j SET --add-set ip4 src --exist --timeout 60;=;OK
-j SET --timeout 60 --exist --add-set ip4 src;-j SET --add-set ip4 src --exist --timeout 60;OK
-j SET --add-set ip4 src --timeout 4294967294;=;OK
-j SET --add-set ip4 src --del-set ipport4 src,dst;=;OK
-j SET --del-set ipport4 src,dst --add-set ip4 src;-j SET --add-set ip4 src --del-set ipport4 src,dst;OK
-j SET --add-set ip4 src -m comment --comment "first seen";-m comment --comment "first seen" -j SET --add-set ip4 src;OK
# refused, or taken in a surprising way
-j SET;;FAIL
-j SET --add-set;;FAIL
-j SET --add-set ip4;;FAIL
-j SET --add-set ip4 both;;FAIL
-j SET --add-set nosuchset src;;FAIL
-j SET --add-set ip6 src;;FAIL
-j SET --add-set ip4 src --add-set ipport4 src;;FAIL
-j SET --exist;;FAIL
-j SET --timeout 60;;FAIL
-j SET --add-set ip4 src --timeout x;;FAIL
-j SET --add-set ip4 src --timeout -1;;FAIL
-j SET ! --add-set ip4 src;-j SET --add-set ip4 src;OK
@ipv6
-j SET --add-set ip6 src;=;OK
-j SET --del-set ip6 dst;=;OK
-j SET --add-set ip4 src;;FAIL
*mangle
:PREROUTING,INPUT,FORWARD,OUTPUT,POSTROUTING
@ipv4
-j SET --add-set ip4 src;=;OK
:FORWARD,OUTPUT,POSTROUTING
-j SET --map-set skb4 src --map-mark;=;OK
-j SET --map-set skb4 src --map-prio;=;OK
-j SET --map-set skb4 src --map-queue;=;OK
-j SET --map-set skb4 dst --map-mark --map-prio --map-queue;=;OK
-j SET --map-set skb4 dst --map-queue --map-prio --map-mark;-j SET --map-set skb4 dst --map-mark --map-prio --map-queue;OK
-j SET --map-set skb4 src;;FAIL
-j SET --map-mark;;FAIL
:PREROUTING
-j SET --map-set skb4 src --map-mark;=;OK
-j SET --map-set skb4 src --map-prio;;FAIL
*filter
:INPUT
-j SET --map-set skb4 src --map-mark;;FAIL
*nat
:PREROUTING,POSTROUTING
-j SET --add-set ip4 dst;=;OK
