# -j CT: conntrack's zone, helper, events, or none of it; raw table.
*raw
:PREROUTING,OUTPUT,UCHAIN
-j CT;=;OK
-j CT --notrack;=;OK
-p udp -m udp --dport 53 -j CT --notrack;=;OK
-j CT --zone 1;=;OK
-j CT --zone 0;-j CT;OK
-j CT --zone 65535;=;OK
-j CT --zone 0x10;-j CT --zone 16;OK
-j CT --zone mark;=;OK
-j CT --zone-orig 1;=;OK
-j CT --zone-reply 1;=;OK
-j CT --zone-orig 1 --zone-reply 2;-j CT --zone 2;OK
-j CT --zone-orig mark;=;OK
-j CT --zone-reply mark;=;OK
-j CT --zone-orig mark --zone-reply mark;-j CT --zone mark;OK
-j CT --zone=1;-j CT --zone 1;OK
-j CT --ctevents new;=;OK
-j CT --ctevents new,related,destroy,reply,assured,protoinfo,helper,mark,natseqinfo,secmark;=;OK
-j CT --ctevents mark,new;-j CT --ctevents new,mark;OK
-j CT --ctevents NEW;;FAIL
-j CT --expevents new;=;OK
-j CT --ctevents new,destroy --expevents new;=;OK
-j CT --zone 1 --ctevents assured;-j CT --ctevents assured --zone 1;OK
-j CT --notrack --zone 1;=;OK
# these helpers must be in the kernel, and the rule must name their protocol
-p tcp -m tcp --dport 21 -j CT --helper ftp;=;OK
-p udp -m udp --dport 69 -j CT --helper tftp;=;OK
-p udp -m udp --dport 21 -j CT --helper ftp;;FAIL
-j CT --helper ftp;;FAIL
# refused, or taken in a surprising way
-j CT --zone;;FAIL
-j CT --zone 65536;;FAIL
-j CT --zone -1;;FAIL
-j CT --zone nowhere;;FAIL
-j CT --zone MARK;-j CT --zone mark;OK
-j CT --zone 1 --zone 2;;FAIL
-j CT --zone 1 --zone-orig 2;-j CT --zone-orig 2;OK
-j CT --zone 1 --zone-reply 2;-j CT --zone-reply 2;OK
-j CT --ctevents nosuch;;FAIL
-j CT --ctevents;;FAIL
-j CT --expevents destroy;;FAIL
-j CT --helper nosuchhelper;;FAIL
-p tcp -j CT --helper nosuchhelper;;FAIL
-j CT --timeout nosuchpolicy;;FAIL
-j CT ! --notrack;;FAIL
-j CT --notrack --notrack;;FAIL
*filter
:INPUT,FORWARD,OUTPUT
-j CT --notrack;;FAIL
*nat
:PREROUTING
-j CT --notrack;;FAIL
*mangle
:PREROUTING
-j CT --zone 1;;FAIL
