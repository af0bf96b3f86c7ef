# -m iprange: addresses from, to.
*filter
:INPUT,FORWARD,OUTPUT
@ipv4
-m iprange --src-range 10.0.0.1-10.0.0.10;=;OK
-m iprange --dst-range 10.0.0.1-10.0.0.10;=;OK
-m iprange ! --src-range 10.0.0.1-10.0.0.10;=;OK
-m iprange ! --dst-range 10.0.0.1-10.0.0.10;=;OK
-m iprange --src-range 10.0.0.1-10.0.0.1;=;OK
-m iprange --src-range 10.0.0.1;-m iprange --src-range 10.0.0.1-10.0.0.1;OK
-m iprange --src-range 0.0.0.0-255.255.255.255;=;OK
-m iprange --src-range=10.0.0.1-10.0.0.10;-m iprange --src-range 10.0.0.1-10.0.0.10;OK
-m iprange --src-range 10.0.0.1-10.0.0.10 --dst-range 10.0.1.1-10.0.1.10;=;OK
-m iprange --dst-range 10.0.1.1-10.0.1.10 --src-range 10.0.0.1-10.0.0.10;-m iprange --src-range 10.0.0.1-10.0.0.10 --dst-range 10.0.1.1-10.0.1.10;OK
-m iprange ! --src-range 10.0.0.1-10.0.0.10 ! --dst-range 10.0.1.1-10.0.1.10;=;OK
-m iprange --src-range 10.0.0.1-10.0.0.10 -m iprange ! --src-range 10.0.0.5-10.0.0.6;=;OK
# refused, or taken in a surprising way
-m iprange;;FAIL
-m iprange --src-range;;FAIL
-m iprange --src-range 10.0.0.10-10.0.0.1;=;OK
-m iprange --src-range 10.0.0.0/24;;FAIL
-m iprange --src-range 10.0.0.1-;;FAIL
-m iprange --src-range -10.0.0.1;;FAIL
-m iprange --src-range 10.0.0.1-10;-m iprange --src-range 10.0.0.1-10.0.0.0;OK
-m iprange --src-range 10.0.0.1-10.0.0.256;;FAIL
-m iprange --src-range 10.0.0.1-10.0.0.2 --src-range 10.0.0.1-10.0.0.2;;FAIL
-m iprange --src-range fd00::1-fd00::10;;FAIL
@ipv6
-m iprange --src-range fd00::1-fd00::10;=;OK
-m iprange ! --dst-range fd00::1-fd00::10;=;OK
-m iprange --src-range ::1;-m iprange --src-range ::1-::1;OK
-m iprange --src-range ::1-::1;=;OK
-m iprange --src-range FD00::0001-fd00::ffff --dst-range ::-ffff::;-m iprange --src-range fd00::1-fd00::ffff --dst-range ::-ffff::;OK
-m iprange --src-range fd00::10-fd00::1;=;OK
-m iprange --src-range 10.0.0.1-10.0.0.10;;FAIL
