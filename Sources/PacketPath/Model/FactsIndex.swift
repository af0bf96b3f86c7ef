/// What walks ask of a node again and again, made ready once: each part from the list that it is named after.
struct FactsIndex: Sendable {
  /// The node's own addresses, and the last ones of its connected networks.
  private(set) var own = AddressIndex(), broadcasts = AddressIndex()
  private var families = FamilySet()
  /// The local table, where it is among the routes: routes to one address, and wider ones, the longest first.
  private var localHosts = AddressIndex(), hostRoutes: [LocalRoute] = [], localRanges: [LocalRoute] = []
  private var localFamilies = FamilySet()
  private var tables: [RouteTable] = []
  /// The main table of either family.
  private var mainTables = InlineArray<2, Int?>(repeating: nil)
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
  /// The best route of a table, and how long its prefix is; nil result: `throw`. Nil: the table has none.
  @inline(__always) func best(in table: Int, for query: borrowing RouteQuery) -> (result: RouteResult?, length: Int)? {
    tables[table].best(for: query)
  }
  /// For those who ask on every packet: addresses that are the node's own, broadcasts, or anything else in the local table, and such networks. And
  /// the main table, by which others are routed; nil where not all of this is known.
  func plainDestinations(_ family: IPFamily) -> (special: [Address], localRanges: [Network], table: RouteTable?) {
    let isKnown = families.contains(family) || localFamilies.contains(family), main = mainTables[family == .ipv4 ? 0 : 1]
    let special = own.addresses + broadcasts.addresses + localHosts.addresses
    return (special, localRanges.map(\.destination), isKnown ? main.map { tables[$0] } : nil)
  }
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
    (mainTables[0], mainTables[1]) = (table(Route.mainTable, .ipv4), table(Route.mainTable, .ipv6))
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

/// One family's routes in one table: for each length of prefix, the longest first, in the order of their networks;
/// found by the network's hash.
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
  }
  /// The routes to one network: entries next to each other.
  private struct Group: BitwiseCopyable, Sendable {
    var address: UInt128
    var prefix: Int
    var start: Int, end: Int
    /// That of the one route there is, if nothing but the address decides whether it is taken.
    var device: InterfaceName?

    @inline(__always) static func hash(_ address: UInt128, _ prefix: Int) -> UInt64 {
      var hash = WordHash()
      hash.combine(address)
      hash.combine(UInt64(prefix))
      return hash.value
    }
  }
  let number: UInt32, family: IPFamily
  private var entries: [Entry] = []
  private var prefixes: [Prefix] = []
  private var groups: [Group] = [], slots = SlotTable()

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
      if prefixes.last?.mask != mask { prefixes.append(Prefix(mask: mask, length: mask.nonzeroBitCount)) }
      let result = RouteResult(route)
      var device: InterfaceName?
      if case .unicast(let name, _, _) = result, route.tos == 0 { device = name }
      add(route.destination.address, prefix: prefixes.count - 1, device: device)
      entries.append(
        Entry(
          address: route.destination.address, length: mask.nonzeroBitCount, tos: route.tos, metric: route.metric,
          interface: route.interface,
          result: result, place: place))
    }
  }

  /// An entry that comes next.
  private mutating func add(_ address: UInt128, prefix: Int, device: InterfaceName?) {
    if let last = groups.last, last.prefix == prefix, last.address == address {
      groups[groups.count - 1].end += 1
      groups[groups.count - 1].device = nil
      return
    }
    groups.append(Group(address: address, prefix: prefix, start: entries.count, end: entries.count + 1, device: device))
    slots.insert(groups.count - 1) { Group.hash(groups[$0].address, groups[$0].prefix) }
  }

  /// Nil: more than the address decides, or it is no route that a packet leaves by.
  @inline(__always) func plainDevice(towards address: UInt128) -> InterfaceName? {
    for number in prefixes.indices {
      let group = group(of: address & prefixes[number].mask, number)
      if group >= 0 { return groups[group].device }
    }
    return nil
  }
  /// The longest prefix, of equals the greatest type of service, then the least metric, then what stands first (fib_table_lookup).
  @inline(__always) func best(for query: borrowing RouteQuery) -> (result: RouteResult?, length: Int)? {
    let place = place(of: query)
    return place < 0 ? nil : (entries[place].result, entries[place].length)
  }
  /// Where the best entry stands; -1: there is none. An entry is large, and only looked at where it lies.
  private func place(of query: borrowing RouteQuery) -> Int {
    var best = -1
    for (number, prefix) in prefixes.enumerated() {
      if best >= 0 && prefix.length < entries[best].length { break }
      let group = group(of: query.destination.bits & prefix.mask, number)
      if group < 0 { continue }
      for place in groups[group].start..<groups[group].end where isTaken(place, by: query) && (best < 0 || isBetter(place, than: best)) {
        best = place
      }
    }
    return best
  }
  /// -1: no route leads to this network.
  @inline(__always) private func group(of address: UInt128, _ prefix: Int) -> Int {
    var slot = slots.start(Group.hash(address, prefix))
    while let place = slots.index(at: slot) {
      if groups[place].address == address && groups[place].prefix == prefix { return place }
      slot = slots.next(slot)
    }
    return -1
  }
  @inline(__always) private func isTaken(_ place: Int, by query: borrowing RouteQuery) -> Bool {
    let tos = entries[place].tos, asked = query.tos & 0x1c
    if tos != 0 && tos != asked { return false }
    if let device = query.outInterface, let own = entries[place].interface, own != device { return false }
    return true
  }
  /// Of two with equally long prefixes.
  private func isBetter(_ place: Int, than other: Int) -> Bool {
    if entries[place].tos != entries[other].tos { return entries[place].tos > entries[other].tos }
    if entries[place].metric != entries[other].metric { return entries[place].metric < entries[other].metric }
    return entries[place].place < entries[other].place
  }
}
