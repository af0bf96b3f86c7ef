/// Which destinations some rules single out. To these rules any two others are the same, if they lie in the same networks.
///
/// Between translated packets that differ in nothing else, rules that were not written for one of them make no difference. Whether a destination is
/// the node's own is something else: rules may ask for it.
struct DestinationMentions: Sendable {
  /// What is known of a destination that rules do not single out.
  struct Look {
    /// In which of the networks it lies, a bit each.
    var kind: UInt16
    /// Whether the node may treat it unlike others: it may be its own, a broadcast, or nobody knows.
    var isSpecial: Bool
  }
  /// Addresses that rules single out, and behind ``ruleHosts`` of them those that the node treats in its own way.
  private var hosts = AddressIndex(), ruleHosts = 0, networks: [Network] = []
  /// The same of networks.
  private let localRanges: [Network]
  /// Nil: not all that matters is known of the node.
  private let mainTable: RouteTable?
  /// A bit for each port; empty if there is none.
  private var ports: [UInt64] = []
  /// As many as a kind has bits.
  private static let maximumNetworks = 16

  /// Nil: it is singled out. Precondition: it is not a loopback address, which are not like others anyway.
  @inline(__always) func look(at address: Address, port: UInt16) -> Look? {
    if !ports.isEmpty && ports[Int(port >> 6)] >> UInt64(port & 63) & 1 == 1 { return nil }
    var look = Look(kind: 0, isSpecial: mainTable == nil)
    if let place = hosts.place(of: address) {
      if place < ruleHosts { return nil }
      look.isSpecial = true
    }
    for place in localRanges.indices where localRanges[place].contains(address) { look.isSpecial = true }
    for place in networks.indices where networks[place].contains(address) { look.kind |= 1 << UInt16(place) }
    return look
  }
  /// By which device packets to an address that is not special leave, where the main table's one route for it tells.
  @inline(__always) func device(towards address: Address) -> InterfaceName? {
    mainTable != nil ? mainTable!.plainDevice(towards: address.bits) : nil
  }
  private mutating func insert(_ range: PortRange) {
    if ports.isEmpty { ports = [UInt64](repeating: 0, count: 1024) }
    for port in range.low...range.high { ports[Int(port >> 6)] |= 1 << UInt64(port & 63) }
  }
  /// False: there are too many.
  private mutating func insert(_ network: Network) -> Bool {
    if network.isHost {
      hosts.insert(Address(network.address, network.family))
    } else if !networks.contains(network) {
      networks.append(network)
    }
    return networks.count <= Self.maximumNetworks
  }

  /// Of all rules but those that the nat table has for PREROUTING and OUTPUT. Nil: some of them look at a destination in a way that is not listed
  /// here, or give a packet to somebody who does; or more than rules and the table of routes decides.
  init?(_ course: Course, _ family: IPFamily) {
    guard course.memory == nil, course.tracksConnections, course.facts.virtualServers.isEmpty, course.facts.connections.isEmpty,
      course.facts.index.hasUsualRules(family)
    else { return nil }
    let node = course.facts.plainDestinations(family)
    let loopback = Network(.v4(127, 0, 0, 0), length: 8)
    (mainTable, localRanges) = (node.table, node.localRanges.filter { $0 != loopback })
    for layer in course.layers {
      for table in Table.allCases {
        for hook in Hook.allCases where table != .nat || (hook != .prerouting && hook != .output) {
          guard let base = layer.ruleset.baseChain(table, hook) else { continue }
          if !layer.ruleset.forEachRule(below: base, { add($0, of: layer.ruleset) }) { return nil }
        }
      }
    }
    ruleHosts = hosts.addresses.count
    hosts.formUnion(node.special)
  }
  private mutating func add(_ rule: Rule, of ruleset: Ruleset) -> Bool {
    for place in rule.testRange {
      // Whatever else such a rule asks, it is for nobody but these.
      if case .destination(let match) = ruleset.tests[place], let host = match.address.host(in: ruleset.tables.heap) {
        hosts.insert(Address(host, ruleset.family))
        return true
      }
    }
    for place in rule.testRange where !add(ruleset.tests[place], in: ruleset.tables.heap) { return false }
    switch rule.target {
    case .none, .accept, .drop, .returns, .jump, .goTo, .queue, .reject, .log, .nflog, .masquerade, .snat: return true
    case .mark, .connmark, .ct, .notrack, .audit, .checksum, .classify, .connsecmark, .secmark, .dscp, .ecn, .tos, .ttl, .hl: return true
    case .idletimer, .led, .nfqueue, .rateest, .tcpmss, .tcpoptstrip, .trace: return true
    default: return false
    }
  }
  /// False: the test looks at more of the destination.
  private mutating func add(_ test: Test, in heap: Heap) -> Bool {
    switch test {
    case .destination(let match): return insert(match.address.network(in: heap))
    case .tcp(let match): return add(match.namedPorts(in: heap))
    case .udp(let match): return add(match.namedPorts)
    case .ah, .comment, .connlabel, .connmark, .cpu, .dscp, .dst, .ecn, .esp, .eui64, .frag, .fragment, .hbh, .helper, .hl, .icmp, .icmp6,
      .inInterface,
      .ipcomp, .ipv6header, .length, .mac, .mark, .mh, .outInterface, .owner, .physdev, .pkttype, .proto, .rt, .source, .state, .tcpmss,
      .time, .tos, .ttl:
      return true
    case .addrtype(let match): return match.asksForLocality
    case .conntrack, .statistic: return test.reads.isDisjoint(with: [.destination, .destinationPort])
    default: return false
    }
  }
  private mutating func add(_ range: PortRange?) -> Bool {
    if let range { insert(range) }
    return true
  }
}

extension Ruleset {
  /// Chains with more rules, all in all, are taken to look at everything.
  private static var maximumRules: Int { 16_384 }

  /// Each rule that a base chain leads to, once. False: `body` said so, or there are very many.
  func forEachRule(below base: ChainID, _ body: (Rule) -> Bool) -> Bool {
    var seen: Set<UInt32> = [base.raw], open = [base], count = 0
    while let chain = open.popLast() {
      count += self[chain].count
      if count > Self.maximumRules { return false }
      for place in self[chain].rules {
        let rule = rules[Int(place)]
        if !body(rule) { return false }
        switch rule.target {
        case .jump(let next), .goTo(let next): if seen.insert(next.raw).inserted { open.append(next) }
        default: break
        }
      }
    }
    return true
  }
}
