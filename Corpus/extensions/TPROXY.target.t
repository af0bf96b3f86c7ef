# -j TPROXY: to a local socket without changing the packet; mangle table, PREROUTING.
*mangle
:PREROUTING,UCHAIN
@both
@ipv4
-p tcp -j TPROXY --on-port 12345;-p tcp -j TPROXY --on-port 12345 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0;OK
-p udp -j TPROXY --on-port 12345;-p udp -j TPROXY --on-port 12345 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0;OK
-p tcp -j TPROXY --on-port 0;-p tcp -j TPROXY --on-port 0 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0;OK
-p tcp -j TPROXY --on-port 65535;-p tcp -j TPROXY --on-port 65535 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0;OK
-p tcp -j TPROXY --on-port http;-p tcp -j TPROXY --on-port 80 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0;OK
-p tcp -j TPROXY --on-port=12345;-p tcp -j TPROXY --on-port 12345 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0;OK
-p tcp -j TPROXY --on-port 12345 --tproxy-mark 0x200/0x200;-p tcp -j TPROXY --on-port 12345 --on-ip 0.0.0.0 --tproxy-mark 0x200/0x200;OK
-p tcp -j TPROXY --on-port 12345 --tproxy-mark 1;-p tcp -j TPROXY --on-port 12345 --on-ip 0.0.0.0 --tproxy-mark 0x1/0xffffffff;OK
-p tcp -j TPROXY --on-port 12345 --tproxy-mark 0x1/0xffffffff;-p tcp -j TPROXY --on-port 12345 --on-ip 0.0.0.0 --tproxy-mark 0x1/0xffffffff;OK
-p tcp -j TPROXY --on-port 12345 --tproxy-mark 0x1/0xf0;-p tcp -j TPROXY --on-port 12345 --on-ip 0.0.0.0 --tproxy-mark 0x1/0xf0;OK
-p tcp -j TPROXY --tproxy-mark 0x1/0x1 --on-port 12345;-p tcp -j TPROXY --on-port 12345 --on-ip 0.0.0.0 --tproxy-mark 0x1/0x1;OK
-p 6 -j TPROXY --on-port 1;-p tcp -j TPROXY --on-port 1 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0;OK
@ipv6
-p tcp -j TPROXY --on-port 12345;-p tcp -j TPROXY --on-port 12345 --on-ip :: --tproxy-mark 0x0/0x0;OK
-p udp -j TPROXY --on-port 12345;-p udp -j TPROXY --on-port 12345 --on-ip :: --tproxy-mark 0x0/0x0;OK
-p tcp -j TPROXY --on-port 0;-p tcp -j TPROXY --on-port 0 --on-ip :: --tproxy-mark 0x0/0x0;OK
-p tcp -j TPROXY --on-port 65535;-p tcp -j TPROXY --on-port 65535 --on-ip :: --tproxy-mark 0x0/0x0;OK
-p tcp -j TPROXY --on-port http;-p tcp -j TPROXY --on-port 80 --on-ip :: --tproxy-mark 0x0/0x0;OK
-p tcp -j TPROXY --on-port=12345;-p tcp -j TPROXY --on-port 12345 --on-ip :: --tproxy-mark 0x0/0x0;OK
-p tcp -j TPROXY --on-port 12345 --tproxy-mark 0x200/0x200;-p tcp -j TPROXY --on-port 12345 --on-ip :: --tproxy-mark 0x200/0x200;OK
-p tcp -j TPROXY --on-port 12345 --tproxy-mark 1;-p tcp -j TPROXY --on-port 12345 --on-ip :: --tproxy-mark 0x1/0xffffffff;OK
-p tcp -j TPROXY --on-port 12345 --tproxy-mark 0x1/0xffffffff;-p tcp -j TPROXY --on-port 12345 --on-ip :: --tproxy-mark 0x1/0xffffffff;OK
-p tcp -j TPROXY --on-port 12345 --tproxy-mark 0x1/0xf0;-p tcp -j TPROXY --on-port 12345 --on-ip :: --tproxy-mark 0x1/0xf0;OK
-p tcp -j TPROXY --tproxy-mark 0x1/0x1 --on-port 12345;-p tcp -j TPROXY --on-port 12345 --on-ip :: --tproxy-mark 0x1/0x1;OK
-p 6 -j TPROXY --on-port 1;-p tcp -j TPROXY --on-port 1 --on-ip :: --tproxy-mark 0x0/0x0;OK
@both
# refused, or taken in a surprising way
-j TPROXY;;FAIL
-p tcp -j TPROXY;;FAIL
-p tcp -j TPROXY --tproxy-mark 1;;FAIL
-j TPROXY --on-port 12345;;FAIL
-p icmp -j TPROXY --on-port 12345;;FAIL
-p sctp -j TPROXY --on-port 12345;;FAIL
! -p tcp -j TPROXY --on-port 12345;;FAIL
-p tcp -j TPROXY --on-port 80-90;;FAIL
-p tcp -j TPROXY --on-port 1 --on-port 2;;FAIL
-p tcp -j TPROXY --on-port 12345 --tproxy-mark -1;;FAIL
-p tcp -j TPROXY --on-port 12345 --tproxy-mark 0x100000000;;FAIL
-p tcp -j TPROXY ! --on-port 12345;;FAIL
@ipv4
-p tcp -j TPROXY --on-port 65536;-p tcp -j TPROXY --on-port 0 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0;OK
@ipv6
-p tcp -j TPROXY --on-port 65536;-p tcp -j TPROXY --on-port 0 --on-ip :: --tproxy-mark 0x0/0x0;OK
@both
@ipv4
-p tcp -j TPROXY --on-port 12345 --on-ip 10.0.0.1;-p tcp -j TPROXY --on-port 12345 --on-ip 10.0.0.1 --tproxy-mark 0x0/0x0;OK
-p tcp -j TPROXY --on-ip 127.0.0.1 --on-port 12345 --tproxy-mark 0x23/0xff;-p tcp -j TPROXY --on-port 12345 --on-ip 127.0.0.1 --tproxy-mark 0x23/0xff;OK
-p tcp -j TPROXY --on-port 12345 --on-ip 10.0.0.0/24;;FAIL
-p tcp -j TPROXY --on-port 12345 --on-ip fd00::1;;FAIL
-p tcp -m comment --comment "cilium: TPROXY to host cilium-dns-egress proxy" -m mark --mark 0x12340200 -j TPROXY --on-port 13330 --on-ip 127.0.0.1 --tproxy-mark 0x200/0xffffffff;=;OK
@ipv6
-p tcp -j TPROXY --on-port 12345 --on-ip fd00::1;-p tcp -j TPROXY --on-port 12345 --on-ip fd00::1 --tproxy-mark 0x0/0x0;OK
-p tcp -j TPROXY --on-ip ::1 --on-port 12345 --tproxy-mark 0x23/0xff;-p tcp -j TPROXY --on-port 12345 --on-ip ::1 --tproxy-mark 0x23/0xff;OK
-p tcp -j TPROXY --on-port 12345 --on-ip 10.0.0.1;;FAIL
@both
*mangle
:INPUT,FORWARD,OUTPUT,POSTROUTING
-p tcp -j TPROXY --on-port 12345;;FAIL
*nat
:PREROUTING
-p tcp -j TPROXY --on-port 12345;;FAIL
*filter
:INPUT
-p tcp -j TPROXY --on-port 12345;;FAIL
