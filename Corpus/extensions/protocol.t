# -p: names, numbers, negation; the name printed comes from a short list first, then from /etc/protocols.
*filter
:INPUT,FORWARD,OUTPUT
-p tcp;=;OK
-p udp;=;OK
-p sctp;=;OK
-p udplite;=;OK
-p dccp;=;OK
-p icmp;=;OK
-p icmpv6;-p ipv6-icmp;OK
-p ipv6-icmp;=;OK
-p esp;=;OK
-p ah;=;OK
-p gre;=;OK
-p igmp;=;OK
-p ipip;=;OK
-p ipencap;=;OK
-p vrrp;=;OK
-p ospf;=;OK
-p mh;-p mobility-header;OK
-p ipv6-mh;-p mobility-header;OK
-p mobility-header;=;OK
-p ipcomp;=;OK
-p all;;OK
-p ip;;OK
-p hopopt;;OK
-p ipv6;=;OK
-p ipv6-route;=;OK
-p ipv6-frag;=;OK
-p ipv6-nonxt;=;OK
-p ipv6-opts;=;OK
-p l2tp;=;OK
-p mptcp;=;OK;legacy
-p mptcp;-p tcp;OK;nft
# numbers
-p 6;-p tcp;OK
-p 17;-p udp;OK
-p 1;-p icmp;OK
-p 58;-p ipv6-icmp;OK
-p 132;-p sctp;OK
-p 136;-p udplite;OK
-p 33;-p dccp;OK
-p 47;-p gre;OK
-p 50;-p esp;OK
-p 51;-p ah;OK
-p 108;-p ipcomp;OK
-p 135;-p mobility-header;OK
-p 2;-p igmp;OK
-p 4;-p ipencap;OK
-p 41;-p ipv6;OK
-p 112;-p vrrp;OK
-p 89;-p ospf;OK
-p 253;=;OK
-p 254;=;OK
-p 255;=;OK
-p 256;;FAIL
-p 262;;FAIL
-p 0;;OK
-p 00;;OK
-p 0x6;-p tcp;OK
-p 006;-p tcp;OK
# letters, long options
-p TCP;-p tcp;OK
-p Udp;-p udp;OK
-p ICMP;-p icmp;OK
-p GRE;-p gre;OK
--protocol tcp;-p tcp;OK
--proto tcp;-p tcp;OK
--protocol=tcp;;FAIL
-p6;;FAIL
# negation
! -p tcp;=;OK
! -p 6;! -p tcp;OK
! -p 47;! -p gre;OK
! -p all;;FAIL
! -p 0;;FAIL
# with addresses and interfaces the order is fixed
-p tcp -m tcp;=;OK
-m tcp -p tcp;-p tcp -m tcp;OK
-m tcp;;FAIL
# refused, or taken in a surprising way
-p;;FAIL
-p "";;FAIL
-p -1;;FAIL
-p nosuchproto;;FAIL
-p tcpx;;FAIL
-p tcp,udp;;FAIL
-p ! tcp;;FAIL
-p tcp -p udp;;FAIL
-p tcp -p tcp;;FAIL
