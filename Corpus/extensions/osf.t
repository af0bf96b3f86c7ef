# -m osf: the sender's system guessed from its SYN; fingerprints are loaded apart.
@ipv4
*filter
:INPUT,FORWARD
-p tcp -m osf --genre Linux;=;OK
-p tcp -m osf ! --genre Linux;=;OK
-p tcp -m osf --genre Linux --ttl 0;=;OK
-p tcp -m osf --genre Linux --ttl 1;=;OK
-p tcp -m osf --genre Linux --ttl 2 --log 2;=;OK
-p tcp -m osf --genre Linux --log 0;=;OK
-p tcp -m osf --genre Linux --log 1 --ttl 0;-p tcp -m osf --genre Linux --ttl 0 --log 1;OK
-p tcp -m osf --genre "";-p tcp -m osf --genre;OK
-p tcp -m osf;;FAIL
-p tcp -m osf --genre Linux --ttl 3;;FAIL
-p tcp -m osf --genre Linux --log 3;;FAIL
-p tcp -m osf --genre Linux --genre Linux;;FAIL
-m osf --genre Linux;;FAIL
-p udp -m osf --genre Linux;;FAIL
-p tcp -m osf --genre abcdefghijklmnopqrstuvwxyzabcdefghij;-p tcp -m osf --genre abcdefghijklmnopqrstuvwxyzabcde;OK
:OUTPUT
-p tcp -m osf --genre Linux;;FAIL
*raw
:PREROUTING
-p tcp -m osf --genre Linux;=;OK
@ipv6
*filter
:INPUT
-p tcp -m osf --genre Linux;;FAIL
