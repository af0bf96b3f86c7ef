# -m connbytes: bytes and packets of the connection so far.
*filter
:INPUT,FORWARD,OUTPUT
-m connbytes --connbytes 0:1000 --connbytes-mode packets --connbytes-dir original;=;OK
-m connbytes --connbytes 0:1000 --connbytes-mode bytes --connbytes-dir reply;=;OK
-m connbytes --connbytes 0:1000 --connbytes-mode avgpkt --connbytes-dir both;=;OK
-m connbytes ! --connbytes 0:1000 --connbytes-mode bytes --connbytes-dir both;=;OK
-m connbytes --connbytes 1000: --connbytes-mode bytes --connbytes-dir both;-m connbytes --connbytes 1000 --connbytes-mode bytes --connbytes-dir both;OK
-m connbytes --connbytes :1000 --connbytes-mode bytes --connbytes-dir both;-m connbytes --connbytes 0:1000 --connbytes-mode bytes --connbytes-dir both;OK
-m connbytes --connbytes 1000 --connbytes-mode bytes --connbytes-dir both;=;OK
-m connbytes --connbytes 5:5 --connbytes-mode packets --connbytes-dir both;=;OK
-m connbytes ! --connbytes 5:5 --connbytes-mode packets --connbytes-dir both;-m connbytes --connbytes 5:5 --connbytes-mode packets --connbytes-dir both;OK
-m connbytes ! --connbytes 5 --connbytes-mode packets --connbytes-dir both;=;OK
-m connbytes ! --connbytes 0:0 --connbytes-mode packets --connbytes-dir both;-m connbytes --connbytes 0 --connbytes-mode packets --connbytes-dir both;OK
-m connbytes --connbytes-dir both --connbytes-mode bytes --connbytes 1:2;-m connbytes --connbytes 1:2 --connbytes-mode bytes --connbytes-dir both;OK
-m connbytes --connbytes 0:18446744073709551615 --connbytes-mode bytes --connbytes-dir both;-m connbytes --connbytes 0 --connbytes-mode bytes --connbytes-dir both;OK
-m connbytes --connbytes 0:1000 --connbytes-mode bytes;;FAIL
-m connbytes --connbytes 0:1000 --connbytes-dir both;;FAIL
-m connbytes --connbytes-mode bytes --connbytes-dir both;;FAIL
-m connbytes;;FAIL
-m connbytes --connbytes 1000:0 --connbytes-mode bytes --connbytes-dir both;;FAIL
-m connbytes --connbytes 0:1000 --connbytes-mode nosuch --connbytes-dir both;;FAIL
-m connbytes --connbytes 0:1000 --connbytes-mode bytes --connbytes-dir nosuch;;FAIL
-m connbytes --connbytes -1:0 --connbytes-mode bytes --connbytes-dir both;;FAIL
-m connbytes --connbytes x --connbytes-mode bytes --connbytes-dir both;;FAIL
