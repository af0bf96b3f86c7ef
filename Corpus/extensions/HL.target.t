# -j HL: sets, raises, lowers the hop limit; IPv6, mangle table.
*mangle
:PREROUTING,INPUT,FORWARD,OUTPUT,POSTROUTING
@ipv6
-j HL --hl-set 64;=;OK
-j HL --hl-set 0;=;OK
-j HL --hl-set 255;=;OK
-j HL --hl-inc 1;=;OK
-j HL --hl-dec 1;=;OK
-j HL;;FAIL
-j HL --hl-set 256;;FAIL
-j HL --hl-inc 0;;FAIL
-j HL --hl-dec 0;;FAIL
-j HL --hl-set 1 --hl-dec 1;;FAIL
-j HL ! --hl-set 1;;FAIL
@ipv4
-j HL --hl-set 64;;FAIL
*filter
:FORWARD
@ipv6
-j HL --hl-set 64;;FAIL
