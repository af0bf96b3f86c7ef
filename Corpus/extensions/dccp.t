# -m dccp: ports, packet types, options.
*filter
:INPUT,FORWARD,OUTPUT
-p dccp -m dccp;=;OK
-p dccp -m dccp --sport 1;=;OK
-p dccp -m dccp --dport 5001:;-p dccp -m dccp --dport 5001:65535;OK
-p dccp -m dccp --sport 1:2 --dport 3;=;OK
-p dccp --dport 5001;-p dccp -m dccp --dport 5001;OK
-p 33 --dport 5001;-p dccp -m dccp --dport 5001;OK
-p dccp -m dccp --dport 0:65535;=;OK
-p dccp -m dccp ! --dport 5001;=;OK
-p dccp -m dccp ! --sport 1 ! --dport 2:3;=;OK
-p dccp -m dccp --dccp-types REQUEST;=;OK
-p dccp -m dccp --dccp-types REQUEST,RESPONSE;=;OK
-p dccp -m dccp --dccp-types RESPONSE,REQUEST;-p dccp -m dccp --dccp-types REQUEST,RESPONSE;OK
-p dccp -m dccp --dccp-types DATA,ACK,DATAACK,CLOSEREQ,CLOSE,RESET,SYNC,SYNCACK;=;OK
-p dccp -m dccp --dccp-types INVALID;=;OK
-p dccp -m dccp --dccp-types request;-p dccp -m dccp --dccp-types REQUEST;OK
-p dccp -m dccp ! --dccp-types RESET;=;OK
-p dccp -m dccp --dccp-option 1;=;OK
-p dccp -m dccp --dccp-option 255;=;OK
-p dccp -m dccp ! --dccp-option 42;=;OK
-p dccp -m dccp --dport 1 --dccp-types DATA --dccp-option 32;=;OK
-p dccp -m dccp --dccp-option 0;;FAIL
-p dccp -m dccp --dccp-option 256;;FAIL
-p dccp -m dccp --dccp-types NOSUCH;;FAIL
-p dccp -m dccp --dport 65536;-p dccp -m dccp --dport 0;OK
-p tcp -m dccp --dport 1;;FAIL
-m dccp --dport 1;;FAIL
