# Rules without a target, the verdicts, user chains.
*filter
:INPUT,FORWARD,OUTPUT
;=;OK
-j ACCEPT;=;OK
-j DROP;=;OK
-j RETURN;=;OK
-j UCHAIN;=;OK
-g UCHAIN;=;OK
--jump ACCEPT;-j ACCEPT;OK
--jump=ACCEPT;;FAIL
-jACCEPT;;FAIL
--goto UCHAIN;-g UCHAIN;OK
--goto=UCHAIN;-g UCHAIN;OK
-j "ACCEPT";-j ACCEPT;OK
-j accept;;FAIL
-j Drop;;FAIL
-j "";;FAIL
-j;;FAIL
-g;;FAIL
-g ACCEPT;;FAIL
-g INPUT;;FAIL
-j INPUT;;FAIL
-j FORWARD;;FAIL
-j OUTPUT;;FAIL
-j NOSUCHCHAIN;;FAIL
-g NOSUCHCHAIN;;FAIL
! -j ACCEPT;;FAIL
-j ! ACCEPT;;FAIL
-j ACCEPT -j DROP;;FAIL
-j UCHAIN -g UCHAIN;;FAIL
-j ACCEPT --nosuchoption;;FAIL
-j ACCEPT extra;;FAIL
-j UCHAIN --set-mark 1;;FAIL
--nosuchoption;;FAIL
-m nosuchmatch;;FAIL
-j thischainnameismuchtoolongforit;;FAIL
# order of the parts does not matter on input
-j DROP -p tcp;-p tcp -j DROP;OK
-j RETURN -m comment --comment "late words" -p tcp;-p tcp -m comment --comment "late words" -j RETURN;OK
-p tcp -j ACCEPT -m tcp --dport 80;-p tcp -m tcp --dport 80 -j ACCEPT;OK
# counters
-c 1 2 -j ACCEPT;-j ACCEPT;OK
--set-counters 5 600;;OK
-c 1;;FAIL
-c a b;;FAIL
:UCHAIN
-j RETURN;=;OK
-j ACCEPT;=;OK
-j UCHAIN;=;OK
-g UCHAIN;=;OK
*nat
:PREROUTING,INPUT,OUTPUT,POSTROUTING
-j ACCEPT;=;OK
-j RETURN;=;OK
-j UCHAIN;=;OK
-g UCHAIN;=;OK
-j DROP;;FAIL
:UCHAIN
-j ACCEPT;=;OK
-j RETURN;=;OK
-j DROP;;FAIL
*mangle
:PREROUTING,INPUT,FORWARD,OUTPUT,POSTROUTING
-j ACCEPT;=;OK
-j DROP;=;OK
-j RETURN;=;OK
-g UCHAIN;=;OK
*raw
:PREROUTING,OUTPUT
-j ACCEPT;=;OK
-j DROP;=;OK
-j RETURN;=;OK
*security
:INPUT,FORWARD,OUTPUT
-j ACCEPT;=;OK
-j DROP;=;OK
-j UCHAIN;=;OK
