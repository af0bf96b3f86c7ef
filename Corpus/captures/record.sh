#!/bin/sh
# Loads the inputs of a capture into a kernel and writes down what the node's own tools then say.
#
#   sh record.sh [--backend legacy|nft|both] [--counters] FOLDER ...
#   sh record.sh --all          every capture again, with the command that its README gives
#
# Read from FOLDER:     input.rules, and if they are there input6.rules, input.ipset, input.sysctl,
#                       network (else node.network beside this script).
# Written to FOLDER:    iptables-save.txt ip6tables-save.txt [iptables-legacy-save.txt ip6tables-legacy-save.txt] [ipset-save.txt]
#                       addresses.json addresses.txt routes.json routes.txt rules.json rules6.json sysctl.txt
#
# It needs root, iproute2, iptables with both backends, and ipset for the captures that use sets. Everything happens in two
# network namespaces of its own, linked only to each other; both are gone when it ends. What stays are kernel modules that it made load.
set -eu
LC_ALL=C
export LC_ALL

usage() {
    sed -n '2,/^set/{/^#/s/^# \{0,1\}//p;}' "$0" >&2
    exit 2
}

backend=nft
counters=
inside=
while [ $# -gt 0 ]; do
    case $1 in
    --backend) [ $# -gt 1 ] || usage; backend=$2; shift ;;
    --counters | -c) counters=-c ;;
    --inside) inside=yes ;;   # used by this script only: we are in the node's namespace already
    --all)
        here=$(dirname "$0")
        sed -n 's/^    sh record\.sh //p' "$here"/*/README.md | while read -r command; do
            (cd "$here" && eval "sh ./record.sh $command")
        done
        exit ;;
    -*) usage ;;
    *) break ;;
    esac
    shift
done
[ $# -gt 0 ] || usage
case $backend in legacy | nft | both) ;; *) usage ;; esac

if [ -z "$inside" ]; then
    for folder; do
        unshare --net sh "$0" --inside --backend "$backend" $counters "$folder"
    done
    exit
fi

here=$(cd "$(dirname "$0")" && pwd)
cd "$1"

# The other side of every cable: a namespace that a sleeping process keeps alive. It answers nothing.
unshare --net sleep 120 &
far=$!
trap 'kill "$far" 2>/dev/null' EXIT
tries=0
while [ "$(readlink /proc/$far/ns/net)" = "$(readlink /proc/$$/ns/net)" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { echo "record.sh: no second namespace" >&2; exit 1; }
    sleep 0.05
done
nsenter --net=/proc/$far/ns/net sh -c 'echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6'

# Link-local addresses come from the fixed hardware addresses; no duplicate detection, so that they are usable at once.
echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad
echo 0 > /proc/sys/net/ipv6/conf/all/accept_ra
network=$here/node.network
[ ! -f network ] || network=network
sed "s/FAR/$far/" "$network" | ip -batch -
nsenter --net=/proc/$far/ns/net sh -c 'for link in /proc/sys/net/ipv4/conf/*; do
    case ${link##*/} in all | default | lo) ;; *) ip link set "${link##*/}" up ;; esac
done'
[ ! -f input.sysctl ] || sysctl -q -p input.sysctl
[ ! -f input.ipset ] || ipset restore < input.ipset

load() {  # load BACKEND
    iptables-"$1"-restore < input.rules
    [ ! -f input6.rules ] || ip6tables-"$1"-restore < input6.rules
}
save() {  # save BACKEND INFIX
    iptables-"$1"-save $counters > "iptables-$2save.txt" 2> /dev/null
    [ ! -f input6.rules ] || ip6tables-"$1"-save $counters > "ip6tables-$2save.txt" 2> /dev/null
}
# A few packets of the node's own, so that counters count something: an attempt at each of the first Services.
traffic() {
    command -v python3 > /dev/null || { echo "record.sh: no python3, so the counters stay 0" >&2; return 0; }
    python3 - << 'END'
import re, socket
for rule in re.findall(r"-A KUBE-SERVICES .*", open("input.rules").read())[:60]:
    address, port = re.search(r"-d ([\d.]+)", rule), re.search(r"--dport (\d+)", rule)
    if not (address and port):
        continue
    udp = "-p udp" in rule
    attempt = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if udp else socket.SOCK_STREAM)
    attempt.setblocking(False)
    try:
        attempt.connect((address[1], int(port[1])))
        if udp:
            attempt.send(b"?")
    except OSError:
        pass
END
}

case $backend in both) first=nft ;; *) first=$backend ;; esac
load "$first"
[ -z "$counters" ] || traffic
save "$first" ""
if [ "$backend" = both ]; then
    # The same rules once more, in the other backend and a node that has no first one.
    nft flush ruleset
    load legacy
    [ -z "$counters" ] || traffic
    save legacy legacy-
fi
[ ! -f input.ipset ] || ipset save > ipset-save.txt

sleep 0.3   # carriers and link-local addresses settle
ip -j addr | sed 's/},{"ifindex"/},\n{"ifindex"/g' > addresses.json
ip addr > addresses.txt
ip -j route show table all | sed 's/},{/},\n{/g' > routes.json
ip route show table all > routes.txt
ip -j rule | sed 's/},{/},\n{/g' > rules.json
ip -j -6 rule | sed 's/},{/},\n{/g' > rules6.json
# Only what a packet's path can depend on; timers, sizes and cache settings would be noise.
sysctl -a 2> /dev/null | grep -E '^net\.(bridge\.bridge-nf-call-|ipv[46]\.(ip_forward|conf\.[^ ]*\.(forwarding|route_localnet|rp_filter|accept_local|src_valid_mark|proxy_arp|disable_ipv6)) |ipv4\.vs\.|ipv4\.ip_local_port_range|ipv4\.(tcp|udp)_l3mdev_accept|ipv4\.fwmark_reflect|netfilter\.nf_conntrack_(tcp_loose|tcp_be_liberal|tcp_ignore_invalid_rst) )' > sysctl.txt
