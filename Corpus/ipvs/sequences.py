"""Random virtual servers and sequences of connections, and which real server a kernel chose for each: a file a scheduler.

    sh record.sh sequences.py FOLDER

A record begins with `begin` and ends with `end`. Between them, in order of time:
    nodest 0|1                  net.ipv4.vs.expire_nodest_conn: whether a deleted server's connections are thrown away
    -A … / -a … / -e … / -d …   what ipvsadm was told
    CLIENT SERVER               a new connection to the service, and the real server; `-`: none (an ICMP error came back)
    CLIENT VIP SERVER           the same, where the virtual server is of a firewall mark and has several addresses
    ack N, fin N, rst N         a further packet from the client of the N-th connection of this record (from 1)
    = SERVER ACTIVE INACTIVE    what `ipvsadm -ln` counts in the end
"""
import random, sys, time
from guest import *

CLIENTS = 40
out = sys.argv[1]
CASES = ["tcp", "tcp", "tcp edits", "tcp edits", "tcp6", "tcp6 edits", "udp", "udp6", "sctp", "sctp6", "tcp thresholds", "udp thresholds edits", "tcp persistent",
         "udp persistent edits", "fwmark tcp", "fwmark udp edits"]
FLAGS = {"sh": ["", "sh-port", "sh-fallback", "sh-fallback,sh-port"], "mh": ["", "mh-port", "mh-fallback", "mh-fallback,mh-port"]}

def setup():
    wire = Wire("tun0")
    for key in ["ipv4/ip_forward", "ipv6/conf/all/forwarding", "ipv4/vs/expire_quiescent_template"]: set_sysctl(key, 1)
    for key in ["ipv4/conf/all/rp_filter", "ipv4/conf/default/rp_filter", "ipv4/icmp_ratemask"]: set_sysctl(key, 0)
    lines = ["link set lo up", "link set tun0 up", "link add kube-ipvs0 type dummy", "addr add 192.168.0.10/24 dev tun0", "route add default dev tun0",
             "addr add fd00:0:0:1::10/64 dev tun0 nodad", "route add ::/0 dev tun0"]
    for i in range(4): lines += ["addr add 10.96.0.%d/32 dev kube-ipvs0" % (20 + i), "addr add fd00:10:96::%x/128 dev kube-ipvs0 nodad" % (32 + i)]
    text = run("ip -batch -", "\n".join(lines) + "\n")
    if text: raise SystemError(text)
    wire.read()
    return wire

def record(scheduler, case, seed):
    dice = random.Random(seed)
    six, proto = "6" in case, next((p for p in PROTOCOLS if p in case), "tcp")
    vips = ["fd00:10:96::%x" % (32 + i) for i in range(4)] if six else ["10.96.0.%d" % (20 + i) for i in range(4)]
    net = "fd00:10:244::" if six else "10.244.0."
    servers = [show(net + (("%x" if six else "%d") % n), dice.choice([80, 8080, 9376])) for n in dice.sample(range(1, 200), dice.choice([0, 1, 2, 3, 4, 5, 7, 9, 12, 16, 20]))]
    weights = dice.choice([lambda: 1, lambda: dice.randint(0, 3), lambda: dice.randint(1, 9), lambda: dice.randint(0, 100), lambda: dice.choice([0, 1, 5, 10, 50, 100]),
                           lambda: 2 * dice.randint(0, 5), lambda: dice.choice([0, 1, 65535, 1000])])
    marks = "fwmark" in case
    service = "-f 7" if marks else "%s %s" % ({"tcp": "-t", "udp": "-u", "sctp": "--sctp-service"}[proto], show(vips[0], 80))
    flags = dice.choice(FLAGS.get(scheduler, [""]))
    persistent = " -p 600" + dice.choice([""] * 2 + ([" -M 64"] if six else [" -M 255.255.255.0"])) if "persistent" in case else ""
    # The order in which listings print a service is that in which ipvsadm takes its options.
    lines = ["-A %s -s %s%s%s" % (service, scheduler, persistent, " -b " + flags if flags else "")]
    def limits():
        if "thresholds" not in case or dice.random() < 0.3: return ""
        upper = dice.randint(1, 12)
        return " -x %d" % upper + (" -y %d" % dice.randint(1, upper) if dice.random() < 0.5 else "")
    lines += ["-a %s -r %s -m -w %d%s" % (service, server, weights(), limits()) for server in servers]

    def work():
        wire = setup()
        if marks: run("iptables-legacy -t mangle -A PREROUTING -d 10.96.0.0/24 -j MARK --set-mark 7")
        nodest = dice.randint(0, 1)
        set_sysctl("ipv4/vs/expire_nodest_conn", nodest)
        text = run("ipvsadm -R", "\n".join(lines) + "\n")
        if text: raise SystemError(text)
        events, live, here = ["nodest %d" % nodest] + lines, [], list(servers)
        clients = [("2001:db8::%x" % dice.randint(1, 4000)) if six else "192.0.%d.%d" % (dice.randint(2, 3), dice.randint(1, 250)) for _ in range(CLIENTS)]
        used, gone = set(), []
        for _ in range(dice.choice([60, 100, 140])):
            what = dice.random()
            if live and proto == "tcp" and what < 0.35:
                number, client, port, vip = dice.choice(live)
                word = dice.choice(["ack", "ack", "fin", "fin", "rst"])
                wire.send(packet("tcp", client, port, vip, 80, {"ack": ACK, "fin": FIN | ACK, "rst": RST}[word]))
                events.append("%s %d" % (word, number))
            elif "edits" in case and what > 0.94:
                kind = dice.choice(["-e", "-e", "-d", "-a"])
                if kind == "-a" and gone: server = gone.pop(dice.randrange(len(gone))); here.append(server)
                elif kind != "-a" and here: server = dice.choice(here)
                else: continue
                if kind == "-d": here.remove(server); gone.append(server)
                line = "%s %s -r %s" % (kind, service, server) + ("" if kind == "-d" else " -m -w %d%s" % (weights(), limits()))
                text = run("ipvsadm " + line)
                if text: raise SystemError(line + ": " + text)
                if kind == "-d":
                    live = []  # Their packets would expire connections of the server that went.
                    if nodest: time.sleep(0.1)  # The kernel does it a little later.
                events.append(line)
            else:
                client, port, vip = dice.choice(clients), dice.randint(1024, 65535), dice.choice(vips) if marks else vips[0]
                if (client, port) in used: continue
                used.add((client, port))
                seen = [Seen(data) for data in wire.send(packet(proto, client, port, vip, 80))]
                sent = [p for p in seen if p.source == client and p.source_port == port]
                if len(sent) > 1 or any(p.ttl != 63 for p in sent): raise SystemError("an odd packet")
                # Not every error comes: the kernel limits how many it sends.
                if not sent and any(not p.is_icmp_error() for p in seen if p.source == vip): raise SystemError("neither the packet nor an error")
                number = sum(1 for e in events if e[0] not in "-afrn=") + 1
                events.append(" ".join([show(client, port)] + ([vip] if marks else []) + [show(sent[0].destination, sent[0].port) if sent else "-"]))
                if sent: live.append((number, client, port, vip))
        for line in run("ipvsadm -ln").splitlines():
            words = line.split()
            if words[0] == "->" and words[1] != "RemoteAddress:Port": events.append("= %s %s %s" % (words[1], words[4], words[5]))
        return "\n".join(["begin"] + events + ["end", ""])
    return in_fresh_namespace(work)

for scheduler in ["rr", "wrr", "lc", "wlc", "sed", "nq", "sh", "dh", "lblc", "lblcr", "fo", "ovf", "mh"]:
    with open("%s/%s.txt" % (out, scheduler), "w") as file:
        file.write("# %s on Linux %s, recorded by sequences.py. See there for the format.\n" % (scheduler, run("uname -r").strip()))
        for number, case in enumerate(CASES): file.write("# %s\n%s" % (case, record(scheduler, case, "%s %d %s" % (scheduler, number, case))))
