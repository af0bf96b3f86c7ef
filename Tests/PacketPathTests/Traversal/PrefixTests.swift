import PacketPath
import Testing

/// SNPT and DNPT give a packet other addresses, of which conntrack is not told (ip6t_NPT.c).
struct PrefixTests {
  private func simulator(_ rules: String) -> Simulator {
    var facts = NodeFacts()
    facts.addresses = [
      InterfaceAddress(InterfaceName("eth0")!, Address("2001:db8::1")!, length: 64),
      InterfaceAddress(InterfaceName("cni0")!, Address("fd00:1::1")!, length: 64),
    ]
    facts.routes = RoutesParser.parse(SourceText("2001:db8::/64 dev eth0\nfd00:1::/64 dev cni0\n"), family: .ipv6).value
    return Simulator(Node(rulesets: [IPTablesSaveParser.parse(SourceText(rules), family: .ipv6)], facts: facts))
  }
  private func packet(_ proto: IPProtocol) -> Packet {
    var packet = Packet(from: Address("2001:db8::7")!, to: Address("2001:db8:2::8")!, port: 80, proto: proto)
    (packet.inInterface, packet.sourcePort) = (InterfaceName("eth0")!, PortRange(4000))
    return packet
  }
  /// The same interface identifiers behind either prefix, so that nothing is adjusted.
  private static let mangle =
    "*mangle\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -i eth0 -j DNPT --src-pfx fd00:1::/64 --dst-pfx fd00:1::/64\nCOMMIT\n"

  @Test(arguments: [
    // A destination that conntrack has already is no translation; any other is written over that of DNPT.
    ("DNAT --to-destination 2001:db8:2::8", "fd00:1::8", ConntrackState()), ("DNAT --to-destination fd00:1::9", "fd00:1::9", .dnat),
    ("DNAT --to-destination fd00:1::8", "fd00:1::8", .dnat),
    ("ACCEPT", "fd00:1::8", ConntrackState()),
  ])
  func `nat goes on with what conntrack knows`(target: String, destination: String, state: ConntrackState) {
    let filter = "*filter\n:FORWARD DROP [0:0]\n-A FORWARD -m conntrack --ctstate DNAT -j LOG\n-A FORWARD -j ACCEPT\nCOMMIT\n"
    let simulator = simulator(Self.mangle + "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j \(target)\nCOMMIT\n" + filter)
    let outcome = simulator.predict(packet(.udp)).outcomes[0]
    #expect(outcome.out?.destination == Address(destination)!)
    #expect(outcome.path.contains { $0.table == "filter" && $0.rule == 1 } == (state == .dnat))
  }
  @Test(arguments: [(false, "INVALID"), (true, "NEW")])
  func `conntrack does not know answers from an address of which it was not told`(isUDP: Bool, state: String) {
    let filter = "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -i cni0 -m conntrack --ctstate \(state) -j DROP\nCOMMIT\n"
    let untranslated = simulator(Self.mangle + filter).predict(packet(isUDP ? .udp : .tcp), replies: true).outcomes[0]
    #expect(untranslated.reply?.verdict == .dropped)
    let nat = "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j DNAT --to-destination fd00:1::9\nCOMMIT\n"
    let translated = simulator(Self.mangle + nat + filter).predict(packet(isUDP ? .udp : .tcp), replies: true).outcomes[0]
    #expect(translated.reply?.reachesClient == true)
  }
  @Test func `a session keeps the addresses that conntrack knows`() {
    let filter = "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m conntrack --ctstate ESTABLISHED -j DROP\nCOMMIT\n"
    let rules = [IPTablesSaveParser.parse(SourceText(Self.mangle + filter), family: .ipv6)]
    var session = Session(Node(rulesets: rules), seed: 1)
    let first = session.send(packet(.udp)).outcome
    #expect(first.out?.destination == Address("fd00:1::8")!)
    // As if the answer had the address that was asked.
    var answer = Packet(from: packet(.udp).destinationAddress, to: packet(.udp).sourceAddress, port: 4000, proto: .udp)
    (answer.inInterface, answer.sourcePort) = (InterfaceName("cni0")!, PortRange(80))
    #expect(session.send(answer).outcome.verdict == .dropped)
  }
}
