# -j MASQUERADE: SNAT to the address of the outgoing device; nat table, POSTROUTING.
*nat
:POSTROUTING,UCHAIN
-j MASQUERADE;=;OK
-j MASQUERADE --random;=;OK
-j MASQUERADE --random-fully;=;OK
-j MASQUERADE --random --random-fully;=;OK
-j MASQUERADE --random-fully --random;-j MASQUERADE --random --random-fully;OK
-p tcp -j MASQUERADE --to-ports 1024;=;OK
-p tcp -j MASQUERADE --to-ports 1024-31000;=;OK
-p udp -j MASQUERADE --to-ports 1024-1024;-p udp -j MASQUERADE --to-ports 1024;OK
-p sctp -j MASQUERADE --to-ports 1024-2048;=;OK
-p dccp -j MASQUERADE --to-ports 1024-2048;=;OK
-p tcp -j MASQUERADE --to-ports 1024-31000 --random;=;OK
-p tcp -j MASQUERADE --random-fully --to-ports 1024-31000;-p tcp -j MASQUERADE --to-ports 1024-31000 --random-fully;OK
-p tcp -j MASQUERADE --to-ports=1024;-p tcp -j MASQUERADE --to-ports 1024;OK
-p tcp -j MASQUERADE --to-ports 0;=;OK
-p tcp -j MASQUERADE --to-ports 0-65535;=;OK
-p tcp -j MASQUERADE --to-ports 1-65535;=;OK
-p tcp -j MASQUERADE --to-ports 65535;=;OK
-p tcp -j MASQUERADE --to-ports http;-p tcp -j MASQUERADE --to-ports 80;OK
-p tcp -j MASQUERADE --to-ports ssh-http;;FAIL
-m comment --comment "kubernetes service traffic requiring SNAT" -m mark --mark 0x4000/0x4000 -j MASQUERADE;=;OK
-m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully;=;OK
! -o docker0 -j MASQUERADE;=;OK
-m comment --comment "kubenet: SNAT for outbound traffic from cluster" -m addrtype ! --dst-type LOCAL -j MASQUERADE;=;OK
@ipv4
-m comment --comment "flanneld masq" ! -d 224.0.0.0/4 -j MASQUERADE --random-fully;! -d 224.0.0.0/4 -m comment --comment "flanneld masq" -j MASQUERADE --random-fully;OK
@ipv6
-m comment --comment "flanneld masq" ! -d 224.0.0.0/4 -j MASQUERADE --random-fully;;FAIL
@both
# refused, or taken in a surprising way
-j MASQUERADE --to-ports 1024;;FAIL
-p icmp -j MASQUERADE --to-ports 1024;=;OK
! -p tcp -j MASQUERADE --to-ports 1024;=;OK
-p tcp -j MASQUERADE --to-ports;;FAIL
-p tcp -j MASQUERADE --to-ports "";;FAIL
-p tcp -j MASQUERADE --to-ports 65536;;FAIL
-p tcp -j MASQUERADE --to-ports 2048-1024;;FAIL
-p tcp -j MASQUERADE --to-ports 1024:2048;;FAIL
-p tcp -j MASQUERADE --to-ports 1024,2048;;FAIL
-p tcp -j MASQUERADE --to-ports 1024-;;FAIL
-p tcp -j MASQUERADE --to-ports -1024;;FAIL
-p tcp -j MASQUERADE --to-ports 1024-2048/80;-p tcp -j MASQUERADE --to-ports 1024-2048/0;OK
-p tcp -j MASQUERADE --to-ports nosuchservice;;FAIL
-j MASQUERADE ! --random;;FAIL
-j MASQUERADE --random --random;;FAIL
-j MASQUERADE --persistent;;FAIL
-j MASQUERADE --to-source 10.0.0.1;;FAIL
-g MASQUERADE;;FAIL
:PREROUTING,INPUT,OUTPUT
-j MASQUERADE;;FAIL
*filter
:FORWARD
-j MASQUERADE;;FAIL
*mangle
:POSTROUTING
-j MASQUERADE;;FAIL
