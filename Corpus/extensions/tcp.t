# -m tcp: ports, flags, options.
*filter
:INPUT,FORWARD,OUTPUT
-p tcp;=;OK
-p tcp -m tcp;=;OK
-p tcp -m tcp --sport 1;=;OK
-p tcp -m tcp --dport 65535;=;OK
-p tcp -m tcp --sport 1024:65535;=;OK
-p tcp -m tcp --dport 80;=;OK
-p tcp --dport 80;-p tcp -m tcp --dport 80;OK
-p tcp --destination-port 80;-p tcp -m tcp --dport 80;OK
-p tcp --source-port 80;-p tcp -m tcp --sport 80;OK
-p tcp -m tcp --dport=80;-p tcp -m tcp --dport 80;OK
-p tcp -m tcp --sport 1024 --dport 80;=;OK
-p tcp -m tcp --dport 80 --sport 1024;-p tcp -m tcp --sport 1024 --dport 80;OK
# ranges
-p tcp -m tcp --dport 80:90;=;OK
-p tcp -m tcp --dport 80:80;-p tcp -m tcp --dport 80;OK
-p tcp -m tcp --dport 80:;-p tcp -m tcp --dport 80:65535;OK
-p tcp -m tcp --dport :80;-p tcp -m tcp --dport 0:80;OK
-p tcp -m tcp --dport :;-p tcp -m tcp;OK
-p tcp -m tcp --sport 0:65535;-p tcp -m tcp;OK
-p tcp -m tcp --dport 0:65535;-p tcp -m tcp;OK
-p tcp -m tcp --dport 0;=;OK
-p tcp -m tcp --dport 0:0;-p tcp -m tcp --dport 0;OK
-p tcp -m tcp --dport 1:65535;=;OK
-p tcp -m tcp --dport 0:65534;=;OK
-p tcp -m tcp --dport 90:80;;FAIL
# service names
-p tcp -m tcp --dport http;-p tcp -m tcp --dport 80;OK
-p tcp -m tcp --dport ssh:https;-p tcp -m tcp --dport 22:443;OK
-p tcp -m tcp --sport domain;-p tcp -m tcp --sport 53;OK
-p tcp -m tcp --dport ldap:;-p tcp -m tcp --dport 389:65535;OK
-p tcp -m tcp --dport HTTP;;FAIL
-p tcp -m tcp --dport 0x50;-p tcp -m tcp --dport 80;OK
-p tcp -m tcp --dport 0120;-p tcp -m tcp --dport 80;OK
# negation
-p tcp -m tcp ! --dport 80;=;OK
-p tcp -m tcp ! --sport 80;=;OK
-p tcp -m tcp ! --dport 80:90;=;OK
-p tcp -m tcp ! --sport 1024 ! --dport 80;=;OK
-p tcp -m tcp ! --sport 1024 --dport 80;=;OK
-p tcp -m tcp ! --dport 0:65535;-p tcp -m tcp;OK;legacy
-p tcp -m tcp ! --dport 0:65535;-p tcp;OK;nft
-p tcp -m tcp ! --sport 0:65535;-p tcp -m tcp;OK;legacy
-p tcp -m tcp ! --sport 0:65535;-p tcp;OK;nft
-p tcp -m tcp ! --sport :;-p tcp -m tcp;OK;legacy
-p tcp -m tcp ! --sport :;-p tcp;OK;nft
-p tcp -m tcp ! --dport 80:;-p tcp -m tcp ! --dport 80:65535;OK
# flags
-p tcp -m tcp --syn;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN;OK
-p tcp --syn;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN;OK
-p tcp -m tcp ! --syn;-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN;OK
-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN;=;OK
-p tcp -m tcp --tcp-flags SYN,RST,ACK,FIN SYN;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN;OK
-p tcp -m tcp --tcp-flags SYN,ACK SYN,ACK;=;OK
-p tcp -m tcp ! --tcp-flags SYN,ACK SYN,ACK;=;OK
-p tcp -m tcp --tcp-flags ALL NONE;-p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE;OK
-p tcp -m tcp --tcp-flags ALL ALL;-p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG FIN,SYN,RST,PSH,ACK,URG;OK
-p tcp -m tcp --tcp-flags NONE NONE;-p tcp -m tcp;OK
-p tcp -m tcp --tcp-flags ALL FIN,PSH,URG;-p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG FIN,PSH,URG;OK
-p tcp -m tcp --tcp-flags URG,PSH,ACK,RST,SYN,FIN URG;-p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG URG;OK
-p tcp -m tcp --tcp-flags syn,ack syn;-p tcp -m tcp --tcp-flags SYN,ACK SYN;OK
-p tcp -m tcp --tcp-flags SYN,SYN SYN;-p tcp -m tcp --tcp-flags SYN SYN;OK
-p tcp -m tcp --tcp-flags SYN ACK;=;OK
-p tcp -m tcp --tcp-flags RST RST;=;OK
-p tcp -m tcp --tcp-flags SYN,NONE SYN;-p tcp -m tcp --tcp-flags SYN SYN;OK
-p tcp -m tcp --syn --dport 80;-p tcp -m tcp --dport 80 --tcp-flags FIN,SYN,RST,ACK SYN;OK
-p tcp -m tcp --tcp-flags SYN,RST SYN --dport 80 --sport 1024:;-p tcp -m tcp --sport 1024:65535 --dport 80 --tcp-flags SYN,RST SYN;OK
# options
-p tcp -m tcp --tcp-option 2;=;OK
-p tcp -m tcp --tcp-option 8;=;OK
-p tcp -m tcp ! --tcp-option 2;=;OK
-p tcp -m tcp --tcp-option 255;=;OK
-p tcp -m tcp --tcp-option 1;=;OK
-p tcp -m tcp --tcp-option 0;;FAIL
-p tcp -m tcp --tcp-option 256;;FAIL
-p tcp -m tcp --tcp-option 0x8;-p tcp -m tcp --tcp-option 8;OK
-p tcp -m tcp --dport 80 --tcp-option 5 --tcp-flags SYN SYN;=;OK
# spelled with the number of the protocol
-p 6 -m tcp --dport 80;-p tcp -m tcp --dport 80;OK
-p 6 --dport 80;-p tcp -m tcp --dport 80;OK
-p TCP --dport 80;-p tcp -m tcp --dport 80;OK
# twice
-p tcp -m tcp --sport 1024 -m tcp --dport 80;=;OK;legacy
-p tcp -m tcp --sport 1024 -m tcp --dport 80;-p tcp -m tcp --sport 1024 --dport 80;OK;nft
-p tcp -m tcp -m tcp;=;OK
# refused, or taken in a surprising way
-m tcp --dport 80;;FAIL
-p udp -m tcp --dport 80;;FAIL
! -p tcp -m tcp --dport 80;;FAIL;legacy
! -p tcp -m tcp --dport 80;=;OK;nft
-p all -m tcp --dport 80;;FAIL
-p tcp -m tcp --dport;;FAIL
-p tcp -m tcp --dport 65536;;FAIL
-p tcp -m tcp --dport -1;;FAIL
-p tcp -m tcp --dport 80:65536;;FAIL
-p tcp -m tcp --dport nosuchservice;;FAIL
-p tcp -m tcp --dport 80,443;;FAIL
-p tcp -m tcp --dport 80-90;;FAIL
-p tcp -m tcp --dport 1:2:3;;FAIL
-p tcp -m tcp --dport "";;FAIL
-p tcp -m tcp --dport ! 80;;FAIL
-p tcp -m tcp --dport 80 --dport 81;;FAIL
-p tcp -m tcp --sport 80 --sport 80;;FAIL
-p tcp -m tcp --syn --syn;;FAIL
-p tcp -m tcp --syn --tcp-flags SYN SYN;;FAIL
-p tcp -m tcp --tcp-flags SYN;;FAIL
-p tcp -m tcp --tcp-flags SYN,ECE SYN;;FAIL
-p tcp -m tcp --tcp-flags SYN, SYN;-p tcp -m tcp --tcp-flags SYN SYN;OK
-p tcp -m tcp --tcp-option;;FAIL
-p tcp -m tcp --ports 80;;FAIL
-p tcp -m tcp --dports 80;;FAIL
