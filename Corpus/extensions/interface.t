# -i and -o: exact names, prefixes, negation, and the chains that refuse them.
*filter
:FORWARD
;=;OK
-i eth0;=;OK
-o eth0;=;OK
-i eth0 -o eth1;=;OK
-o eth1 -i eth0;-i eth0 -o eth1;OK
--in-interface eth0;-i eth0;OK
--out-interface eth0;-o eth0;OK
--in-interface=eth0;;FAIL
-ieth0;-i -ieth0;OK
! -i eth0;=;OK
! -o eth0;=;OK
! -i eth0 ! -o eth0;=;OK
# prefixes
-i eth+;=;OK
-o cali+;=;OK
! -i veth+;=;OK
! -o veth+;=;OK
-i +;;OK
-o +;;OK
! -i +;;OK;legacy
! -i +;=;OK;nft
! -o +;;OK;legacy
! -o +;=;OK;nft
-i +eth;=;OK
-i et+h;=;OK
-i eth++;=;OK
# names with unusual letters
-i eth0.100;=;OK
-i eth0:1;=;OK
-i br-0a1b2c3d4e5f;=;OK
-i wlan@x;=;OK
-i "eth0";-i eth0;OK
-i "eth 0";-i eth 0;OK
-i a/b;=;OK
-i eth*;=;OK
-i all;=;OK
-i lo;=;OK
-i -;=;OK
-i 0;=;OK
# length: 15 letters at most
-i abcdefghijklmno;=;OK
-i abcdefghijklmnop;;FAIL
-i abcdefghijklmn+;=;OK
-i abcdefghijklmno+;;FAIL
-o abcdefghijklmno;=;OK
-o abcdefghijklmnop;;FAIL
# refused, or taken in a surprising way
-i "";;FAIL
-i;;FAIL
-i ! eth0;;FAIL
-i eth0 -i eth1;;FAIL
-o eth0 -o eth0;;FAIL
:INPUT
-i eth0;=;OK
! -i eth0;=;OK
-o eth0;;FAIL
! -o eth0;;FAIL
-o +;;FAIL
:OUTPUT
-o eth0;=;OK
-i eth0;;FAIL
! -i eth0;;FAIL
:UCHAIN
-i eth0 -o eth1;=;OK
! -i + ! -o lo;! -o lo;OK;legacy
! -i + ! -o lo;=;OK;nft
*nat
:PREROUTING
-i eth0;=;OK
-o eth0;;FAIL
:POSTROUTING
-o eth0;=;OK
! -o eth0;=;OK
-i eth0;;FAIL
*raw
:PREROUTING
-i eth0;=;OK
-o eth0;;FAIL
