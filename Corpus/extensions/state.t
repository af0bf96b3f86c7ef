# -m state: the older, smaller brother of conntrack.
*filter
:INPUT,FORWARD,OUTPUT
-m state --state NEW;=;OK
-m state --state ESTABLISHED;=;OK
-m state --state RELATED,ESTABLISHED;=;OK
-m state --state ESTABLISHED,RELATED;-m state --state RELATED,ESTABLISHED;OK
-m state --state INVALID;=;OK
-m state --state UNTRACKED;=;OK
-m state --state NEW,INVALID;-m state --state INVALID,NEW;OK
-m state --state UNTRACKED,ESTABLISHED,RELATED,NEW,INVALID;-m state --state INVALID,NEW,RELATED,ESTABLISHED,UNTRACKED;OK
-m state --state new,established;-m state --state NEW,ESTABLISHED;OK
-m state --state=NEW;-m state --state NEW;OK
-m state --state NEW,NEW;-m state --state NEW;OK
-m state ! --state NEW;=;OK
-m state ! --state INVALID,NEW;=;OK
-m state --state NEW -m state --state RELATED;=;OK
-p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT;=;OK
-m state;;FAIL
-m state --state;;FAIL
-m state --state "";;FAIL
-m state --state SNAT;;FAIL
-m state --state DNAT;;FAIL
-m state --state NOSUCH;;FAIL
-m state --state NEW,;;FAIL
-m state --state ! NEW;;FAIL
-m state --state NEW --state RELATED;;FAIL
-m state --ctstate NEW;;FAIL
*mangle
:PREROUTING,POSTROUTING
-m state --state NEW;=;OK
*raw
:PREROUTING,OUTPUT
-m state --state NEW;=;OK
