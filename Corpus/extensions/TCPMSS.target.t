# -j TCPMSS: the maximum segment size of SYN packets.
*mangle
:FORWARD,OUTPUT,POSTROUTING
-p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1400;=;OK
-p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu;=;OK
-p tcp -m tcp --syn -j TCPMSS --clamp-mss-to-pmtu;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j TCPMSS --clamp-mss-to-pmtu;OK
-p tcp -m tcp --tcp-flags SYN SYN -j TCPMSS --set-mss 536;=;OK
-p tcp -m tcp --tcp-flags SYN,ACK SYN,ACK -j TCPMSS --set-mss 1;=;OK
-p tcp -m tcp --syn -j TCPMSS --set-mss 65495;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j TCPMSS --set-mss 65495;OK
-p tcp -m tcp --syn -j TCPMSS --set-mss 65535;;FAIL
-p tcp -m tcp --syn -j TCPMSS --set-mss 0;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j TCPMSS --set-mss 0;OK
-p tcp -m tcp --syn -j TCPMSS --set-mss=1400;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j TCPMSS --set-mss 1400;OK
-p tcp -m tcp --syn -m tcpmss --mss 1400:65535 -j TCPMSS --clamp-mss-to-pmtu;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -m tcpmss --mss 1400:65535 -j TCPMSS --clamp-mss-to-pmtu;OK
-p tcp -m tcp --syn -j TCPMSS --set-mss 65475;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j TCPMSS --set-mss 65475;OK
@ipv4
-p tcp -m tcp --syn -j TCPMSS --set-mss 65496;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j TCPMSS --set-mss 65496;OK
-p tcp -m tcp --syn -j TCPMSS --set-mss 65515;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j TCPMSS --set-mss 65515;OK
@ipv6
-p tcp -m tcp --syn -j TCPMSS --set-mss 65496;;FAIL
-p tcp -m tcp --syn -j TCPMSS --set-mss 65515;;FAIL
@both
# refused, or taken in a surprising way
-p tcp -j TCPMSS --clamp-mss-to-pmtu;;FAIL;legacy
-p tcp -j TCPMSS --clamp-mss-to-pmtu;=;OK;nft
-p tcp -m tcp --dport 80 -j TCPMSS --set-mss 1400;;FAIL;legacy
-p tcp -m tcp --dport 80 -j TCPMSS --set-mss 1400;=;OK;nft
-p tcp -m tcp ! --syn -j TCPMSS --clamp-mss-to-pmtu;;FAIL;legacy
-p tcp -m tcp ! --syn -j TCPMSS --clamp-mss-to-pmtu;-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j TCPMSS --clamp-mss-to-pmtu;OK;nft
-p tcp -m tcp --tcp-flags ACK ACK -j TCPMSS --set-mss 1400;;FAIL;legacy
-p tcp -m tcp --tcp-flags ACK ACK -j TCPMSS --set-mss 1400;=;OK;nft
-j TCPMSS --clamp-mss-to-pmtu;;FAIL
-p udp -j TCPMSS --clamp-mss-to-pmtu;;FAIL
-p tcp -m tcp --syn -j TCPMSS;;FAIL
-p tcp -m tcp --syn -j TCPMSS --set-mss;;FAIL
-p tcp -m tcp --syn -j TCPMSS --set-mss 65536;;FAIL
-p tcp -m tcp --syn -j TCPMSS --set-mss -1;;FAIL
-p tcp -m tcp --syn -j TCPMSS --set-mss 1400 --clamp-mss-to-pmtu;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j TCPMSS --clamp-mss-to-pmtu;OK
-p tcp -m tcp --syn -j TCPMSS ! --clamp-mss-to-pmtu;;FAIL
:PREROUTING,INPUT
-p tcp -m tcp --syn -j TCPMSS --set-mss 1400;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j TCPMSS --set-mss 1400;OK
-p tcp -m tcp --syn -j TCPMSS --clamp-mss-to-pmtu;;FAIL
*filter
:FORWARD,OUTPUT
-p tcp -m tcp --syn -j TCPMSS --set-mss 1400;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j TCPMSS --set-mss 1400;OK
-p tcp -m tcp --syn -j TCPMSS --clamp-mss-to-pmtu;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j TCPMSS --clamp-mss-to-pmtu;OK
:INPUT
-p tcp -m tcp --syn -j TCPMSS --clamp-mss-to-pmtu;;FAIL
