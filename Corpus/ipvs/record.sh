#!/bin/sh
# Records what a real ip_vs does, in a kernel that runs as a process (Debian's user-mode-linux): sh record.sh SCRIPT FOLDER
# Needs: user-mode-linux ipvsadm ipset iptables iproute2 kmod python3. The host's files are read-only inside, FOLDER is not; no network.
set -eu
script=$1
results=$(mkdir -p "$2" && cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
chmod +x "$here/guest.sh"
linux.uml mem=512M rootfstype=hostfs rootflags=/ ro init="$here/guest.sh" results="$results" script="$script" con0=null con=null quiet </dev/null >/dev/null 2>&1 || true
cat "$results/status"
