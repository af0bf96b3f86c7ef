# UDP-Lite has no match of its own in user space (the kernel's xt_udplite cannot be reached): only -p, and -m multiport for ports.
*filter
:INPUT,FORWARD,OUTPUT
-p udplite;=;OK
-p 136;-p udplite;OK
! -p udplite;=;OK
-p udplite -m multiport --dports 53;=;OK
-p udplite -m multiport --sports 1024:65535;=;OK
-p udplite -m multiport ! --ports 53,5353;=;OK
-p udplite -m comment --comment "no ports";=;OK
# refused, or taken in a surprising way
-p udplite -m udplite;;FAIL
-p udplite -m udplite --dport 53;;FAIL
-p udplite --dport 53;;FAIL
-p udplite -m udp --dport 53;;FAIL
-m udplite;;FAIL
