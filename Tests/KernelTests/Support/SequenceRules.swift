#if os(Linux)

  import KernelHarness
  import PacketPath

  /// Rules for sequences: of any shape, with more of those that remember, and in half of them the nat table as kube-proxy writes it.
  enum SequenceRules {
    static func text(_ draw: inout Draw, isIPv6: Bool, backend: KernelBackend) -> String {
      let tables = RandomRules.text(&draw, isIPv6: isIPv6, backend: backend, isForSequences: true)
      let known = tables.split(separator: "\n").filter { line in !unknown.contains { line.contains($0) } }.map { $0 + "\n" }.joined()
      guard draw.isOnce(in: 2) else { return known }
      let others = known.split(separator: "*").filter { !$0.hasPrefix("nat\n") && !$0.hasPrefix("mangle\n") }.map { "*\($0)" }
      return others.joined() + services(&draw, .of(isIPv6: isIPv6)) + marks(&draw)
    }

    /// Words whose answer the inputs do not tell: a session takes one way. And connlimit, whose count Linux 6.18 leaves to
    /// the time: in the tick of the last look it adds a packet without looking whether it is there (__nf_conncount_add), and what has become of a list
    /// that ran empty, to which a packet of an assured connection adds nothing and is dropped for that, depends on when the list is freed
    /// (count_tree, insert_tree). To wait for a tick before each packet would mend the first alone: lists are freed when another one is looked up that
    /// a random number has put into the same slot.
    private static let unknown = [
      "-m bpf", "-m u32", "-m string", "-m cpu", "-m tcpmss", "--ctexpire", "-m socket", "-m osf", "-m cgroup", "-m connlimit",
    ]

    /// Three Services with endpoints near and far, with masqueraded hairpins, with session affinity and `nth` or, if they shall not remember,
    /// without.
    static func services(_ draw: inout Draw, _ at: AddressPool, remembering: Bool = true) -> String {
      let isIPv6 = at.own[0].contains(":")
      var chains = "", rules = "-A PREROUTING -j KUBE-SERVICES\n-A OUTPUT -j KUBE-SERVICES\n-A POSTROUTING -j KUBE-POSTROUTING\n"
      func service(_ name: String, _ test: String, _ proto: String, _ port: Int) {
        let hasAffinity = remembering && draw.isOnce(in: 2), endpoints = draw.some(of: at.near + at.far, draw.number(1...3))
        chains += ":SVC-\(name) - [0:0]\n"
        rules += "-A KUBE-SERVICES \(test) -p \(proto) -m \(proto) --dport \(port) -j SVC-\(name)\n"
        if draw.isOnce(in: 2) { rules += "-A SVC-\(name) ! -s \(at.networks[1]) -j KUBE-MARK-MASQ\n" }
        if hasAffinity {
          for number in endpoints.indices {
            rules += "-A SVC-\(name) -m recent --rcheck --seconds 10800 --reap --name \(name)\(number) --rsource -j SEP-\(name)\(number)\n"
          }
        }
        for (number, endpoint) in endpoints.enumerated() {
          chains += ":SEP-\(name)\(number) - [0:0]\n"
          let left = endpoints.count - number
          let chance =
            left == 1
            ? ""
            : remembering && draw.isOnce(in: 3)
              ? "-m statistic --mode nth --every \(left) --packet 0 " : "-m statistic --mode random --probability 0.50000000000 "
          rules += "-A SVC-\(name) \(chance)-j SEP-\(name)\(number)\n-A SEP-\(name)\(number) -s \(endpoint) -j KUBE-MARK-MASQ\n"
          let list = hasAffinity ? "-m recent --set --name \(name)\(number) --rsource " : ""
          rules +=
            "-A SEP-\(name)\(number) -p \(proto) \(list)-j DNAT --to-destination \(isIPv6 ? "[\(endpoint)]" : endpoint):\(draw.pick([80, 8080, 600]))\n"
        }
      }
      service("A", "-d \(at.services[0])", "tcp", 80)
      service("B", "-d \(at.services[draw.number(0...1)])", "udp", 53)
      service("N", "-m addrtype --dst-type LOCAL", draw.pick(["tcp", "udp"]), draw.pick([30080, 600]))
      rules += "-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000\n-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN\n"
      rules += "-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0\n-A KUBE-POSTROUTING -j MASQUERADE\n"
      let bases = Table.nat.hooks.map { ":\($0.name) ACCEPT [0:0]\n" }.joined()
      return "*nat\n\(bases):KUBE-SERVICES - [0:0]\n:KUBE-POSTROUTING - [0:0]\n:KUBE-MARK-MASQ - [0:0]\n\(chains)\(rules)COMMIT\n"
    }
    /// Zones of connections: by device, for both ways or one, or as marks say; now and then for some packets alone.
    fileprivate static func zones(_ draw: inout Draw) -> String {
      let rules = (0..<draw.number(1...2)).map { _ in
        let place = draw.pick(["PREROUTING", "PREROUTING -i eth0", "PREROUTING -i cni0", "OUTPUT"])
        let test = draw.isOnce(in: 3) ? draw.pick([" -p udp", " -m mark --mark 0x1/0x1", " -p tcp -m tcp --tcp-flags SYN,ACK SYN"]) : ""
        let zone = draw.pick(["--zone 5", "--zone-orig 5", "--zone-reply 5", "--zone mark", "--zone-orig mark", "--zone 6"])
        return "\(place)\(test) -j CT \(zone)"
      }
      return Table.raw.text(rules)
    }
    /// The mark of a connection, kept from packet to packet.
    private static func marks(_ draw: inout Draw) -> String {
      let bases = Table.mangle.hooks.map { ":\($0.name) ACCEPT [0:0]\n" }.joined()
      let rules = [
        "-A PREROUTING -j CONNMARK --restore-mark --nfmask 0x7 --ctmask 0x7\n",
        "-A POSTROUTING -m conntrack --ctstate NEW -j CONNMARK --set-xmark 0x3/0x7\n",
        "-A POSTROUTING -j CONNMARK --save-mark --nfmask 0x7 --ctmask 0x7\n",
        "-A OUTPUT -j CONNMARK --restore-mark --nfmask 0x7 --ctmask 0x7\n",
        "-A FORWARD -m conntrack --ctstate INVALID -j DROP\n", "-A PREROUTING -m conntrack --ctstate RELATED -j MARK --set-xmark 0x2/0x2\n",
        "-A FORWARD -m conntrack --ctdir REPLY -j CONNMARK --or-mark 0x4\n",
      ]
      return "*mangle\n" + bases + rules.filter { _ in draw.isOnce(in: 2) }.joined() + "COMMIT\n"
    }
  }

  extension Scenario {
    /// A node with Services of a seed, whose rules remember nothing but connections, in half of them in zones; chance is taken out of them.
    init(ofServices seed: UInt64, _ setting: Setting, _ draw: inout Draw) {
      self.init(ofSequences: seed, setting, &draw)
      let hasZones = draw.isOnce(in: 2), replaced = hasZones ? ["nat\n", "raw\n"] : ["nat\n"]
      let words = ["-m recent", "limit", "quota", "connbytes", "-j SET", "nth", "connlabel"]
      let others = rules.split(separator: "*").filter { table in !replaced.contains { table.hasPrefix($0) } }.map { "*\($0)" }.joined()
      let kept = others.split(separator: "\n").filter { line in !words.contains { line.contains($0) } }.map { "\($0)\n" }.joined()
      rules = (hasZones ? SequenceRules.zones(&draw) : "") + kept + SequenceRules.services(&draw, .of(isIPv6: isIPv6), remembering: false)
      tracksConnectionsIfNeeded()
      self = forced(Int(seed % 3))
    }
    /// The same where the first endpoint of each Service is gone, as kube-proxy takes it out of the rules: its chain's rules, and the jumps there.
    var withoutFirstEndpoints: Scenario {
      var changed = self
      let gone = ["SEP-A0", "SEP-B0", "SEP-N0"]
      changed.rules = rules.split(separator: "\n").filter { line in
        !line.hasPrefix("-A") || !gone.contains { line.contains(" \($0)") }
      }.map { "\($0)\n" }.joined()
      return changed
    }
    /// A node and rules for sequences of a seed; chance is taken out of the rules.
    init(ofSequences seed: UInt64, _ setting: Setting, _ draw: inout Draw) {
      node = RandomHost.node(&draw, isIPv6: setting.isIPv6, backend: setting.backend)
      isIPv6 = setting.isIPv6
      isSequence = true
      rules = SequenceRules.text(&draw, isIPv6: isIPv6, backend: setting.backend)
      addWhatRulesNeed(&draw)
      tracksConnectionsIfNeeded()
      if rules.contains("--probability") { self = forced(Int(seed % 3)) }
    }
  }

#endif
