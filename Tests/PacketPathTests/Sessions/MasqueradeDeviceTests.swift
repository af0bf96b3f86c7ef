import PacketPath
import Testing

/// A connection leaves by the device at which it was masqueraded, or not at all (nf_nat_oif_changed).
struct MasqueradeDeviceTests {
  private static let eth0 = InterfaceName("eth0")!, eth1 = InterfaceName("eth1")!, cni0 = InterfaceName("cni0")!
  /// Marked packets leave by another device.
  private func node(_ target: String) -> Node {
    var facts = NodeFacts()
    facts.addresses = [
      InterfaceAddress(Self.eth0, .v4(192, 168, 0, 10), length: 24), InterfaceAddress(Self.eth1, .v4(192, 168, 1, 10), length: 24),
      InterfaceAddress(Self.cni0, .v4(10, 244, 1, 1), length: 24),
    ]
    facts.routes =
      RoutesParser.parse(
        SourceText(
          """
          default via 192.168.0.1 dev eth0
          10.244.1.0/24 dev cni0
          default via 192.168.1.1 dev eth1 table 100
          """)
      ).value
    facts.policy =
      RoutingRulesParser.parse(
        SourceText("0: from all lookup local\n100: from all fwmark 0x1 lookup 100\n32766: from all lookup main\n"), family: .ipv4
      ).value
    let rules = "*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -j \(target)\nCOMMIT\n"
    return Node(rulesets: [IPTablesSaveParser.parse(SourceText(rules))], facts: facts)
  }
  private func packet(mark: UInt32) -> Packet {
    var packet = Packet(from: .v4(10, 244, 1, 5), to: .v4(203, 0, 113, 9), port: 53, proto: .udp)
    (packet.inInterface, packet.sourcePort, packet.mark) = (Self.cni0, PortRange(4000), mark)
    return packet
  }

  @Test func `a masqueraded connection whose packet leaves by another device is dropped and forgotten`() {
    var session = Session(node("MASQUERADE"), seed: 1)
    #expect(session.send(packet(mark: 0)).outcome.out?.source == .v4(192, 168, 0, 10))
    let elsewhere = session.send(packet(mark: 1)).outcome
    #expect(elsewhere.verdict == .dropped && elsewhere.answer == "masqueraded-at-another-device" && elsewhere.assumptions.isEmpty)
    #expect(session.memory.connections.isEmpty)
    #expect(session.send(packet(mark: 1)).outcome.out?.source == .v4(192, 168, 1, 10))
    #expect(session.send(packet(mark: 1)).outcome.verdict == .forwarded)
  }
  @Test func `answers may come by any device`() throws {
    var session = Session(node("MASQUERADE"), seed: 1)
    let first = session.send(packet(mark: 0)).outcome
    var answer = try packet(mark: 0).answer(after: first)
    answer.inInterface = Self.eth1
    #expect(session.send(answer).outcome.verdict == .forwarded)
    #expect(session.send(packet(mark: 0)).outcome.verdict == .forwarded)
  }
  @Test(arguments: ["SNAT --to-source 192.168.0.10", "ACCEPT"]) func `others may leave by any device`(target: String) {
    var session = Session(node(target), seed: 1)
    for mark in [0, 1, 0] as [UInt32] { #expect(session.send(packet(mark: mark)).outcome.verdict == .forwarded) }
  }

  /// Of a connection that was there before, with this source.
  private func outcomes(source: Address, mark: UInt32) -> [Outcome] {
    var node = node("MASQUERADE")
    node.facts.connections =
      ConntrackParser.parse(
        SourceText("udp 17 29 src=10.244.1.5 dst=203.0.113.9 sport=4000 dport=53 src=203.0.113.9 dst=\(source) sport=53 dport=4000")
      ).value
    return Simulator(node).predict(packet(mark: mark)).outcomes
  }
  @Test func `at which device a known connection was masqueraded is not told, where it is not as it would be here`() {
    let outcomes = outcomes(source: .v4(192, 168, 0, 10), mark: 1)
    #expect(outcomes.map(\.verdict) == [.forwarded, .dropped])
    #expect(outcomes.map { $0.assumptions.map(\.assumed) } == [[false], [true]])
    #expect(outcomes[0].assumptions.first?.text == "the connection was masqueraded at another device")
  }
  @Test func `a known connection whose source is this device's, or nobody's here, goes on`() {
    for (source, mark) in [(.v4(192, 168, 0, 10), 0), (.v4(192, 168, 1, 10), 1), (.v4(192, 0, 2, 1), 1), (.v4(10, 244, 1, 5), 1)]
      as [(Address, UInt32)]
    {
      let outcomes = outcomes(source: source, mark: mark)
      #expect(outcomes.map(\.verdict) == [.forwarded] && outcomes.map(\.assumptions.count) == [0], "\(source), mark \(mark)")
    }
  }
}
