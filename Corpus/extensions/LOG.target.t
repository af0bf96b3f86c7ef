# -j LOG: to the kernel's log.
*filter
:INPUT,FORWARD,OUTPUT
-j LOG;=;OK
-j LOG --log-level 0;=;OK
-j LOG --log-level 3;=;OK
-j LOG --log-level 4;-j LOG;OK
-j LOG --log-level 7;=;OK
-j LOG --log-level 8;;FAIL
-j LOG --log-level emerg;-j LOG --log-level 0;OK
-j LOG --log-level alert;-j LOG --log-level 1;OK
-j LOG --log-level crit;-j LOG --log-level 2;OK
-j LOG --log-level err;;FAIL
-j LOG --log-level error;-j LOG --log-level 3;OK
-j LOG --log-level warning;-j LOG;OK
-j LOG --log-level warn;;FAIL
-j LOG --log-level notice;-j LOG --log-level 5;OK
-j LOG --log-level info;-j LOG --log-level 6;OK
-j LOG --log-level debug;-j LOG --log-level 7;OK
-j LOG --log-level DEBUG;;FAIL
-j LOG --log-level=info;-j LOG --log-level 6;OK
-j LOG --log-prefix word;=;OK
-j LOG --log-prefix "word";-j LOG --log-prefix word;OK
-j LOG --log-prefix "two words";=;OK
-j LOG --log-prefix "dropped: ";=;OK
-j LOG --log-prefix "calico-packet: ";=;OK
-j LOG --log-prefix "quote\"back\\slash";=;OK
-j LOG --log-prefix "it's";-j LOG --log-prefix "it\'s";OK
-j LOG --log-prefix "";;FAIL
-j LOG --log-prefix " ";=;OK
-j LOG --log-prefix "Grüße ";=;OK
-j LOG --log-prefix abcdefghijklmnopqrstuvwxyz012;=;OK
-j LOG --log-prefix abcdefghijklmnopqrstuvwxyz0123;-j LOG --log-prefix abcdefghijklmnopqrstuvwxyz012;OK
-j LOG --log-prefix abcdefghijklmnopqrstuvwxyz0123456789;-j LOG --log-prefix abcdefghijklmnopqrstuvwxyz012;OK
-j LOG --log-tcp-sequence;=;OK
-j LOG --log-tcp-options;=;OK
-j LOG --log-ip-options;=;OK
-j LOG --log-uid;=;OK
-j LOG --log-macdecode;=;OK
-j LOG --log-tcp-sequence --log-tcp-options --log-ip-options --log-uid --log-macdecode;=;OK
-j LOG --log-macdecode --log-uid --log-ip-options --log-tcp-options --log-tcp-sequence --log-level 6 --log-prefix all;-j LOG --log-prefix all --log-level 6 --log-tcp-sequence --log-tcp-options --log-ip-options --log-uid --log-macdecode;OK
-j LOG --log-prefix x --log-level 4;-j LOG --log-prefix x;OK
-p tcp -j LOG --log-prefix x --log-level 1 --log-uid;=;OK
# refused, or taken in a surprising way
-j LOG --log-level 9;;FAIL
-j LOG --log-level -1;;FAIL
-j LOG --log-level nosuch;;FAIL
-j LOG --log-level "";;FAIL
-j LOG --log-level;;FAIL
-j LOG --log-prefix;;FAIL
-j LOG --log-prefix a --log-prefix b;;FAIL
-j LOG ! --log-uid;;FAIL
-j LOG ! --log-level 4;;FAIL
-j LOG --log-uid --log-uid;;FAIL
-j LOG --nflog-group 1;;FAIL
*nat
:PREROUTING,INPUT,OUTPUT,POSTROUTING
-j LOG --log-prefix nat;=;OK
*mangle
:FORWARD
-j LOG;=;OK
*raw
:PREROUTING,OUTPUT
-j LOG;=;OK
