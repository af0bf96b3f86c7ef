import PacketPath
import TestSupport
import Testing

/// What rules of the routing policy see of a packet.
@Suite struct RoutingRuleTests {
  private static func node(_ selector: (inout RoutingRule) -> Void) -> Node {
    var facts = NodeFacts()
    facts.addresses = [InterfaceAddress(InterfaceName("eth0")!, .v4(192, 168, 0, 10), length: 24)]
    func route(_ device: String, table: UInt32) -> Route {
      var route = Route(.unicast, to: Network(.v4(0, 0, 0, 0), length: 0), interface: InterfaceName(device)!)
      route.table = table
      return route
    }
    facts.routes = [route("eth0", table: Route.mainTable), route("eth1", table: 100)]
    var rule = RoutingRule(priority: 100, .lookup(100))
    selector(&rule)
    facts.policy = [rule] + RoutingRule.usual
    return Node(rulesets: [], facts: facts)
  }
  private static func device(_ packet: Packet, _ selector: (inout RoutingRule) -> Void) -> String? {
    Simulator(node(selector)).predict(packet).outcomes.first?.out?.interface.map(\.description)
  }
  @Test(arguments: [(0...10, "eth1"), (5...10, "eth0")] as [(ClosedRange<UInt32>, String)])
  func `what arrives is of user 0`(users: ClosedRange<UInt32>, device: String) {
    var packet = Packet(from: .v4(10, 244, 1, 5), to: .v4(203, 0, 113, 9), port: 80)
    packet.inInterface = InterfaceName("cni0")!
    #expect(Self.device(packet) { $0.uids = users } == device)
  }
  @Test func `what a process sends is its owner's, and nobody's where that is not known`() {
    var packet = Packet(from: .v4(192, 168, 0, 10), to: .v4(203, 0, 113, 9), port: 80)
    packet.isLocal = true
    for (uid, device) in [(1000, "eth1"), (7, "eth0"), (nil, "eth0")] as [(UInt32?, String)] {
      packet.uid = uid
      #expect(Self.device(packet) { $0.uids = 1000...1999 } == device)
    }
  }
}
