# -j CLASSIFY: the class for the queueing discipline.
*mangle
:FORWARD,OUTPUT,POSTROUTING
-j CLASSIFY --set-class 0000:ffff;=;OK
-j CLASSIFY --set-class 1:ffff;-j CLASSIFY --set-class 0001:ffff;OK
-j CLASSIFY --set-class 1:2;-j CLASSIFY --set-class 0001:0002;OK
-j CLASSIFY --set-class 0001:0002;=;OK
-j CLASSIFY --set-class ffff:ffff;=;OK
-j CLASSIFY --set-class 0:0;-j CLASSIFY --set-class 0000:0000;OK
-j CLASSIFY --set-class AB:CD;-j CLASSIFY --set-class 00ab:00cd;OK
-j CLASSIFY --set-class=1:1;-j CLASSIFY --set-class 0001:0001;OK
-j CLASSIFY --set-class 1:10000;-j CLASSIFY --set-class 0001:0000;OK
-j CLASSIFY --set-class 1;;FAIL
-j CLASSIFY --set-class :1;;FAIL
-j CLASSIFY --set-class 1:;;FAIL
-j CLASSIFY --set-class x:y;;FAIL
-j CLASSIFY;;FAIL
-j CLASSIFY --set-class 1:1 --set-class 1:2;;FAIL
:PREROUTING,INPUT
-j CLASSIFY --set-class 1:2;;FAIL
*filter
:OUTPUT,FORWARD
-j CLASSIFY --set-class 0001:0002;=;OK
:INPUT
-j CLASSIFY --set-class 0001:0002;;FAIL
