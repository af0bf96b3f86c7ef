# -m hl: hop limit, IPv6.
*filter
:INPUT,FORWARD,OUTPUT
@ipv6
-m hl --hl-eq 64;=;OK
-m hl --hl-lt 64;=;OK
-m hl --hl-gt 64;=;OK
-m hl ! --hl-eq 255;=;OK
-m hl --hl-eq 0;=;OK
-m hl --hl-eq 255;=;OK
-m hl --hl-eq=0x40;-m hl --hl-eq 64;OK
-m hl --hl-eq 256;;FAIL
-m hl --hl-eq -1;;FAIL
-m hl;;FAIL
-m hl --hl-eq x;;FAIL
-m hl --hl-lt 5 --hl-gt 3;;FAIL
-m hl ! --hl-lt 5;;FAIL
-m hl ! --hl-gt 5;;FAIL
-p ipv6-icmp -m icmp6 --icmpv6-type 133 -m hl --hl-eq 255 -j ACCEPT;=;OK
-m ttl --ttl-eq 64;;FAIL
@ipv4
-m hl --hl-eq 64;;FAIL
