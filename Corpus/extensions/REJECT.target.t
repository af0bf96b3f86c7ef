# -j REJECT: with an ICMP error or a TCP reset.
*filter
:INPUT,FORWARD,OUTPUT,UCHAIN
@both
-p tcp -j REJECT --reject-with tcp-reset;=;OK
-p 6 -j REJECT --reject-with tcp-reset;-p tcp -j REJECT --reject-with tcp-reset;OK
-j REJECT --reject-with tcp-reset;;FAIL
-p udp -j REJECT --reject-with tcp-reset;;FAIL
! -p tcp -j REJECT --reject-with tcp-reset;;FAIL
-j REJECT --reject-with;;FAIL
-j REJECT --reject-with nosuchtype;;FAIL
-j REJECT --reject-with TCP-RESET;;FAIL
-j REJECT ! --reject-with tcp-reset;;FAIL
-g REJECT;;FAIL
@ipv4
-j REJECT;-j REJECT --reject-with icmp-port-unreachable;OK
-p tcp -j REJECT;-p tcp -j REJECT --reject-with icmp-port-unreachable;OK
-p udp -m udp --dport 53 -j REJECT;-p udp -m udp --dport 53 -j REJECT --reject-with icmp-port-unreachable;OK
-m comment --comment "ns1/svc1:p80 has no endpoints" -p tcp -m tcp --dport 80 -j REJECT;-p tcp -m comment --comment "ns1/svc1:p80 has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable;OK
-p tcp -j REJECT --reject-with tcp-rst;-p tcp -j REJECT --reject-with tcp-reset;OK
-j REJECT --reject-with "";-j REJECT --reject-with icmp-net-unreachable;OK
@ipv6
-j REJECT;-j REJECT --reject-with icmp6-port-unreachable;OK
-p tcp -j REJECT;-p tcp -j REJECT --reject-with icmp6-port-unreachable;OK
-p udp -m udp --dport 53 -j REJECT;-p udp -m udp --dport 53 -j REJECT --reject-with icmp6-port-unreachable;OK
-m comment --comment "ns1/svc1:p80 has no endpoints" -p tcp -m tcp --dport 80 -j REJECT;-p tcp -m comment --comment "ns1/svc1:p80 has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp6-port-unreachable;OK
-p tcp -j REJECT --reject-with tcp-rst;;FAIL
-j REJECT --reject-with "";-j REJECT --reject-with icmp6-no-route;OK
@both
@ipv4
-j REJECT --reject-with icmp-port-unreachable;=;OK
-j REJECT --reject-with icmp-net-unreachable;=;OK
-j REJECT --reject-with icmp-host-unreachable;=;OK
-j REJECT --reject-with icmp-proto-unreachable;=;OK
-j REJECT --reject-with icmp-net-prohibited;=;OK
-j REJECT --reject-with icmp-host-prohibited;=;OK
-j REJECT --reject-with icmp-admin-prohibited;=;OK
-j REJECT --reject-with net-unreach;-j REJECT --reject-with icmp-net-unreachable;OK
-j REJECT --reject-with host-unreach;-j REJECT --reject-with icmp-host-unreachable;OK
-j REJECT --reject-with proto-unreach;-j REJECT --reject-with icmp-proto-unreachable;OK
-j REJECT --reject-with port-unreach;-j REJECT --reject-with icmp-port-unreachable;OK
-j REJECT --reject-with net-prohib;-j REJECT --reject-with icmp-net-prohibited;OK
-j REJECT --reject-with host-prohib;-j REJECT --reject-with icmp-host-prohibited;OK
-j REJECT --reject-with admin-prohib;-j REJECT --reject-with icmp-admin-prohibited;OK
-j REJECT --reject-with icmp-port;-j REJECT --reject-with icmp-port-unreachable;OK
-j REJECT --reject-with icmp-admin;-j REJECT --reject-with icmp-admin-prohibited;OK
-j REJECT --reject-with icmp-net;-j REJECT --reject-with icmp-net-unreachable;OK
-j REJECT --reject-with icmp-host;-j REJECT --reject-with icmp-host-unreachable;OK
-j REJECT --reject-with icmp;-j REJECT --reject-with icmp-net-unreachable;OK
-j REJECT --reject-with tcp;;FAIL
-j REJECT --reject-with ICMP-Port-Unreachable;-j REJECT --reject-with icmp-port-unreachable;OK
-j REJECT --reject-with=icmp-port-unreachable;-j REJECT --reject-with icmp-port-unreachable;OK
-j REJECT --reject-with echo-reply;;FAIL
-j REJECT --reject-with icmp-net-unreachable --reject-with icmp-net-unreachable;;FAIL
-j REJECT --reject-with icmp6-port-unreachable;;FAIL
-p icmp -j REJECT --reject-with icmp-host-prohibited;=;OK
@ipv6
-j REJECT --reject-with icmp6-port-unreachable;=;OK
-j REJECT --reject-with icmp6-no-route;=;OK
-j REJECT --reject-with icmp6-adm-prohibited;=;OK
-j REJECT --reject-with icmp6-addr-unreachable;=;OK
-j REJECT --reject-with icmp6-policy-fail;=;OK
-j REJECT --reject-with icmp6-reject-route;=;OK
-j REJECT --reject-with no-route;-j REJECT --reject-with icmp6-no-route;OK
-j REJECT --reject-with adm-prohibited;-j REJECT --reject-with icmp6-adm-prohibited;OK
-j REJECT --reject-with addr-unreach;-j REJECT --reject-with icmp6-addr-unreachable;OK
-j REJECT --reject-with port-unreach;-j REJECT --reject-with icmp6-port-unreachable;OK
-j REJECT --reject-with policy-fail;-j REJECT --reject-with icmp6-policy-fail;OK
-j REJECT --reject-with reject-route;-j REJECT --reject-with icmp6-reject-route;OK
-j REJECT --reject-with icmp6-adm;-j REJECT --reject-with icmp6-adm-prohibited;OK
-j REJECT --reject-with icmp6-a;-j REJECT --reject-with icmp6-adm-prohibited;OK
-j REJECT --reject-with ICMP6-Port-Unreachable;-j REJECT --reject-with icmp6-port-unreachable;OK
-j REJECT --reject-with icmp-port-unreachable;;FAIL
@both
*nat
:PREROUTING,OUTPUT
-j REJECT;;FAIL
*mangle
:PREROUTING,INPUT,FORWARD,POSTROUTING
-j REJECT;;FAIL
*raw
:PREROUTING,OUTPUT
-j REJECT;;FAIL
