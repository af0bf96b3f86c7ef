# -j NOTRACK: the older name of -j CT --notrack.
*raw
:PREROUTING,OUTPUT,UCHAIN
-j NOTRACK;=;OK
-p udp -m udp --dport 53 -j NOTRACK;=;OK
-j NOTRACK --notrack;;FAIL
-j NOTRACK --zone 1;;FAIL
-j notrack;;FAIL
:PREROUTING
-i eth0 -j NOTRACK;=;OK
*filter
:INPUT,FORWARD,OUTPUT
-j NOTRACK;;FAIL
*nat
:PREROUTING
-j NOTRACK;;FAIL
*mangle
:PREROUTING
-j NOTRACK;;FAIL
