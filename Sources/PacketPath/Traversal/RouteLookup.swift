/// What a route lookup is asked.
public struct RouteQuery: Sendable, Hashable {
  public var destination: Address
  public var source: Address?
  public var mark: UInt32 = 0
  public var tos: UInt8 = 0
  public var inInterface = InterfaceName.none
  /// Set for a packet that must leave by a certain device.
  public var outInterface: InterfaceName?
  public var proto = IPProtocol(rawValue: 0)
  public var sourcePort: PortRange?, destinationPort: UInt16 = 0
  public var uid: UInt32?
  public init(destination: Address, source: Address? = nil) {
    self.destination = destination
    self.source = source
  }
}

/// What it answers.
public enum RouteResult: Sendable, Equatable {
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
    guard let rules = policy?.filter({ $0.family == nil || $0.family == destination.family }), !rules.isEmpty else {
      return lookup(RoutingRule.usual, query)
    }
    return lookup(rules, query)
  }

  /// Whether there are rules or local routes beside those that the kernel makes (fib4_has_custom_rules, fib_has_custom_local_routes).
  var hasOwnRules: Bool {
    let rules = (policy ?? []).filter { $0.family != .ipv6 }
    if rules.contains(where: { !RoutingRule.usual.contains($0.withoutFamily) }) { return true }
    guard let addresses else { return false }
    return (routes ?? []).contains { route in
      route.kind == .local && route.destination.family == .ipv4 && route.destination.length == 32
        && !addresses.contains { $0.address.bits == route.destination.address && $0.address.family == .ipv4 }
    }
  }
  private func lookup(_ rules: [RoutingRule], _ query: RouteQuery) -> RouteResult {
    var skipTo: UInt32 = 0
    for rule in rules.sorted(by: { $0.priority < $1.priority }) where rule.priority >= skipTo && rule.matches(query) != rule.isInverted {
      switch rule.action {
      // A rule's "unreachable" is ENETUNREACH, as if there were no route (fib4_rule_action, fib6_rule_action).
      case .unreachable: return .none
      case .prohibit: return .prohibit
      case .blackhole: return .blackhole
      case .nop: continue
      case .goTo(let priority): skipTo = priority
      case .lookup(let table):
        if table == Route.localTable {
          switch isLocal(query.destination, strictlyOn: query.outInterface) {
          case .yes: return .local
          case .no where localRoute(to: query.destination)?.kind == .anycast: return .local
          case .no: if isBroadcast(query.destination) { return .broadcast }
          default: return .unknown
          }
        } else if let result = lookup(table, query, suppress: rule.suppressPrefixLength) {
          return result
        }
      }
    }
    return .none
  }
  /// Whether the local table leads to the node itself; for a link-local address, only that of the device in question.
  private func isLocal(_ address: Address, strictlyOn device: InterfaceName?) -> Answer {
    guard let device, address.family == .ipv6, address.isLinkLocal || address.isLoopback else { return isLocal(address) }
    return isLocal(address, on: device)
  }
  /// Nil: the table has no answer, the next rule is asked.
  private func lookup(_ table: UInt32, _ query: RouteQuery, suppress: Int?) -> RouteResult? {
    guard let routes else { return table == Route.mainTable ? connected(query) : nil }
    var best: Route?
    for route in routes where route.table == table && !route.isDead && route.destination.contains(query.destination) {
      if route.tos != 0 && route.tos != query.tos & 0x1c { continue }
      if let device = query.outInterface, let own = route.interface, own != device { continue }
      if let best, !route.isBetter(than: best) { continue }
      best = route
    }
    guard let best else { return nil }
    if let suppress, (best.destination.length ?? 0) <= suppress { return nil }
    switch best.kind {
    case .local, .anycast: return .local
    case .broadcast: return .broadcast
    case .multicast: return .multicast
    case .unreachable: return .unreachable
    case .prohibit: return .prohibit
    case .blackhole: return .blackhole
    case .throw: return nil
    case .unicast:
      if best.nextHops.count > 1 {
        let first = best.nextHops[0]
        let isOneDevice = best.nextHops.allSatisfy { $0.interface == first.interface }
        return .unicast(device: isOneDevice ? first.interface ?? .unknown : .unknown, gateway: nil, preferredSource: best.preferredSource)
      }
      let hop = best.nextHops.first
      return .unicast(
        device: best.interface ?? hop?.interface ?? .unknown, gateway: best.gateway ?? hop?.gateway, preferredSource: best.preferredSource)
    }
  }
  /// Without routes: networks of the node's addresses, else a device that nobody knows.
  private func connected(_ query: RouteQuery) -> RouteResult {
    let own = (addresses ?? []).filter { own in
      Network(own.peer ?? own.address, length: own.length).contains(query.destination) && (interface(named: own.interface)?.isUp ?? true)
    }.max { $0.length < $1.length }
    guard let own else { return .unicast(device: query.outInterface ?? .unknown, gateway: nil, preferredSource: nil) }
    return .unicast(device: own.interface, gateway: nil, preferredSource: own.address)
  }
}

extension Route {
  fileprivate func isBetter(than other: Route) -> Bool {
    let (mine, theirs) = (destination.mask.nonzeroBitCount, other.destination.mask.nonzeroBitCount)
    if mine != theirs { return mine > theirs }
    if tos != other.tos { return tos > other.tos }
    return metric < other.metric
  }
}
extension RoutingRule {
  fileprivate var withoutFamily: RoutingRule {
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
  public func sourceAddress(towards destination: Address, mark: UInt32 = 0) -> AddressChoice {
    var query = RouteQuery(destination: destination)
    query.mark = mark
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
    func usable(_ own: InterfaceAddress) -> Bool { own.address.family == .ipv4 && !own.isSecondary && own.scope < .link }
    let mine = addresses.filter { $0.interface == device && usable($0) }
    if let near = mine.first(where: { Network($0.address, length: $0.length).contains(peer) }) ?? mine.first {
      return .address(near.address)
    }
    // Other devices lend theirs, lo's own last address never (scope host).
    if let lent = addresses.first(where: { $0.interface != device && usable($0) }) { return .address(lent.address) }
    return .none
  }
  /// RFC 6724's rules, as far as they can differ here (ipv6_dev_get_saddr in addrconf.c); of equals the first is taken.
  private func sourceAddress6(on device: InterfaceName, for peer: Address, among addresses: [InterfaceAddress]) -> AddressChoice {
    let isDeviceBound = peer.isMulticast || peer.isLinkLocal
    let candidates = addresses.filter {
      $0.address.family == .ipv6 && (!isDeviceBound || $0.interface == device) && (interface(named: $0.interface)?.isUp ?? true)
    }
    func scope(_ address: Address) -> Int {
      address.isMulticast ? Int(address.bits >> 112 & 15) : address.isLinkLocal || address.isLoopback ? 2 : 14
    }
    let wanted = scope(peer)
    func score(_ own: InterfaceAddress) -> [Int] {
      let reach = scope(own.address)
      let common = (own.address.bits ^ peer.bits).leadingZeroBitCount
      return [
        own.address == peer ? 1 : 0, reach >= wanted ? -reach : reach - 128, own.interface == device ? 1 : 0,
        own.address.policyLabel == peer.policyLabel ? 1 : 0, min(common, own.length),
      ]
    }
    var best: (score: [Int], address: Address)?
    for own in candidates {
      let score = score(own)
      if let best, !best.score.lexicographicallyPrecedes(score) { continue }
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
    query.outInterface = skb.outInterface.isKnown ? skb.outInterface : nil
    var peer = destination
    if case .unicast(_, let gateway?, _) = route(to: query), gateway.family == destination.family { peer = gateway }
    return address(on: skb.outInterface, for: peer)
  }
  /// The first address of a connected network, which in IPv6 means "any router there" (ipv6_anycast_destination).
  func isSubnetAnycast(_ address: Address) -> Bool {
    guard address.family == .ipv6, let routes else { return false }
    return routes.contains { route in
      route.kind == .unicast && route.gateway == nil && route.nextHops.isEmpty && route.destination.family == .ipv6
        && route.destination.address == address.bits && (route.destination.length ?? 0) < 127
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
