# -j HMARK: a mark from a hash of the flow.
*mangle
:PREROUTING,FORWARD,OUTPUT
-j HMARK --hmark-tuple spi --hmark-mod 2 --hmark-rnd 0x1;-j HMARK --hmark-spi-mask 0xffffffff --hmark-rnd 0x00000001 --hmark-mod 2;OK
-j HMARK --hmark-sport-mask 0xff00 --hmark-tuple sport --hmark-mod 2 --hmark-rnd 0x1;-j HMARK --hmark-sport-mask 0xffff --hmark-rnd 0x00000001 --hmark-mod 2;OK
-j HMARK --hmark-tuple src,dst,proto --hmark-mod 1 --hmark-rnd 0x1 --hmark-proto-mask 0xff;;FAIL
-j HMARK;;FAIL
-j HMARK --hmark-tuple src,dst --hmark-rnd 1;;FAIL
-j HMARK --hmark-mod 2 --hmark-rnd 1;;FAIL
-j HMARK --hmark-tuple src,dst --hmark-mod 0 --hmark-rnd 1;;FAIL
-j HMARK --hmark-tuple nosuch --hmark-mod 2 --hmark-rnd 1;;FAIL
-j HMARK --hmark-tuple src,dst --hmark-mod 2;;FAIL
-j HMARK --hmark-tuple src --hmark-src-prefix 24 --hmark-mod 2 --hmark-rnd 0x1;;FAIL
@ipv4
-j HMARK --hmark-tuple src,dst --hmark-mod 10 --hmark-rnd 0xdeafbeef;-j HMARK --hmark-src-prefix 32 --hmark-dst-prefix 32 --hmark-rnd 0xdeafbeef --hmark-mod 10;OK
-j HMARK --hmark-tuple src,dst,sport,dport --hmark-mod 5 --hmark-offset 1 --hmark-rnd 0x1;-j HMARK --hmark-src-prefix 32 --hmark-dst-prefix 32 --hmark-sport-mask 0xffff --hmark-dport-mask 0xffff --hmark-rnd 0x00000001 --hmark-mod 5 --hmark-offset 1;OK
-j HMARK --hmark-tuple dst,src --hmark-mod 2 --hmark-rnd 1;-j HMARK --hmark-src-prefix 32 --hmark-dst-prefix 32 --hmark-rnd 0x00000001 --hmark-mod 2;OK
-j HMARK --hmark-tuple ct,src,dst --hmark-mod 4 --hmark-rnd 0x1;-j HMARK --hmark-src-prefix 32 --hmark-dst-prefix 32 --hmark-rnd 0x00000001 --hmark-mod 4 --hmark-tuple ct;OK
-j HMARK --hmark-tuple src,dst --hmark-mod 4294967295 --hmark-offset 4294967295 --hmark-rnd 4294967295;-j HMARK --hmark-src-prefix 32 --hmark-dst-prefix 32 --hmark-rnd 0xffffffff --hmark-mod 4294967295 --hmark-offset 4294967295;OK
-j HMARK --hmark-tuple src,dst,sport,dport,proto --hmark-mod 10 --hmark-rnd 1;-j HMARK --hmark-src-prefix 32 --hmark-dst-prefix 32 --hmark-sport-mask 0xffff --hmark-dport-mask 0xffff --hmark-proto-mask 0xffff --hmark-rnd 0x00000001 --hmark-mod 10;OK
-j HMARK --hmark-tuple src,dst --hmark-proto-mask 0x3 --hmark-mod 10 --hmark-rnd 1;-j HMARK --hmark-src-prefix 32 --hmark-dst-prefix 32 --hmark-proto-mask 0x03 --hmark-rnd 0x00000001 --hmark-mod 10;OK
@ipv6
-j HMARK --hmark-tuple src,dst --hmark-mod 10 --hmark-rnd 0xdeafbeef;-j HMARK --hmark-src-prefix 128 --hmark-dst-prefix 128 --hmark-rnd 0xdeafbeef --hmark-mod 10;OK
-j HMARK --hmark-tuple src,dst,sport,dport --hmark-mod 5 --hmark-offset 1 --hmark-rnd 0x1;-j HMARK --hmark-src-prefix 128 --hmark-dst-prefix 128 --hmark-sport-mask 0xffff --hmark-dport-mask 0xffff --hmark-rnd 0x00000001 --hmark-mod 5 --hmark-offset 1;OK
-j HMARK --hmark-tuple dst,src --hmark-mod 2 --hmark-rnd 1;-j HMARK --hmark-src-prefix 128 --hmark-dst-prefix 128 --hmark-rnd 0x00000001 --hmark-mod 2;OK
-j HMARK --hmark-tuple ct,src,dst --hmark-mod 4 --hmark-rnd 0x1;-j HMARK --hmark-src-prefix 128 --hmark-dst-prefix 128 --hmark-rnd 0x00000001 --hmark-mod 4 --hmark-tuple ct;OK
-j HMARK --hmark-tuple src,dst --hmark-mod 4294967295 --hmark-offset 4294967295 --hmark-rnd 4294967295;-j HMARK --hmark-src-prefix 128 --hmark-dst-prefix 128 --hmark-rnd 0xffffffff --hmark-mod 4294967295 --hmark-offset 4294967295;OK
@both
*filter
:FORWARD
@ipv4
-j HMARK --hmark-tuple src,dst --hmark-mod 10 --hmark-rnd 0xdeafbeef;-j HMARK --hmark-src-prefix 32 --hmark-dst-prefix 32 --hmark-rnd 0xdeafbeef --hmark-mod 10;OK
@ipv6
-j HMARK --hmark-tuple src,dst --hmark-mod 10 --hmark-rnd 0xdeafbeef;-j HMARK --hmark-src-prefix 128 --hmark-dst-prefix 128 --hmark-rnd 0xdeafbeef --hmark-mod 10;OK
