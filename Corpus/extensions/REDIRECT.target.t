# -j REDIRECT: to this host; nat table, PREROUTING and OUTPUT.
*nat
:PREROUTING,OUTPUT,UCHAIN
-j REDIRECT;=;OK
-p tcp -j REDIRECT;=;OK
-p tcp -j REDIRECT --to-ports 15001;=;OK
-p tcp -m tcp --dport 80 -j REDIRECT --to-ports 15006;=;OK
-p udp -j REDIRECT --to-ports 15053;=;OK
-p sctp -j REDIRECT --to-ports 42;=;OK
-p dccp -j REDIRECT --to-ports 42;=;OK
-p udplite -j REDIRECT --to-ports 42;;FAIL
-p tcp -j REDIRECT --to-ports 42-1234;=;OK
-p tcp -j REDIRECT --to-ports 42-42;-p tcp -j REDIRECT --to-ports 42;OK
-p tcp -j REDIRECT --to-ports=42;-p tcp -j REDIRECT --to-ports 42;OK
-p tcp -j REDIRECT --to-port 42;-p tcp -j REDIRECT --to-ports 42;OK
-p tcp -j REDIRECT --random;=;OK
-j REDIRECT --random;=;OK
-p tcp -j REDIRECT --to-ports 42-1234 --random;=;OK
-p tcp -j REDIRECT --random --to-ports 42-1234;-p tcp -j REDIRECT --to-ports 42-1234 --random;OK
-p tcp -j REDIRECT --to-ports http;-p tcp -j REDIRECT --to-ports 80;OK
-p tcp -j REDIRECT --to-ports ssh-http;;FAIL
-p tcp -j REDIRECT --to-ports 0;=;OK
-p tcp -j REDIRECT --to-ports 1;=;OK
-p tcp -j REDIRECT --to-ports 65535;=;OK
-p tcp -j REDIRECT --to-ports 1-65535;=;OK
-m comment --comment "portals" -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 36000;-p tcp -m comment --comment portals -m tcp --dport 80 -j REDIRECT --to-ports 36000;OK
# refused, or taken in a surprising way
-j REDIRECT --to-ports 42;;FAIL
-p icmp -j REDIRECT --to-ports 42;=;OK
! -p tcp -j REDIRECT --to-ports 42;=;OK
-p tcp -j REDIRECT --to-ports;;FAIL
-p tcp -j REDIRECT --to-ports "";;FAIL
-p tcp -j REDIRECT --to-ports 65536;;FAIL
-p tcp -j REDIRECT --to-ports 1234-42;;FAIL
-p tcp -j REDIRECT --to-ports 42:1234;;FAIL
-p tcp -j REDIRECT --to-ports 42-;;FAIL
-p tcp -j REDIRECT --to-ports 42-1234/567;;FAIL
-p tcp -j REDIRECT --to-ports nosuchservice;;FAIL
-p tcp -j REDIRECT --to-ports 42 --to-ports 43;;FAIL
-p tcp -j REDIRECT ! --to-ports 42;;FAIL
-j REDIRECT --random-fully;;FAIL
-j REDIRECT --persistent;;FAIL
:INPUT,POSTROUTING
-j REDIRECT;;FAIL
*filter
:INPUT,FORWARD,OUTPUT
-j REDIRECT;;FAIL
*mangle
:PREROUTING
-j REDIRECT;;FAIL
