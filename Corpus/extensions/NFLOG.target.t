# -j NFLOG: to user space over netlink.
*filter
:INPUT,FORWARD,OUTPUT
-j NFLOG;=;OK
-j NFLOG --nflog-group 0;-j NFLOG;OK
-j NFLOG --nflog-group 1;=;OK
-j NFLOG --nflog-group 65535;=;OK
-j NFLOG --nflog-group 0x10;-j NFLOG --nflog-group 16;OK
-j NFLOG --nflog-prefix word;=;OK
-j NFLOG --nflog-prefix "two words";=;OK
-j NFLOG --nflog-prefix "cali-fw: ";=;OK
-j NFLOG --nflog-prefix "quote\"back\\slash";=;OK
-j NFLOG --nflog-prefix "it's";-j NFLOG --nflog-prefix "it\'s";OK
-j NFLOG --nflog-prefix "";;FAIL
-j NFLOG --nflog-prefix abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0;=;OK
-j NFLOG --nflog-prefix abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz01;-j NFLOG --nflog-prefix abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0;OK;legacy
-j NFLOG --nflog-prefix abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz01;=;OK;nft
-j NFLOG --nflog-prefix abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0123456789;-j NFLOG --nflog-prefix abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0;OK;legacy
-j NFLOG --nflog-prefix abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0123456789;=;OK;nft
-j NFLOG --nflog-threshold 1;=;OK
-j NFLOG --nflog-threshold 5;=;OK
-j NFLOG --nflog-threshold 65535;=;OK
-j NFLOG --nflog-size 0;=;OK
-j NFLOG --nflog-size 64;=;OK
-j NFLOG --nflog-size 4294967295;=;OK
-j NFLOG --nflog-range 80;=;OK;legacy
-j NFLOG --nflog-range 80;-j NFLOG;OK;nft
-j NFLOG --nflog-group 2 --nflog-prefix p --nflog-size 80 --nflog-threshold 10;-j NFLOG --nflog-prefix p --nflog-group 2 --nflog-size 80 --nflog-threshold 10;OK
-j NFLOG --nflog-threshold 10 --nflog-size 80 --nflog-prefix p --nflog-group 2;-j NFLOG --nflog-prefix p --nflog-group 2 --nflog-size 80 --nflog-threshold 10;OK
-m comment --comment "cali:abc" -j NFLOG --nflog-prefix "API0|kns.default" --nflog-group 1 --nflog-size 80;=;OK
-j NFLOG --nflog-group=1;-j NFLOG --nflog-group 1;OK
# refused, or taken in a surprising way
-j NFLOG --nflog-group 65536;;FAIL
-j NFLOG --nflog-group -1;;FAIL
-j NFLOG --nflog-group x;;FAIL
-j NFLOG --nflog-threshold 0;-j NFLOG;OK
-j NFLOG --nflog-threshold 65536;;FAIL
-j NFLOG --nflog-size 4294967296;;FAIL
-j NFLOG --nflog-size -1;;FAIL
-j NFLOG --nflog-range 80 --nflog-size 80;;FAIL
-j NFLOG --nflog-group 1 --nflog-group 2;;FAIL
-j NFLOG ! --nflog-group 1;;FAIL
-j NFLOG --nflog-prefix;;FAIL
-j NFLOG --log-prefix x;;FAIL
*nat
:PREROUTING,POSTROUTING
-j NFLOG --nflog-group 1;=;OK
*raw
:PREROUTING,OUTPUT
-j NFLOG --nflog-prefix raw;=;OK
