# -m hashlimit: a bucket for each key.
*filter
:INPUT,FORWARD,OUTPUT
-m hashlimit --hashlimit-upto 10/sec --hashlimit-name a;-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-name a;OK
-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-name a;=;OK
-m hashlimit --hashlimit-above 10/sec --hashlimit-name a;-m hashlimit --hashlimit-above 10/sec --hashlimit-burst 5 --hashlimit-name a;OK
-m hashlimit --hashlimit 10/sec --hashlimit-name a --hashlimit-mode srcip;-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name a;OK
-m hashlimit --hashlimit-upto 1/min --hashlimit-burst 10 --hashlimit-mode srcip --hashlimit-name a;=;OK
-m hashlimit --hashlimit-upto 1/hour --hashlimit-mode dstip,srcip --hashlimit-name a;-m hashlimit --hashlimit-upto 1/hour --hashlimit-burst 5 --hashlimit-mode srcip,dstip --hashlimit-name a;OK
-m hashlimit --hashlimit-upto 1/day --hashlimit-mode srcip,srcport,dstip,dstport --hashlimit-name a;;FAIL
-m hashlimit --hashlimit-upto 60/min --hashlimit-name a;-m hashlimit --hashlimit-upto 1/sec --hashlimit-burst 5 --hashlimit-name a --hashlimit-htable-expire 60000;OK
-m hashlimit --hashlimit-upto 1 --hashlimit-name a;-m hashlimit --hashlimit-upto 1/sec --hashlimit-burst 5 --hashlimit-name a;OK
-m hashlimit --hashlimit-upto 1000000/sec --hashlimit-name a;-m hashlimit --hashlimit-upto 1000000/sec --hashlimit-burst 5 --hashlimit-name a;OK
-m hashlimit --hashlimit-upto 7/sec --hashlimit-name a;-m hashlimit --hashlimit-upto 7/sec --hashlimit-burst 5 --hashlimit-name a;OK
-m hashlimit --hashlimit-upto 3000/sec --hashlimit-name a;-m hashlimit --hashlimit-upto 3003/sec --hashlimit-burst 5 --hashlimit-name a;OK
-m hashlimit ! --hashlimit-upto 10/sec --hashlimit-name a;-m hashlimit --hashlimit-above 10/sec --hashlimit-burst 5 --hashlimit-name a;OK
-m hashlimit ! --hashlimit-above 10/sec --hashlimit-name a;-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-name a;OK
-m hashlimit --hashlimit-name a --hashlimit-burst 1 --hashlimit-mode dstport --hashlimit-above 5/sec;-m hashlimit --hashlimit-above 5/sec --hashlimit-burst 1 --hashlimit-mode dstport --hashlimit-name a;OK
# bytes
-m hashlimit --hashlimit-upto 1kb/s --hashlimit-name a;=;OK
-m hashlimit --hashlimit-above 512kb/s --hashlimit-burst 1mb --hashlimit-mode dstip --hashlimit-name a;=;OK
-m hashlimit --hashlimit-above 1mb/s --hashlimit-name a;=;OK
-m hashlimit --hashlimit-above 1024kb/s --hashlimit-name a;-m hashlimit --hashlimit-above 1mb/s --hashlimit-name a;OK
-m hashlimit --hashlimit-upto 100b/s --hashlimit-burst 200b --hashlimit-name a;-m hashlimit --hashlimit-upto 96b/s --hashlimit-burst 288b --hashlimit-name a;OK
# table options
-m hashlimit --hashlimit-upto 10/sec --hashlimit-name a --hashlimit-htable-size 128;-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-name a --hashlimit-htable-size 128;OK
-m hashlimit --hashlimit-upto 10/sec --hashlimit-name a --hashlimit-htable-max 256;-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-name a --hashlimit-htable-max 256;OK
-m hashlimit --hashlimit-upto 10/sec --hashlimit-name a --hashlimit-htable-gcinterval 2000;-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-name a --hashlimit-htable-gcinterval 2000;OK
-m hashlimit --hashlimit-upto 10/sec --hashlimit-name a --hashlimit-htable-expire 30000;-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-name a --hashlimit-htable-expire 30000;OK
-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name a --hashlimit-htable-size 10 --hashlimit-htable-max 20 --hashlimit-htable-gcinterval 500 --hashlimit-htable-expire 5000;=;OK
-m hashlimit --hashlimit-upto 10/sec --hashlimit-mode srcip --hashlimit-srcmask 24 --hashlimit-name a;-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name a --hashlimit-srcmask 24;OK
-m hashlimit --hashlimit-upto 10/sec --hashlimit-mode dstip --hashlimit-dstmask 16 --hashlimit-name a;-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-mode dstip --hashlimit-name a --hashlimit-dstmask 16;OK
-m hashlimit --hashlimit-upto 10/sec --hashlimit-mode srcip --hashlimit-srcmask 0 --hashlimit-name a;-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name a --hashlimit-srcmask 0;OK
-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name r1 --hashlimit-rate-match;=;OK
-m hashlimit --hashlimit-above 10/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name r2 --hashlimit-rate-match --hashlimit-rate-interval 10;=;OK
-m hashlimit --hashlimit-upto 10/sec --hashlimit-name a --hashlimit-rate-match;;FAIL
-m hashlimit --hashlimit-upto 10/sec --hashlimit-name a --hashlimit-rate-match --hashlimit-rate-interval 10;;FAIL
@ipv4
-m hashlimit --hashlimit-upto 10/sec --hashlimit-mode srcip --hashlimit-srcmask 32 --hashlimit-name a;-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name a;OK
@ipv6
-m hashlimit --hashlimit-upto 10/sec --hashlimit-mode srcip --hashlimit-srcmask 32 --hashlimit-name a;-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name a --hashlimit-srcmask 32;OK
@both
# refused, or taken in a surprising way
-m hashlimit;;FAIL
-m hashlimit --hashlimit-name a;;FAIL
-m hashlimit --hashlimit-upto 10/sec;;FAIL
-m hashlimit --hashlimit-upto 0/sec --hashlimit-name a;;FAIL
-m hashlimit --hashlimit-upto 1000001/sec --hashlimit-name a;;FAIL
-m hashlimit --hashlimit-upto 1/week --hashlimit-name a;;FAIL
-m hashlimit --hashlimit-upto fast --hashlimit-name a;;FAIL
-m hashlimit --hashlimit-upto 10/sec --hashlimit-above 10/sec --hashlimit-name a;;FAIL
-m hashlimit --hashlimit-upto 10/sec --hashlimit-name a --hashlimit-mode nosuch;;FAIL
-m hashlimit --hashlimit-upto 10/sec --hashlimit-name a --hashlimit-burst 0;;FAIL
-m hashlimit --hashlimit-upto 10/sec --hashlimit-name a --hashlimit-burst x;;FAIL
-m hashlimit --hashlimit-upto 10/sec --hashlimit-name a --hashlimit-srcmask 129;;FAIL
-m hashlimit --hashlimit-upto 10/sec --hashlimit-name "";;FAIL
-m hashlimit --hashlimit-upto 10/sec ! --hashlimit-name a;;FAIL
