# needs kernel module xt_ipvs
# -m ipvs: properties of the IPVS connection.
# Recorded with the legacy command alone, a stand-in taking the kernel's part: what the kernel itself would refuse is not seen here,
# and that nft prints the same is inferred, not observed (both commands share the code that parses and prints this extension).
*filter
:INPUT
-m ipvs --ipvs;=;OK
-m ipvs ! --ipvs;=;OK
-m ipvs --vproto 6;=;OK
-m ipvs --vproto tcp;-m ipvs --vproto 6;OK
-m ipvs --vproto UDP;-m ipvs --vproto 17;OK
-m ipvs ! --vproto 17;=;OK
-m ipvs --vport 80;=;OK
-m ipvs ! --vport 80;=;OK
-m ipvs --vport http;-m ipvs --vport 80;OK
-m ipvs --vport 65535;=;OK
-m ipvs --vdir ORIGINAL;=;OK
-m ipvs --vdir REPLY;=;OK
-m ipvs --vdir original;-m ipvs --vdir ORIGINAL;OK
-m ipvs --vmethod GATE;=;OK
-m ipvs --vmethod IPIP;=;OK
-m ipvs --vmethod MASQ;=;OK
-m ipvs --vmethod masq;-m ipvs --vmethod MASQ;OK
-m ipvs ! --vmethod MASQ;=;OK
-m ipvs --vportctl 21;=;OK
-m ipvs ! --vportctl 21;=;OK
-m ipvs --vproto 6 --vport 80 --vdir ORIGINAL --vmethod MASQ --vportctl 21;=;OK
-m ipvs --vportctl 21 --vmethod MASQ --vdir ORIGINAL --vport 80 --vproto 6;-m ipvs --vproto 6 --vport 80 --vdir ORIGINAL --vmethod MASQ --vportctl 21;OK
-m ipvs --ipvs --vport=80;-m ipvs --vport 80;OK
# refused, or taken in a surprising way
-m ipvs;;FAIL
-m ipvs --vproto nosuch;;FAIL
-m ipvs --vproto 256;;FAIL
-m ipvs --vport 65536;-m ipvs --vport 0;OK
-m ipvs --vport 80:90;;FAIL
-m ipvs --vport nosuchservice;;FAIL
-m ipvs --vdir BOTH;;FAIL
-m ipvs ! --vdir REPLY;;FAIL
-m ipvs --vmethod NAT;;FAIL
-m ipvs --vaddr nosuchhost;;FAIL
-m ipvs --vproto 6 --vproto 17;;FAIL
@ipv4
-m ipvs --vaddr 10.96.0.1;=;OK
-m ipvs --vaddr 10.96.0.1/32;-m ipvs --vaddr 10.96.0.1;OK
-m ipvs --vaddr 10.96.0.0/12;=;OK
-m ipvs ! --vaddr 10.96.0.0/12;=;OK
-m ipvs --vaddr 10.96.1.2/255.255.0.0;-m ipvs --vaddr 10.96.1.2/16;OK
-m ipvs --vaddr 10.96.0.1 --vproto 6 --vport 443;-m ipvs --vproto 6 --vaddr 10.96.0.1 --vport 443;OK
-m comment --comment "masquerade what IPVS sends" -m ipvs --vaddr 10.96.0.1 --vport 443 --vproto tcp -j UCHAIN;-m comment --comment "masquerade what IPVS sends" -m ipvs --vproto 6 --vaddr 10.96.0.1 --vport 443 -j UCHAIN;OK
-m ipvs --vaddr fd00::1;;FAIL
@ipv6
-m ipvs --vaddr fd00::1;=;OK
-m ipvs --vaddr fd00::1/128;-m ipvs --vaddr fd00::1;OK
-m ipvs ! --vaddr fd00::/64;=;OK
-m ipvs --vaddr fd00::1 --vproto 6 --vport 443;-m ipvs --vproto 6 --vaddr fd00::1 --vport 443;OK
-m ipvs --vaddr 10.96.0.1;;FAIL
