"""A node of kube-proxy's ipvs mode: loads a capture's inputs into a kernel, saves what its tools say, and sends packets.

    sh record.sh capture.py FOLDER      FOLDER holds input.ipset, input.ipvsadm, input.rules, input.sysctl, flows.txt

flows.txt: `VANTAGE DESTINATION COUNT` a line, VANTAGE `pod`, `node`, `outside` or an address and its device. Written back: the saved texts, and observed.txt, a line
for each flow: what left, how often, and whether the source was the client's.
"""
import collections, re, socket, sys
from guest import *

out = sys.argv[1]
def save(name, command):
    with open(out + "/" + name, "w") as file: file.write(run(command))
def load(command, name):
    with open(out + "/" + name) as file: text = run(command, file.read())
    if text: raise SystemError("%s: %s" % (name, text))

def work():
    wires = {"eth0": Wire("eth0"), "cni0": Wire("cni0")}
    lines = ["link set lo up", "link set eth0 up", "link set cni0 up", "link add kube-ipvs0 type dummy", "addr add 192.168.0.10/24 dev eth0",
             "addr add 10.244.1.1/24 dev cni0", "route add default via 192.168.0.1 dev eth0 onlink", "route add 10.244.2.0/24 via 192.168.0.11 dev eth0 onlink",
             "route add 10.244.3.0/24 via 192.168.0.12 dev eth0 onlink"]
    with open(out + "/input.ipvsadm") as file: services = file.read()
    vips = sorted(set(re.findall(r"-A \S+ ([\d.]+):", services)) - {"192.168.0.10", "10.244.1.1"}, key=socket.inet_aton)
    lines += ["addr add %s/32 dev kube-ipvs0" % vip for vip in vips]
    text = run("ip -batch -", "\n".join(lines) + "\n")
    if text: raise SystemError(text)
    for line in open(out + "/input.sysctl"):
        if "=" in line and "bridge" not in line: set_sysctl(line.split("=")[0].strip().replace("net.", "", 1).replace(".", "/"), line.split("=")[1].strip())
    set_sysctl("ipv4/icmp_ratemask", 0)
    load("ipset restore", "input.ipset"); load("ipvsadm -R", "input.ipvsadm"); load("iptables-legacy-restore", "input.rules")
    for name, command in [("iptables-save.txt", "iptables-legacy-save"), ("ipset-save.txt", "ipset save"), ("ipvsadm-save.txt", "ipvsadm -Sn"), ("ipvsadm.txt", "ipvsadm -ln"),
                          ("addresses.txt", "ip addr"), ("addresses.json", "ip -j addr"), ("routes.txt", "ip route show table all"), ("routes.json", "ip -j route show table all"),
                          ("rules.json", "ip -j rule"), ("sysctl.txt", "sysctl net.ipv4.ip_forward net.ipv4.conf.all.rp_filter net.ipv4.conf.all.route_localnet net.ipv4.vs 2>/dev/null")]:
        save(name, command)
    observed, source_port = [], 20000
    for flow in open(out + "/flows.txt"):
        client, device, destination, count = flow.split()
        address, port, proto = re.match(r"([\d.]+):(\d+)/?(\w*)", destination).groups()
        proto, port, seen = proto or "tcp", int(port), collections.Counter()
        for _ in range(int(count)):
            source_port += 1
            packets = []
            if device == "local":
                try:
                    kind = {"tcp": (socket.SOCK_STREAM, 0), "udp": (socket.SOCK_DGRAM, 0), "sctp": (socket.SOCK_SEQPACKET, 132)}[proto]
                    attempt = socket.socket(socket.AF_INET, *kind)
                    attempt.setblocking(False)
                    try:
                        attempt.connect((address, port))
                        if proto == "udp": attempt.send(b"?")
                    except BlockingIOError: pass
                    except OSError as error: seen["error %d" % error.errno] += 0
                    source, own_port = attempt.getsockname()
                    packets = [(name, data) for name, wire in wires.items() for data in wire.read()]
                    try:
                        attempt.setblocking(False)
                        if proto == "udp": attempt.recv(10)
                        refused = attempt.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                    except OSError as error: refused = error.errno
                    attempt.close()
                    for wire in wires.values(): wire.read()
                except OSError as error: packets, refused = [], error.errno
                if not packets: seen["refused" if refused == 111 else "nothing"] += 1; continue
            else:
                source, own_port = client, source_port
                packets = [(device, data) for data in wires[device].send(packet(proto, client, source_port, address, port))]
                packets += [(name, data) for name, wire in wires.items() for data in wire.read()]
            found = [(name, Seen(data)) for name, data in packets]
            found = [(name, p) for name, p in found if p.version == 4 and p.destination not in ("224.0.0.22",)]
            if not found: seen["nothing"] += 1
            for name, p in found:
                if p.proto == 1: seen["icmp %d/%d from %s" % (p.body[0], p.body[1], p.source)] += 1
                elif p.proto == 6 and p.body[13] & RST: seen["reset"] += 1
                elif p.proto == PROTOCOLS[proto]:
                    masqueraded = (p.source, p.source_port) != (source, own_port)
                    seen["%s:%d %s by %s from %s" % (p.destination, p.port, "masqueraded" if masqueraded else "kept", name, p.source)] += 1
        observed.append("%s %s %s: %s\n" % (client, device, destination, ", ".join("%s x%d" % item for item in sorted(seen.items()))))
    with open(out + "/observed.txt", "w") as file: file.writelines(observed)
    return ""

in_fresh_namespace(work)
