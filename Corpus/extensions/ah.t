# -m ah: the security parameter index; IPv6 also length and reserved field.
*filter
:INPUT,FORWARD,OUTPUT
@ipv4
-p ah -m ah;=;OK
-p ah -m ah --ahspi 0;=;OK
-p ah -m ah --ahspi 0x20;-p ah -m ah --ahspi 32;OK
-p ah -m ah --ahspi 0:32;=;OK
-p ah -m ah --ahspi 32:;-p ah -m ah --ahspi 32:4294967295;OK
-p ah -m ah --ahspi :32;-p ah -m ah --ahspi 0:32;OK
-p ah -m ah --ahspi 0:4294967295;-p ah -m ah;OK
-p ah -m ah ! --ahspi 32;=;OK
-p ah -m ah ! --ahspi 0:4294967295;-p ah -m ah;OK
-p 51 --ahspi 5;-p ah -m ah --ahspi 5;OK
-p ah -m ah --ahspi 32:0;=;OK
-p ah -m ah --ahspi -1;;FAIL
-p ah -m ah --ahspi x;;FAIL
-m ah --ahspi 5;;FAIL
-p esp -m ah --ahspi 5;;FAIL
-p ah -m ah --ahlen 5;;FAIL
@ipv6
-m ah;=;OK
-m ah --ahspi 0;=;OK
-m ah --ahspi 0x20;-m ah --ahspi 32;OK
-m ah --ahspi 0:32;=;OK
-m ah --ahspi 32:;-m ah --ahspi 32:4294967295;OK
-m ah --ahspi 0:4294967295;-m ah;OK
-m ah ! --ahspi 32;=;OK
-m ah ! --ahspi 0:4294967295;-m ah;OK
-m ah --ahlen 5;=;OK
-m ah ! --ahlen 5;=;OK
-m ah --ahres;=;OK
-m ah --ahspi 5 --ahlen 5 --ahres;=;OK
-m ah --ahres --ahlen 5 --ahspi 5;-m ah --ahspi 5 --ahlen 5 --ahres;OK
-p ah -m ah --ahspi 5;=;OK
-m ah --ahspi 32:0;=;OK
-m ah --ahspi x;;FAIL
