# -m multiport: up to 15 slots, a range takes two.
*filter
:INPUT,FORWARD,OUTPUT
-p tcp -m multiport --sports 80;=;OK
-p tcp -m multiport --dports 80;=;OK
-p tcp -m multiport --ports 80;=;OK
-p tcp -m multiport --dports 80,443;=;OK
-p tcp -m multiport --source-ports 80,443;-p tcp -m multiport --sports 80,443;OK
-p tcp -m multiport --destination-ports 80,443;-p tcp -m multiport --dports 80,443;OK
-p tcp -m multiport --dports=80,443;-p tcp -m multiport --dports 80,443;OK
-p tcp -m multiport --dport 80,443;-p tcp -m multiport --dports 80,443;OK
-p udp -m multiport --dports 53,5353;=;OK
-p sctp -m multiport --dports 1,2;=;OK
-p dccp -m multiport --dports 1,2;=;OK
-p udplite -m multiport --dports 1,2;=;OK
-p 6 -m multiport --dports 80;-p tcp -m multiport --dports 80;OK
# ranges
-p tcp -m multiport --dports 80:90;=;OK
-p tcp -m multiport --dports 80:90,443;=;OK
-p tcp -m multiport --dports 22,80:90,443,8000:8080;=;OK
-p tcp -m multiport --ports 1024:65535;=;OK
-p tcp -m multiport --dports 0:65535;=;OK
-p tcp -m multiport --dports 80:80;;FAIL
-p tcp -m multiport --dports 0;=;OK
-p tcp -m multiport --dports 65535;=;OK
-p tcp -m multiport --dports 80,80;=;OK
-p tcp -m multiport --dports 443,80;=;OK
# names
-p tcp -m multiport --dports http,https;-p tcp -m multiport --dports 80,443;OK
-p tcp -m multiport --dports ssh:http,443;-p tcp -m multiport --dports 22:80,443;OK
-p udp -m multiport --ports domain,ntp;-p udp -m multiport --ports 53,123;OK
# negation
-p tcp -m multiport ! --dports 80,443;=;OK
-p tcp -m multiport ! --sports 80:90;=;OK
-p udp -m multiport ! --ports 53;=;OK
# slots
-p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15;=;OK
-p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16;;FAIL
-p tcp -m multiport --dports 1:2,3:4,5:6,7:8,9:10,11:12,13:14,15;=;OK
-p tcp -m multiport --dports 1:2,3:4,5:6,7:8,9:10,11:12,13:14,15:16;;FAIL
-p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14:15;=;OK
-p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15:16;;FAIL
# several
-p tcp -m multiport --sports 1,2 -m multiport --dports 3,4;=;OK
-p tcp -m tcp --sport 1024: -m multiport --dports 80,443;-p tcp -m tcp --sport 1024:65535 -m multiport --dports 80,443;OK
-p tcp -m multiport --dports 80,443 -m comment --comment "web ports";=;OK
# refused, or taken in a surprising way
-m multiport --dports 80;;FAIL
-p all -m multiport --dports 80;;FAIL
-p icmp -m multiport --dports 80;;FAIL
-p gre -m multiport --dports 80;;FAIL
! -p tcp -m multiport --dports 80;;FAIL
-p tcp -m multiport;;FAIL
-p tcp -m multiport --dports;;FAIL
-p tcp -m multiport --dports "";;FAIL
-p tcp -m multiport --dports 90:80;;FAIL
-p tcp -m multiport --dports 80:;;FAIL
-p tcp -m multiport --dports :80;;FAIL
-p tcp -m multiport --dports 65536;;FAIL
-p tcp -m multiport --dports 80,;;FAIL
-p tcp -m multiport --dports ,80;;FAIL
-p tcp -m multiport --dports 80-90;;FAIL
-p tcp -m multiport --dports nosuchservice;;FAIL
-p tcp -m multiport --dports 80 --dports 443;;FAIL
-p tcp -m multiport --sports 80 --dports 443;;FAIL
-p tcp -m multiport --dports ! 80;;FAIL
