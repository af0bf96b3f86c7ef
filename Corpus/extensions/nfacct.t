# -m nfacct: counts into accounting objects, which must exist. Two blanks are printed before the name.
# nfacct: add ct_state_invalid_dropped_pkts
# nfacct: add a.b
# nfacct: add abcdefghijklmnopqrstuvwxyz01234
*filter
:INPUT,FORWARD,OUTPUT
-m nfacct --nfacct-name ct_state_invalid_dropped_pkts;;FAIL
-m nfacct --nfacct-name  ct_state_invalid_dropped_pkts;;FAIL
-m nfacct --nfacct-name "ct_state_invalid_dropped_pkts";;FAIL
-m nfacct --nfacct-name=ct_state_invalid_dropped_pkts;;FAIL
-m nfacct --nfacct-name a.b;;FAIL
-m conntrack --ctstate INVALID -m nfacct --nfacct-name ct_state_invalid_dropped_pkts -j DROP;;FAIL
-m nfacct --nfacct-name abcdefghijklmnopqrstuvwxyz01234;;FAIL
-m nfacct --nfacct-name abcdefghijklmnopqrstuvwxyz012345;;FAIL
-m nfacct;;FAIL
-m nfacct --nfacct-name;;FAIL
-m nfacct --nfacct-name "";;FAIL
-m nfacct --nfacct-name nosuchobject;;FAIL
-m nfacct ! --nfacct-name a.b;;FAIL
-m nfacct --nfacct-name a.b --nfacct-name a.b;;FAIL
