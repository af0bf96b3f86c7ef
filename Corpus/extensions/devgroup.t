# -m devgroup: groups of devices; the names of groups come from a file of the host, where 0 is default.
*filter
:FORWARD
-m devgroup --src-group 1;-m devgroup --src-group 0x1;OK
-m devgroup --dst-group 1;-m devgroup --dst-group 0x1;OK
-m devgroup --src-group 0x10;=;OK
-m devgroup --src-group 0x10/0xff;=;OK
-m devgroup --src-group 0x10/0xffffffff;-m devgroup --src-group 0x10;OK
-m devgroup ! --src-group 0x10;=;OK
-m devgroup ! --dst-group 0x10;=;OK
-m devgroup --src-group 1 --dst-group 2;-m devgroup --src-group 0x1 --dst-group 0x2;OK
-m devgroup ! --dst-group 2 ! --src-group 1;-m devgroup ! --src-group 0x1 ! --dst-group 0x2;OK
-m devgroup --src-group 0;-m devgroup --src-group default;OK
-m devgroup --src-group default;=;OK
-m devgroup;;FAIL
-m devgroup --src-group nosuchgroup;;FAIL
-m devgroup --src-group 4294967296;;FAIL
-m devgroup --src-group 1 --src-group 2;;FAIL
:INPUT
-m devgroup --src-group 1;-m devgroup --src-group 0x1;OK
-m devgroup --dst-group 1;;FAIL
:OUTPUT
-m devgroup --dst-group 1;-m devgroup --dst-group 0x1;OK
-m devgroup --src-group 1;;FAIL
*nat
:PREROUTING
-m devgroup --src-group 1;-m devgroup --src-group 0x1;OK
-m devgroup --dst-group 1;;FAIL
:POSTROUTING
-m devgroup --dst-group 1;-m devgroup --dst-group 0x1;OK
-m devgroup --src-group 1;;FAIL
