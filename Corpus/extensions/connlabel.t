# -m connlabel: a bit of the connection's label, here by number (names come from a file of the host).
*filter
:INPUT,FORWARD,OUTPUT
-m connlabel --label 0;-m connlabel --label "0";OK
-m connlabel --label 40;-m connlabel --label "40";OK
-m connlabel --label 127;-m connlabel --label "127";OK
-m connlabel ! --label 40;-m connlabel ! --label "40";OK
-m connlabel --label 40 --set;-m connlabel --label "40" --set;OK
-m connlabel ! --label 40 --set;-m connlabel ! --label "40" --set;OK
-m connlabel --set --label 1;-m connlabel --label "1" --set;OK
-m connlabel;;FAIL
-m connlabel --set;;FAIL
-m connlabel --label;;FAIL
-m connlabel --label 128;;FAIL
-m connlabel --label -1;;FAIL
-m connlabel --label 1 --label 2;;FAIL
-m connlabel --label 1 ! --set;;FAIL
