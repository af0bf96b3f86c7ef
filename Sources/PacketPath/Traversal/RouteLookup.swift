/// What a route lookup is asked.
public struct RouteQuery: Sendable, Hashable {
  public var destination: Address
  public var source: Address?
  public var mark: UInt32 = 0
  public var tos: UInt8 = 0
  public var inInterface = InterfaceName.none
  /// Set for a packet that must leave by a certain device.
  public var outInterface: InterfaceName?
  /// Whether routes by other devices do not count at all, the node's own addresses' neither (RT6_LOOKUP_F_IFACE).
  var isBound = false
  public var proto = IPProtocol(rawValue: 0)
  public var sourcePort: PortRange?, destinationPort: UInt16 = 0
  /// The owner of the socket that sends, nil if that is not known. What arrives, and what the node sends without a socket, is of user 0 (sock_net_uid).
  public var uid: UInt32? = 0
  /// Who made the packet: it is where it says it is.
  public var sender: Sender?
  /// Where nobody knows whether the destination is the node's own, it is taken not to be.
  var takesUnknownAsRemote = false
  public init(destination: Address, source: Address? = nil) {
    self.destination = destination
    self.source = source
  }
}

/// What it answers.
public enum RouteResult: BitwiseCopyable, Sendable, Equatable {
  case local
  case broadcast
  case multicast
  /// Leaves by `device` (perhaps unknown); nil gateway: the destination is on the link.
  case unicast(device: InterfaceName, gateway: Address?, preferredSource: Address?)
  /// A route that refuses: the answer is ICMP `unreachable` or `prohibit`, or nothing for a blackhole.
  case unreachable, prohibit, blackhole
  /// No route at all.
  case none
  /// Whether it is local is not known.
  case unknown
}

extension NodeFacts {
  /// Looks a destination up as the kernel does: policy rules in order, in each table the longest prefix, the least metric.
  public func route(to query: RouteQuery) -> RouteResult {
    let destination = query.destination
    if destination.isLimitedBroadcast { return .broadcast }
    if destination.isMulticast { return .multicast }
    return lookup(query)
  }

  /// See ``FactsIndex/plainDestinations(_:)``.
  func plainDestinations(_ family: IPFamily) -> (special: [Address], localRanges: [Network], table: RouteTable?) {
    var plain = index.plainDestinations(family)
    if !localNetworks.isEmpty || routes == nil { plain.table = nil }
    return plain
  }
  /// The same without looking at the address first: the tables alone (fib_lookup).
  func lookup(_ query: RouteQuery) -> RouteResult {
    let family = query.destination.family
    if index.hasUsualRules(family) {
      if let local = lookupLocal(query) { return local }
      return lookup(Route.mainTable, query, suppress: nil) ?? lookup(Route.defaultTable, query, suppress: nil) ?? RouteResult.none
    }
    var skipTo: UInt32 = 0
    for place in 0..<index.ruleCount(family) {
      let rule = index.rule(place, family)
      guard rule.priority >= skipTo, rule.matches(query) != rule.isInverted else { continue }
      switch rule.action {
      // A rule's "unreachable" is ENETUNREACH, as if there were no route (fib4_rule_action, fib6_rule_action).
      case .unreachable: return .none
      case .prohibit: return .prohibit
      case .blackhole: return .blackhole
      case .nop: continue
      case .goTo(let priority): skipTo = priority
      case .lookup(let table):
        if table == Route.localTable {
          if let result = lookupLocal(query) { return result }
        } else if let result = lookup(table, query, suppress: rule.suppressPrefixLength) {
          return result
        }
      }
    }
    return .none
  }
  /// Nil: the local table has no answer.
  @inline(__always) private func lookupLocal(_ query: RouteQuery) -> RouteResult? {
    if query.isBound, index.hasLocalTable(of: query.destination.family) {
      guard let route = index.localRoute(to: query.destination), route.interface == query.outInterface else { return nil }
      return .local
    }
    let answer = isLocal(query)
    if answer == .yes { return .local }
    if answer != .no && !query.takesUnknownAsRemote { return .unknown }
    if index.localRoute(to: query.destination)?.kind == .anycast { return .local }
    return isBroadcast(query.destination) ? .broadcast : nil
  }
  /// Whether the local table leads to the node itself; for a link-local address, only that of the device in question.
  private func isLocal(_ query: borrowing RouteQuery) -> Answer {
    let address = query.destination
    guard let device = query.outInterface, address.family == .ipv6, address.isLinkLocal || address.isLoopback else {
      return isLocal(address, query.sender)
    }
    return isLocal(address, on: device, query.sender)
  }
  /// Nil: the table has no answer, the next rule is asked.
  private func lookup(_ table: UInt32, _ query: borrowing RouteQuery, suppress: Int?) -> RouteResult? {
    if routes == nil { return table == Route.mainTable ? connected(query) : nil }
    guard let place = index.table(table, query.destination.family), let best = index.best(in: place, for: query) else { return nil }
    if let suppress, best.length <= suppress { return nil }
    return best.result
  }
  /// Without routes: networks of the node's addresses, else a device that nobody knows.
  private func connected(_ query: borrowing RouteQuery) -> RouteResult {
    var best: InterfaceAddress?
    for own in addresses ?? [] where Network(own.peer ?? own.address, length: own.length).contains(query.destination) {
      if best.map({ own.length > $0.length }) ?? true, interface(named: own.interface)?.isUp ?? true { best = own }
    }
    guard let own = best else { return .unicast(device: query.outInterface ?? .unknown, gateway: nil, preferredSource: nil) }
    return .unicast(device: own.interface, gateway: nil, preferredSource: own.address)
  }
}

extension RouteResult {
  /// What a route leads to; nil for `throw`, with which its table has no answer.
  init?(_ route: Route) {
    switch route.kind {
    case .local, .anycast: self = .local
    case .broadcast: self = .broadcast
    case .multicast: self = .multicast
    case .unreachable: self = .unreachable
    case .prohibit: self = .prohibit
    case .blackhole: self = .blackhole
    case .throw: return nil
    case .unicast:
      let first = route.nextHops.first
      if route.nextHops.count > 1 {
        // Which of several hops a flow takes is not known, but perhaps by which device.
        let isOneDevice = route.nextHops.allSatisfy { $0.interface == first?.interface }
        self = .unicast(device: isOneDevice ? first?.interface ?? .unknown : .unknown, gateway: nil, preferredSource: route.preferredSource)
      } else {
        self = .unicast(
          device: route.interface ?? first?.interface ?? .unknown, gateway: route.gateway ?? first?.gateway,
          preferredSource: route.preferredSource)
      }
    }
  }
}
extension RoutingRule {
  var withoutFamily: RoutingRule {
    var rule = self
    rule.family = nil
    return rule
  }
  fileprivate func matches(_ query: RouteQuery) -> Bool {
    if let destination, !destination.contains(query.destination) { return false }
    if let source, source.mask != 0, !(query.source.map { source.contains($0) } ?? false) { return false }
    if query.mark & markMask != mark & markMask { return false }
    if tos != 0 && tos != query.tos { return false }
    if let inInterface, inInterface != (query.inInterface.isNone ? .loopback : query.inInterface) { return false }
    if let outInterface, outInterface != query.outInterface { return false }
    if let proto, proto != query.proto { return false }
    if let destinationPorts, !destinationPorts.contains(query.destinationPort) { return false }
    if let sourcePorts, sourcePorts.test(query.sourcePort ?? .all) != .yes { return false }
    if let uids, !(query.uid.map { uids.contains($0) } ?? false) { return false }
    return true
  }
}

// MARK: The node's own addresses
extension NodeFacts {
  /// The source address that a local packet gets, if its sender chooses none (`ip route get`).
  public func sourceAddress(towards destination: Address, mark: UInt32 = 0, _ sender: Sender? = nil) -> AddressChoice {
    var query = RouteQuery(destination: destination)
    query.uid = nil
    query.mark = mark
    query.sender = sender
    switch route(to: query) {
    case .local: return .address(destination)
    case .unicast(let device, let gateway, let preferred):
      if let preferred { return .address(preferred) }
      return address(on: device, for: gateway ?? destination)
    case .broadcast, .multicast, .unknown: return .unknown
    case .unreachable, .prohibit, .blackhole, .none: return .none
    }
  }
  /// The address with which a device speaks to `peer` (inet_select_addr in devinet.c): the first primary one of global scope whose
  /// network holds the peer, else the first of them, else another device's.
  func address(on device: InterfaceName, for peer: Address) -> AddressChoice {
    guard let addresses else { return .unknown }
    if device.isUnknown { return .unknown }
    if peer.family == .ipv6 { return sourceAddress6(on: device, for: peer, among: addresses) }
    var first: InterfaceAddress?, lent: InterfaceAddress?
    for own in addresses where own.address.family == .ipv4 && !own.isSecondary && own.scope < .link {
      if own.interface == device {
        if Network(own.address, length: own.length).contains(peer) { return .address(own.address) }
        first = first ?? own
      } else {
        lent = lent ?? own
      }
    }
    // Other devices lend theirs, lo's own last address never (scope host).
    return (first ?? lent).map { .address($0.address) } ?? .none
  }
  /// RFC 6724's rules, as far as they can differ here (ipv6_dev_get_saddr in addrconf.c); of equals the first is taken.
  private func sourceAddress6(on device: InterfaceName, for peer: Address, among addresses: [InterfaceAddress]) -> AddressChoice {
    // Whatever is not beyond the link; ::1 is not either, and :: has no scope at all (__ipv6_addr_src_scope).
    let isDeviceBound = peer.isMulticast || peer.isLinkLocal || peer.isLoopback || peer.isUnspecified
    func scope(_ address: Address) -> Int {
      if address.isUnspecified { return -1 }
      return address.isMulticast ? Int(address.bits >> 112 & 15) : address.isLinkLocal || address.isLoopback ? 2 : 14
    }
    let wanted = scope(peer), label = peer.policyLabel
    func score(_ own: InterfaceAddress) -> (Int, Int, Int, Int, Int) {
      let reach = scope(own.address), common = (own.address.bits ^ peer.bits).leadingZeroBitCount
      return (
        own.address == peer ? 1 : 0, reach >= wanted ? -reach : reach - 128, own.interface == device ? 1 : 0,
        own.address.policyLabel == label ? 1 : 0, min(common, own.length)
      )
    }
    var best: (score: (Int, Int, Int, Int, Int), address: Address)?
    for own in addresses where own.address.family == .ipv6 && (!isDeviceBound || own.interface == device) {
      let score = score(own)
      if let best, !(best.score < score) { continue }
      best = (score, own.address)
    }
    return best.map { .address($0.address) } ?? .none
  }
  /// MASQUERADE's address (nf_nat_masquerade_ipv4: the next hop decides; IPv6: source selection for the device).
  func masqueradeAddress(of skb: SocketBuffer) -> AddressChoice {
    let destination = skb.packet.destinationAddress
    if destination.family == .ipv6 { return address(on: skb.outInterface, for: destination) }
    var query = RouteQuery(destination: destination)
    query.mark = skb.mark
    query.sender = skb.sender
    query.outInterface = skb.outInterface.isKnown ? skb.outInterface : nil
    var peer = destination
    if case .unicast(_, let gateway?, _) = route(to: query), gateway.family == destination.family { peer = gateway }
    return address(on: skb.outInterface, for: peer)
  }
  /// Whether a packet leaves by another device than the one at which its connection was masqueraded (nf_nat_oif_changed). Which one that was a listing
  /// of connections does not tell: it is doubtful where the source is an address of the node, but not one that MASQUERADE would give here. Where
  /// addresses do not tell either, packets of one connection are taken to leave by one device.
  func leavesElsewhere(_ connection: Connection, _ skb: SocketBuffer) -> Answer {
    let device = connection.masqueradeDevice
    if device.isNone { return .no }
    if device.isKnown { return skb.outInterface.isUnknown ? .unknown : device == skb.outInterface ? .no : .yes }
    let source = Address(connection.reply.destination, connection.family)
    guard let addresses, knowsAddresses(of: connection.family), skb.outInterface.isKnown else { return .no }
    let holders = addresses.filter { $0.address == source }
    if holders.isEmpty || holders.contains(where: { $0.interface == skb.outInterface }) { return .no }
    if case .address(source) = masqueradeAddress(of: skb) { return .no }
    return .unknown
  }
  /// The first address of a connected network, which in IPv6 means "any router there" (ipv6_anycast_destination).
  /// `device`: of a network that this one is connected to.
  func isSubnetAnycast(_ address: Address, on device: InterfaceName? = nil) -> Bool {
    guard address.family == .ipv6, let routes else { return false }
    return routes.contains { route in
      route.kind == .unicast && route.gateway == nil && route.nextHops.isEmpty && route.destination.family == .ipv6
        && route.destination.address == address.bits && (route.destination.length ?? 0) < 127
        && (device == nil || route.interface == device)
    }
  }
  /// REDIRECT's address for an arriving packet: the arrival device's first (nf_nat_redirect_ipv4).
  func redirectAddress(of skb: SocketBuffer) -> AddressChoice {
    guard let addresses, knowsAddresses(of: skb.packet.family), !skb.inInterface.isUnknown else { return .unknown }
    let destination = skb.packet.destinationAddress
    // IPv6: one of the destination's scope, where that is not global (nf_nat_redirect_ipv6_usable).
    let scope = destination.isMulticast ? Int(destination.bits >> 112 & 15) : destination.isLinkLocal ? 2 : 14
    let own = addresses.first {
      guard $0.interface == skb.inInterface, $0.address.family == skb.packet.family else { return false }
      return destination.family == .ipv4 || scope == 14 || (scope == 2 && $0.address.isLinkLocal)
    }
    return own.map { .address($0.address) } ?? .none
  }
}

extension Address {
  /// The label of RFC 6724's policy table, as the kernel has it (net/ipv6/addrlabel.c).
  fileprivate var policyLabel: Int {
    if bits == 1 { return 0 }
    if bits >> 32 == 0xffff { return 4 }
    if bits >> 32 == 0 { return 3 }
    if bits >> 100 == 0x200_1001 { return 7 }
    if bits >> 96 == 0x2001_0000 { return 6 }
    if bits >> 112 == 0x2002 { return 2 }
    return bits >> 121 == 0x7e ? 5 : 1
  }
}
