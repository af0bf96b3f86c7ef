# -m ttl: time to live, IPv4.
*filter
:INPUT,FORWARD,OUTPUT
@ipv4
-m ttl --ttl-eq 64;=;OK
-m ttl --ttl 64;-m ttl --ttl-eq 64;OK
-m ttl --ttl-lt 64;=;OK
-m ttl --ttl-gt 64;=;OK
-m ttl ! --ttl-eq 64;=;OK
-m ttl ! --ttl 64;-m ttl ! --ttl-eq 64;OK
-m ttl --ttl-eq 0;=;OK
-m ttl --ttl-eq 255;=;OK
-m ttl --ttl-gt 0;=;OK
-m ttl --ttl-lt 255;=;OK
-m ttl --ttl-eq=0x40;-m ttl --ttl-eq 64;OK
-m ttl --ttl-eq 256;;FAIL
-m ttl --ttl-eq -1;;FAIL
-m ttl;;FAIL
-m ttl --ttl-eq;;FAIL
-m ttl --ttl-eq x;;FAIL
-m ttl --ttl-lt 5 --ttl-gt 3;;FAIL
-m ttl ! --ttl-lt 5;;FAIL
-m ttl ! --ttl-gt 5;;FAIL
-m ttl --ttl-eq 1 --ttl-eq 2;;FAIL
-m hl --hl-eq 64;;FAIL
@ipv6
-m ttl --ttl-eq 64;;FAIL
*mangle
:PREROUTING,POSTROUTING
@ipv4
-m ttl --ttl-lt 2;=;OK
