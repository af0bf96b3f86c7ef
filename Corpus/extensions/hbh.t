# -m hbh: the hop-by-hop header, IPv6.
*filter
:INPUT,FORWARD,OUTPUT
@ipv6
-m hbh;=;OK
-m hbh --hbh-len 5;=;OK
-m hbh ! --hbh-len 5;=;OK
-m hbh --hbh-opts 1:2;=;OK
-m hbh --hbh-opts 1:2,23:42,4:6;=;OK
-m hbh --hbh-opts 1;=;OK
-m hbh --hbh-len 8 --hbh-opts 5:2,23;=;OK
-m hbh --hbh-opts 5:2 --hbh-len 8;-m hbh --hbh-len 8 --hbh-opts 5:2;OK
-m hbh --hbh-opts 256;-m hbh --hbh-opts 0;OK
-m hbh --hbh-opts 1:256;-m hbh --hbh-opts 1:0;OK
-m hbh --hbh-len x;;FAIL
-m hbh --hbh-len 1 --hbh-len 2;;FAIL
@ipv4
-m hbh;;FAIL
