# -j NFQUEUE: the verdict comes from user space.
*filter
:INPUT,FORWARD,OUTPUT
-j NFQUEUE;-j NFQUEUE --queue-num 0;OK
-j NFQUEUE --queue-num 0;=;OK
-j NFQUEUE --queue-num 1;=;OK
-j NFQUEUE --queue-num 65535;=;OK
-j NFQUEUE --queue-num 0x10;-j NFQUEUE --queue-num 16;OK
-j NFQUEUE --queue-num=5;-j NFQUEUE --queue-num 5;OK
-j NFQUEUE --queue-balance 0:3;=;OK
-j NFQUEUE --queue-balance 5:6;=;OK
-j NFQUEUE --queue-balance 0:65534;=;OK
-j NFQUEUE --queue-balance 0:65535;;FAIL
-j NFQUEUE --queue-balance 1:65535;=;OK
-j NFQUEUE --queue-balance 5:5;;FAIL
-j NFQUEUE --queue-bypass;-j NFQUEUE --queue-num 0 --queue-bypass;OK
-j NFQUEUE --queue-num 3 --queue-bypass;=;OK
-j NFQUEUE --queue-bypass --queue-num 3;-j NFQUEUE --queue-num 3 --queue-bypass;OK
-j NFQUEUE --queue-balance 0:3 --queue-bypass;=;OK
-j NFQUEUE --queue-balance 0:3 --queue-cpu-fanout;=;OK
-j NFQUEUE --queue-balance 0:3 --queue-bypass --queue-cpu-fanout;=;OK
-j NFQUEUE --queue-balance 0:3 --queue-cpu-fanout --queue-bypass;-j NFQUEUE --queue-balance 0:3 --queue-bypass --queue-cpu-fanout;OK
# refused, or taken in a surprising way
-j NFQUEUE --queue-num 65536;;FAIL
-j NFQUEUE --queue-num -1;;FAIL
-j NFQUEUE --queue-num x;;FAIL
-j NFQUEUE --queue-balance 3;;FAIL
-j NFQUEUE --queue-balance 6:5;;FAIL
-j NFQUEUE --queue-balance :5;-j NFQUEUE --queue-balance 0:5;OK
-j NFQUEUE --queue-balance 5:;-j NFQUEUE --queue-balance 5:65535;OK
-j NFQUEUE --queue-balance 0:65536;;FAIL
-j NFQUEUE --queue-num 1 --queue-balance 0:3;;FAIL
-j NFQUEUE --queue-cpu-fanout;;FAIL
-j NFQUEUE --queue-num 1 --queue-cpu-fanout;;FAIL
-j NFQUEUE --queue-num 1 --queue-num 2;;FAIL
-j NFQUEUE ! --queue-num 1;;FAIL
*mangle
:PREROUTING,INPUT,FORWARD,OUTPUT,POSTROUTING
-j NFQUEUE --queue-num 1;=;OK
*nat
:PREROUTING
-j NFQUEUE --queue-num 1;=;OK
*raw
:PREROUTING
-j NFQUEUE --queue-num 1 --queue-bypass;=;OK
