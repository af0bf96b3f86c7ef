# -m string: bytes in the packet.
*filter
:INPUT,FORWARD,OUTPUT
-m string --string hello --algo bm;-m string --string "hello" --algo bm;OK
-m string --string "hello" --algo kmp;=;OK
-m string --algo bm --string "two words";-m string --string "two words" --algo bm;OK
-m string --string hello --algo fsm;;FAIL
-m string --string hello --algo nosuch;;FAIL
-m string ! --string hello --algo bm;-m string ! --string "hello" --algo bm;OK
-m string --string hello --algo bm --icase;-m string --string "hello" --algo bm --icase;OK
-m string --string hello --algo bm --from 20;-m string --string "hello" --algo bm --from 20;OK
-m string --string hello --algo bm --to 100;-m string --string "hello" --algo bm --to 100;OK
-m string --string hello --algo bm --from 20 --to 100;-m string --string "hello" --algo bm --from 20 --to 100;OK
-m string --string hello --algo kmp --from 0 --to 65535;-m string --string "hello" --algo kmp;OK
-m string --string hello --algo kmp --to 65534;-m string --string "hello" --algo kmp --to 65534;OK
-m string --string hello --algo bm --from 65535;-m string --string "hello" --algo bm --from 65535;OK
-m string --string hello --algo bm --from 100 --to 20;;FAIL
-m string ! --string hello --algo bm --from 1 --to 2 --icase;-m string ! --string "hello" --algo bm --from 1 --to 2 --icase;OK
-m string --string "quote\"back\\slash" --algo bm;=;OK
-m string --string "it's" --algo bm;=;OK
-m string --string "Grüße" --algo bm;-m string --hex-string "|4772c3bcc39f65|" --algo bm;OK
-m string --string "|" --algo bm;=;OK
# hexadecimal
-m string --hex-string "|0d0a|" --algo bm;=;OK
-m string --hex-string "|0D 0A|" --algo bm;-m string --hex-string "|0d0a|" --algo bm;OK
-m string --hex-string "GET |20|/" --algo bm;-m string --string "GET  /" --algo bm;OK
-m string --hex-string "plain" --algo bm;-m string --string "plain" --algo bm;OK
-m string --hex-string "|414243|" --algo bm;-m string --string "ABC" --algo bm;OK
-m string --hex-string "|00|" --algo bm;=;OK
-m string ! --hex-string "|ff00|" --algo kmp;=;OK
-m string --hex-string "|0d0a|tail" --algo bm --icase --to 100;-m string --hex-string "|0d0a7461696c|" --algo bm --to 100 --icase;OK
-m string --hex-string "|0d0|" --algo bm;;FAIL
-m string --hex-string "|0d0a" --algo bm;;FAIL
-m string --hex-string "|zz|" --algo bm;;FAIL
# refused, or taken in a surprising way
-m string;;FAIL
-m string --string hello;;FAIL
-m string --algo bm;;FAIL
-m string --string "" --algo bm;;FAIL
-m string --string a --hex-string "|61|" --algo bm;;FAIL
-m string --string a --algo bm --from 65536;;FAIL
-m string --string a --algo bm --from -1;;FAIL
-m string --string a --string b --algo bm;;FAIL
-m string --string a ! --algo bm;;FAIL
