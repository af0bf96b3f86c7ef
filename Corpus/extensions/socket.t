# -m socket: is there a socket for it.
*mangle
:PREROUTING,INPUT
-m socket;=;OK
-m socket --transparent;=;OK
-m socket --nowildcard;=;OK
-m socket --restore-skmark;=;OK
-m socket --transparent --nowildcard;=;OK
-m socket --nowildcard --transparent --restore-skmark;-m socket --transparent --nowildcard --restore-skmark;OK
-m socket --restore-skmark --nowildcard --transparent;-m socket --transparent --nowildcard --restore-skmark;OK
-p tcp -m socket --transparent -j UCHAIN;=;OK
-m comment --comment "cilium: any->pod redirect proxied traffic" -m socket --transparent -m mark ! --mark 0xe00/0xf00 -j MARK --set-xmark 0x200/0xffffffff;=;OK
-m socket ! --transparent;;FAIL
-m socket --transparent --transparent;;FAIL
-m socket --nosuch;;FAIL
:FORWARD,OUTPUT,POSTROUTING
-m socket;;FAIL
-m socket --transparent;;FAIL
*filter
:INPUT
-m socket --nowildcard;=;OK
:OUTPUT,FORWARD
-m socket;;FAIL
*raw
:PREROUTING
-m socket --transparent;=;OK
*nat
:PREROUTING
-m socket;=;OK
