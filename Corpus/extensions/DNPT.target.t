# -j DNPT: translates the destination's prefix without state, IPv6, mangle table.
*mangle
:PREROUTING
@ipv6
-j DNPT --src-pfx fd00::/64 --dst-pfx 2001:db8::/64;=;OK
-j DNPT --dst-pfx 2001:db8::/64 --src-pfx fd00::/64;-j DNPT --src-pfx fd00::/64 --dst-pfx 2001:db8::/64;OK
-j DNPT --src-pfx fd00::1/64 --dst-pfx 2001:db8::/64;;FAIL
-j DNPT --src-pfx fd00::/64 --dst-pfx 2001:db8::/48;=;OK
-j DNPT --src-pfx fd00::/64;;FAIL
-j DNPT --dst-pfx 2001:db8::/64;;FAIL
-j DNPT;;FAIL
-j DNPT --src-pfx fd00::/65 --dst-pfx 2001:db8::/65;;FAIL
-j DNPT --src-pfx fd00:: --dst-pfx 2001:db8::/64;;FAIL
-j DNPT --src-pfx 10.0.0.0/8 --dst-pfx 2001:db8::/64;;FAIL
@ipv4
-j DNPT --src-pfx fd00::/64 --dst-pfx 2001:db8::/64;;FAIL
@ipv6
:OUTPUT
-j DNPT --src-pfx fd00::/64 --dst-pfx 2001:db8::/64;=;OK
:POSTROUTING
-j DNPT --src-pfx fd00::/64 --dst-pfx 2001:db8::/64;;FAIL
*filter
:FORWARD
-j DNPT --src-pfx fd00::/64 --dst-pfx 2001:db8::/64;;FAIL
