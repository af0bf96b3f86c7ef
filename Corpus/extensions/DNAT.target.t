# -j DNAT: a new destination; nat table, PREROUTING and OUTPUT.
*nat
:PREROUTING,OUTPUT,UCHAIN
@ipv4
-j DNAT --to-destination 10.0.0.1;=;OK
-p tcp -j DNAT --to-destination 10.0.0.1;=;OK
-p tcp -j DNAT --to-destination 10.0.0.1:80;=;OK
-p tcp -m tcp -j DNAT --to-destination 10.0.0.1:80;=;OK
-p udp -m udp -j DNAT --to-destination 10.0.0.1:53;=;OK
-p sctp -j DNAT --to-destination 10.0.0.1:80;=;OK
-p dccp -j DNAT --to-destination 10.0.0.1:80;=;OK
-p udplite -j DNAT --to-destination 10.0.0.1:80;;FAIL
-p icmp -j DNAT --to-destination 10.0.0.1;=;OK
-p icmp -j DNAT --to-destination 10.0.0.1:80;=;OK
-p gre -j DNAT --to-destination 10.0.0.1:80;;FAIL
-p tcp -j DNAT --to-destination=10.0.0.1:80;-p tcp -j DNAT --to-destination 10.0.0.1:80;OK
-p tcp -j DNAT --to 10.0.0.1:80;-p tcp -j DNAT --to-destination 10.0.0.1:80;OK
-p tcp -j DNAT --to-dest 10.0.0.1:80;-p tcp -j DNAT --to-destination 10.0.0.1:80;OK
-m comment --comment "ns1/svc1:p80" -m tcp -p tcp -j DNAT --to-destination 10.180.0.1:80;-p tcp -m comment --comment "ns1/svc1:p80" -m tcp -j DNAT --to-destination 10.180.0.1:80;OK
-m comment --comment "ns1/svc1:p80" -m recent --name KUBE-SEP-XYZ --set -m tcp -p tcp -j DNAT --to-destination 10.180.0.1:80;-p tcp -m comment --comment "ns1/svc1:p80" -m recent --set --name KUBE-SEP-XYZ --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.180.0.1:80;OK
-p tcp -m comment --comment "pod_ns hostport 8080" -m tcp -j DNAT --to-destination=10.180.0.1:80;-p tcp -m comment --comment "pod_ns hostport 8080" -m tcp -j DNAT --to-destination 10.180.0.1:80;OK
# ranges of addresses and ports
-j DNAT --to-destination 10.0.0.1-10.0.0.5;=;OK
-j DNAT --to-destination 10.0.0.1-10.0.0.1;-j DNAT --to-destination 10.0.0.1;OK
-j DNAT --to-destination 10.0.0.5-10.0.0.1;=;OK
-p tcp -j DNAT --to-destination 10.0.0.1-10.0.0.5:80;=;OK
-p tcp -j DNAT --to-destination 10.0.0.1:80-90;=;OK
-p tcp -j DNAT --to-destination 10.0.0.1:80-80;-p tcp -j DNAT --to-destination 10.0.0.1:80;OK
-p tcp -j DNAT --to-destination 10.0.0.1-10.0.0.5:80-90;=;OK
-p tcp -j DNAT --to-destination :80;=;OK
-p tcp -j DNAT --to-destination :80-90;=;OK
-p tcp -j DNAT --to-destination 10.0.0.1:1;=;OK
-p tcp -j DNAT --to-destination 10.0.0.1:65535;=;OK
-p tcp -j DNAT --to-destination 10.0.0.1:1-65535;=;OK
-p tcp -j DNAT --to-destination 10.0.0.1:0;=;OK
-p tcp -j DNAT --to-destination 10.0.0.1:http;-p tcp -j DNAT --to-destination 10.0.0.1:80;OK
-p tcp -j DNAT --to-destination 10.0.0.1:ssh-http;;FAIL
-p tcp -m tcp --dport 5000:5010 -j DNAT --to-destination 10.0.0.1:1000-1010/5000;=;OK
-p tcp -j DNAT --to-destination 10.0.0.1:1000-1010/65535;=;OK
-p tcp -j DNAT --to-destination 10.0.0.1:1000/5000;;FAIL
-p tcp -j DNAT --to-destination :1000-1010/5000;=;OK
# flags
-j DNAT --to-destination 10.0.0.1 --random;=;OK
-j DNAT --to-destination 10.0.0.1 --persistent;=;OK
-j DNAT --to-destination 10.0.0.1 --random --persistent;=;OK
-j DNAT --persistent --random --to-destination 10.0.0.1;-j DNAT --to-destination 10.0.0.1 --random --persistent;OK
-p tcp -j DNAT --to-destination 10.0.0.1-10.0.0.5:80 --random --persistent;=;OK
-j DNAT --to-destination 10.0.0.1 --random-fully;;FAIL
# unusual addresses
-j DNAT --to-destination 0.0.0.0;=;OK
-j DNAT --to-destination 127.0.0.1;=;OK
-j DNAT --to-destination 255.255.255.255;=;OK
-j DNAT --to-destination 010.0.0.1;;FAIL
# refused, or taken in a surprising way
-j DNAT;;FAIL
-j DNAT --to-destination;;FAIL
-j DNAT --to-destination "";;FAIL
-j DNAT --to-destination 10.0.0.1:80;;FAIL
! -p tcp -j DNAT --to-destination 10.0.0.1:80;=;OK
-j DNAT --to-destination :80;;FAIL
-j DNAT --random;;FAIL
-j DNAT --to-destination 10.0.0.0/24;;FAIL
-j DNAT --to-destination 10.0.0.256;;FAIL
-j DNAT --to-destination 10.0.0;;FAIL
-j DNAT --to-destination somehost;;FAIL
-p tcp -j DNAT --to-destination 10.0.0.1:65536;;FAIL
-p tcp -j DNAT --to-destination 10.0.0.1:nosuchservice;;FAIL
-p tcp -j DNAT --to-destination 10.0.0.1:90-80;;FAIL
-p tcp -j DNAT --to-destination 10.0.0.1:;;FAIL
-p tcp -j DNAT --to-destination 10.0.0.1:80:90;;FAIL
-p tcp -j DNAT --to-destination 10.0.0.1:80,90;;FAIL
-p tcp -j DNAT --to-destination 10.0.0.1:-1;;FAIL
-j DNAT ! --to-destination 10.0.0.1;;FAIL
-j DNAT --to-destination 10.0.0.1 --to-destination 10.0.0.2;;FAIL
-j DNAT --to-destination fd00::1;;FAIL
-j DNAT --to-source 10.0.0.1;;FAIL
@ipv6
-j DNAT --to-destination fd00::1;=;OK
-j DNAT --to-destination [fd00::1];-j DNAT --to-destination fd00::1;OK
-p tcp -j DNAT --to-destination [fd00::1]:80;=;OK
-p udp -m udp -j DNAT --to-destination [fd00::1]:53;=;OK
-p sctp -j DNAT --to-destination [fd00::1]:80;=;OK
-j DNAT --to-destination fd00::1-fd00::5;=;OK
-j DNAT --to-destination [fd00::1-fd00::5];-j DNAT --to-destination fd00::1-fd00::5;OK
-j DNAT --to-destination [fd00::1]-[fd00::5];;FAIL
-p tcp -j DNAT --to-destination [fd00::1-fd00::5]:80;=;OK
-p tcp -j DNAT --to-destination [fd00::1-fd00::5]:80-90;=;OK
-p tcp -j DNAT --to-destination [fd00::1]:80-90;=;OK
-p tcp -j DNAT --to-destination [fd00::1]:1000-1010/5000;=;OK
-p tcp -j DNAT --to-destination :80;=;OK
-p tcp -j DNAT --to-destination [FD00:0::0001]:80;-p tcp -j DNAT --to-destination [fd00::1]:80;OK
-p tcp -j DNAT --to-destination [::1]:80;=;OK
-j DNAT --to-destination ::ffff:10.0.0.1;=;OK
-j DNAT --to-destination fd00::1 --random;=;OK
-p tcp -j DNAT --to-destination [fd00::1]:80 --random --persistent;=;OK
-p tcp -j DNAT --to-destination fd00::1:80;=;OK
-p tcp -j DNAT --to-destination [fd00::1:80;;FAIL
-p tcp -j DNAT --to-destination fd00::1]:80;;FAIL
-p tcp -j DNAT --to-destination [fd00::1]80;-p tcp -j DNAT --to-destination fd00::1;OK
-j DNAT --to-destination [fd00::1]:80;;FAIL
-j DNAT --to-destination fd00::/64;;FAIL
-j DNAT --to-destination 10.0.0.1;;FAIL
@both
*nat
:INPUT,POSTROUTING
@ipv4
-j DNAT --to-destination 10.0.0.1;;FAIL
@ipv6
-j DNAT --to-destination fd00::1;;FAIL
*filter
:INPUT,FORWARD,OUTPUT
@ipv4
-j DNAT --to-destination 10.0.0.1;;FAIL
@ipv6
-j DNAT --to-destination fd00::1;;FAIL
*mangle
:PREROUTING
@ipv4
-j DNAT --to-destination 10.0.0.1;;FAIL
