import PacketPath
import Testing

@Suite struct NodeFactsMergingTests {
  static let routes = """
    10.244.0.0/24 dev br0 proto kernel scope link src 10.244.0.1
    10.9.0.2 dev veth1 proto kernel scope link src 10.9.0.1
    local 10.9.0.1 dev veth1 table local proto kernel scope host src 10.9.0.1
    local 10.244.0.1 dev br0 table local proto kernel scope host src 10.244.0.1
    local 10.244.0.2 dev br0 table local proto kernel scope host src 10.244.0.1
    local 127.0.0.0/8 dev lo table local proto kernel scope host src 127.0.0.1
    local 10.200.0.0/16 dev lo table local proto kernel scope host src 127.0.0.1
    """
  static let routes6 =
    "fd00::/64 dev br0 proto kernel metric 256 pref medium\nlocal fd00::1 dev br0 table local proto kernel metric 0 pref medium"
  private func parsed(_ text: String) -> [Route] { RoutesParser.parse(SourceText(text)).value }

  @Test func theLocalTableTellsTheAddresses() {
    var facts = NodeFacts()
    facts.add(routes: parsed(Self.routes))
    facts.add(routes: parsed(Self.routes6))
    let (br0, veth1) = (InterfaceName("br0")!, InterfaceName("veth1")!)
    #expect(
      facts.addresses == [
        InterfaceAddress(veth1, .v4(10, 9, 0, 1), length: 32, peer: .v4(10, 9, 0, 2)),
        InterfaceAddress(br0, .v4(10, 244, 0, 1), length: 24),
        InterfaceAddress(br0, .v4(10, 244, 0, 2), length: 24, isSecondary: true), InterfaceAddress(br0, Address("fd00::1")!, length: 64),
      ])
    #expect(facts.isLocal(.v4(10, 244, 0, 2)) == .yes)
    #expect(facts.isLocal(.v4(10, 244, 0, 3)) == .no)
    #expect(facts.isLocal(.v4(10, 200, 3, 4)) == .yes)
    #expect(facts.isLocal(.v4(127, 1, 2, 3)) == .yes)
  }
  @Test func addressesThatAreGivenReplaceThoseOfTheRoutesInEitherOrder() {
    let own = InterfaceAddress(InterfaceName("eth0")!, .v4(192, 168, 0, 10), length: 24)
    var first = NodeFacts(), second = NodeFacts()
    first.add(routes: parsed(Self.routes))
    first.add(addresses: [own])
    second.add(addresses: [own])
    second.add(routes: parsed(Self.routes))
    #expect(first.addresses == [own])
    #expect(second.addresses == [own])
  }
  @Test func withoutALocalTableTheAddressesStayUnknown() {
    var facts = NodeFacts()
    facts.add(routes: parsed("default via 10.0.0.1 dev eth0"))
    #expect(facts.addresses == nil)
    #expect(facts.isLocal(.v4(10, 0, 0, 1)) == .unknown)
  }
  @Test func theSameRouteRuleOrAddressTwiceCountsOnce() {
    var facts = NodeFacts()
    for _ in 0..<2 {
      facts.add(routes: parsed(Self.routes))
      facts.add(policy: RoutingRulesParser.parse(SourceText(RoutingRulesParserTests.text)).value)
      let listing = AddressesParser.parse(SourceText(AddressesParserTests.listing)).value
      facts.add(interfaces: listing.interfaces, addresses: listing.addresses)
    }
    #expect(facts.routes?.count == 7)
    #expect(facts.policy?.count == RoutingRulesParserTests.rules.count)
    #expect(facts.addresses == AddressesParserTests.addresses)
    #expect(facts.interfaces.map(\.index) == [1, 2, 3])
  }
  @Test func linksTellMoreOfDevicesThatAddressesNamed() {
    var facts = NodeFacts()
    let addresses = AddressesParser.parse(SourceText(AddressesParserTests.oneLine)).value
    facts.add(interfaces: addresses.interfaces, addresses: addresses.addresses)
    let links = "2: br0: <BROADCAST> mtu 1500 state DOWN mode DEFAULT group 7\n    link/ether a6:07:8c:34:02:6d brd ff:ff:ff:ff:ff:ff\n"
    facts.add(interfaces: AddressesParser.parse(SourceText(links)).value.interfaces)
    #expect(
      facts.interface(named: InterfaceName("br0")!)
        == Interface(index: 2, name: InterfaceName("br0")!, isUp: false, group: 7, mac: 0xa607_8c34_026d))
  }
}
