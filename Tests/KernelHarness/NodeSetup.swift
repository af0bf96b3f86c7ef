#if os(Linux)

  import Glibc
  import KernelShim

  /// One TAP: writing to its descriptor is a frame that arrives, reading one that left.
  struct TapDevice {
    var descriptor: Descriptor
    var mac: [UInt8]
  }

  /// Builds a node inside the calling thread's network namespace, which must be a fresh one.
  enum NodeSetup {
    /// What every node gets before its interfaces exist. Forwarding as on a Kubernetes node; no rate limit on ICMP, whose answers would else
    /// come or not come by chance; no redirects for packets that leave where they came from; nothing that IPv6 sends by itself (duplicate
    /// address detection, router solicitations).
    private static let defaults: [(name: String, value: String)] = [
      ("net.ipv4.ip_forward", "1"), ("net.ipv6.conf.all.forwarding", "1"), ("net.ipv6.conf.default.forwarding", "1"),
      ("net.ipv4.conf.all.rp_filter", "0"), ("net.ipv4.conf.default.rp_filter", "0"), ("net.ipv4.conf.all.route_localnet", "0"),
      ("net.ipv4.conf.default.route_localnet", "0"), ("net.ipv4.icmp_ratelimit", "0"), ("net.ipv4.icmp_ratemask", "0"),
      ("net.ipv6.icmp.ratelimit", "0"),
      ("net.ipv4.conf.all.send_redirects", "0"), ("net.ipv4.conf.default.send_redirects", "0"),
      ("net.ipv6.conf.all.disable_ipv6", "0"), ("net.ipv6.conf.default.disable_ipv6", "0"), ("net.ipv6.conf.default.accept_dad", "0"),
      ("net.ipv6.conf.default.dad_transmits", "0"), ("net.ipv6.conf.default.router_solicitations", "0"),
      ("net.ipv6.conf.default.accept_ra", "0"), ("net.ipv6.conf.default.addr_gen_mode", "1"), ("net.ipv6.auto_flowlabels", "0"),
      ("net.netfilter.nf_conntrack_tcp_loose", "1"),
    ]

    /// The same where the kernel has it for each namespace (6.12 and later); older ones limit all namespaces together.
    private static let defaultsIfPresent: [(name: String, value: String)] = [
      ("net.ipv4.icmp_msgs_per_sec", "1000000"), ("net.ipv4.icmp_msgs_burst", "1000000"),
    ]

    static func writeDefaults() throws {
      for (name, value) in defaults { try writeSysctl(name, value) }
      for (name, value) in defaultsIfPresent { try? writeSysctl(name, value) }
    }

    /// Writes a sysctl of the calling thread's network namespace. Only `net.` is allowed: all else is the machine's.
    static func writeSysctl(_ name: String, _ value: String) throws {
      guard name.hasPrefix("net."), !name.contains("..") else { throw KernelHarnessError("\(name) is not a sysctl of a network namespace") }
      // As sysctl(8) has it: a dot separates, and a dot within an interface's name is written as a slash.
      let path = "/proc/sys/" + String(name.map { $0 == "." ? "/" : $0 == "/" ? "." : $0 })
      // A constant flag, and a path that ends where the string does.
      let number = unsafe open(path, O_WRONLY | O_CLOEXEC)
      guard number >= 0 else { throw KernelHarnessError("sysctl \(name): \(errorText(errno))") }
      try Descriptor(number).write(Array(value.utf8))
    }

    /// Creates the TAPs of a node, all down and without addresses.
    static func makeTaps(_ interfaces: [KernelNode.Interface]) throws -> [String: TapDevice] {
      try moveFallbackDevices()
      var taps: [String: TapDevice] = [:]
      for (index, interface) in interfaces.enumerated() where interface.name != "lo" {
        guard interface.name.utf8.count < 16 else { throw KernelHarnessError("\(interface.name) is too long for a device") }
        // The shim copies at most 15 bytes of the name.
        let number = unsafe kernel_open_tap(interface.name)
        let mac = try interface.mac.map(ethernetAddress) ?? [2, 0, 0, 0, UInt8(index >> 8), UInt8(index & 0xFF)]
        taps[interface.name] = TapDevice(descriptor: Descriptor(try checked(number, "TAP \(interface.name)")), mac: mac)
      }
      return taps
    }

    /// The devices that tunnel modules put into every namespace (tunl0, sit0 ...) cannot be deleted; they make room for a node's own.
    private static func moveFallbackDevices() throws {
      let names = try toolOutput(["ip", "-o", "link"]).split(separator: "\n")
        .compactMap { $0.split(separator: " ").dropFirst().first?.prefix { $0 != "@" && $0 != ":" } }
      for (index, name) in names.enumerated() where name != "lo" {
        try toolOutput(["ip", "link", "set", "\(name)", "name", "fallback\(index)"])
      }
    }

    static func interfaceNames(_ names: [String]) -> [UInt32: String] {
      // Only a string that ends with zero goes to the C library.
      Dictionary(names.map { (unsafe if_nametoindex($0), $0) }) { first, _ in first }
    }

    /// Gives the devices their addresses, and the node its routes and rules.
    static func configure(_ node: KernelNode, _ taps: [String: TapDevice]) throws {
      var batch = "link set lo up\n"
      for interface in node.interfaces {
        if let mac = taps[interface.name]?.mac {
          let text = mac.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(separator: ":")
          batch += "link set \(interface.name) address \(text) arp off\n"
        }
        if interface.isUp { batch += "link set \(interface.name) up\n" }
        for address in interface.addresses where !(interface.name == "lo" && ["127.0.0.1/8", "::1/128"].contains(address)) {
          batch += "address add \(address) dev \(interface.name)\(address.contains(":") ? " nodad" : "")\n"
        }
      }
      try toolOutput(["ip", "-batch", "-"], input: batch)
      try awaitLocalRoutes(node)
      try addRoutes(node.routes.map { ("route replace", $0) } + node.rules.map { ("rule add", $0) })
    }

    /// An IPv6 address is the node's own when its local route is there, which a kernel thread adds (addrconf_dad_work): on a busy machine after the
    /// tool that added the address has ended.
    private static func awaitLocalRoutes(_ node: KernelNode) throws {
      let own = node.interfaces.filter(\.isUp).flatMap(\.addresses).filter { $0.contains(":") }
        .compactMap { KernelAddress(String($0.prefix { $0 != "/" }))?.description }
      if own.isEmpty { return }
      for _ in 0..<1000 {
        let known = Set(
          try toolOutput(["ip", "-6", "-o", "route", "show", "table", "local"]).split(separator: "\n").compactMap { line in
            line.hasPrefix("local ") ? line.dropFirst(6).prefix { $0 != " " && $0 != "/" } : nil
          })
        if own.allSatisfy({ known.contains(Substring($0)) }) { return }
        usleep(2000)
      }
      throw KernelHarnessError("an IPv6 address of the node did not become its own within two seconds")
    }

    private static func addRoutes(_ lines: [(command: String, text: String)]) throws {
      for isIPv6 in [false, true] {
        let batch = lines.filter { ($0.text.hasPrefix("-6 ") || $0.text.contains(":")) == isIPv6 }
          .map { "\($0.command) \($0.text.hasPrefix("-6 ") ? String($0.text.dropFirst(3)) : $0.text)\n" }.joined()
        if !batch.isEmpty { try toolOutput(["ip", isIPv6 ? "-6" : "-4", "-batch", "-"], input: batch) }
      }
    }

    /// Loads the sets and the rules, and returns what stands in their chains.
    static func load(_ node: KernelNode, _ socket: NetlinkSocket) throws -> RuleInventory {
      for name in accountingNames(in: node) { try addAccounting(name, quota: node.quotas[name], socket) }
      if let sets = node.ipset { try toolOutput(["ipset", "restore"], input: sets) }
      return try loadRules(node, socket)
    }
    static func loadRules(_ node: KernelNode, _ socket: NetlinkSocket) throws -> RuleInventory {
      var inventory = RuleInventory()
      for (backend, isIPv6, rules) in node.ruleTexts {
        let wait = backend == .legacy ? ["-w", "60"] : []
        try toolOutput([backend.tool("restore", isIPv6: isIPv6)] + wait, input: rules)
        switch backend {
        case .legacy: inventory.addSaved(try toolOutput([backend.tool("save", isIPv6: isIPv6)]), isIPv6: isIPv6)
        case .nft: try inventory.addDump(from: socket, isIPv6: isIPv6)
        }
      }
      return inventory
    }

    /// The objects that `-m nfacct` names must exist before the rule is loaded.
    private static func accountingNames(in node: KernelNode) -> Set<String> {
      let words = node.ruleTexts.flatMap { $0.text.split { $0 == " " || $0 == "\n" } }
      return Set(words.indices.dropLast().filter { words[$0] == "--nfacct-name" }.map { String(words[$0 + 1].filter { $0 != "\"" }) })
    }

    private static func addAccounting(_ name: String, quota: UInt64?, _ socket: NetlinkSocket) throws {
      // NFNL_MSG_ACCT_NEW, NFACCT_NAME
      var request = NetlinkRequest(.accounting, 0, flags: NetlinkRequest.acknowledge | NetlinkRequest.create)
      request.attribute(1, Array(name.utf8) + [0])
      if let quota {
        // NFACCT_FLAGS: NFACCT_F_QUOTA_PKTS; NFACCT_QUOTA.
        request.attribute(5, UInt32(1).networkBytes)
        request.attribute(6, UInt32(quota >> 32).networkBytes + UInt32(truncatingIfNeeded: quota).networkBytes)
      }
      try socket.perform(request, "nfacct \(name)")
    }
  }

  extension KernelBackend {
    /// `iptables-legacy-restore`, `ip6tables-nft-save` ...
    package func tool(_ verb: String, isIPv6: Bool) -> String { "\(isIPv6 ? "ip6tables" : "iptables")-\(rawValue)-\(verb)" }
  }

#endif
