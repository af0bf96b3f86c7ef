#if os(Linux)

  import KernelHarness
  import PacketPath

  extension Scenario {
    /// A captured node with the rules of one family, as this backend saves them; nil if the capture has none of that family.
    init?(capturedIn folder: String, backend: KernelBackend, isIPv6: Bool) throws {
      node = try KernelNode(capturedIn: folder, backend: backend)
      self.isIPv6 = isIPv6
      if isIPv6 { node.iptables = nil } else { node.ip6tables = nil }
      guard !rules.isEmpty else { return nil }
      // Loaded once, and saved: legacy then has its base chains.
      let namespace = try KernelNamespace(node)
      rules = try namespace.tool([backend.tool("save", isIPv6: isIPv6)])
      tracksConnectionsIfNeeded()
    }

    /// Packets that rules ask for, from everywhere.
    mutating func aim(_ count: Int, seed: UInt64) {
      var random = RandomPackets(node, isIPv6: isIPv6, draw: Draw(seed: seed))
      func isOfFamily(_ text: String) -> Bool { text.contains(":") == isIPv6 }
      let own = node.interfaces.flatMap(\.addresses).map { String($0.prefix { $0 != "/" }) }.filter {
        isOfFamily($0) && !$0.hasPrefix("fe80:")
      }
      let aims = RuleAims(rules, own: own)
      random.own = own + [isIPv6 ? "::1" : "127.0.0.1"]
      random.targets = aims.targets
      random.sources =
        aims.endpoints
        + (isIPv6 ? ["2001:db8:50::7", "2001:db8:77::7", "2001:db8::11"] : ["198.51.100.7", "203.0.113.77", "192.168.0.11"])
      random.destinations = random.sources + random.own + aims.targets.map(\.address)
      random.ports = [80, 8080, 53, 443, 30080, 22]
      random.marks = [0, 0, 0, 0x4000, 0x8000, 0x10000, 0x20000]
      packets = (0..<count).map { _ in random.next() }
    }
  }

  /// What the rules of a text ask for.
  private struct RuleAims {
    var targets: [(address: String, proto: UInt8, port: UInt16)] = []
    var endpoints: [String] = []

    init(_ rules: String, own: [String]) {
      for line in rules.split(separator: "\n") where line.hasPrefix("-A") {
        let words = line.split(separator: " ").map(String.init)
        func value(_ option: String) -> String? { words.firstIndex(of: option).map { words[$0 + 1] } }
        let proto: UInt8 = ["tcp": 6, "udp": 17, "sctp": 132][value("-p") ?? ""] ?? 6
        let address = value("-d").flatMap { $0.hasSuffix("/32") || $0.hasSuffix("/128") ? String($0.prefix { $0 != "/" }) : nil }
        if let port = value("--dport").flatMap({ UInt16($0) }) {
          for address in address.map({ [$0] }) ?? own { targets.append((address, proto, port)) }
        }
        if let endpoint = value("--to-destination") {
          let address = endpoint.hasPrefix("[") ? endpoint.dropFirst().prefix { $0 != "]" } : endpoint.prefix { $0 != ":" }
          if KernelAddress(String(address)) != nil { endpoints.append(String(address)) }
        }
      }
    }
  }

#endif
