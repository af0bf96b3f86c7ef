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

  private func lookup(_ rules: [RoutingRule], _ query: RouteQuery) -> RouteResult {
    var skipTo: UInt32 = 0
    for rule in rules.sorted(by: { $0.priority < $1.priority }) where rule.priority >= skipTo && rule.matches(query) != rule.isInverted {
      switch rule.action {
      case .unreachable: return .unreachable
      case .prohibit: return .prohibit
      case .blackhole: return .blackhole
      case .nop: continue
      case .goTo(let priority): skipTo = priority
      case .lookup(let table):
        if table == Route.localTable {
          switch isLocal(query.destination) {
          case .yes: return .local
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
    guard let addresses, knowsAddresses(of: peer.family) else { return .unknown }
    if device.isUnknown { return .unknown }
    let family = peer.family
    func usable(_ own: InterfaceAddress) -> Bool {
      own.address.family == family && (family == .ipv6 ? own.scope == .global || peer.isLinkLocal : !own.isSecondary && own.scope < .link)
    }
    let mine = addresses.filter { $0.interface == device && usable($0) }
    if let near = mine.first(where: { Network($0.address, length: $0.length).contains(peer) }) ?? mine.first { return .address(near.address) }
    // Other devices lend theirs, lo's own last address never (scope host).
    if let lent = addresses.first(where: { $0.interface != device && usable($0) }) { return .address(lent.address) }
    return .none
  }
  /// MASQUERADE's address (nf_nat_masquerade_ipv4: the next hop decides; IPv6: source selection for the device).
  func masqueradeAddress(of skb: SocketBuffer) -> AddressChoice {
    let destination = skb.packet.destinationAddress
    var query = RouteQuery(destination: destination)
    query.mark = skb.mark
    query.outInterface = skb.outInterface.isKnown ? skb.outInterface : nil
    var peer = destination
    if case .unicast(_, let gateway?, _) = route(to: query), gateway.family == destination.family { peer = gateway }
    return address(on: skb.outInterface, for: peer)
  }
  /// REDIRECT's address for an arriving packet: the arrival device's first (nf_nat_redirect_ipv4).
  func redirectAddress(of skb: SocketBuffer) -> AddressChoice {
    guard let addresses, knowsAddresses(of: skb.packet.family), !skb.inInterface.isUnknown else { return .unknown }
    let own = addresses.first { $0.interface == skb.inInterface && $0.address.family == skb.packet.family }
    return own.map { .address($0.address) } ?? .none
  }
}
