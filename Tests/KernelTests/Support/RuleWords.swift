#if os(Linux)

  import KernelHarness
  import PacketPath

  /// Where a rule stands, as far as it decides what may be in it.
  struct RulePlace {
    var table: Table
    /// The hooks from which it is reached.
    var hooks: Set<Hook>
    /// Whether it stands in a base chain, where userspace looks at `-i` and `-o`.
    var isBase: Bool
    var isIPv6: Bool
    var backend: KernelBackend
    var at: AddressPool
    /// The protocol that the rule tests, as `-p` has it.
    var proto = ""
    func isOnly(_ allowed: Hook...) -> Bool { hooks.isSubset(of: allowed) }
  }

  /// A match or a target of the random rules: one entry each, and what it needs.
  struct RuleWord: Sendable {
    let name: String
    /// Nil: it may not stand in that place.
    let make: @Sendable (RulePlace, inout Draw) -> String?
    init(_ name: String, _ make: @escaping @Sendable (RulePlace, inout Draw) -> String?) {
      self.name = name
      self.make = make
    }
  }

  enum RuleWords {
    static let ports: [UInt16] = [53, 80, 443, 8080, 30080, 600]
    private static let withPorts = ["tcp", "udp", "sctp"]

    static func port(_ draw: inout Draw) -> String {
      draw.isOnce(in: 5) ? draw.pick(["1:100", "80:8080", "1024:65000"]) : "\(draw.pick(ports))"
    }
    static func mark(_ draw: inout Draw) -> String { "0x\(draw.number(0...5))" + (draw.isOnce(in: 2) ? "/0x\(draw.pick([1, 3, 7]))" : "") }

    /// What a rule tests, one entry a match.
    static let matches: [RuleWord] = [
      RuleWord("-s") { place, draw in draw.not() + "-s " + draw.pick(place.at.networks + place.at.all) },
      RuleWord("-d") { place, draw in draw.not() + "-d " + draw.pick(place.at.networks + place.at.all + place.at.all) },
      RuleWord("-i") { place, draw in
        place.isBase && !place.isOnly(.prerouting, .input, .forward) ? nil : draw.not() + "-i " + draw.pick(["eth0", "cni0", "eth+", "lo"])
      },
      RuleWord("-o") { place, draw in
        place.isBase && !place.isOnly(.forward, .output, .postrouting)
          ? nil : draw.not() + "-o " + draw.pick(["eth0", "cni0", "eth+", "lo"])
      },
      RuleWord("ports") { place, draw in
        guard withPorts.contains(place.proto) else { return nil }
        let side = draw.pick(["--dport", "--dport", "--sport"])
        return "-m \(place.proto) \(draw.not())\(side) \(port(&draw))"
      },
      RuleWord("tcp-flags") { place, draw in
        guard place.proto == "tcp" else { return nil }
        return "-m tcp \(draw.not())--tcp-flags " + draw.pick(["FIN,SYN,RST,ACK SYN", "SYN,ACK ACK", "RST RST", "ALL NONE", "ALL SYN"])
      },
      RuleWord("multiport") { place, draw in
        guard withPorts.contains(place.proto) else { return nil }
        return
          "-m multiport \(draw.not())\(draw.pick(["--dports", "--sports", "--ports"])) \(draw.pick(ports)),\(draw.pick(["53", "400:500", "8080:9000"]))"
      },
      RuleWord("icmp") { place, draw in
        guard place.proto == (place.isIPv6 ? "ipv6-icmp" : "icmp") else { return nil }
        return place.isIPv6
          ? "-m icmp6 \(draw.not())--icmpv6-type " + draw.pick(["128", "129", "1", "1/1", "133"])
          : "-m icmp \(draw.not())--icmp-type " + draw.pick(["8", "0", "3", "3/1", "any", "13"])
      },
      RuleWord("mark") { _, draw in "-m mark \(draw.not())--mark \(mark(&draw))" },
      RuleWord("conntrack") { _, draw in
        "-m conntrack \(draw.not())--ctstate "
          + draw.some(of: ["INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED", "SNAT", "DNAT"], draw.number(1...3)).joined(
            separator: ",")
      },
      RuleWord("state") { _, draw in
        "-m state \(draw.not())--state "
          + draw.some(of: ["INVALID", "NEW", "RELATED", "ESTABLISHED"], draw.number(1...2)).joined(separator: ",")
      },
      RuleWord("addrtype") { place, draw in
        let types =
          place.isIPv6
          ? ["LOCAL", "UNICAST", "MULTICAST", "LOCAL,UNICAST"] : ["LOCAL", "UNICAST", "BROADCAST", "MULTICAST", "LOCAL,UNICAST"]
        var text = "-m addrtype \(draw.not())\(draw.pick(["--dst-type", "--dst-type", "--src-type"])) \(draw.pick(types))"
        if draw.isOnce(in: 6), place.isOnly(.prerouting, .input, .forward) { text += " --limit-iface-in" }
        return text
      },
      RuleWord("iprange") { place, draw in
        let range = place.isIPv6 ? "fd00:192::5-fd00:244:1::8" : "10.96.0.15-192.168.0.10"
        return "-m iprange \(draw.not())\(draw.pick(["--src-range", "--dst-range"])) \(range)"
      },
      RuleWord("statistic") { _, draw in
        "-m statistic --mode random --probability " + draw.pick(["0.50000000000", "0.33333333349", "0.25000000000", "0.10000000009"])
      },
      RuleWord("comment") { _, draw in "-m comment --comment " + draw.pick(["plain", "\"two words\"", "\"default/web:http -j DROP\""]) },
    ]

    /// What a rule does, one entry a target. Jumps are drawn by the ruleset.
    static let targets: [RuleWord] = [
      RuleWord("none") { _, _ in "" },
      RuleWord("ACCEPT") { _, _ in "-j ACCEPT" },
      RuleWord("DROP") { place, draw in place.table == .nat || !draw.isOnce(in: 3) ? nil : "-j DROP" },
      RuleWord("RETURN") { _, _ in "-j RETURN" },
      RuleWord("MARK") { _, draw in
        "-j MARK " + draw.pick(["--set-xmark", "--set-mark"]) + " " + mark(&draw)
      },
      RuleWord("MARK bits") { _, draw in "-j MARK \(draw.pick(["--or-mark", "--and-mark", "--xor-mark"])) 0x\(draw.number(1...7))" },
      RuleWord("REJECT") { place, draw in
        guard place.table == .filter, !draw.isOnce(in: 2) else { return nil }
        if place.proto == "tcp" && draw.isOnce(in: 2) { return "-j REJECT --reject-with tcp-reset" }
        return "-j REJECT --reject-with "
          + draw.pick(
            place.isIPv6
              ? ["icmp6-no-route", "icmp6-adm-prohibited", "icmp6-addr-unreachable", "icmp6-port-unreachable"]
              : [
                "icmp-net-unreachable", "icmp-host-unreachable", "icmp-port-unreachable", "icmp-proto-unreachable", "icmp-admin-prohibited",
              ])
      },
      RuleWord("DNAT") { place, draw in
        guard place.table == .nat, place.isOnly(.prerouting, .output) else { return nil }
        let address = draw.pick(place.at.near + place.at.own + place.at.far + [place.isIPv6 ? "::1" : "127.0.0.1"])
        let port = withPorts.contains(place.proto) && draw.isOnce(in: 2) ? ":\(draw.pick(ports))" : ""
        return "-j DNAT --to-destination \(place.isIPv6 && !port.isEmpty ? "[\(address)]" : address)\(port)"
      },
      RuleWord("DNAT range") { place, draw in
        guard place.table == .nat, place.isOnly(.prerouting, .output), draw.isOnce(in: 3) else { return nil }
        return
          "-j DNAT --to-destination \(place.isIPv6 ? "fd00:244:1::2-fd00:244:1::9" : "10.244.1.2-10.244.1.9")\(draw.isOnce(in: 3) ? " --persistent" : "")"
      },
      RuleWord("REDIRECT") { place, draw in
        guard place.table == .nat, place.isOnly(.prerouting, .output), draw.isOnce(in: 2) else { return nil }
        return "-j REDIRECT"
          + (withPorts.contains(place.proto) && draw.isOnce(in: 2) ? " --to-ports \(draw.pick(["8080", "8000-8010"]))" : "")
      },
      RuleWord("SNAT") { place, draw in
        guard place.table == .nat, place.isOnly(.postrouting, .input) else { return nil }
        let ports = withPorts.contains(place.proto) && draw.isOnce(in: 3)
        let address = draw.pick(place.at.own + place.at.far)
        return
          "-j SNAT --to-source \(place.isIPv6 && ports ? "[\(address)]" : address)\(ports ? ":\(draw.pick(["1000-1010", "40000-40010"]))" : "")"
      },
      RuleWord("MASQUERADE") { place, draw in
        guard place.table == .nat, place.isOnly(.postrouting) else { return nil }
        return "-j MASQUERADE" + (draw.isOnce(in: 4) ? " --random-fully" : "")
      },
      RuleWord("LOG") { place, draw in draw.isOnce(in: 4) ? "-j NFLOG --nflog-group 7" : nil },
    ]

    /// Draws a word's text for a place; nil if the word has none there.
    static func text(of words: [RuleWord], _ place: RulePlace, _ draw: inout Draw) -> String? { draw.pick(words).make(place, &draw) }
  }

#endif
