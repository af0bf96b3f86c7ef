"""Every form of ipvsadm's listings, of the same virtual servers: texts.txt and commands.txt."""
import subprocess, sys
out = sys.argv[1]
def run(command, text=None):
    done = subprocess.run(command, shell=True, input=text, capture_output=True, text=True)
    return done.stdout + done.stderr
services = """-A -t 10.96.0.1:443 -s rr -p 10800
-a -t 10.96.0.1:443 -r 192.168.0.2:6443 -m -w 1
-A -t 10.96.0.20:80 -s wrr
-a -t 10.96.0.20:80 -r 10.244.1.7:8080 -m -w 3
-a -t 10.96.0.20:80 -r 10.244.2.3:8080 -m -w 0
-a -t 10.96.0.20:80 -r 10.244.3.6:8080 -m -w 65535
-A -u 10.96.0.10:53 -s lc -o
-a -u 10.96.0.10:53 -r 10.244.1.3:53 -m -w 1
-A --sctp-service 10.96.0.30:9999 -s sh -p 300 -M 255.255.255.0 -b sh-fallback,sh-port
-a --sctp-service 10.96.0.30:9999 -r 10.244.1.9:9999 -m -w 1
-A -t 10.96.0.31:80 -s mh -b mh-port
-a -t 10.96.0.31:80 -r 10.244.1.9:8080 -m -w 1
-A -t 10.96.0.32:80 -s mh -b mh-fallback,mh-port
-A -t 10.96.0.33:80 -s dh -b flag-1,flag-3
-A -u 10.96.0.34:5060 -s rr -p 60 --pe sip
-a -u 10.96.0.34:5060 -r 10.244.1.9:5060 -m -w 1
-A -t 10.96.0.35:0 -s rr -p 360
-a -t 10.96.0.35:0 -r 10.244.1.9:0 -m -w 1
-A -t 10.96.0.36:80 -s wlc
-a -t 10.96.0.36:80 -r 10.244.1.9:80 -g -w 5
-a -t 10.96.0.36:80 -r 10.244.1.10:80 -i -w 6
-a -t 10.96.0.36:80 -r 10.244.1.11:80 -i -w 7 --tun-type gue --tun-port 5555 --tun-csum
-a -t 10.96.0.36:80 -r 10.244.1.12:80 -i -w 7 --tun-type gue --tun-port 5556 --tun-remcsum
-a -t 10.96.0.36:80 -r 10.244.1.13:80 -i -w 7 --tun-type gue --tun-port 5557 --tun-nocsum
-a -t 10.96.0.36:80 -r 10.244.1.14:80 -i -w 7 --tun-type gre --tun-csum
-a -t 10.96.0.36:80 -r 10.244.1.15:80 -i -w 7 --tun-type gre
-a -t 10.96.0.36:80 -r 10.244.1.16:80 -m -w 7 -x 100 -y 50
-A -t [fd00:10:96::20]:80 -s rr
-a -t [fd00:10:96::20]:80 -r [fd00:10:244:1::7]:8080 -m -w 1
-a -t [fd00:10:96::20]:80 -r [2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff]:65535 -m -w 1
-A -u [fd00:10:96::21]:53 -s rr -p 100 -M 64
-a -u [fd00:10:96::21]:53 -r [fd00:10:244:1::7]:53 -g -w 1
-A --sctp-service [fd00:10:96::22]:99 -s rr
-A -f 7 -s rr
-a -f 7 -r 10.244.1.7:0 -m -w 1
-a -f 7 -r 10.244.1.8:8080 -g -w 1
-A -f 4294967295 -s rr -p 360
-A -f 8 -6 -s sed
-a -f 8 -6 -r [fd00:10:244:1::7]:0 -m -w 1
"""
with open(out + "/commands.txt", "w") as f: f.write(services)
run("ip link set lo up")
log = run("ipvsadm -R", services)
with open(out + "/texts.txt", "w") as f:
    f.write(run("uname -r; ipvsadm --version") + log)
    for form in ["-Sn", "-S", "-ln", "-l", "-ln --nosort", "-ln --stats", "-ln --stats --exact", "-ln --rate", "-ln --thresholds", "-ln --persistent-conn",
                 "-ln --tun-info", "-ln -t 10.96.0.20:80", "-lnc", "-ln --timeout", "-ln --daemon"]:
        f.write("=== ipvsadm %s\n%s" % (form, run("ipvsadm " + form)))
    f.write("=== /proc/net/ip_vs\n" + open("/proc/net/ip_vs").read())
