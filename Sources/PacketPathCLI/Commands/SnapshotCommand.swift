/// `packetpath snapshot`: prints a script; it runs nothing itself.
enum SnapshotCommand {
  static let command = Command(
    name: "snapshot", operands: "", summary: "prints a POSIX shell script that captures a node into one directory",
    description: [
      "The script runs on the node, as root, and needs nothing of packetpath there. It only reads. Tools that the node does not have are passed over. "
        + "The directory that it writes is an INPUT of the other commands."
    ],
    flags: [],
    examples: [
      .init("packetpath snapshot | ssh root@node sh -s -- /tmp/node", "capture a node"),
      .init("packetpath trace 10.0.1.175:80 node/", "answer from what was captured"),
    ],
    run: { invocation in
      guard invocation.arguments.operands.isEmpty else { throw CommandError("snapshot takes no operands") }
      invocation.output.write(script)
      return .good
    })

  /// Each text in a file of its own. `-n` where there is one: nothing asks a name server.
  private static let script = #"""
    #!/bin/sh
    # Captures what decides where packets go on this node. Reads only; needs root.
    # Usage: sh snapshot.sh [DIRECTORY]
    set -u
    directory=${1:-packetpath-$(uname -n)}
    mkdir -p "$directory" || exit 1
    capture() { # FILE COMMAND...
      file=$directory/$1
      shift
      command -v "$1" >/dev/null 2>&1 || return 0
      "$@" >"$file" 2>/dev/null
      [ -s "$file" ] || rm -f "$file"
    }
    for backend in legacy nft; do
      capture iptables-$backend-save.txt iptables-$backend-save -c
      capture ip6tables-$backend-save.txt ip6tables-$backend-save -c
    done
    ls "$directory"/iptables-*-save.txt >/dev/null 2>&1 || capture iptables-save.txt iptables-save -c
    ls "$directory"/ip6tables-*-save.txt >/dev/null 2>&1 || capture ip6tables-save.txt ip6tables-save -c
    # A backend without rules says nothing; its empty tables would only stand in the way.
    for file in "$directory"/ip*tables-*-save.txt; do
      [ -f "$file" ] || continue
      grep -q '^\(\[[0-9:]*\] \)\{0,1\}-A' "$file" || grep -q '^:[A-Z]* DROP' "$file" || rm -f "$file"
    done
    capture ipset-save.txt ipset save
    capture ipvsadm.txt ipvsadm -Sn
    capture ipvs-connections.txt ipvsadm -lnc
    capture addresses.json ip -j addr
    [ -s "$directory/addresses.json" ] || capture addresses.txt ip addr
    capture routes.json ip -j route show table all
    [ -s "$directory/routes.json" ] || capture routes.txt ip route show table all
    capture routes6.json ip -6 -j route show table all
    [ -s "$directory/routes6.json" ] || capture routes6.txt ip -6 route show table all
    capture rules.json ip -j rule
    [ -s "$directory/rules.json" ] || capture rules.txt ip rule
    capture rules6.json ip -6 -j rule
    capture sysctl.txt sysctl -a
    capture conntrack.txt conntrack -L -o extended
    capture sockets.txt ss -tulnpe
    capture nft.txt nft list table ip kube-proxy
    echo "$directory"

    """#
}
