# -m ipcomp: the compression parameter index.
*filter
:INPUT,FORWARD,OUTPUT
-p ipcomp -m ipcomp;-p ipcomp -m ipcomp --ipcompspi 0;OK
-p ipcomp -m ipcomp --ipcompspi 18;=;OK
-p ipcomp -m ipcomp --ipcompspi 0:10;=;OK
-p ipcomp -m ipcomp --ipcompspi 10:;-p ipcomp -m ipcomp --ipcompspi 10:4294967295;OK
-p ipcomp -m ipcomp ! --ipcompspi 18;=;OK
-p ipcomp -m ipcomp --ipcompspi 18 --compres;=;OK
-p 108 --ipcompspi 0x12;-p ipcomp -m ipcomp --ipcompspi 18;OK
-p ipcomp -m ipcomp --ipcompspi 10:0;=;OK
-p ipcomp -m ipcomp --ipcompspi x;;FAIL
-m ipcomp --ipcompspi 18;;FAIL
-p tcp -m ipcomp --ipcompspi 18;;FAIL
