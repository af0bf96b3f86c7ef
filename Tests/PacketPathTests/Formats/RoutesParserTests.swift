import PacketPath
import Testing

@Suite struct RoutesParserTests {
  static let table = """
    10.52.0.0/16 tos 0x10 dev br0 table 100 scope link\u{20}
    throw 10.96.0.0/12 table 100\u{20}
    default via 10.244.0.254 dev br0 proto dhcp src 10.244.0.2 metric 100 mtu lock 1400 advmss 1360\u{20}
    10.9.0.2 dev veth1 proto kernel scope link src 10.9.0.1\u{20}
    10.50.0.0/16\u{20}
    \tnexthop via 10.244.0.9 dev br0 weight 2\u{20}
    \tnexthop via 10.9.0.2 dev veth1 weight 1 onlink\u{20}
    10.51.0.0/16 via inet6 fd00::9 dev br0\u{20}
    10.53.0.0/16  encap ip id 5 src 0.0.0.0 dst 1.1.1.1 ttl 0 tos 0 dev br0 scope link\u{20}
    10.54.0.0/16 nhid 5 via 10.244.0.7 dev br0\u{20}
    blackhole 10.98.0.0/16 metric 7\u{20}
    unreachable 10.99.0.0/16\u{20}
    local 10.9.0.1 dev veth1 table local proto kernel scope host src 10.9.0.1\u{20}
    broadcast 10.244.0.255 dev br0 table local proto kernel scope link src 10.244.0.1\u{20}
    fd05::/64 via fd00::5 dev br0 metric 1024 expires 99sec pref high
    default via fd00::ff dev br0 metric 1024 pref medium
    unreachable default dev lo metric 4294967295 error -101 pref medium
    multicast ff00::/8 dev br0 table local proto kernel metric 256 pref medium

    """
  static let br0 = InterfaceName("br0")!, veth1 = InterfaceName("veth1")!

  static var routes: [Route] {
    [
      Route(to: Network("10.52.0.0/16")!, table: 100, interface: br0, scope: .link, tos: 0x10),
      Route(.throw, to: Network("10.96.0.0/12")!, table: 100),
      Route(to: Network("0.0.0.0/0")!, interface: br0, gateway: .v4(10, 244, 0, 254), preferredSource: .v4(10, 244, 0, 2), metric: 100),
      Route(to: Network("10.9.0.2")!, interface: veth1, preferredSource: .v4(10, 9, 0, 1), scope: .link),
      Route(
        to: Network("10.50.0.0/16")!,
        nextHops: [
          Route.NextHop(interface: br0, gateway: .v4(10, 244, 0, 9), weight: 2), Route.NextHop(interface: veth1, gateway: .v4(10, 9, 0, 2)),
        ]),
      Route(to: Network("10.51.0.0/16")!, interface: br0, gateway: Address("fd00::9")!),
      Route(to: Network("10.53.0.0/16")!, interface: br0, scope: .link),
      Route(to: Network("10.54.0.0/16")!, interface: br0, gateway: .v4(10, 244, 0, 7)),
      Route(.blackhole, to: Network("10.98.0.0/16")!, metric: 7),
      Route(.unreachable, to: Network("10.99.0.0/16")!),
      Route(.local, to: Network("10.9.0.1")!, table: 255, interface: veth1, preferredSource: .v4(10, 9, 0, 1), scope: .host),
      Route(.broadcast, to: Network("10.244.0.255")!, table: 255, interface: br0, preferredSource: .v4(10, 244, 0, 1), scope: .link),
      Route(to: Network("fd05::/64")!, interface: br0, gateway: Address("fd00::5")!, metric: 1024),
      Route(to: Network("::/0")!, interface: br0, gateway: Address("fd00::ff")!, metric: 1024),
      Route(.unreachable, to: Network("::/0")!, interface: .loopback, metric: .max),
      Route(.multicast, to: Network("ff00::/8")!, table: 255, interface: br0, metric: 256),
    ]
  }

  @Test func everyKindOfRouteIsRead() {
    let parsed = RoutesParser.parse(SourceText(Self.table))
    #expect(parsed.diagnostics == [])
    for (own, expected) in zip(parsed.value, Self.routes) { #expect(own == expected) }
    #expect(parsed.value.count == Self.routes.count)
  }
  @Test func oneLineARouteReadsTheSame() {
    let text = Self.table.replacing(" \n\tnexthop", with: " \\\tnexthop")
    #expect(RoutesParser.parse(SourceText(text)).value == Self.routes)
  }
  @Test func numbersInsteadOfNamesReadTheSame() {
    let text = "9 10.96.0.0/12 table 100 \n2 10.9.0.1 dev veth1 table 255 proto 2 scope 254 src 10.9.0.1 \n"
    let parsed = RoutesParser.parse(SourceText(text))
    #expect(parsed.diagnostics == [])
    #expect(parsed.value == [Self.routes[1], Self.routes[10]])
  }
  @Test func aDefaultRouteHasTheFamilyOfWhatStandsWithIt() {
    func family(_ text: String, _ given: IPFamily? = nil) -> IPFamily? {
      RoutesParser.parse(SourceText(text), family: given).value.first?.destination.family
    }
    #expect(family("default dev wg0 scope link") == .ipv4)
    #expect(family("default dev wg0 metric 1024 pref medium") == .ipv6)
    #expect(family("default dev wg0 metric 1024\nfe80::/64 dev wg0") == .ipv6)
    #expect(family("default via inet6 fe80::1 dev eth0") == .ipv4)
    #expect(family("default via fe80::1 dev eth0") == .ipv6)
    #expect(family("default dev wg0", .ipv6) == .ipv6)
    #expect(family("default metric 1\n nexthop via fe80::1 dev eth0") == .ipv6)
  }
  @Test func deadNextHopsAreLeftOut() {
    let text = """
      10.50.0.0/16
      \tnexthop via 10.244.0.9 dev br0 weight 2
      \tnexthop via 10.9.0.2 dev veth1 weight 1 dead onlink linkdown
      10.60.0.0/16
      \tnexthop via 10.9.0.2 dev veth1 weight 1 dead linkdown
      10.70.0.0/16 dev br0 scope link dead linkdown
      10.71.0.0/16 dev br0 scope link linkdown
      """
    let routes = RoutesParser.parse(SourceText(text)).value
    #expect(routes.map(\.nextHops.count) == [1, 0, 0, 0])
    #expect(routes.map(\.isDead) == [false, true, true, false])
  }
  @Test func aNamedTableHasOneNumberInRoutesAndRules() {
    let route = RoutesParser.parse(SourceText("10.0.0.0/8 dev eth0 table calico")).value[0]
    let rule = RoutingRulesParser.parse(SourceText("100:\tfrom all lookup calico")).value[0]
    #expect(rule.action == .lookup(route.table))
  }
  @Test func shortenedPrefixesAreFilledWithZeros() {
    let routes = RoutesParser.parse(SourceText("169.254/16 dev eth0\n10/8 dev eth0\n172.16/12 dev eth0")).value
    #expect(routes.map(\.destination) == [Network("169.254.0.0/16")!, Network("10.0.0.0/8")!, Network("172.16.0.0/12")!])
  }
  @Test func aRouteForCertainSourcesIsLeftOutAndSaid() {
    let parsed = RoutesParser.parse(SourceText("default from fd00::/64 via fe80::1 dev eth0 metric 1024 pref medium"))
    #expect(parsed.value == [])
    #expect(parsed.diagnostics.count == 1)
  }
  @Test func whatIsNotUnderstoodIsSaidWithItsPlace() {
    let parsed = RoutesParser.parse(
      SourceText("10.0.0.0/8 frob dev eth0\nRTNETLINK answers: no\n10.0.0.0/8 via x dev eth0\n10.0.0.0/8 dev", name: "r"))
    #expect(parsed.diagnostics.map { "\($0.line ?? 0):\($0.column ?? 0)" } == ["1:12", "2:1", "3:16", "4:12"])
    #expect(parsed.value.count == 3)
  }
  @Test func aSpecIsReadAsForAdding() throws {
    let route = try Route(argument: "10.0.0.0/8 via 192.168.0.1 dev eth0 metric 5")
    #expect(route == Route(to: Network("10.0.0.0/8")!, interface: InterfaceName("eth0"), gateway: .v4(192, 168, 0, 1), metric: 5))
    #expect(try Route(argument: "10.0.0.0/8 dev eth0").scope == .link)
    #expect(try Route(argument: "default dev eth0", family: .ipv6).destination == Network("::/0"))
    #expect(
      try Route(argument: "10.0.0.0/8 nexthop via 10.1.0.1 dev a nexthop via 10.1.0.2 dev b weight 3").nextHops.map(\.weight) == [1, 3])
    for wrong in ["", "eth0", "10.0.0.0/33 dev eth0", "10.0.0.0/8 frob", "10.0.0.0/8 dev", "10.0.0.0/8 dev a\n10.0.0.0/8 dev b"] {
      #expect(throws: FactError.self) { try Route(argument: wrong) }
    }
  }
}
