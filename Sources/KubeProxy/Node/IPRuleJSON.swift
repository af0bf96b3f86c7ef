public import PacketPath

/// Reads what `ip -j rule` and `ip -j -6 rule` print.
///
/// A rule that tests what nothing here tells (a tunnel's key, a VRF) is left out, with a remark.
public enum IPRuleJSON {
  /// `family`: whose rules these are; nil: told by a prefix, or by the tables that the rules name.
  public static func parse(_ text: SourceText, family: IPFamily? = nil) -> Parsed<[RoutingRule]> {
    var (entries, diagnostics) = IPJSON.decode(Entry.self, from: text, "rule")
    var rules: [RoutingRule] = []
    for (place, entry) in entries {
      do {
        let rule = try entry.rule()
        rules.append(rule)
        if entry.suppress_ifgroup != nil {
          diagnostics.append(
            Diagnostic(.warning, "rule \(place): `suppress_ifgroup` is not modelled: the rule is taken without it", file: text.name))
        }
      } catch {
        diagnostics.append(Diagnostic(.warning, "rule \(place) is left out: \(error.message)", file: text.name))
      }
    }
    if let family = family ?? RoutingRulesParser.family(of: rules) {
      for i in rules.indices { rules[i].family = rules[i].family ?? family }
    }
    return Parsed(rules, diagnostics)
  }

  /// Keys as `ip -j` names them (print_rule in iprule.c). Some are there with the value null.
  private struct Entry: Decodable {
    enum CodingKeys: String, CodingKey {
      case priority, src, srclen, dst, dstlen, tos, dsfield, dscp, fwmark, fwmask, iif, oif, ipproto, sport, dport, table, action, goto,
        protocol_ = "protocol"
      case uidStart = "uid_start", uidEnd = "uid_end", sportStart = "sport_start", sportEnd = "sport_end", dportStart = "dport_start"
      case dportEnd = "dport_end", suppress_prefixlen, suppress_ifgroup, tun_id, flowlabel, not, nop, l3mdev, unresolved
    }
    var words: [CodingKeys: String] = [:]
    var present: Set<CodingKeys> = []
    var suppress_ifgroup: String? { words[.suppress_ifgroup] }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      for key in container.allKeys {
        present.insert(key)
        if let word = try? container.decode(Word.self, forKey: key) { words[key] = word.text }
      }
    }

    func rule() throws(FactError) -> RoutingRule {
      for (key, what) in [(CodingKeys.l3mdev, "devices of a VRF"), (.tun_id, "a tunnel's key"), (.flowlabel, "a flow label")]
      where present.contains(key) {
        throw FactError("a rule for \(what) is not modelled")
      }
      guard let priority = try read(.priority, IPRouteWords.number, "a priority") else { throw FactError("it has no priority") }
      var rule = RoutingRule(priority: priority, try action())
      rule.isInverted = present.contains(.not)
      rule.source = try prefix(.src, .srclen)
      rule.destination = try prefix(.dst, .dstlen)
      rule.family = rule.source?.family ?? rule.destination?.family
      for key in [CodingKeys.tos, .dsfield] { rule.tos = try read(key, IPRouteWords.tos, "a TOS") ?? rule.tos }
      rule.tos = try read(.dscp, IPRouteWords.dscp, "a DSCP") ?? rule.tos
      if let mark = try read(.fwmark, IPRouteWords.number, "a mark") {
        rule.mark = mark
        rule.markMask = try read(.fwmask, IPRouteWords.number, "a mark's mask") ?? .max
      }
      rule.inInterface = try read(.iif, InterfaceName.init, "a device's name")
      rule.outInterface = try read(.oif, InterfaceName.init, "a device's name")
      rule.suppressPrefixLength = try read(.suppress_prefixlen, { Int($0) }, "a prefix length")
      rule.proto = try read(.ipproto, IPRouteWords.proto, "a protocol that is known")
      rule.sourcePorts = try ports(.sport, .sportStart, .sportEnd)
      rule.destinationPorts = try ports(.dport, .dportStart, .dportEnd)
      rule.uids = try range(.uidStart, .uidEnd)
      return rule
    }
    private func action() throws(FactError) -> RoutingRule.Action {
      if present.contains(.unresolved) || present.contains(.nop) { return .nop }
      if let word = words[.goto] { return word == "none" ? .nop : .goTo(try read(.goto, IPRouteWords.number, "a rule's priority")!) }
      if let table = try read(.table, IPRouteWords.table, "a table") { return .lookup(table) }
      switch words[.action] {
      case "blackhole", "6": return .blackhole
      case "unreachable", "7": return .unreachable
      case "prohibit", "8": return .prohibit
      case "nop": return .nop
      case let other?: throw FactError("\(other.shown) is not an action that is known")
      case nil: throw FactError("it has no action")
      }
    }
    /// Nil: every address.
    private func prefix(_ address: CodingKeys, _ length: CodingKeys) throws(FactError) -> Network? {
      guard let word = words[address], !IPRouteWords.isEverything(word) else { return nil }
      return try read(address, { IPRouteWords.prefix(words[length].map { "\(word)/\($0)" } ?? $0) }, "a prefix")
    }
    private func range(_ low: CodingKeys, _ high: CodingKeys) throws(FactError) -> ClosedRange<UInt32>? {
      guard let start = words[low] else { return nil }
      return try read(low, { IPRouteWords.range("\($0)-\(words[high] ?? start)") }, "a range")
    }
    private func ports(_ one: CodingKeys, _ low: CodingKeys, _ high: CodingKeys) throws(FactError) -> PortRange? {
      if let ports = try read(one, IPRouteWords.ports, "a range of ports") { return ports }
      guard let start = words[low] else { return nil }
      return try read(low, { IPRouteWords.ports("\($0)-\(words[high] ?? start)") }, "a range of ports")
    }
    private func read<Value>(_ key: CodingKeys, _ parse: (String) -> Value?, _ what: String) throws(FactError) -> Value? {
      guard let word = words[key] else { return nil }
      guard let value = parse(word) else { throw FactError("\(word.shown) is not \(what)") }
      return value
    }
  }
}
