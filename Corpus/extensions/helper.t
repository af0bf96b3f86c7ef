# -m helper: connections expected by a helper.
*filter
:INPUT,FORWARD,OUTPUT
-m helper --helper ftp;=;OK
-m helper --helper "ftp";-m helper --helper ftp;OK
-m helper --helper ftp-2121;=;OK
-m helper ! --helper ftp;=;OK
-m helper --helper=sip;-m helper --helper sip;OK
-m helper --helper "";=;OK
-m helper --helper "a b";=;OK
-m helper --helper abcdefghijklmnopqrstuvwxyz012;=;OK
-m helper --helper abcdefghijklmnopqrstuvwxyz0123;-m helper --helper abcdefghijklmnopqrstuvwxyz012;OK
-m helper;;FAIL
-m helper --helper;;FAIL
-m helper --helper ftp --helper sip;;FAIL
*raw
:PREROUTING
-m helper --helper ftp;=;OK
