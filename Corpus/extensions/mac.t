# -m mac: the source address of the Ethernet frame.
*filter
:INPUT,FORWARD
-m mac --mac-source 42:01:02:03:04:05;=;OK
-m mac ! --mac-source 42:01:02:03:04:05;=;OK
-m mac --mac-source aa:bb:cc:dd:ee:ff;=;OK
-m mac --mac-source AA:BB:CC:DD:EE:FF;-m mac --mac-source aa:bb:cc:dd:ee:ff;OK
-m mac --mac-source 1:2:3:4:5:6;-m mac --mac-source 01:02:03:04:05:06;OK
-m mac --mac-source=00:00:00:00:00:00;-m mac --mac-source 00:00:00:00:00:00;OK
-m mac --mac-source ff:ff:ff:ff:ff:ff;=;OK
-m mac;;FAIL
-m mac --mac-source 42:01:02:03:04;;FAIL
-m mac --mac-source 42:01:02:03:04:05:06;;FAIL
-m mac --mac-source 42-01-02-03-04-05;;FAIL
-m mac --mac-source gg:01:02:03:04:05;;FAIL
-m mac --mac-source 420:01:02:03:04:05;;FAIL
-m mac --mac-source 42:01:02:03:04:05 --mac-source 42:01:02:03:04:05;;FAIL
-m mac ! --mac-destination 42:01:02:03:04:05;;FAIL
:OUTPUT
-m mac --mac-source 42:01:02:03:04:05;;FAIL
*nat
:PREROUTING
-m mac --mac-source 42:01:02:03:04:05;=;OK
:POSTROUTING,OUTPUT
-m mac --mac-source 42:01:02:03:04:05;;FAIL
*raw
:PREROUTING
-m mac --mac-source 42:01:02:03:04:05;=;OK
