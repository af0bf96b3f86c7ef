import PacketPath
import TestSupport
import Testing

/// A route is found as by looking at all of them: the longest prefix, the greatest type of service, the least metric, the first.
@Suite struct RouteTableTests {
  private static func routes(_ generator: inout SplitMix64, _ family: IPFamily) -> [Route] {
    func pick<T>(_ values: [T]) -> T { values[Int.random(in: values.indices, using: &generator)] }
    let base: UInt128 = family == .ipv4 ? 0x0a00_0000 : 0xfd00 << 112
    return (0..<Int.random(in: 1...60, using: &generator)).map { i in
      let address = Address(base | UInt128.random(in: 0...0x3ff, using: &generator), family)
      let length = family.width - pick([0, 0, 1, 2, 4, 8, 10, family.width])
      var route = Route(
        pick([.unicast, .unicast, .unicast, .unreachable, .throw]), to: Network(address, length: length),
        interface: InterfaceName("eth\(i)")!,
        metric: pick([0, 0, 100, 1024]), tos: pick([0, 0, 0, 8]))
      route.isDead = pick([false, false, false, true])
      return route
    }
  }
  /// Nil: no route, or one that throws.
  private static func scanned(_ routes: [Route], _ query: RouteQuery) -> Route? {
    var best: Route?
    for route in routes where !route.isDead && route.destination.contains(query.destination) && (route.tos == 0 || route.tos == query.tos) {
      if let device = query.outInterface, device != route.interface { continue }
      func rank(_ route: Route) -> (Int, UInt8, Int) { (route.destination.length!, route.tos, -Int(route.metric)) }
      if best.map({ rank($0) < rank(route) }) ?? true { best = route }
    }
    return best?.kind == .throw ? nil : best
  }
  @Test(arguments: Seeds.upTo(30), [IPFamily.ipv4, .ipv6]) func `the table finds what a scan finds`(seed: UInt64, family: IPFamily) {
    var generator = SplitMix64(seed: seed)
    var facts = NodeFacts()
    let routes = Self.routes(&generator, family)
    facts.routes = routes
    // Only the main table is asked: without addresses, the local one does not know.
    facts.policy = [RoutingRule(priority: 1, .lookup(Route.mainTable))]
    for _ in 0..<200 {
      let base: UInt128 = family == .ipv4 ? 0x0a00_0000 : 0xfd00 << 112
      var query = RouteQuery(destination: Address(base | UInt128.random(in: 0...0x4ff, using: &generator), family))
      query.tos = Bool.random(using: &generator) ? 8 : 0
      if UInt8.random(in: 0..<8, using: &generator) == 0 { query.outInterface = routes[0].interface }
      let expected = Self.scanned(routes, query)
      switch facts.route(to: query) {
      case .unicast(let device, _, _): #expect(expected?.kind == .unicast && expected?.interface == device, "seed \(seed)")
      case .unreachable: #expect(expected?.kind == .unreachable, "seed \(seed)")
      case .none: #expect(expected == nil, "seed \(seed)")
      case let other: Issue.record("\(other), seed \(seed)")
      }
    }
  }
}

/// A device's settings are combined with those of all devices; devices with a dot in their name are written with a slash.
@Suite struct SysctlSettingsTests {
  private func drops(_ settings: [(String, String)], from source: Address, on device: String) -> Bool {
    var facts = NodeFacts()
    let (eth0, vlan) = (InterfaceName("eth0")!, InterfaceName("eth0.100")!)
    facts.addresses = [InterfaceAddress(eth0, .v4(192, 0, 2, 1), length: 24), InterfaceAddress(vlan, .v4(10, 0, 0, 1), length: 24)]
    facts.routes = [
      Route(to: Network("192.0.2.0/24")!, interface: eth0, scope: .link), Route(to: Network("10.0.0.0/24")!, interface: vlan, scope: .link),
      Route(to: Network("0.0.0.0/0")!, interface: eth0, gateway: .v4(192, 0, 2, 254)),
    ]
    for (key, value) in settings { facts.sysctls[key] = value }
    var packet = Packet(from: source, to: .v4(192, 0, 2, 9), port: 80)
    packet.inInterface = InterfaceName(device)!
    return Simulator(Node(facts: facts)).predict(packet).outcomes[0].answer == "rp-filter"
  }
  @Test func `rp_filter is the greater of a device's own and that of all`() {
    let outside = Address.v4(198, 51, 100, 7)
    #expect(!drops([], from: outside, on: "eth0.100"))
    #expect(drops([("net.ipv4.conf.all.rp_filter", "1")], from: outside, on: "eth0.100"))
    #expect(!drops([("net.ipv4.conf.all.rp_filter", "1")], from: outside, on: "eth0"))
    #expect(drops([("net/ipv4/conf/eth0.100/rp_filter", "1")], from: outside, on: "eth0.100"))
    #expect(drops([("net.ipv4.conf.eth0/100.rp_filter", "1"), ("net.ipv4.conf.all.rp_filter", "0")], from: outside, on: "eth0.100"))
    #expect(drops([("net.ipv4.conf.default.rp_filter", "1")], from: outside, on: "eth0.100"))
    #expect(!drops([("net.ipv4.conf.default.rp_filter", "1"), ("net.ipv4.conf.eth0/100.rp_filter", "0")], from: outside, on: "eth0.100"))
    #expect(!drops([("net.ipv4.conf.all.rp_filter", "1"), ("net.ipv4.conf.eth0/100.rp_filter", "2")], from: outside, on: "eth0.100"))
  }
}
