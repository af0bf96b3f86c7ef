# -m cgroup: the control group of the socket, by class or by path; the path is looked up when the rule is loaded.
*filter
:INPUT,OUTPUT
-m cgroup --cgroup 0;=;OK
-m cgroup --cgroup 1;=;OK
-m cgroup ! --cgroup 1;=;OK
-m cgroup --cgroup 4294967295;=;OK
-m cgroup --cgroup 0x10001;-m cgroup --cgroup 65537;OK
-m cgroup --cgroup=1;-m cgroup --cgroup 1;OK
-m cgroup;;FAIL
-m cgroup --cgroup;;FAIL
-m cgroup --cgroup x;;FAIL
-m cgroup --cgroup -1;;FAIL
-m cgroup --cgroup 4294967296;;FAIL
-m cgroup --cgroup 1 --cgroup 2;;FAIL
-m cgroup --cgroup 1 --path a;;FAIL
-m cgroup --path nosuch.group;;FAIL
:FORWARD
-m cgroup --cgroup 1;;FAIL
*mangle
:OUTPUT,POSTROUTING,INPUT
-m cgroup --cgroup 1;=;OK
:PREROUTING
-m cgroup --cgroup 1;;FAIL
