# -m ipv6header: which extension headers there are, IPv6.
*filter
:INPUT,FORWARD,OUTPUT
@ipv6
-m ipv6header --header hop;-m ipv6header --header hop-by-hop;OK
-m ipv6header --header hop-by-hop;=;OK
-m ipv6header --header hop-by-hop --soft;=;OK
-m ipv6header ! --header hop-by-hop --soft;=;OK
-m ipv6header ! --header frag;-m ipv6header ! --header ipv6-frag;OK
-m ipv6header --header hop,dst,route,frag,auth,esp,none,prot;-m ipv6header --header hop-by-hop,ipv6-opts,ipv6-route,ipv6-frag,ah,esp,ipv6-nonxt,protocol;OK
-m ipv6header --header prot,none,esp,auth,frag,route,dst,hop;-m ipv6header --header hop-by-hop,ipv6-opts,ipv6-route,ipv6-frag,ah,esp,ipv6-nonxt,protocol;OK
-m ipv6header --header ipv6-nonxt;=;OK
-m ipv6header --header 0;-m ipv6header --header hop-by-hop;OK
-m ipv6header --header 43,44;-m ipv6header --header ipv6-route,ipv6-frag;OK
-m ipv6header --header ipv6-route --soft;=;OK
-m ipv6header --soft --header dst;-m ipv6header --header ipv6-opts --soft;OK
-m ipv6header;;FAIL
-m ipv6header --soft;;FAIL
-m ipv6header --header nosuch;;FAIL
-m ipv6header --header 6;;FAIL
-m ipv6header --header hop --header dst;;FAIL
@ipv4
-m ipv6header --header hop;;FAIL
