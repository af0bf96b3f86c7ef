# -j TTL: sets, raises, lowers the time to live; IPv4, mangle table.
*mangle
:PREROUTING,INPUT,FORWARD,OUTPUT,POSTROUTING
@ipv4
-j TTL --ttl-set 64;=;OK
-j TTL --ttl-set 0;=;OK
-j TTL --ttl-set 255;=;OK
-j TTL --ttl-inc 1;=;OK
-j TTL --ttl-inc 255;=;OK
-j TTL --ttl-dec 1;=;OK
-j TTL --ttl-set=0x40;-j TTL --ttl-set 64;OK
-j TTL;;FAIL
-j TTL --ttl-set 256;;FAIL
-j TTL --ttl-set -1;;FAIL
-j TTL --ttl-inc 0;;FAIL
-j TTL --ttl-dec 0;;FAIL
-j TTL --ttl-inc 256;;FAIL
-j TTL --ttl-set x;;FAIL
-j TTL --ttl-set 1 --ttl-inc 1;;FAIL
-j TTL ! --ttl-set 1;;FAIL
@ipv6
-j TTL --ttl-set 64;;FAIL
*filter
:FORWARD
@ipv4
-j TTL --ttl-set 64;;FAIL
