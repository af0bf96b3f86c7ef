import PacketPath
import Testing

@Suite struct RoutingRulesParserTests {
  static let text = """
    0:\tfrom all lookup local
    77:\tfrom all goto 100
    78:\tfrom all blackhole
    79:\tfrom all unreachable
    80:\tfrom all nop
    81:\tfrom all iif ghost [detached] lookup 7
    82:\tfrom all goto 99999 [unresolved]
    84:\tfrom 10.0.0.0/8 lookup 5 realms 1/2
    89:\tfrom 10.3.0.1 prohibit
    90:\tfrom all fwmark 0x200/0xf00 lookup 2004
    91:\tfrom all fwmark 0x1 lookup 100 proto static
    100:\tnot from 10.0.0.0/8 to 10.2.0.0/16 tos 0x10 fwmark 0x1/0xff iif br0 oif veth1 uidrange 0-100 ipproto tcp sport 1-2 dport 80 lookup main suppress_prefixlength 0
    32766:\tfrom all lookup main
    32767:\tfrom all lookup default

    """
  static var rules: [RoutingRule] {
    var rules = [
      RoutingRule(priority: 0, .lookup(255)), RoutingRule(priority: 77, .goTo(100)), RoutingRule(priority: 78, .blackhole),
      RoutingRule(priority: 79, .unreachable), RoutingRule(priority: 80, .nop), RoutingRule(priority: 81, .lookup(7)),
      RoutingRule(priority: 82, .nop), RoutingRule(priority: 84, .lookup(5)), RoutingRule(priority: 89, .prohibit),
      RoutingRule(priority: 90, .lookup(2004)), RoutingRule(priority: 91, .lookup(100)), RoutingRule(priority: 100, .lookup(254)),
      RoutingRule(priority: 32766, .lookup(254)), RoutingRule(priority: 32767, .lookup(253)),
    ]
    for i in rules.indices { rules[i].family = .ipv4 }
    rules[5].inInterface = InterfaceName("ghost")
    rules[7].source = Network("10.0.0.0/8")
    rules[8].source = Network("10.3.0.1")
    (rules[9].mark, rules[9].markMask) = (0x200, 0xf00)
    (rules[10].mark, rules[10].markMask) = (1, .max)
    rules[11].isInverted = true
    (rules[11].source, rules[11].destination) = (Network("10.0.0.0/8"), Network("10.2.0.0/16"))
    (rules[11].mark, rules[11].markMask, rules[11].tos) = (1, 0xff, 0x10)
    (rules[11].inInterface, rules[11].outInterface) = (InterfaceName("br0"), InterfaceName("veth1"))
    (rules[11].uids, rules[11].proto) = (0...100, .tcp)
    (rules[11].sourcePorts, rules[11].destinationPorts) = (PortRange(1, 2), PortRange(80))
    rules[11].suppressPrefixLength = 0
    return rules
  }

  @Test func everyTestAndActionIsRead() {
    let parsed = RoutingRulesParser.parse(SourceText(Self.text))
    #expect(parsed.diagnostics == [])
    for (own, expected) in zip(parsed.value, Self.rules) { #expect(own == expected) }
    #expect(parsed.value.count == Self.rules.count)
  }
  @Test func theTablesTellTheFamily() {
    func families(_ text: String) -> [IPFamily?] { RoutingRulesParser.parse(SourceText(text)).value.map(\.family) }
    #expect(families("0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default") == [.ipv4, .ipv4, .ipv4])
    #expect(families("0:\tfrom all lookup local\n32766:\tfrom all lookup main") == [.ipv6, .ipv6])
    #expect(families("50:\tfrom fd00::/8 lookup 55\n51:\tfrom all lookup 56") == [.ipv6, .ipv6])
    #expect(families("50:\tfrom all fwmark 0x1 lookup 55") == [nil])
  }
  @Test(arguments: [
    "1000:\tfrom all lookup [l3mdev-table]", "85:\tfrom all tun_id 5 lookup 5", "86:\tfrom x lookup 5", "87:\tfrom all fwmark x lookup 5",
    "88:\tfrom all", "x", "89:\tfrom all dport 80/0xff lookup 5",
  ])
  func aTestThatIsNotUnderstoodLeavesItsRuleOutAndIsSaid(text: String) {
    let parsed = RoutingRulesParser.parse(SourceText(text))
    #expect(parsed.value == [])
    #expect(parsed.diagnostics.count == 1)
  }
}
