#if os(Linux)

  import FoundationEssentials
  import KernelHarness
  import PacketPath

  /// What the kernel says about a node that was built: one line for every device, address, route and rule.
  ///
  ///     interface 2 eth0 up
  ///     address eth0 192.168.0.10/24 scope global
  ///     route unicast 10.244.2.0/24 table 254 dev eth0 via 192.168.0.11
  ///     rule ipv4 100 fwmark 0x1/0x1 lookup 100
  ///
  /// The lines are read straight into the simulator's facts, so that formats of tools are not in question here, and stored in recorded cases.
  struct NodeLines: Sendable {
    var lines: [String]
    init(lines: [String]) { self.lines = lines }

    /// Asks the tools inside the namespace.
    init(_ namespace: KernelNamespace) throws {
      func decode<Value: Decodable>(_ arguments: [String]) throws -> [Value] {
        let text = try namespace.tool(["ip"] + arguments)
        return try JSONDecoder().decode([Value].self, from: Data((text.isEmpty ? "[]" : text).utf8))
      }
      lines = try (decode(["-j", "address"]) as [PrintedDevice]).flatMap(\.lines)
      for family in ["-4", "-6"] {
        lines += try (decode(["-j", family, "route", "show", "table", "all"]) as [PrintedRoute]).map { $0.line(isIPv6: family == "-6") }
        lines += try (decode(["-j", family, "rule"]) as [PrintedRule]).map { $0.line(isIPv6: family == "-6") }
      }
    }

    // MARK: To facts

    var facts: NodeFacts {
      var facts = NodeFacts()
      // Set at once: the facts are indexed each time.
      var addresses: [InterfaceAddress] = [], routes: [Route] = []
      facts.policy = []
      for line in lines {
        var words = Words(line)
        switch words.next() {
        case "interface": facts.interfaces.append(interface(&words))
        case "address": addresses.append(address(&words))
        case "route": routes.append(route(&words))
        case "rule": facts.policy?.append(rule(&words))
        case let other: preconditionFailure("\(other) begins no line of a node")
        }
      }
      (facts.addresses, facts.routes) = (addresses, routes)
      return facts
    }
    private func interface(_ words: inout Words) -> Interface {
      let index = words.number
      return Interface(index: index, name: words.device, isUp: words.next() == "up")
    }
    private func address(_ words: inout Words) -> InterfaceAddress {
      let device = words.device
      let parts = words.next().split(separator: "/")
      var result = InterfaceAddress(device, Address(String(parts[0]))!, length: Int(parts[1])!)
      while let word = words.optional() {
        switch word {
        case "scope": result.scope = RouteScope(name: words.next())!
        case "secondary": result.isSecondary = true
        case "peer": result.peer = Address(words.next())
        default: preconditionFailure("\(word) in an address")
        }
      }
      return result
    }
    private func route(_ words: inout Words) -> Route {
      let kind = Route.Kind(rawValue: words.next())!
      var route = Route(kind, to: words.network)
      while let word = words.optional() {
        switch word {
        case "table": route.table = UInt32(words.number)
        case "dev": route.interface = words.device
        case "via": route.gateway = Address(words.next())
        case "src": route.preferredSource = Address(words.next())
        case "metric": route.metric = UInt32(words.number)
        case "scope": route.scope = RouteScope(name: words.next())!
        case "tos": route.tos = UInt8(words.number)
        case "dead": route.isDead = true
        case "hop":
          let device = words.device
          route.nextHops.append(.init(interface: device, gateway: Address(words.next())))
        default: preconditionFailure("\(word) in a route")
        }
      }
      return route
    }
    private func rule(_ words: inout Words) -> RoutingRule {
      let family: IPFamily = words.next() == "ipv6" ? .ipv6 : .ipv4
      var rule = RoutingRule(priority: UInt32(words.number), .nop)
      rule.family = family
      while let word = words.optional() {
        switch word {
        case "lookup": rule.action = .lookup(UInt32(words.number))
        case "unreachable": rule.action = .unreachable
        case "prohibit": rule.action = .prohibit
        case "blackhole": rule.action = .blackhole
        case "from": rule.source = words.network
        case "to": rule.destination = words.network
        case "iif": rule.inInterface = words.device
        case "oif": rule.outInterface = words.device
        case "tos": rule.tos = UInt8(words.number)
        case "suppress": rule.suppressPrefixLength = words.number
        case "not": rule.isInverted = true
        case "uids":
          let range = words.range
          rule.uids = UInt32(range.lowerBound)...UInt32(range.upperBound)
        case "proto": rule.proto = IPProtocol(rawValue: UInt8(words.number))
        case "sports": rule.sourcePorts = words.ports
        case "dports": rule.destinationPorts = words.ports
        case "fwmark":
          let parts = words.next().split(separator: "/").map { UInt32($0.dropFirst(2), radix: 16)! }
          (rule.mark, rule.markMask) = (parts[0], parts[1])
        default: preconditionFailure("\(word) in a rule")
        }
      }
      return rule
    }
  }

  /// The words of a line, one after the other. A line that ends too soon is a mistake of the tests.
  struct Words {
    private var rest: ArraySlice<Substring>
    init(_ line: some StringProtocol) { rest = line.split(separator: " ").map { Substring($0) }[...] }
    mutating func optional() -> String? { rest.popFirst().map(String.init) }
    /// `first-last`
    fileprivate var range: ClosedRange<Int> {
      mutating get {
        let ends = next().split(separator: "-").map { Int($0)! }
        return ends[0]...ends[1]
      }
    }
    fileprivate var ports: PortRange {
      mutating get {
        let range = self.range
        return PortRange(UInt16(range.lowerBound), UInt16(range.upperBound))
      }
    }
    mutating func next() -> String { String(rest.removeFirst()) }
    var remainder: String { rest.joined(separator: " ") }
    fileprivate var number: Int { mutating get { Int(next())! } }
    fileprivate var device: InterfaceName { mutating get { InterfaceName(next())! } }
    fileprivate var network: Network {
      mutating get {
        let parts = next().split(separator: "/")
        return Network(Address(String(parts[0]))!, length: Int(parts[1])!)
      }
    }
  }

  /// One element of `ip -j address`.
  private struct PrintedDevice: Decodable {
    struct Address: Decodable {
      var local: String?, address: String?, scope: String?
      var prefixlen: Int?
      var secondary: Bool?
    }
    var ifindex: Int?
    var ifname: String?
    var flags: [String]?
    var addr_info: [Address]?

    var lines: [String] {
      guard let ifindex, let ifname, !ifname.hasPrefix("fallback") else { return [] }
      return ["interface \(ifindex) \(ifname) \(flags?.contains("UP") == true ? "up" : "down")"]
        + (addr_info ?? []).compactMap { info in
          guard let local = info.local, let length = info.prefixlen else { return nil }
          let peer = info.address.map { " peer \($0)" } ?? ""
          return "address \(ifname) \(local)/\(length) scope \(info.scope ?? "global")\(info.secondary == true ? " secondary" : "")\(peer)"
        }
    }
  }

  /// `ip` prints the usual tables by name.
  private func tableNumber(_ name: String?) -> String {
    switch name {
    case nil, "main": "254"
    case "local": "255"
    case "default": "253"
    case let number?: number
    }
  }
  private func prefix(_ text: String, length: Int? = nil, isIPv6: Bool) -> String {
    if text == "default" || text == "all" { return isIPv6 ? "::/0" : "0.0.0.0/0" }
    return text.contains("/") ? text : "\(text)/\(length ?? (isIPv6 ? 128 : 32))"
  }

  /// One element of `ip -j route`.
  private struct PrintedRoute: Decodable {
    struct Hop: Decodable { var gateway: String?, dev: String? }
    var type: String?, dst: String, gateway: String?, dev: String?, table: String?, scope: String?, prefsrc: String?, tos: String?
    var metric: Int?
    var nexthops: [Hop]?
    var flags: [String]?

    func line(isIPv6: Bool) -> String {
      var words = ["route", type ?? "unicast", prefix(dst, isIPv6: isIPv6), "table", tableNumber(table)]
      func add(_ key: String, _ value: String?) { if let value { words += [key, value] } }
      add("dev", dev)
      add("via", gateway)
      add("src", prefsrc)
      add("metric", metric.map(String.init))
      add("scope", scope)
      add("tos", tos.flatMap { $0.hasPrefix("0x") ? Int($0.dropFirst(2), radix: 16) : Int($0) }.map(String.init))
      for hop in nexthops ?? [] { words += ["hop", hop.dev ?? "lo", hop.gateway ?? "-"] }
      if let flags, flags.contains("dead") || flags.contains("linkdown") { words.append("dead") }
      return words.joined(separator: " ")
    }
  }

  /// One element of `ip -j rule`.
  private struct PrintedRule: Decodable {
    var priority: Int
    var src: String?, dst: String?, fwmark: String?, fwmask: String?, iif: String?, oif: String?, table: String?, action: String?,
      tos: String?, ipproto: String?
    var srclen: Int?, dstlen: Int?, suppress_prefixlen: Int?
    var uids: String?, sports: String?, dports: String?
    var isInverted: Bool
    enum CodingKeys: String, CodingKey {
      case priority, src, dst, fwmark, fwmask, iif, oif, table, action, tos, srclen, dstlen, suppress_prefixlen, ipproto
      case uid_start, uid_end, sport, sport_start, sport_end, dport, dport_start, dport_end
      case isInverted = "not"
    }
    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      func text(_ key: CodingKeys) throws -> String? { try values.decodeIfPresent(String.self, forKey: key) }
      priority = try values.decode(Int.self, forKey: .priority)
      (src, dst, fwmark, fwmask) = (try text(.src), try text(.dst), try text(.fwmark), try text(.fwmask))
      (iif, oif, table, action, tos) = (try text(.iif), try text(.oif), try text(.table), try text(.action), try text(.tos))
      srclen = try values.decodeIfPresent(Int.self, forKey: .srclen)
      dstlen = try values.decodeIfPresent(Int.self, forKey: .dstlen)
      suppress_prefixlen = try values.decodeIfPresent(Int.self, forKey: .suppress_prefixlen)
      isInverted = values.contains(.isInverted)
      ipproto = try text(.ipproto)
      /// `first` and `last`, or one number for both.
      func range(_ first: CodingKeys, _ last: CodingKeys, _ one: CodingKeys? = nil) throws -> String? {
        func number(_ key: CodingKeys) throws -> Int? { try values.decodeIfPresent(Int.self, forKey: key) }
        if let one, let number = try number(one) { return "\(number)-\(number)" }
        guard let first = try number(first), let last = try number(last) else { return nil }
        return "\(first)-\(last)"
      }
      (uids, sports) = (try range(.uid_start, .uid_end), try range(.sport_start, .sport_end, .sport))
      dports = try range(.dport_start, .dport_end, .dport)
    }

    func line(isIPv6: Bool) -> String {
      var words = ["rule", isIPv6 ? "ipv6" : "ipv4", "\(priority)"]
      func add(_ key: String, _ value: String?) { if let value { words += [key, value] } }
      if isInverted { words.append("not") }
      add("from", src == "all" ? nil : src.map { prefix($0, length: srclen, isIPv6: isIPv6) })
      add("to", dst.map { prefix($0, length: dstlen, isIPv6: isIPv6) })
      add("fwmark", fwmark.map { "\($0)/\(fwmask ?? "0xffffffff")" })
      add("iif", iif)
      add("oif", oif)
      add("tos", tos.flatMap { Int($0.dropFirst(2), radix: 16) }.map(String.init))
      add("uids", uids)
      add("proto", ipproto.map { ["tcp": "6", "udp": "17", "icmp": "1", "ipv6-icmp": "58", "sctp": "132"][$0] ?? $0 })
      add("sports", sports)
      add("dports", dports)
      if let action { words.append(action) } else { add("lookup", tableNumber(table)) }
      add("suppress", suppress_prefixlen.map(String.init))
      return words.joined(separator: " ")
    }
  }

#endif
