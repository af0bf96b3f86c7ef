# -j IDLETIMER: tells user space when a rule was idle for long.
*filter
:INPUT,FORWARD,OUTPUT
-j IDLETIMER --timeout 42 --label foo;=;OK
-j IDLETIMER --label foo --timeout 42;-j IDLETIMER --timeout 42 --label foo;OK
-j IDLETIMER --timeout 42 --label bar --alarm;=;OK
-j IDLETIMER --timeout 1 --label a;=;OK
-j IDLETIMER --timeout 86400 --label a.b;=;OK
-j IDLETIMER --timeout 0 --label foo;;FAIL
-j IDLETIMER --timeout -1 --label foo;;FAIL
-j IDLETIMER --timeout 42;;FAIL
-j IDLETIMER --label foo;;FAIL
-j IDLETIMER;;FAIL
-j IDLETIMER --timeout x --label foo;;FAIL
-j IDLETIMER --timeout 42 --label "";;FAIL
-j IDLETIMER --timeout 42 --label abcdefghijklmnopqrstuvwxyz01;-j IDLETIMER --timeout 42 --label abcdefghijklmnopqrstuvwxyz0;OK
*nat
:PREROUTING
-j IDLETIMER --timeout 42 --label foo;=;OK
