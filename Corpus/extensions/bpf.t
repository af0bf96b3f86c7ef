# -m bpf: a classic BPF program.
*filter
:INPUT,FORWARD,OUTPUT
-m bpf --bytecode "4,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0";=;OK
-m bpf --bytecode "1,6 0 0 65535";=;OK
-m bpf --bytecode "1,6 0 0 0,";-m bpf --bytecode "1,6 0 0 0";OK
-m bpf ! --bytecode "1,6 0 0 0";;FAIL
-m bpf;;FAIL
-m bpf --bytecode;;FAIL
-m bpf --bytecode "";;FAIL
-m bpf --bytecode "2,6 0 0 0";;FAIL
-m bpf --bytecode "1,6 0 0";;FAIL
-m bpf --bytecode "1,999 0 0 0";;FAIL
-m bpf --bytecode "65,6 0 0 0";;FAIL
-m bpf --bytecode "0,";;FAIL
-m bpf --bytecode nosuch;;FAIL
-m bpf --object-pinned /nosuchdirectory/nosuchobject;;FAIL
-m bpf --bytecode "1,6 0 0 0" --bytecode "1,6 0 0 0";;FAIL
