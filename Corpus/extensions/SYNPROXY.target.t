# -j SYNPROXY: answers SYN itself; INPUT and FORWARD.
*filter
:INPUT,FORWARD
-p tcp -j SYNPROXY;=;OK
-p tcp -j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460;=;OK
-p tcp -j SYNPROXY --mss 1460 --wscale 7 --timestamp --sack-perm;-p tcp -j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460;OK
-p tcp -j SYNPROXY --wscale 14;=;OK
-p tcp -j SYNPROXY --mss 65535;=;OK
-p tcp -j SYNPROXY --ecn;=;OK
-p tcp -m conntrack --ctstate INVALID,UNTRACKED -j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460;=;OK
-p 6 -j SYNPROXY --wscale 0;-p tcp -j SYNPROXY --wscale 0;OK
-p tcp -j SYNPROXY --wscale 15;=;OK
-p tcp -j SYNPROXY --mss 65536;-p tcp -j SYNPROXY --mss 0;OK
-p tcp -j SYNPROXY --mss -1;;FAIL
-p tcp -j SYNPROXY ! --ecn;;FAIL
-j SYNPROXY --mss 1460;;FAIL
-p udp -j SYNPROXY --mss 1460;;FAIL
! -p tcp -j SYNPROXY;;FAIL
:OUTPUT
-p tcp -j SYNPROXY --mss 1460;;FAIL
*mangle
:FORWARD
-p tcp -j SYNPROXY --mss 1460;=;OK
*nat
:PREROUTING
-p tcp -j SYNPROXY --mss 1460;;FAIL
*raw
:PREROUTING
-p tcp -j SYNPROXY --mss 1460;;FAIL
