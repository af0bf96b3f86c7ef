# -m owner: whose socket; only where packets of this host are, OUTPUT and POSTROUTING.
# Names come from the host: here only root is used, which is 0.
*filter
:OUTPUT
-m owner --uid-owner 0;=;OK
-m owner --uid-owner root;-m owner --uid-owner 0;OK
-m owner --uid-owner 1337;=;OK
-m owner --uid-owner 1000-2000;=;OK
-m owner --uid-owner 1000-1000;-m owner --uid-owner 1000;OK
-m owner --uid-owner 2000-1000;;FAIL
-m owner --uid-owner 4294967294;=;OK
-m owner --uid-owner 4294967295;;FAIL
-m owner --uid-owner 4294967296;;FAIL
-m owner --uid-owner 0-4294967294;=;OK
-m owner ! --uid-owner 1337;=;OK
-m owner --gid-owner 0;=;OK
-m owner --gid-owner root;-m owner --gid-owner 0;OK
-m owner --gid-owner 1337;=;OK
-m owner --gid-owner 10-20;=;OK
-m owner ! --gid-owner 1337;=;OK
-m owner --socket-exists;=;OK
-m owner ! --socket-exists;=;OK
-m owner --gid-owner 10 --suppl-groups;=;OK
-m owner --suppl-groups --gid-owner 10;;FAIL
-m owner --suppl-groups;;FAIL
-m owner --uid-owner 0 --gid-owner 0;=;OK
-m owner --gid-owner 0 --uid-owner 0;-m owner --uid-owner 0 --gid-owner 0;OK
-m owner ! --uid-owner 1337 ! --gid-owner 1337;=;OK
-m owner --socket-exists --uid-owner 0 --gid-owner 0 --suppl-groups;=;OK
-m owner --uid-owner=1337;-m owner --uid-owner 1337;OK
-m owner --uid-owner 0x10;-m owner --uid-owner 16;OK
# refused, or taken in a surprising way
-m owner;;FAIL
-m owner --uid-owner;;FAIL
-m owner --uid-owner nosuchuser;;FAIL
-m owner --gid-owner nosuchgroup;;FAIL
-m owner --uid-owner -1;;FAIL
-m owner --uid-owner 1,2;;FAIL
-m owner --uid-owner 1 --uid-owner 2;;FAIL
-m owner --pid-owner 1;;FAIL
-m owner ! --suppl-groups --gid-owner 10;;FAIL
*nat
:OUTPUT,POSTROUTING
-m owner --uid-owner 1337 -j RETURN;=;OK
-m owner ! --gid-owner 1337;=;OK
*mangle
:OUTPUT,POSTROUTING
-m owner --uid-owner 1337;=;OK
:INPUT,FORWARD,PREROUTING
-m owner --uid-owner 1337;;FAIL
*filter
:INPUT,FORWARD
-m owner --uid-owner 1337;;FAIL
-m owner --socket-exists;;FAIL
*raw
:OUTPUT
-m owner --uid-owner 1337;=;OK
:PREROUTING
-m owner --uid-owner 1337;;FAIL
