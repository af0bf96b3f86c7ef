# -m mh: the mobility header, IPv6.
*filter
:INPUT,FORWARD,OUTPUT
@ipv6
-p mobility-header -m mh;=;OK
-p mobility-header -m mh --mh-type 0;=;OK
-p mobility-header -m mh --mh-type 3;=;OK
-p mobility-header -m mh --mh-type 1:3;=;OK
-p mobility-header -m mh --mh-type 3:;-p mobility-header -m mh --mh-type 3:255;OK
-p mobility-header -m mh --mh-type :3;-p mobility-header -m mh --mh-type 0:3;OK
-p mobility-header -m mh --mh-type 0:255;-p mobility-header -m mh;OK
-p mobility-header -m mh --mh-type binding-refresh-request;-p mobility-header -m mh --mh-type 0;OK
-p mobility-header -m mh --mh-type brr:bu;-p mobility-header -m mh --mh-type 0:5;OK
-p mobility-header -m mh --mh-type hoti;-p mobility-header -m mh --mh-type 1;OK
-p mobility-header -m mh --mh-type binding-acknowledgement;-p mobility-header -m mh --mh-type 6;OK
-p mobility-header -m mh --mh-type be;-p mobility-header -m mh --mh-type 7;OK
-p mobility-header -m mh ! --mh-type 4;=;OK
-p 135 -m mh --mh-type 1;-p mobility-header -m mh --mh-type 1;OK
-p mh --mh-type 1;-p mobility-header -m mh --mh-type 1;OK
-p mobility-header -m mh --mh-type 3:1;;FAIL
-p mobility-header -m mh --mh-type 256;;FAIL
-p mobility-header -m mh --mh-type nosuch;;FAIL
-m mh --mh-type 1;;FAIL
-p tcp -m mh --mh-type 1;;FAIL
@ipv4
-p mobility-header -m mh --mh-type 1;;FAIL
