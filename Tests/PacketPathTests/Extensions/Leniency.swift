import PacketPath
import TestSupport

/// Why a rule that iptables refuses is read without a remark, or one that it accepts is not saved as it saves it.
///
/// A dump of a node holds none of these: whoever wrote it had it loaded. Each reason is given for a rule by name, but for `placement`,
/// which follows from the data: the file records nothing that loads in this table and chain.
struct Leniency {
  enum Reason: String {
    /// The kernel says in which tables and chains an extension may stand; rules are read wherever they stand.
    case placement = "in a table or chain where it may not stand"
    /// The same, of one option, or of a jump to a base chain.
    case chain = "with an option that the chain does not allow"
    /// The command or the kernel checks what `-p` an extension needs (xt_check_match).
    case proto = "without the protocol that it needs"
    /// The kernel checks a value when it loads the rule.
    case kernel = "with a value that only the kernel refuses"
    /// It depends on what the host has: sets, objects, helpers, groups.
    case host = "with something that the host must have"
    /// Other versions of iptables read it, or print it so: it stays as the text has it.
    case version = "as other versions of iptables have it"
    /// A shell's command takes it but iptables-restore does not, or one backend cannot say it, or says it differently.
    case command = "as another command has it"
    /// Nobody means it: a spelling that iptables takes, or prints, by accident.
    case quirk = "in a spelling that iptables takes by accident"
  }
  /// Files that wait for their extension: sets are read apart from the rules.
  static let awaited: Set<String> = []

  static let explained: [String: [Reason: [String]]] = [
    "CT.target": [
      .host: [
        "-p udp -m udp --dport 21 -j CT --helper ftp", "-j CT --helper ftp", "-j CT --helper nosuchhelper",
        "-p tcp -j CT --helper nosuchhelper", "-j CT --timeout nosuchpolicy",
      ]
    ],
    "DNAT.target": [
      .proto: [
        "-p udplite -j DNAT --to-destination 10.0.0.1:80", "-p gre -j DNAT --to-destination 10.0.0.1:80",
        "-j DNAT --to-destination 10.0.0.1:80", "-j DNAT --to-destination :80", "-j DNAT --to-destination [fd00::1]:80",
      ],
      .quirk: ["-p tcp -j DNAT --to-destination [fd00::1]80"],
    ],
    "MASQUERADE.target": [
      .proto: ["-j MASQUERADE --to-ports 1024"],
      .quirk: ["-p tcp -j MASQUERADE --to-ports 1024-2048/80"],
    ],
    "RATEEST.target": [
      .kernel: [
        "-j RATEEST --rateest-name RE1 --rateest-interval 1s --rateest-ewmalog 2s",
        "-j RATEEST --rateest-name RE1 --rateest-interval 4s --rateest-ewmalog 16s",
        "-j RATEEST --rateest-name RE1 --rateest-interval 1ms --rateest-ewmalog 500ms",
      ]
    ],
    "REDIRECT.target": [
      .proto: ["-p udplite -j REDIRECT --to-ports 42", "-j REDIRECT --to-ports 42"]
    ],
    "SNAT.target": [
      .proto: ["-j SNAT --to-source 10.0.0.1:80", "-j SNAT --to-source [fd00::1]:80"],
      .quirk: ["-p tcp -j SNAT --to-source 10.0.0.1:1000-1010/5000"],
    ],
    "TCPMSS.target": [
      .kernel: [
        "-p tcp -j TCPMSS --clamp-mss-to-pmtu", "-p tcp -m tcp --dport 80 -j TCPMSS --set-mss 1400",
        "-p tcp -m tcp ! --syn -j TCPMSS --clamp-mss-to-pmtu", "-p tcp -m tcp --tcp-flags ACK ACK -j TCPMSS --set-mss 1400",
      ],
      .chain: ["-p tcp -m tcp --syn -j TCPMSS --clamp-mss-to-pmtu"],
    ],
    "address": [
      .version: ["-s ! 10.0.0.1"],
      .command: ["--source=10.0.0.1", "-s10.0.0.1", "! -s 0.0.0.0/0", "! -d 0.0.0.0/0", "! -s ::/0", "! -d ::/0"],
      .quirk: ["-s fe80::1%lo"],
    ],
    "addrtype": [
      .chain: [
        "-m addrtype --dst-type LOCAL --limit-iface-out", "-m addrtype --dst-type LOCAL --limit-iface-in",
        "-m addrtype --src-type LOCAL --limit-iface-in",
      ],
      .version: ["-m addrtype --dst-type ! LOCAL"],
    ],
    "bpf": [
      .kernel: ["-m bpf --bytecode \"1,999 0 0 0\""],
      .host: ["-m bpf --object-pinned /nosuchdirectory/nosuchobject"],
    ],
    "cgroup": [
      .host: ["-m cgroup --path nosuch.group"]
    ],
    "comment": [
      .quirk: ["-m comment --comment a\"b\"", "-m comment --comment a\"b c\""]
    ],
    "conntrack": [
      .version: ["-m conntrack --ctstate ! NEW"]
    ],
    "devgroup": [
      .chain: ["-m devgroup --dst-group 1", "-m devgroup --src-group 1"]
    ],
    "hashlimit": [
      .kernel: [
        "-m hashlimit --hashlimit-upto 1/day --hashlimit-mode srcip,srcport,dstip,dstport --hashlimit-name a",
        "-m hashlimit --hashlimit-upto 10/sec --hashlimit-name a --hashlimit-rate-match",
        "-m hashlimit --hashlimit-upto 10/sec --hashlimit-name a --hashlimit-rate-match --hashlimit-rate-interval 10",
      ]
    ],
    "icmp": [
      .proto: ["-m icmp --icmp-type 8", "-p tcp -m icmp --icmp-type 8", "-p icmpv6 -m icmp --icmp-type 8"]
    ],
    "icmp6": [
      .proto: ["-m icmp6 --icmpv6-type 128", "-p tcp -m icmp6 --icmpv6-type 128", "-p icmp -m icmp6 --icmpv6-type 128"],
      .version: [
        "-p icmpv6", "-p icmpv6 --icmpv6-type 128", "-p ipv6-icmp -m icmp6 --icmpv6-type mld-listener-query",
        "-p ipv6-icmp -m icmp6 --icmpv6-type mld-listener-report", "-p ipv6-icmp -m icmp6 --icmpv6-type mld-listener-done",
        "-p ipv6-icmp -m icmp6 --icmpv6-type mld-listener-reduction",
      ],
    ],
    "interface": [
      .chain: ["-o eth0", "! -o eth0", "-o +", "-i eth0", "! -i eth0"],
      .version: ["-i ! eth0"],
      .command: ["--in-interface=eth0", "-ieth0"],
      .quirk: ["-i \"eth 0\""],
    ],
    "iprange": [
      .quirk: ["-m iprange --src-range 10.0.0.1-10"]
    ],
    "limit": [
      .kernel: ["-m limit --limit 1/day", "-m limit --limit 1/d --limit-burst 4", "-m limit --limit 1/sec --limit-burst 0"]
    ],
    "mark": [
      .version: ["-m mark --mark ! 1"]
    ],
    "mh": [
      .version: ["-p mh --mh-type 1"]
    ],
    "multiport": [
      .version: ["-p tcp -m multiport --dports ! 80"]
    ],
    "nfacct": [
      .host: ["-m nfacct --nfacct-name nosuchobject"]
    ],
    "physdev": [
      .chain: ["-m physdev --physdev-out eth0", "-m physdev --physdev-is-out", "-m physdev ! --physdev-is-out"],
      .version: ["-m physdev --physdev-in ! eth0"],
      .quirk: ["-m physdev --physdev-in \"\""],
    ],
    "policy": [
      .chain: ["-m policy --dir out --pol none", "-m policy --dir in --pol none"]
    ],
    "protocol": [
      .proto: ["-m tcp"],
      .version: [
        "-p icmpv6", "-p mh", "-p ipv6-mh", "-p mptcp", "-p 47", "-p 2", "-p 4", "-p 41", "-p 112", "-p 89", "! -p 47", "-p ! tcp",
      ],
      .command: ["--protocol=tcp", "-p6"],
    ],
    "rateest": [
      .host: ["-m rateest --rateest NOSUCH --rateest-lt --rateest-bps 8bit"]
    ],
    "recent": [
      .quirk: ["-m recent --set --mask 24", "-m recent --set --mask 255.255.255"]
    ],
    "set": [
      .host: ["-m set --match-set nosuchset src", "-m set --match-set ip6 src", "-m set --match-set ip4 src"]
    ],
    "SET.target": [
      .host: ["-j SET --add-set nosuchset src", "-j SET --add-set ip6 src", "-j SET --add-set ip4 src"],
      .kernel: ["-j SET --map-set skb4 src --map-prio", "-j SET --map-set skb4 src --map-mark"],
    ],
    "sctp": [
      .proto: ["-m sctp --dport 80", "-p tcp -m sctp --dport 80"]
    ],
    "standard.target": [
      .chain: ["-g INPUT", "-j INPUT", "-j FORWARD", "-j OUTPUT", "-j DROP"],
      .command: ["--jump=ACCEPT", "-jACCEPT", "-c 1", "-c a b"],
    ],
    "state": [
      .version: ["-m state --state ! NEW"]
    ],
    "statistic": [
      .quirk: ["-m statistic --mode random --probability nan"]
    ],
    "tcp": [
      .proto: ["-m tcp --dport 80", "-p udp -m tcp --dport 80", "! -p tcp -m tcp --dport 80", "-p all -m tcp --dport 80"],
      .version: ["-p tcp -m tcp --dport ! 80"],
      .command: ["-p tcp -m tcp --sport 1024 -m tcp --dport 80"],
      .quirk: ["-p tcp -m tcp --tcp-flags SYN, SYN"],
    ],
    "udp": [
      .proto: ["-m udp --dport 53", "-p tcp -m udp --dport 53", "-p udplite -m udp --dport 53", "! -p udp -m udp --dport 53"],
      .command: ["-p udp -m udp --sport 53 -m udp --dport 53"],
    ],
    "udplite": [
      .proto: ["-p udplite -m udp --dport 53"]
    ],
  ]

  private let file: String
  /// Tables, chains and backends in which the file has a rule that loads.
  private let places: Set<String>

  init(_ data: ExtensionData, file: String) {
    self.file = file
    var places: Set<String> = []
    for line in data.lines where line.saved != nil {
      for attempt in Attempt.all(of: line) { places.insert(Self.place(attempt)) }
    }
    self.places = places
  }
  private static func place(_ attempt: Attempt) -> String { "\(attempt.line.table.name) \(attempt.chain) \(attempt.backend)" }

  func acceptance(_ line: ExtensionDataLine, _ attempt: Attempt) -> Reason? {
    places.contains(Self.place(attempt)) ? reason(line) : .placement
  }
  func difference(_ line: ExtensionDataLine, _ attempt: Attempt) -> Reason? { reason(line) }
  private func reason(_ line: ExtensionDataLine) -> Reason? { Self.explained[file]?.first { $0.value.contains(line.rule) }?.key }
}
