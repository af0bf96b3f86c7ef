# -j TEE: a copy to another host.
*mangle
:PREROUTING,INPUT,FORWARD,OUTPUT,POSTROUTING
@ipv4
-j TEE --gateway 10.0.0.1;=;OK
-j TEE --gateway 10.0.0.1 --oif eth0;=;OK
-j TEE --oif eth0 --gateway 10.0.0.1;-j TEE --gateway 10.0.0.1 --oif eth0;OK
-j TEE --gateway=10.0.0.1;-j TEE --gateway 10.0.0.1;OK
-j TEE --gateway 10.0.0.1 --oif abcdefghijklmno;=;OK
-j TEE --gateway 10.0.0.1 --oif abcdefghijklmnop;-j TEE --gateway 10.0.0.1 --oif abcdefghijklmno;OK
-j TEE;;FAIL
-j TEE --oif eth0;;FAIL
-j TEE --gateway 0.0.0.0;;FAIL
-j TEE --gateway 10.0.0.0/24;;FAIL
-j TEE --gateway fd00::1;;FAIL
-j TEE --gateway 10.0.0.1 --gateway 10.0.0.2;;FAIL
-j TEE ! --gateway 10.0.0.1;;FAIL
@ipv6
-j TEE --gateway fd00::1;=;OK
-j TEE --gateway fd00::1 --oif eth0;=;OK
-j TEE --gateway ::;;FAIL
-j TEE --gateway 10.0.0.1;;FAIL
*filter
:FORWARD
@ipv4
-j TEE --gateway 10.0.0.1;=;OK
