/// What walks ask of a node again and again, made ready once: each part from the list that it is named after.
struct FactsIndex: Sendable {
  /// The node's own addresses, and the last ones of its connected networks.
  private(set) var own = AddressIndex(), broadcasts = AddressIndex()
  private var families = FamilySet()
  /// The local table, where it is among the routes: routes to one address, and wider ones, the longest first.
  private var localHosts = AddressIndex(), hostRoutes: [LocalRoute] = [], localRanges: [LocalRoute] = []
  private var localFamilies = FamilySet()
  private var tables: [RouteTable] = []
  private var rules4 = RoutingRule.usual, rules6 = RoutingRule.usual
  private var isUsual4 = true, isUsual6 = true
  /// Whether there are rules or local routes beside those that the kernel makes (fib4_has_custom_rules, fib_has_custom_local_routes).
  private(set) var hasOwnRules = false
  private var bridgePorts: [(bridge: InterfaceName, port: InterfaceName)] = []

  func hasAddresses(of family: IPFamily) -> Bool { families.contains(family) }
  func hasLocalTable(of family: IPFamily) -> Bool { localFamilies.contains(family) }
  /// What the local table says of an address; nil: nothing, or the table is not given.
  @inline(__always) func localRoute(to address: Address) -> LocalRoute? {
    if let place = localHosts.place(of: address) { return hostRoutes[place] }
    for route in localRanges where route.destination.contains(address) { return route }
    return nil
  }
  @inline(__always) func table(_ number: UInt32, _ family: IPFamily) -> Int? {
    tables.firstIndex { $0.number == number && $0.family == family }
  }
  @inline(__always) func best(in table: Int, for query: RouteQuery) -> RouteTable.Entry? { tables[table].best(for: query) }
  func hasUsualRules(_ family: IPFamily) -> Bool { family == .ipv4 ? isUsual4 : isUsual6 }
  func ruleCount(_ family: IPFamily) -> Int { family == .ipv4 ? rules4.count : rules6.count }
  @inline(__always) func rule(_ place: Int, _ family: IPFamily) -> RoutingRule { family == .ipv4 ? rules4[place] : rules6[place] }
  /// The one port of a bridge; unknown where it has several, none where it is no bridge.
  func port(ofBridge device: InterfaceName) -> InterfaceName { bridgePorts.first { $0.bridge == device }?.port ?? .none }

  // MARK: Making

  mutating func read(addresses: [InterfaceAddress]) {
    own = AddressIndex(addresses.map(\.address))
    families = FamilySet(own.addresses.map(\.family))
    let networks = addresses.filter { $0.address.family == .ipv4 && $0.length < 31 }
    broadcasts = AddressIndex(
      networks.map { Address($0.address.bits | (0xffff_ffff & ~IPFamily.ipv4.mask(length: $0.length)), .ipv4) })
  }
  mutating func read(routes: [Route]) {
    let local = routes.filter { $0.table == Route.localTable && !$0.isDead }
    // ff00::/8 stands there for every device, without any address.
    localFamilies = FamilySet(local.filter { $0.kind == .local }.map(\.destination.family))
    (localHosts, hostRoutes) = (AddressIndex(), [])
    for route in local where route.destination.isHost {
      if localHosts.insert(Address(route.destination.address, route.destination.family)) { hostRoutes.append(LocalRoute(route)) }
    }
    localRanges = local.filter { !$0.destination.isHost && $0.kind != .multicast }.map(LocalRoute.init)
      .enumerated().sorted { ($1.element.destination.mask, $0.offset) < ($0.element.destination.mask, $1.offset) }.map(\.element)
    tables = RouteTable.all(of: routes)
  }
  mutating func read(policy: [RoutingRule]?) {
    func rules(_ family: IPFamily) -> [RoutingRule] {
      let own = (policy ?? []).filter { $0.family == nil || $0.family == family }
      return (own.isEmpty ? RoutingRule.usual : own).enumerated()
        .sorted { ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset) }.map(\.element)
    }
    (rules4, rules6) = (rules(.ipv4), rules(.ipv6))
    func isUsual(_ rules: [RoutingRule]) -> Bool { rules.map(\.withoutFamily) == RoutingRule.usual }
    (isUsual4, isUsual6) = (isUsual(rules4), isUsual(rules6))
  }
  mutating func noteOwnRules(policy: [RoutingRule]?, routes: [Route]?, knowsAddresses: Bool) {
    let rules = (policy ?? []).filter { $0.family != .ipv6 }
    hasOwnRules =
      rules.contains { !RoutingRule.usual.contains($0.withoutFamily) }
      || knowsAddresses
        && (routes ?? []).contains {
          $0.kind == .local && $0.destination.family == .ipv4 && $0.destination.isHost
            && !own.contains(Address($0.destination.address, .ipv4))
        }
  }
  mutating func read(interfaces: [Interface]) {
    bridgePorts = []
    for interface in interfaces {
      guard let bridge = interface.master else { continue }
      if let place = bridgePorts.firstIndex(where: { $0.bridge == bridge }) {
        bridgePorts[place].port = .unknown
      } else {
        bridgePorts.append((bridge, interface.name))
      }
    }
  }
}

/// Either, both or none of the two families.
private struct FamilySet: Sendable {
  private var bits: UInt8 = 0
  init() {}
  init(_ families: some Sequence<IPFamily>) { for family in families { bits |= 1 << family.rawValue } }
  @inline(__always) func contains(_ family: IPFamily) -> Bool { bits >> family.rawValue & 1 == 1 }
}

/// A route of the local table, as far as anybody asks for it.
struct LocalRoute: BitwiseCopyable, Sendable {
  var kind: Route.Kind
  var destination: Network
  var interface: InterfaceName?
  init(_ route: Route) { (kind, destination, interface) = (route.kind, route.destination, route.interface) }
}

/// One family's routes in one table: for each length of prefix, the longest first, in the order of their networks.
struct RouteTable: Sendable {
  struct Entry: BitwiseCopyable, Sendable {
    var address: UInt128
    var length: Int
    var tos: UInt8
    var metric: UInt32
    var interface: InterfaceName?
    /// Nil: `throw`, the table has no answer.
    var result: RouteResult?
    /// Where it stands among all routes.
    var place: Int
  }
  private struct Prefix: BitwiseCopyable, Sendable {
    var mask: UInt128
    var length: Int
    var start: Int, end: Int
  }
  let number: UInt32, family: IPFamily
  private var entries: [Entry] = []
  private var prefixes: [Prefix] = []

  static func all(of routes: [Route]) -> [RouteTable] {
    struct Key: Hashable { var number: UInt32, family: IPFamily }
    let groups = Dictionary(grouping: routes.indices.filter { !routes[$0].isDead }) {
      Key(number: routes[$0].table, family: routes[$0].destination.family)
    }
    return groups.sorted { ($0.key.number, $0.key.family.rawValue) < ($1.key.number, $1.key.family.rawValue) }
      .map { RouteTable($0.key.number, $0.key.family, $0.value, of: routes) }
  }
  private init(_ number: UInt32, _ family: IPFamily, _ places: [Int], of routes: [Route]) {
    (self.number, self.family) = (number, family)
    func mask(_ place: Int) -> UInt128 { routes[place].destination.mask }
    let ordered = places.sorted {
      let (a, b) = (routes[$0], routes[$1])
      if mask($0) != mask($1) { return (mask($1).nonzeroBitCount, mask($1)) < (mask($0).nonzeroBitCount, mask($0)) }
      return a.destination.address != b.destination.address ? a.destination.address < b.destination.address : $0 < $1
    }
    for place in ordered {
      let route = routes[place], mask = route.destination.mask
      if prefixes.last?.mask != mask {
        prefixes.append(Prefix(mask: mask, length: mask.nonzeroBitCount, start: entries.count, end: entries.count))
      }
      prefixes[prefixes.count - 1].end += 1
      entries.append(
        Entry(
          address: route.destination.address, length: mask.nonzeroBitCount, tos: route.tos, metric: route.metric,
          interface: route.interface,
          result: RouteResult(route), place: place))
    }
  }

  /// The longest prefix, of equals the greatest type of service, then the least metric, then what stands first (fib_table_lookup).
  @inline(__always) func best(for query: RouteQuery) -> Entry? {
    var best: Entry?
    for prefix in prefixes {
      if let best, prefix.length < best.length { break }
      let address = query.destination.bits & prefix.mask
      var at = first(of: address, in: prefix)
      while at < prefix.end && entries[at].address == address {
        let entry = entries[at]
        at += 1
        if entry.tos != 0 && entry.tos != query.tos & 0x1c { continue }
        if let device = query.outInterface, let own = entry.interface, own != device { continue }
        if let best, !entry.isBetter(than: best) { continue }
        best = entry
      }
    }
    return best
  }
  private func first(of address: UInt128, in prefix: Prefix) -> Int {
    var low = prefix.start, high = prefix.end
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].address < address { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
extension RouteTable.Entry {
  /// Of two with equally long prefixes.
  fileprivate func isBetter(than other: Self) -> Bool {
    if tos != other.tos { return tos > other.tos }
    return metric != other.metric ? metric < other.metric : place < other.place
  }
}
