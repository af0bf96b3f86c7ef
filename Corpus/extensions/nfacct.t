# -m nfacct: counts into accounting objects, which must exist. Two blanks are printed before the name.
# nfacct: add ct_state_invalid_dropped_pkts
# nfacct: add a.b
# nfacct: add abcdefghijklmnopqrstuvwxyz01234
*filter
:INPUT,FORWARD,OUTPUT
-m nfacct --nfacct-name ct_state_invalid_dropped_pkts;-m nfacct --nfacct-name  ct_state_invalid_dropped_pkts;OK
-m nfacct --nfacct-name  ct_state_invalid_dropped_pkts;=;OK
-m nfacct --nfacct-name "ct_state_invalid_dropped_pkts";-m nfacct --nfacct-name  ct_state_invalid_dropped_pkts;OK
-m nfacct --nfacct-name=ct_state_invalid_dropped_pkts;-m nfacct --nfacct-name  ct_state_invalid_dropped_pkts;OK
-m nfacct --nfacct-name a.b;-m nfacct --nfacct-name  "a.b";OK
-m conntrack --ctstate INVALID -m nfacct --nfacct-name ct_state_invalid_dropped_pkts -j DROP;-m conntrack --ctstate INVALID -m nfacct --nfacct-name  ct_state_invalid_dropped_pkts -j DROP;OK
-m nfacct --nfacct-name abcdefghijklmnopqrstuvwxyz01234;-m nfacct --nfacct-name  abcdefghijklmnopqrstuvwxyz01234;OK
-m nfacct --nfacct-name abcdefghijklmnopqrstuvwxyz012345;-m nfacct --nfacct-name  abcdefghijklmnopqrstuvwxyz01234;OK
-m nfacct;;FAIL
-m nfacct --nfacct-name;;FAIL
-m nfacct --nfacct-name "";;FAIL
-m nfacct --nfacct-name nosuchobject;;FAIL
-m nfacct ! --nfacct-name a.b;;FAIL
-m nfacct --nfacct-name a.b --nfacct-name a.b;;FAIL
