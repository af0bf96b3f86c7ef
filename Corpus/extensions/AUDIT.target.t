# -j AUDIT: a record for the audit system.
*filter
:INPUT,FORWARD,OUTPUT
-j AUDIT --type accept;=;OK
-j AUDIT --type drop;=;OK
-j AUDIT --type reject;=;OK
-j AUDIT --type ACCEPT;-j AUDIT --type accept;OK
-j AUDIT --type=drop;-j AUDIT --type drop;OK
-p tcp -j AUDIT --type drop;=;OK
-j AUDIT;;FAIL
-j AUDIT --type;;FAIL
-j AUDIT --type maybe;;FAIL
-j AUDIT --type drop --type accept;;FAIL
-j AUDIT ! --type drop;;FAIL
*nat
:PREROUTING
-j AUDIT --type accept;=;OK
*raw
:OUTPUT
-j AUDIT --type accept;=;OK
