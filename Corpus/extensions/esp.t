# -m esp: the security parameter index.
*filter
:INPUT,FORWARD,OUTPUT
-p esp -m esp;=;OK
-p esp -m esp --espspi 0;=;OK
-p esp -m esp --espspi 32;=;OK
-p esp -m esp --espspi 0x20;-p esp -m esp --espspi 32;OK
-p esp -m esp --espspi 0:32;=;OK
-p esp -m esp --espspi 32:;-p esp -m esp --espspi 32:4294967295;OK
-p esp -m esp --espspi :32;-p esp -m esp --espspi 0:32;OK
-p esp -m esp --espspi 0:4294967295;-p esp -m esp;OK
-p esp -m esp --espspi 1:4294967295;=;OK
-p esp -m esp ! --espspi 32;=;OK
-p esp -m esp ! --espspi 0:32;=;OK
-p esp -m esp ! --espspi 0:4294967295;-p esp -m esp;OK
-p 50 --espspi 5;-p esp -m esp --espspi 5;OK
-p esp --espspi 5;-p esp -m esp --espspi 5;OK
-p esp -m esp --espspi 32:0;=;OK
-p esp -m esp --espspi 4294967296;;FAIL
-p esp -m esp --espspi -1;;FAIL
-p esp -m esp --espspi x;;FAIL
-p esp -m esp --espspi 1 --espspi 2;;FAIL
-m esp --espspi 5;;FAIL
-p tcp -m esp --espspi 5;;FAIL
