# -j TCPOPTSTRIP: TCP options overwritten; mangle table.
*mangle
:PREROUTING,FORWARD,OUTPUT,POSTROUTING
-p tcp -j TCPOPTSTRIP;=;OK
-p tcp -j TCPOPTSTRIP --strip-options 2;=;OK
-p tcp -j TCPOPTSTRIP --strip-options 2,3,4,5,8;=;OK
-p tcp -j TCPOPTSTRIP --strip-options 8,3;-p tcp -j TCPOPTSTRIP --strip-options 3,8;OK
-p tcp -j TCPOPTSTRIP --strip-options mss;-p tcp -j TCPOPTSTRIP --strip-options 2;OK
-p tcp -j TCPOPTSTRIP --strip-options wscale,sack-permitted,sack,timestamp,md5;-p tcp -j TCPOPTSTRIP --strip-options 3,4,5,8,19;OK
-p tcp -j TCPOPTSTRIP --strip-options 254;=;OK
-p tcp -j TCPOPTSTRIP --strip-options 255;=;OK
-p tcp -j TCPOPTSTRIP --strip-options 0;;FAIL
-p tcp -j TCPOPTSTRIP --strip-options 1;;FAIL
-p tcp -j TCPOPTSTRIP --strip-options 256;;FAIL
-p tcp -j TCPOPTSTRIP --strip-options nosuch;;FAIL
-p tcp -j TCPOPTSTRIP --strip-options 3,3;;FAIL
-j TCPOPTSTRIP --strip-options 2;;FAIL
-p udp -j TCPOPTSTRIP --strip-options 2;;FAIL
*filter
:FORWARD
-p tcp -j TCPOPTSTRIP --strip-options 2;;FAIL
