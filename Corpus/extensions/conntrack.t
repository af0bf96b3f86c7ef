# -m conntrack: state, status, original and reply tuple of the connection.
*filter
:INPUT,FORWARD,OUTPUT
-m conntrack --ctstate NEW;=;OK
-m conntrack --ctstate ESTABLISHED;=;OK
-m conntrack --ctstate RELATED,ESTABLISHED;=;OK
-m conntrack --ctstate ESTABLISHED,RELATED;-m conntrack --ctstate RELATED,ESTABLISHED;OK
-m conntrack --ctstate INVALID;=;OK
-m conntrack --ctstate UNTRACKED;=;OK
-m conntrack --ctstate SNAT;=;OK
-m conntrack --ctstate DNAT;=;OK
-m conntrack --ctstate DNAT,SNAT,UNTRACKED,ESTABLISHED,RELATED,NEW,INVALID;-m conntrack --ctstate INVALID,NEW,RELATED,ESTABLISHED,UNTRACKED,SNAT,DNAT;OK
-m conntrack --ctstate NEW,NEW;-m conntrack --ctstate NEW;OK
-m conntrack --ctstate new;-m conntrack --ctstate NEW;OK
-m conntrack --ctstate New,Established;-m conntrack --ctstate NEW,ESTABLISHED;OK
-m conntrack --ctstate=NEW;-m conntrack --ctstate NEW;OK
-m conntrack ! --ctstate NEW;=;OK
-m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT;=;OK
-m conntrack ! --ctstate INVALID;=;OK
# protocol
-m conntrack --ctproto 6;=;OK
-m conntrack --ctproto tcp;-m conntrack --ctproto 6;OK
-m conntrack --ctproto UDP;-m conntrack --ctproto 17;OK
-m conntrack ! --ctproto 17;=;OK
-m conntrack --ctproto 255;=;OK
-m conntrack --ctproto 0;=;OK
# ports
-m conntrack --ctorigsrcport 1024;=;OK
-m conntrack --ctorigdstport 80;=;OK
-m conntrack --ctreplsrcport 80;=;OK
-m conntrack --ctrepldstport 1024:65535;=;OK
-m conntrack ! --ctorigdstport 80;=;OK
-m conntrack ! --ctorigsrcport 80:90;=;OK
-m conntrack ! --ctreplsrcport 1;=;OK
-m conntrack ! --ctrepldstport 1;=;OK
-m conntrack --ctorigdstport 80:90;=;OK
-m conntrack --ctorigdstport 80:80;-m conntrack --ctorigdstport 80;OK
-m conntrack --ctorigdstport http;-m conntrack --ctorigdstport 80;OK
-m conntrack --ctorigdstport 0;=;OK
-m conntrack --ctorigdstport 0:65535;=;OK
-m conntrack --ctorigdstport 80:;-m conntrack --ctorigdstport 80:65535;OK
-m conntrack --ctorigdstport :80;-m conntrack --ctorigdstport 0:80;OK
-m conntrack --ctorigdstport 90:80;=;OK
# status, expiry, direction
-m conntrack --ctstatus NONE;=;OK
-m conntrack --ctstatus EXPECTED;=;OK
-m conntrack --ctstatus SEEN_REPLY;=;OK
-m conntrack --ctstatus ASSURED;=;OK
-m conntrack --ctstatus CONFIRMED;=;OK
-m conntrack --ctstatus CONFIRMED,ASSURED,SEEN_REPLY,EXPECTED;-m conntrack --ctstatus EXPECTED,SEEN_REPLY,ASSURED,CONFIRMED;OK
-m conntrack --ctstatus assured;-m conntrack --ctstatus ASSURED;OK
-m conntrack ! --ctstatus ASSURED;=;OK
-m conntrack --ctexpire 60;=;OK
-m conntrack --ctexpire 0;=;OK
-m conntrack --ctexpire 60:120;=;OK
-m conntrack --ctexpire 60:;-m conntrack --ctexpire 60:4294967295;OK
-m conntrack --ctexpire :60;-m conntrack --ctexpire 0:60;OK
-m conntrack --ctexpire 60:60;-m conntrack --ctexpire 60;OK
-m conntrack --ctexpire 4294967295;=;OK
-m conntrack ! --ctexpire 60:120;=;OK
-m conntrack --ctdir ORIGINAL;=;OK
-m conntrack --ctdir REPLY;=;OK
-m conntrack --ctdir original;-m conntrack --ctdir ORIGINAL;OK
-m conntrack ! --ctdir ORIGINAL;;FAIL
# several
-m conntrack --ctstate NEW --ctproto 6 --ctorigdstport 80;=;OK
-m conntrack --ctorigdstport 80 --ctproto 6 --ctstate NEW;-m conntrack --ctstate NEW --ctproto 6 --ctorigdstport 80;OK
-m conntrack --ctdir REPLY --ctstatus ASSURED --ctexpire 1:2 --ctstate ESTABLISHED;-m conntrack --ctstate ESTABLISHED --ctstatus ASSURED --ctexpire 1:2 --ctdir REPLY;OK
-m conntrack ! --ctstate INVALID --ctproto 17 ! --ctorigsrcport 53 --ctorigdstport 53 --ctreplsrcport 53 ! --ctrepldstport 53;=;OK
-m conntrack --ctstate NEW -m conntrack --ctproto 6;=;OK
-m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j UCHAIN;=;OK
-m conntrack --ctstate INVALID -j DROP;=;OK
-m comment --comment "block incoming localnet connections" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP;=;OK
# refused, or taken in a surprising way
-m conntrack;;FAIL
-m conntrack --ctstate;;FAIL
-m conntrack --ctstate "";;FAIL
-m conntrack --ctstate NOSUCH;;FAIL
-m conntrack --ctstate NEW,;;FAIL
-m conntrack --ctstate NEW,NOSUCH;;FAIL
-m conntrack --ctstate ! NEW;;FAIL
-m conntrack --ctstate ALL;;FAIL
-m conntrack --ctstate NEW --ctstate RELATED;;FAIL
-m conntrack --ctproto nosuch;;FAIL
-m conntrack --ctproto 256;;FAIL
-m conntrack ! --ctproto 0;=;OK
-m conntrack --ctorigdstport 65536;-m conntrack --ctorigdstport 0;OK
-m conntrack --ctorigdstport nosuchservice;;FAIL
-m conntrack --ctstatus NOSUCH;;FAIL
-m conntrack --ctexpire -1;;FAIL
-m conntrack --ctexpire 4294967296;;FAIL
-m conntrack --ctexpire 120:60;=;OK
-m conntrack --ctdir BOTH;;FAIL
-m conntrack --state NEW;;FAIL
@ipv4
-m conntrack --ctorigsrc 10.0.0.1;=;OK
-m conntrack --ctorigsrc 10.0.0.1/32;-m conntrack --ctorigsrc 10.0.0.1;OK
-m conntrack --ctorigdst 10.96.0.0/12;=;OK
-m conntrack --ctorigdst 10.1.2.3/24;=;OK
-m conntrack --ctorigdst 10.1.2.3/255.255.0.0;-m conntrack --ctorigdst 10.1.2.3/16;OK
-m conntrack --ctorigdst 10.1.2.3/255.0.255.0;-m conntrack --ctorigdst 10.1.2.3;OK
-m conntrack --ctreplsrc 10.0.0.1;=;OK
-m conntrack --ctrepldst 10.0.0.1;=;OK
-m conntrack ! --ctorigsrc 10.0.0.0/8;=;OK
-m conntrack ! --ctorigdst 10.0.0.0/8;=;OK
-m conntrack ! --ctreplsrc 10.0.0.0/8;=;OK
-m conntrack ! --ctrepldst 10.0.0.0/8;=;OK
-m conntrack --ctorigdst 0.0.0.0/0;=;OK
-m conntrack --ctstate NEW --ctorigsrc 10.0.0.1 --ctorigdst 10.0.0.2 --ctreplsrc 10.0.0.3 --ctrepldst 10.0.0.4;=;OK
-m conntrack --ctorigdst 10.0.0.1/33;-m conntrack --ctorigdst 10.0.0.1;OK
-m conntrack --ctorigdst 10.0.0.1,10.0.0.2;;FAIL
-m conntrack --ctorigdst fd00::1;;FAIL
@ipv6
-m conntrack --ctorigsrc fd00::1;=;OK
-m conntrack --ctorigsrc fd00::1/128;-m conntrack --ctorigsrc fd00::1;OK
-m conntrack --ctorigdst fd00:1:2::3/64;=;OK
-m conntrack --ctorigdst fd00::1/ffff:0:ffff::;-m conntrack --ctorigdst fd00::1;OK
-m conntrack --ctreplsrc fd00::1;=;OK
-m conntrack ! --ctrepldst fd00::/8;=;OK
-m conntrack --ctorigdst ::/0;=;OK
-m conntrack --ctorigdst fd00::1/129;;FAIL
-m conntrack --ctorigdst 10.0.0.1;;FAIL
@both
*raw
:PREROUTING,OUTPUT
-m conntrack --ctstate UNTRACKED;=;OK
*mangle
:PREROUTING,INPUT,FORWARD,OUTPUT,POSTROUTING
-m conntrack --ctstate NEW;=;OK
*nat
:PREROUTING,INPUT,OUTPUT,POSTROUTING
-m conntrack --ctstate NEW;=;OK
