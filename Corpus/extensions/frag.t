# -m frag: the fragment header, IPv6.
*filter
:INPUT,FORWARD,OUTPUT
@ipv6
-m frag;=;OK
-m frag --fragid 1;=;OK
-m frag --fragid 1:42;=;OK
-m frag --fragid 1:;-m frag --fragid 1:4294967295;OK
-m frag --fragid :5;-m frag --fragid 0:5;OK
-m frag --fragid 0:4294967295;-m frag;OK
-m frag ! --fragid 1:42;=;OK
-m frag --fraglen 42;=;OK
-m frag --fragres;=;OK
-m frag --fragfirst;=;OK
-m frag --fragmore;=;OK
-m frag --fraglast;=;OK
-m frag --fragid 1 --fragres --fragfirst --fraglast;=;OK
-m frag --fraglast --fragfirst --fragid 1:2;-m frag --fragid 1:2 --fragfirst --fraglast;OK
-m frag --fragmore --fraglast;;FAIL
-m frag --fragid 5:3;=;OK
-m frag --fragid x;;FAIL
-m frag ! --fragfirst;;FAIL
@ipv4
-m frag --fragid 1;;FAIL
