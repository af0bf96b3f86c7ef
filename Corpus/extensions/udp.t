# -m udp: ports.
*filter
:INPUT,FORWARD,OUTPUT
-p udp -m udp;=;OK
-p udp -m udp --sport 1;=;OK
-p udp -m udp --dport 53;=;OK
-p udp --dport 53;-p udp -m udp --dport 53;OK
-p 17 --dport 53;-p udp -m udp --dport 53;OK
-p udp --destination-port 53;-p udp -m udp --dport 53;OK
-p udp --source-port 53;-p udp -m udp --sport 53;OK
-p udp -m udp --sport 1024:65535 --dport 53;=;OK
-p udp -m udp --dport 53 --sport 53;-p udp -m udp --sport 53 --dport 53;OK
-p udp -m udp --dport 30000:32767;=;OK
-p udp -m udp --dport 30000:;-p udp -m udp --dport 30000:65535;OK
-p udp -m udp --dport :1023;-p udp -m udp --dport 0:1023;OK
-p udp -m udp --dport 0;=;OK
-p udp -m udp --dport 65535;=;OK
-p udp -m udp --dport 0:65535;-p udp -m udp;OK
-p udp -m udp --sport :;-p udp -m udp;OK
-p udp -m udp --dport 53:53;-p udp -m udp --dport 53;OK
-p udp -m udp --dport domain;-p udp -m udp --dport 53;OK
-p udp -m udp --dport bootps:bootpc;-p udp -m udp --dport 67:68;OK
-p udp -m udp --dport ntp;-p udp -m udp --dport 123;OK
-p udp -m udp --dport 4789;=;OK
-p udp -m udp --dport 6081 -m comment --comment geneve;=;OK
-p udp -m udp ! --dport 53;=;OK
-p udp -m udp ! --sport 53:100;=;OK
-p udp -m udp ! --sport 53 ! --dport 53;=;OK
-p udp -m udp ! --dport 0:65535;-p udp -m udp;OK;legacy
-p udp -m udp ! --dport 0:65535;-p udp;OK;nft
-p udp -m udp ! --sport 0:65535;-p udp -m udp;OK;legacy
-p udp -m udp ! --sport 0:65535;-p udp;OK;nft
-p udp -m udp --sport 53 -m udp --dport 53;=;OK;legacy
-p udp -m udp --sport 53 -m udp --dport 53;-p udp -m udp --sport 53 --dport 53;OK;nft
-p udp -m udp --dport 100:50;=;OK
# refused, or taken in a surprising way
-m udp --dport 53;;FAIL
-p tcp -m udp --dport 53;;FAIL
-p udplite -m udp --dport 53;;FAIL
! -p udp -m udp --dport 53;;FAIL;legacy
! -p udp -m udp --dport 53;=;OK;nft
-p udp -m udp --dport 65536;-p udp -m udp --dport 0;OK
-p udp -m udp --dport nosuchservice;;FAIL
-p udp -m udp --dport;;FAIL
-p udp -m udp --dport 53,54;;FAIL
-p udp -m udp --dport 53 --dport 54;;FAIL
-p udp -m udp --syn;;FAIL
