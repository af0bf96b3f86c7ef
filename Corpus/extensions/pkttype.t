# -m pkttype: how the link layer delivered it.
*filter
:INPUT,FORWARD,OUTPUT
-m pkttype --pkt-type unicast;=;OK
-m pkttype --pkt-type broadcast;=;OK
-m pkttype --pkt-type multicast;=;OK
-m pkttype --pkt-type UNICAST;-m pkttype --pkt-type unicast;OK
-m pkttype --pkt-type bcast;-m pkttype --pkt-type broadcast;OK
-m pkttype --pkt-type mcast;-m pkttype --pkt-type multicast;OK
-m pkttype --pkt-type host;-m pkttype --pkt-type unicast;OK
-m pkttype --pkt-type otherhost;=;OK
-m pkttype ! --pkt-type unicast;=;OK
-m pkttype ! --pkt-type broadcast;=;OK
-m pkttype --pkt-type=multicast;-m pkttype --pkt-type multicast;OK
-m pkttype;;FAIL
-m pkttype --pkt-type;;FAIL
-m pkttype --pkt-type nosuch;;FAIL
-m pkttype --pkt-type 1;;FAIL
-m pkttype --pkt-type unicast,broadcast;;FAIL
-m pkttype --pkt-type unicast --pkt-type broadcast;;FAIL
*nat
:PREROUTING
-m pkttype --pkt-type unicast;=;OK
