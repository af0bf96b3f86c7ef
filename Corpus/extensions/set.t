# -m set: membership in ipsets, which must exist.
# ipset: create ip4 hash:ip family inet
# ipset: create ip6 hash:ip family inet6
# ipset: create net4 hash:net family inet
# ipset: create net6 hash:net family inet6
# ipset: create ipport4 hash:ip,port family inet
# ipset: create ipport6 hash:ip,port family inet6
# ipset: create ippip4 hash:ip,port,ip family inet
# ipset: create netif4 hash:net,iface family inet
# ipset: create ports bitmap:port range 0-65535
# ipset: create lists list:set size 8
# ipset: create cnt4 hash:ip family inet counters
# ipset: create KUBE-CLUSTER-IP hash:ip,port family inet
# ipset: create KUBE-6-CLUSTER-IP hash:ip,port family inet6
# ipset: create abcdefghijklmnopqrstuvwxyz01234 hash:ip
*filter
:INPUT,FORWARD,OUTPUT
-m set --match-set ports src;=;OK
-m set --match-set ports dst;=;OK
-m set ! --match-set ports dst;=;OK
-m set --match-set lists src;=;OK
-m set --match-set lists dst,dst;=;OK
-m set --match-set lists src,dst,src;=;OK
@ipv4
-m set --match-set ip4 src;=;OK
-m set --match-set ip4 dst;=;OK
-m set ! --match-set ip4 src;=;OK
-m set --match-set ip4 SRC;;FAIL
-m set --match-set net4 dst;=;OK
-m set --match-set ipport4 dst,dst;=;OK
-m set --match-set ipport4 src,dst;=;OK
-m set --match-set ippip4 src,dst,dst;=;OK
-m set --match-set netif4 src,src;=;OK
-m set --match-set KUBE-CLUSTER-IP dst,dst;=;OK
-m set ! --match-set KUBE-CLUSTER-IP dst,dst;=;OK
-m set --match-set KUBE-CLUSTER-IP src,src,src;=;OK
-m comment --comment "Kubernetes service cluster ip" -m set --match-set KUBE-CLUSTER-IP dst,dst -j UCHAIN;=;OK
-m set --match-set abcdefghijklmnopqrstuvwxyz01234 src;=;OK
# more or fewer directions than the set has dimensions
-m set --match-set ip4 src,dst;=;OK
-m set --match-set ip4 src,dst,src,dst,src,dst;=;OK
-m set --match-set ip4 src,dst,src,dst,src,dst,src;;FAIL
-m set --match-set ipport4 dst;=;OK
-m set --match-set ippip4 src;=;OK
# the older spelling
-m set --set ip4 src;-m set --match-set ip4 src;OK
-m set ! --set ip4 src;-m set ! --match-set ip4 src;OK
# options
-m set --match-set net4 src --return-nomatch;=;OK
-m set ! --match-set net4 src --return-nomatch;=;OK
-m set --match-set cnt4 src ! --update-counters;=;OK
-m set --match-set cnt4 src ! --update-subcounters;=;OK
-m set --match-set cnt4 src --update-counters;-m set --match-set cnt4 src;OK
-m set --match-set cnt4 src ! --update-counters ! --update-subcounters;=;OK
-m set --match-set cnt4 src --packets-eq 0;=;OK
-m set --match-set cnt4 src --packets-lt 10;=;OK
-m set --match-set cnt4 src --packets-gt 10;=;OK
-m set --match-set cnt4 src ! --packets-eq 5;=;OK
-m set --match-set cnt4 src --bytes-eq 100;=;OK
-m set --match-set cnt4 src --bytes-lt 1000;=;OK
-m set --match-set cnt4 src --bytes-gt 1000;=;OK
-m set --match-set cnt4 src ! --bytes-eq 100;=;OK
-m set --match-set cnt4 src --packets-gt 1 --bytes-lt 18446744073709551615;=;OK
-m set --match-set cnt4 src --return-nomatch ! --update-counters ! --update-subcounters --packets-gt 10 --bytes-gt 20;=;OK
-m set --bytes-gt 20 --packets-gt 10 --match-set cnt4 src;-m set --match-set cnt4 src --packets-gt 10 --bytes-gt 20;OK
-m set --match-set ip4 src --packets-gt 10;=;OK
# several
-m set --match-set ip4 src -m set --match-set net4 dst;=;OK
-m set --match-set ip4 src -m set ! --match-set ip4 dst -j ACCEPT;=;OK
# refused, or taken in a surprising way
-m set;;FAIL
-m set --match-set;;FAIL
-m set --match-set ip4;;FAIL
-m set --match-set ip4 both;;FAIL
-m set --match-set ip4 src,;;FAIL
-m set --match-set ip4 src,both;;FAIL
-m set --match-set nosuchset src;;FAIL
-m set --match-set ip6 src;;FAIL
-m set --match-set ip4 src --match-set net4 dst;;FAIL
-m set --match-set ip4 src ! --packets-lt 5;;FAIL
-m set --match-set ip4 src ! --bytes-gt 5;;FAIL
-m set --match-set ip4 src --packets-lt 5 --packets-gt 1;;FAIL
-m set --match-set ip4 src ! --return-nomatch;;FAIL
-m set --match-set cnt4 src --packets-gt many;;FAIL
-m set --match-set abcdefghijklmnopqrstuvwxyz012345 src;;FAIL
-m set --match-set "" src;;FAIL
@ipv6
-m set --match-set ip6 src;=;OK
-m set ! --match-set net6 dst;=;OK
-m set --match-set ipport6 dst,dst;=;OK
-m set --match-set KUBE-6-CLUSTER-IP dst,dst;=;OK
-m set --match-set net6 src --return-nomatch;=;OK
-m set --match-set ip4 src;;FAIL
@ipv4
*nat
:PREROUTING,INPUT,OUTPUT,POSTROUTING
-m set --match-set ipport4 dst,dst;=;OK
*raw
:PREROUTING,OUTPUT
-m set --match-set ipport4 dst,dst;=;OK
