# -j TRACE: the rest of the way is logged; raw table only.
*raw
:PREROUTING,OUTPUT,UCHAIN
-j TRACE;=;OK
-p icmp -j TRACE;=;OK
-p tcp -m tcp --dport 80 -j TRACE;=;OK
-g TRACE;;FAIL
-j TRACE --nosuch;;FAIL
-j trace;;FAIL
*filter
:INPUT,FORWARD,OUTPUT
-j TRACE;;FAIL;legacy
-j TRACE;=;OK;nft
*mangle
:PREROUTING
-j TRACE;;FAIL;legacy
-j TRACE;=;OK;nft
*nat
:PREROUTING
-j TRACE;;FAIL;legacy
-j TRACE;=;OK;nft
