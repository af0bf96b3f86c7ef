# -j CHECKSUM: fills in checksums left to the card; mangle table.
*mangle
:PREROUTING,INPUT,FORWARD,OUTPUT,POSTROUTING
-j CHECKSUM --checksum-fill;=;OK
-p udp -m udp --dport 68 -j CHECKSUM --checksum-fill;=;OK
-p tcp -m tcp --dport 80 -j CHECKSUM --checksum-fill;=;OK
-p icmp -j CHECKSUM --checksum-fill;=;OK
-j CHECKSUM;;FAIL
-j CHECKSUM --checksum-fill --checksum-fill;;FAIL
-j CHECKSUM ! --checksum-fill;;FAIL
-j CHECKSUM --checksum;-j CHECKSUM --checksum-fill;OK
*filter
:FORWARD
-j CHECKSUM --checksum-fill;;FAIL
