# -m policy: IPsec of the packet.
*filter
:INPUT,FORWARD
-m policy --dir in --pol none;=;OK
-m policy --dir in --pol ipsec;=;OK
-m policy --pol ipsec --dir in;-m policy --dir in --pol ipsec;OK
-m policy --dir in --pol ipsec --strict --reqid 1;=;OK
-m policy --dir in --pol ipsec --strict --reqid 1 --spi 0x1 --proto esp --mode tunnel;=;OK
-m policy --dir in --pol ipsec --strict --proto ah --mode transport;=;OK
-m policy --dir in --pol ipsec --strict --proto esp --mode transport --next --proto ah --mode transport;=;OK
-m policy --dir in --pol ipsec --reqid 7;=;OK
-m policy --dir in --pol ipsec --proto 50;-m policy --dir in --pol ipsec --proto esp;OK
--proto udp -m policy --dir in --pol ipsec --proto esp;-p udp -m policy --dir in --pol ipsec --proto esp;OK
-m policy --dir in --pol ipsec --mode transport --proto esp --protocol udp;-p udp -m policy --dir in --pol ipsec --proto esp --mode transport;OK
-m policy --dir in --pol ipsec -m comment --comment x --proto udp;;FAIL
-m policy --dir in --pol ipsec --strict ! --reqid 1;=;OK
-m policy --dir in --pol ipsec --strict ! --spi 0x10;=;OK
-m policy --dir in --pol ipsec --strict ! --proto esp;=;OK
-m policy --dir in --pol ipsec --strict ! --mode tunnel;=;OK
# refused, or taken in a surprising way
-m policy;;FAIL
-m policy --dir in;-m policy --dir in --pol ipsec;OK
-m policy --pol none;;FAIL
-m policy --dir both --pol none;;FAIL
-m policy --dir in --pol maybe;;FAIL
-m policy --dir in --pol none --strict;;FAIL
-m policy --dir in --pol none --reqid 1;-m policy --dir in --pol none;OK
-m policy --dir in --pol ipsec --strict;;FAIL
-m policy --dir in --pol ipsec --reqid 1 --next --reqid 2;;FAIL
-m policy --dir in --pol ipsec --strict --mode sideways;;FAIL
-m policy --dir in --pol ipsec --strict --reqid x;;FAIL
@ipv4
-m policy --dir in --pol ipsec --strict --mode tunnel --tunnel-src 10.0.0.0/8 --tunnel-dst 192.0.2.1;-m policy --dir in --pol ipsec --strict --mode tunnel --tunnel-dst 192.0.2.1 --tunnel-src 10.0.0.0/8;OK
-m policy --dir in --pol ipsec --strict --mode tunnel ! --tunnel-src 10.0.0.1;=;OK
-m policy --dir in --pol ipsec --strict --mode tunnel --tunnel-dst 192.0.2.1/32;-m policy --dir in --pol ipsec --strict --mode tunnel --tunnel-dst 192.0.2.1;OK
@ipv6
-m policy --dir in --pol ipsec --strict --mode tunnel --tunnel-src fd00::/8 --tunnel-dst fd00::1;-m policy --dir in --pol ipsec --strict --mode tunnel --tunnel-dst fd00::1 --tunnel-src fd00::/8;OK
-m policy --dir in --pol ipsec --strict --mode tunnel ! --tunnel-dst fd00::1/128;-m policy --dir in --pol ipsec --strict --mode tunnel ! --tunnel-dst fd00::1;OK
@both
:FORWARD,OUTPUT
-m policy --dir out --pol none;=;OK
-m policy --dir out --pol ipsec --strict --proto esp;=;OK
:INPUT
-m policy --dir out --pol none;;FAIL
:OUTPUT
-m policy --dir in --pol none;;FAIL
*nat
:POSTROUTING
-m policy --dir out --pol none;=;OK
-m policy --dir in --pol none;;FAIL
:PREROUTING
-m policy --dir in --pol ipsec;=;OK
-m policy --dir out --pol none;;FAIL
