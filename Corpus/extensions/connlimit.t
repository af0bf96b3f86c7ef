# -m connlimit: how many connections there are already.
*filter
:INPUT,FORWARD,OUTPUT
-m connlimit --connlimit-above 10 --connlimit-mask 0;-m connlimit --connlimit-above 10 --connlimit-mask 0 --connlimit-saddr;OK
-m connlimit --connlimit-above 10 --connlimit-mask 24;-m connlimit --connlimit-above 10 --connlimit-mask 24 --connlimit-saddr;OK
-m connlimit --connlimit-above 10 --connlimit-mask 32;-m connlimit --connlimit-above 10 --connlimit-mask 32 --connlimit-saddr;OK
-m connlimit --connlimit-above 10 --connlimit-mask 16 --connlimit-daddr;=;OK
-m connlimit --connlimit-mask 16 --connlimit-daddr --connlimit-above 10;-m connlimit --connlimit-above 10 --connlimit-mask 16 --connlimit-daddr;OK
-m connlimit --connlimit-above 10 --connlimit-saddr --connlimit-daddr;;FAIL
@ipv4
-m connlimit --connlimit-upto 0;-m connlimit --connlimit-upto 0 --connlimit-mask 32 --connlimit-saddr;OK
-m connlimit --connlimit-upto 10;-m connlimit --connlimit-upto 10 --connlimit-mask 32 --connlimit-saddr;OK
-m connlimit --connlimit-above 10;-m connlimit --connlimit-above 10 --connlimit-mask 32 --connlimit-saddr;OK
-m connlimit --connlimit-upto 4294967295;-m connlimit --connlimit-upto 4294967295 --connlimit-mask 32 --connlimit-saddr;OK
-m connlimit ! --connlimit-upto 10;-m connlimit --connlimit-above 10 --connlimit-mask 32 --connlimit-saddr;OK
-m connlimit ! --connlimit-above 10;-m connlimit --connlimit-upto 10 --connlimit-mask 32 --connlimit-saddr;OK
-m connlimit --connlimit-above 10 --connlimit-saddr;-m connlimit --connlimit-above 10 --connlimit-mask 32 --connlimit-saddr;OK
-m connlimit --connlimit-above 10 --connlimit-daddr;-m connlimit --connlimit-above 10 --connlimit-mask 32 --connlimit-daddr;OK
-p tcp -m tcp --syn -m connlimit --connlimit-above 3 -j REJECT --reject-with tcp-reset;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -m connlimit --connlimit-above 3 --connlimit-mask 32 --connlimit-saddr -j REJECT --reject-with tcp-reset;OK
-m connlimit --connlimit-above 10 --connlimit-mask 128;-m connlimit --connlimit-above 10 --connlimit-mask 32 --connlimit-saddr;OK
@ipv6
-m connlimit --connlimit-upto 0;-m connlimit --connlimit-upto 0 --connlimit-mask 128 --connlimit-saddr;OK
-m connlimit --connlimit-upto 10;-m connlimit --connlimit-upto 10 --connlimit-mask 128 --connlimit-saddr;OK
-m connlimit --connlimit-above 10;-m connlimit --connlimit-above 10 --connlimit-mask 128 --connlimit-saddr;OK
-m connlimit --connlimit-upto 4294967295;-m connlimit --connlimit-upto 4294967295 --connlimit-mask 128 --connlimit-saddr;OK
-m connlimit ! --connlimit-upto 10;-m connlimit --connlimit-above 10 --connlimit-mask 128 --connlimit-saddr;OK
-m connlimit ! --connlimit-above 10;-m connlimit --connlimit-upto 10 --connlimit-mask 128 --connlimit-saddr;OK
-m connlimit --connlimit-above 10 --connlimit-saddr;-m connlimit --connlimit-above 10 --connlimit-mask 128 --connlimit-saddr;OK
-m connlimit --connlimit-above 10 --connlimit-daddr;-m connlimit --connlimit-above 10 --connlimit-mask 128 --connlimit-daddr;OK
-p tcp -m tcp --syn -m connlimit --connlimit-above 3 -j REJECT --reject-with tcp-reset;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -m connlimit --connlimit-above 3 --connlimit-mask 128 --connlimit-saddr -j REJECT --reject-with tcp-reset;OK
-m connlimit --connlimit-above 10 --connlimit-mask 128;-m connlimit --connlimit-above 10 --connlimit-mask 128 --connlimit-saddr;OK
@both
# refused, or taken in a surprising way
-m connlimit;;FAIL
-m connlimit --connlimit-mask 24;;FAIL
-m connlimit --connlimit-upto 1 --connlimit-above 2;;FAIL
-m connlimit --connlimit-above -1;;FAIL
-m connlimit --connlimit-above x;;FAIL
-m connlimit --connlimit-above 4294967296;;FAIL
-m connlimit --connlimit-above 10 --connlimit-mask -1;;FAIL
-m connlimit --connlimit-above 10 --connlimit-above 11;;FAIL
@ipv4
-m connlimit --connlimit-above 10 --connlimit-mask 129;-m connlimit --connlimit-above 10 --connlimit-mask 32 --connlimit-saddr;OK
@ipv6
-m connlimit --connlimit-above 10 --connlimit-mask 129;;FAIL
