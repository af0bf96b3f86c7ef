# -m eui64: does the address hold the sender's MAC, IPv6.
*filter
:INPUT,FORWARD
@ipv6
-m eui64;=;OK
-m eui64 -j DROP;=;OK
-s fe80::/10 -m eui64;=;OK
-m eui64 -m eui64;=;OK
! -m eui64;;FAIL
-m eui64 --nosuch;;FAIL
@ipv4
-m eui64;;FAIL
@ipv6
:OUTPUT
-m eui64;;FAIL
*raw
:PREROUTING
-m eui64;=;OK
