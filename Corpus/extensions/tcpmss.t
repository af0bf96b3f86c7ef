# -m tcpmss: the MSS option of SYN packets.
*filter
:INPUT,FORWARD,OUTPUT
-p tcp -m tcp --syn -m tcpmss --mss 42;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -m tcpmss --mss 42;OK
-p tcp -m tcp --tcp-flags SYN,RST SYN -m tcpmss --mss 1400:65535;=;OK
-p tcp -m tcpmss --mss 42;=;OK
-p tcp -m tcpmss ! --mss 42;=;OK
-p tcp -m tcpmss ! --mss 42:100;=;OK
-p tcp -m tcpmss --mss 0;=;OK
-p tcp -m tcpmss --mss 65535;=;OK
-p tcp -m tcpmss --mss 42:12345;=;OK
-p tcp -m tcpmss --mss 42:42;-p tcp -m tcpmss --mss 42;OK
-p tcp -m tcpmss --mss 42:;-p tcp -m tcpmss --mss 42:65535;OK
-p tcp -m tcpmss --mss :42;-p tcp -m tcpmss --mss 0:42;OK
-p tcp -m tcpmss --mss 42:65536;;FAIL
-p tcp -m tcpmss --mss 65536;;FAIL
-p tcp -m tcpmss --mss -1;;FAIL
-p tcp -m tcpmss --mss 100:42;;FAIL
-p tcp -m tcpmss;;FAIL
-p tcp -m tcpmss --mss x;;FAIL
-m tcpmss --mss 42;;FAIL
-p udp -m tcpmss --mss 42;;FAIL
-p tcp -m tcpmss --mss 1 --mss 2;;FAIL
