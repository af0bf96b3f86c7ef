# -m rt: the routing header, IPv6.
*filter
:INPUT,FORWARD,OUTPUT
@ipv6
-m rt;=;OK
-m rt --rt-type 0;=;OK
-m rt ! --rt-type 0;=;OK
-m rt --rt-type 2;=;OK
-m rt --rt-type 4294967295;=;OK
-m rt --rt-segsleft 1;=;OK
-m rt --rt-segsleft 1:23;=;OK
-m rt --rt-segsleft :5;-m rt --rt-segsleft 0:5;OK
-m rt --rt-segsleft 5:;-m rt --rt-segsleft 5:4294967295;OK
-m rt ! --rt-segsleft 13:42;=;OK
-m rt --rt-segsleft 0:4294967295;-m rt;OK
-m rt --rt-len 24;=;OK
-m rt ! --rt-len 24;=;OK
-m rt --rt-type 0 --rt-segsleft 1:23 --rt-len 42;=;OK
-m rt --rt-type 0 --rt-len 23 --rt-0-res;=;OK
-m rt --rt-type 0 --rt-0-addrs ::1;=;OK
-m rt --rt-type 0 --rt-0-addrs ::1,fd00::1;=;OK
-m rt --rt-type 0 --rt-0-addrs ::1,fd00::1 --rt-0-not-strict;=;OK
-m rt --rt-type 0 --rt-len 23 --rt-0-res --rt-0-addrs ::1 --rt-0-not-strict;=;OK
-m rt --rt-type 2 --rt-0-res;;FAIL
-m rt --rt-0-res;;FAIL
-m rt --rt-type 0 --rt-0-not-strict;;FAIL
-m rt --rt-type -1;;FAIL
-m rt --rt-segsleft 5:3;=;OK
-m rt --rt-type 1 --rt-type 2;;FAIL
@ipv4
-m rt --rt-type 0;;FAIL
