# -m recent: lists of addresses seen.
*filter
:INPUT,FORWARD,OUTPUT
@ipv4
-m recent --set;-m recent --set --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --set --name KUBE-SEP-XYZ;-m recent --set --name KUBE-SEP-XYZ --mask 255.255.255.255 --rsource;OK
-m recent --name KUBE-SEP-XYZ --set;-m recent --set --name KUBE-SEP-XYZ --mask 255.255.255.255 --rsource;OK
-m recent --rcheck;-m recent --rcheck --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-XYZ;-m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-XYZ --mask 255.255.255.255 --rsource;OK
-m recent --name KUBE-SEP-XYZ --rcheck --seconds 10800 --reap;-m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-XYZ --mask 255.255.255.255 --rsource;OK
-m recent --update;-m recent --update --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --remove;-m recent --remove --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --rcheck --name a.b;-m recent --rcheck --name a.b --mask 255.255.255.255 --rsource;OK
-m recent --rcheck --name a --rdest;-m recent --rcheck --name a --mask 255.255.255.255 --rdest;OK
-m recent --set --name a --rsource;-m recent --set --name a --mask 255.255.255.255 --rsource;OK
-m recent --set --rdest;-m recent --set --name DEFAULT --mask 255.255.255.255 --rdest;OK
-m recent --set --rsource --rdest;-m recent --set --name DEFAULT --mask 255.255.255.255 --rdest;OK
-m recent --set --rdest --rsource;-m recent --set --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent ! --set;-m recent ! --set --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent ! --rcheck --name a;-m recent ! --rcheck --name a --mask 255.255.255.255 --rsource;OK
-m recent ! --update --seconds 60;-m recent ! --update --seconds 60 --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent ! --remove;-m recent ! --remove --name DEFAULT --mask 255.255.255.255 --rsource;OK
@ipv6
-m recent --set;-m recent --set --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --set --name KUBE-SEP-XYZ;-m recent --set --name KUBE-SEP-XYZ --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --name KUBE-SEP-XYZ --set;-m recent --set --name KUBE-SEP-XYZ --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --rcheck;-m recent --rcheck --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-XYZ;-m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-XYZ --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --name KUBE-SEP-XYZ --rcheck --seconds 10800 --reap;-m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-XYZ --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --update;-m recent --update --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --remove;-m recent --remove --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --rcheck --name a.b;-m recent --rcheck --name a.b --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --rcheck --name a --rdest;-m recent --rcheck --name a --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rdest;OK
-m recent --set --name a --rsource;-m recent --set --name a --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --set --rdest;-m recent --set --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rdest;OK
-m recent --set --rsource --rdest;-m recent --set --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rdest;OK
-m recent --set --rdest --rsource;-m recent --set --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent ! --set;-m recent ! --set --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent ! --rcheck --name a;-m recent ! --rcheck --name a --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent ! --update --seconds 60;-m recent ! --update --seconds 60 --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent ! --remove;-m recent ! --remove --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
@both
# how old, how often (the largest --hitcount is the kernel's choice: here 65535)
@ipv4
-m recent --rcheck --seconds 1;-m recent --rcheck --seconds 1 --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --rcheck --seconds 4294967295;-m recent --rcheck --seconds -1 --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --rcheck --hitcount 1;-m recent --rcheck --hitcount 1 --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --rcheck --hitcount 20;-m recent --rcheck --hitcount 20 --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --rcheck --hitcount 255;-m recent --rcheck --hitcount 255 --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --rcheck --seconds 60 --hitcount 4;-m recent --rcheck --seconds 60 --hitcount 4 --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --update --seconds 60 --hitcount 4 --name ssh --rsource;-m recent --update --seconds 60 --hitcount 4 --name ssh --mask 255.255.255.255 --rsource;OK
-m recent --update --hitcount 4 --seconds 60 --rttl;-m recent --update --seconds 60 --hitcount 4 --rttl --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --rcheck --rttl;-m recent --rcheck --rttl --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --rcheck --seconds 60 --rttl;-m recent --rcheck --seconds 60 --rttl --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --rcheck --reap --seconds 60;-m recent --rcheck --seconds 60 --reap --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --update --reap --seconds 60 --hitcount 2 --rttl --name x --rdest;-m recent --update --seconds 60 --reap --hitcount 2 --rttl --name x --mask 255.255.255.255 --rdest;OK
-m recent --rcheck --seconds 0x3c;-m recent --rcheck --seconds 60 --name DEFAULT --mask 255.255.255.255 --rsource;OK
@ipv6
-m recent --rcheck --seconds 1;-m recent --rcheck --seconds 1 --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --rcheck --seconds 4294967295;-m recent --rcheck --seconds -1 --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --rcheck --hitcount 1;-m recent --rcheck --hitcount 1 --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --rcheck --hitcount 20;-m recent --rcheck --hitcount 20 --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --rcheck --hitcount 255;-m recent --rcheck --hitcount 255 --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --rcheck --seconds 60 --hitcount 4;-m recent --rcheck --seconds 60 --hitcount 4 --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --update --seconds 60 --hitcount 4 --name ssh --rsource;-m recent --update --seconds 60 --hitcount 4 --name ssh --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --update --hitcount 4 --seconds 60 --rttl;-m recent --update --seconds 60 --hitcount 4 --rttl --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --rcheck --rttl;-m recent --rcheck --rttl --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --rcheck --seconds 60 --rttl;-m recent --rcheck --seconds 60 --rttl --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --rcheck --reap --seconds 60;-m recent --rcheck --seconds 60 --reap --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --update --reap --seconds 60 --hitcount 2 --rttl --name x --rdest;-m recent --update --seconds 60 --reap --hitcount 2 --rttl --name x --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rdest;OK
-m recent --rcheck --seconds 0x3c;-m recent --rcheck --seconds 60 --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
@both
# two lists in one rule
@ipv4
-m recent --rcheck --name a -m recent --set --name b;-m recent --rcheck --name a --mask 255.255.255.255 --rsource -m recent --set --name b --mask 255.255.255.255 --rsource;OK
-m recent --set --name KUBE-SEP-XYZ -m tcp -p tcp;-p tcp -m recent --set --name KUBE-SEP-XYZ --mask 255.255.255.255 --rsource -m tcp;OK
@ipv6
-m recent --rcheck --name a -m recent --set --name b;-m recent --rcheck --name a --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource -m recent --set --name b --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --set --name KUBE-SEP-XYZ -m tcp -p tcp;-p tcp -m recent --set --name KUBE-SEP-XYZ --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource -m tcp;OK
@both
# names
-m recent --set --name "";;FAIL
-m recent --set --name a/b;;FAIL
-m recent --set --name .;;FAIL
@ipv4
-m recent --set --name "two words";-m recent --set --name two words --mask 255.255.255.255 --rsource;OK
-m recent --set --name abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz;-m recent --set --name abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz --mask 255.255.255.255 --rsource;OK
@ipv6
-m recent --set --name "two words";-m recent --set --name two words --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --set --name abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz;-m recent --set --name abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
@both
# refused, or taken in a surprising way
-m recent;;FAIL
-m recent --name a;;FAIL
-m recent --set --rcheck;;FAIL
-m recent --rcheck --update;;FAIL
-m recent --set --remove;;FAIL
-m recent --set --seconds 60;;FAIL
-m recent --remove --seconds 60;;FAIL
-m recent --set --hitcount 2;;FAIL
-m recent --set --rttl;;FAIL
-m recent --set --reap;;FAIL
-m recent --rcheck --reap;;FAIL
-m recent --rcheck --seconds 0;;FAIL
-m recent --rcheck --seconds 4294967296;;FAIL
-m recent --rcheck --hitcount 65536;;FAIL
-m recent --rcheck --hitcount 4294967296;;FAIL
-m recent --rcheck --seconds soon;;FAIL
-m recent --rcheck --name a --name b;;FAIL
-m recent --rcheck ! --name a;;FAIL
-m recent --rcheck ! --seconds 60;;FAIL
-m recent --rcheck --mask;;FAIL
@ipv4
-m recent --rcheck --hitcount 0;-m recent --rcheck --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --rcheck --hitcount 65535;-m recent --rcheck --hitcount 65535 --name DEFAULT --mask 255.255.255.255 --rsource;OK
@ipv6
-m recent --rcheck --hitcount 0;-m recent --rcheck --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --rcheck --hitcount 65535;-m recent --rcheck --hitcount 65535 --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
@both
@ipv4
-m recent --set --mask 255.255.255.0;-m recent --set --name DEFAULT --mask 255.255.255.0 --rsource;OK
-m recent --set --mask 255.255.255.255;-m recent --set --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --set --mask 0.0.0.0;-m recent --set --name DEFAULT --mask 0.0.0.0 --rsource;OK
-m recent --set --mask 255.0.255.0;-m recent --set --name DEFAULT --mask 255.0.255.0 --rsource;OK
-m recent --rcheck --name a --mask 255.255.0.0 --rdest;=;OK
-m recent --set --mask 24;-m recent --set --name DEFAULT --mask 0.0.0.24 --rsource;OK
-m recent --set --mask /24;;FAIL
-m recent --set --mask 255.255.255;-m recent --set --name DEFAULT --mask 255.255.0.255 --rsource;OK
-m recent --set --mask ffff::;;FAIL
@ipv6
-m recent --set --mask ffff:ffff:ffff:ffff::;-m recent --set --name DEFAULT --mask ffff:ffff:ffff:ffff:: --rsource;OK
-m recent --set --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff;-m recent --set --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource;OK
-m recent --rcheck --name a --mask ffff:: --rdest;=;OK
-m recent --set --mask ::;-m recent --set --name DEFAULT --mask :: --rsource;OK
-m recent --set --mask 64;;FAIL
-m recent --set --mask 255.255.255.0;;FAIL
@both
*nat
:PREROUTING,OUTPUT
@ipv4
-m recent --rcheck --seconds 180 --reap --name KUBE-SEP-XYZ -j UCHAIN;-m recent --rcheck --seconds 180 --reap --name KUBE-SEP-XYZ --mask 255.255.255.255 --rsource -j UCHAIN;OK
@ipv6
-m recent --rcheck --seconds 180 --reap --name KUBE-SEP-XYZ -j UCHAIN;-m recent --rcheck --seconds 180 --reap --name KUBE-SEP-XYZ --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource -j UCHAIN;OK
