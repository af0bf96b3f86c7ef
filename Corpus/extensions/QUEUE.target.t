# -j QUEUE: to user space; only the legacy backend knows it.
*filter
:INPUT,FORWARD,OUTPUT
-j QUEUE;=;OK;legacy
-j QUEUE;;FAIL;nft
-p tcp -j QUEUE;=;OK;legacy
-p tcp -j QUEUE;;FAIL;nft
-j QUEUE --queue-num 1;;FAIL
-g QUEUE;;FAIL
-j queue;;FAIL
*nat
:PREROUTING
-j QUEUE;=;OK;legacy
-j QUEUE;;FAIL;nft
*mangle
:FORWARD
-j QUEUE;=;OK;legacy
-j QUEUE;;FAIL;nft
