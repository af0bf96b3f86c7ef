# -m quota: bytes until it stops matching.
*filter
:INPUT,FORWARD,OUTPUT
-m quota --quota 0;=;OK
-m quota --quota 1;=;OK
-m quota --quota 52428800;=;OK
-m quota --quota 18446744073709551615;=;OK
-m quota ! --quota 52428800;=;OK
-m quota --quota=1000;-m quota --quota 1000;OK
-m quota --quota 0x10;-m quota --quota 16;OK
-m quota;;FAIL
-m quota --quota;;FAIL
-m quota --quota -1;;FAIL
-m quota --quota x;;FAIL
-m quota --quota 1k;;FAIL
-m quota --quota 18446744073709551616;;FAIL
-m quota --quota 1 --quota 2;;FAIL
