# -m rpfilter: would the answer leave where this came in; raw and mangle PREROUTING.
*raw
:PREROUTING
-m rpfilter;=;OK
-m rpfilter --loose;=;OK
-m rpfilter --validmark;=;OK
-m rpfilter --accept-local;=;OK
-m rpfilter --invert;=;OK
-m rpfilter --loose --validmark --accept-local --invert;=;OK
-m rpfilter --invert --accept-local --validmark --loose;-m rpfilter --loose --validmark --accept-local --invert;OK
-m rpfilter --validmark --invert -j DROP;=;OK
-m comment --comment "cali:abc" -m mark --mark 0x40000/0x40000 -m rpfilter --validmark --invert -j DROP;=;OK
-m rpfilter ! --loose;;FAIL
-m rpfilter ! --invert;;FAIL
-m rpfilter --loose --loose;;FAIL
-m rpfilter --nosuch;;FAIL
-m rpfilter -m rpfilter --loose;=;OK
:OUTPUT
-m rpfilter;;FAIL
*mangle
:PREROUTING
-m rpfilter;=;OK
-m rpfilter --loose;=;OK
:INPUT,FORWARD,OUTPUT,POSTROUTING
-m rpfilter;;FAIL
*filter
:INPUT,FORWARD
-m rpfilter;;FAIL
*nat
:PREROUTING
-m rpfilter;;FAIL
