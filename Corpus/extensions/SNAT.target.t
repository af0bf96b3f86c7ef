# -j SNAT: a new source; nat table, POSTROUTING and INPUT.
*nat
:POSTROUTING,INPUT,UCHAIN
@ipv4
-j SNAT --to-source 10.0.0.1;=;OK
-p tcp -j SNAT --to-source 10.0.0.1;=;OK
-p tcp -j SNAT --to-source 10.0.0.1:1024;=;OK
-p tcp -j SNAT --to-source 10.0.0.1:1024-65535;=;OK
-p udp -j SNAT --to-source :1024-65535;=;OK
-p sctp -j SNAT --to-source 10.0.0.1:80;=;OK
-p icmp -j SNAT --to-source 10.0.0.1:80;=;OK
-j SNAT --to-source 10.0.0.1-10.0.0.5;=;OK
-j SNAT --to-source 10.0.0.1-10.0.0.1;-j SNAT --to-source 10.0.0.1;OK
-p tcp -j SNAT --to-source 10.0.0.1-10.0.0.5:1024-2048;=;OK
-p tcp -j SNAT --to 10.0.0.1:1024;-p tcp -j SNAT --to-source 10.0.0.1:1024;OK
-p tcp -j SNAT --to-source=10.0.0.1;-p tcp -j SNAT --to-source 10.0.0.1;OK
-j SNAT --to-source 10.0.0.1 --random;=;OK
-j SNAT --to-source 10.0.0.1 --random-fully;=;OK
-j SNAT --to-source 10.0.0.1 --persistent;=;OK
-j SNAT --to-source 10.0.0.1 --random --random-fully --persistent;=;OK
-j SNAT --persistent --random-fully --random --to-source 10.0.0.1;-j SNAT --to-source 10.0.0.1 --random --random-fully --persistent;OK
-m comment --comment "snat for pods" ! -d 10.0.0.0/8 -m addrtype ! --dst-type LOCAL -j SNAT --to-source 192.0.2.1 --random-fully;! -d 10.0.0.0/8 -m comment --comment "snat for pods" -m addrtype ! --dst-type LOCAL -j SNAT --to-source 192.0.2.1 --random-fully;OK
-s 10.0.0.0/8 -j SNAT --to-source 192.0.2.1;=;OK
-p tcp -j SNAT --to-source 10.0.0.1:http;-p tcp -j SNAT --to-source 10.0.0.1:80;OK
-p tcp -j SNAT --to-source 10.0.0.1:0;=;OK
-p tcp -j SNAT --to-source 10.0.0.1:1000-1010/5000;-p tcp -j SNAT --to-source 10.0.0.1:1000-1010/0;OK
# refused, or taken in a surprising way
-j SNAT;;FAIL
-j SNAT --to-source;;FAIL
-j SNAT --to-source "";;FAIL
-j SNAT --to-source 10.0.0.1:80;;FAIL
-j SNAT --to-source 10.0.0.0/24;;FAIL
-j SNAT --to-source 10.0.0.256;;FAIL
-j SNAT --to-source 10.0.0.5-10.0.0.1;=;OK
-p tcp -j SNAT --to-source 10.0.0.1:65536;;FAIL
-p tcp -j SNAT --to-source 10.0.0.1:90-80;;FAIL
-p tcp -j SNAT --to-source 10.0.0.1:;;FAIL
-j SNAT ! --to-source 10.0.0.1;;FAIL
-j SNAT --to-source 10.0.0.1 --to-source 10.0.0.2;;FAIL
-j SNAT --to-source fd00::1;;FAIL
-j SNAT --to-destination 10.0.0.1;;FAIL
@ipv6
-j SNAT --to-source fd00::1;=;OK
-p tcp -j SNAT --to-source [fd00::1]:1024-65535;=;OK
-j SNAT --to-source fd00::1-fd00::5;=;OK
-p udp -j SNAT --to-source [fd00::1-fd00::5]:1024;=;OK
-j SNAT --to-source [fd00::1];-j SNAT --to-source fd00::1;OK
-j SNAT --to-source fd00::1 --random-fully;=;OK
-j SNAT --to-source fd00::1 --random --persistent;=;OK
-p tcp -j SNAT --to-source :1024;=;OK
-j SNAT --to-source [fd00::1]:80;;FAIL
-j SNAT --to-source 10.0.0.1;;FAIL
@both
:PREROUTING,OUTPUT
@ipv4
-j SNAT --to-source 10.0.0.1;;FAIL
@ipv6
-j SNAT --to-source fd00::1;;FAIL
*filter
:FORWARD
@ipv4
-j SNAT --to-source 10.0.0.1;;FAIL
