# -f: second and further fragments, IPv4 only.
*filter
:INPUT,FORWARD,OUTPUT
-f -f;;FAIL
-f 1;;FAIL
@ipv4
-f;=;OK
--fragment;-f;OK
--fragments;-f;OK
! -f;=;OK
! --fragment;! -f;OK
-p tcp -f;=;OK
-p tcp ! -f;=;OK
-f -p udp -m udp --dport 53;-p udp -f -m udp --dport 53;OK
-f -j DROP;=;OK
@ipv6
-f;;FAIL
--fragment;;FAIL
--fragments;;FAIL
! -f;;FAIL
! --fragment;;FAIL
-p tcp -f;;FAIL
-p tcp ! -f;;FAIL
-f -p udp -m udp --dport 53;;FAIL
-f -j DROP;;FAIL
@both
@ipv4
-f -s 10.0.0.1/32;-s 10.0.0.1/32 -f;OK
-s 10.0.0.1/32 -f;=;OK
:UCHAIN
-f -m comment --comment later;=;OK
