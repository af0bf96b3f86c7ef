# -j SNPT: translates the source's prefix without state, IPv6, mangle table.
*mangle
:POSTROUTING
@ipv6
-j SNPT --src-pfx fd00::/64 --dst-pfx 2001:db8::/64;=;OK
-j SNPT --dst-pfx 2001:db8::/64 --src-pfx fd00::/64;-j SNPT --src-pfx fd00::/64 --dst-pfx 2001:db8::/64;OK
-j SNPT --src-pfx fd00::1/64 --dst-pfx 2001:db8::/64;;FAIL
-j SNPT --src-pfx fd00::/64 --dst-pfx 2001:db8::/48;=;OK
-j SNPT --src-pfx fd00::/64;;FAIL
-j SNPT;;FAIL
-j SNPT --src-pfx fd00::/65 --dst-pfx 2001:db8::/65;;FAIL
@ipv4
-j SNPT --src-pfx fd00::/64 --dst-pfx 2001:db8::/64;;FAIL
@ipv6
:INPUT
-j SNPT --src-pfx fd00::/64 --dst-pfx 2001:db8::/64;=;OK
:PREROUTING,FORWARD
-j SNPT --src-pfx fd00::/64 --dst-pfx 2001:db8::/64;;FAIL
*filter
:FORWARD
-j SNPT --src-pfx fd00::/64 --dst-pfx 2001:db8::/64;;FAIL
