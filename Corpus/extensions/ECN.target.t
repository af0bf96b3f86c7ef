# -j ECN: takes the ECN bits out of TCP; IPv4, mangle table.
*mangle
:PREROUTING,INPUT,FORWARD,OUTPUT,POSTROUTING
@ipv4
-p tcp -j ECN --ecn-tcp-remove;=;OK
-j ECN --ecn-ip-ect 0;=;OK
-j ECN --ecn-ip-ect 1;=;OK
-j ECN --ecn-ip-ect 2;=;OK
-p tcp -j ECN --ecn-tcp-ece 1;=;OK
-p tcp -j ECN --ecn-tcp-cwr 0;=;OK
-p tcp -j ECN --ecn-tcp-ece 1 --ecn-tcp-cwr 1;=;OK
-j ECN;;FAIL
-j ECN --ecn-tcp-remove;;FAIL
-p udp -j ECN --ecn-tcp-remove;;FAIL
-p tcp -j ECN --ecn-tcp-remove --ecn-tcp-remove;;FAIL
@ipv6
-p tcp -j ECN --ecn-tcp-remove;;FAIL
@ipv4
*filter
:FORWARD
-p tcp -j ECN --ecn-tcp-remove;;FAIL
