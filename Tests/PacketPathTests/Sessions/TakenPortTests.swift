import PacketPath
import Testing

/// DNAT to a range of ports beside flows that are there already (nf_nat_l4proto_unique_tuple).
struct TakenPortTests {
  private func node(_ ports: String, source: String = "ACCEPT") -> Node {
    let rules = """
      *nat
      :PREROUTING ACCEPT [0:0]
      :POSTROUTING ACCEPT [0:0]
      -A PREROUTING -p udp -j DNAT --to-destination 10.244.1.7:\(ports)
      -A POSTROUTING -p udp -j \(source)
      COMMIT
      """
    let eth0 = InterfaceName("eth0")!, cni0 = InterfaceName("cni0")!
    var facts = NodeFacts()
    facts.addresses = [InterfaceAddress(eth0, .v4(192, 168, 0, 10), length: 24), InterfaceAddress(cni0, .v4(10, 244, 1, 1), length: 24)]
    facts.routes = [Route(to: Network("0.0.0.0/0")!, interface: eth0), Route(to: Network("10.244.1.0/24")!, interface: cni0)]
    return Node(rulesets: [IPTablesSaveParser.parse(SourceText(rules))], facts: facts)
  }
  private func packet(_ service: UInt8, _ port: UInt16, from source: UInt16 = 40000) -> Packet {
    var packet = Packet(from: .v4(203, 0, 113, 9), to: .v4(10, 96, 0, service), port: port, proto: .udp)
    (packet.inInterface, packet.sourcePort) = (InterfaceName("eth0")!, PortRange(source))
    return packet
  }
  private func ports(_ range: String, _ packets: [Packet]) -> [UInt16?] {
    var session = Session(node(range), seed: 1)
    return packets.map { session.send($0).outcome.out?.destinationPort }
  }

  @Test func `the lowest free port is taken, and where none is, the last one with another source port`() {
    var session = Session(node("1000-1002"), seed: 1)
    let packets = [packet(1, 1001), packet(2, 80), packet(3, 80), packet(4, 80), packet(5, 80, from: 40001)]
    let outcomes = packets.map { session.send($0).outcome }
    #expect(outcomes.map { $0.out?.destinationPort } == [1001, 1000, 1002, 1002, 1000])
    #expect(outcomes[2].out?.sourcePort == PortRange(40000))
    let yielded = outcomes[3].out?.sourcePort
    #expect(yielded != PortRange(40000) && yielded.map { $0.isSingle && $0.low >= 1024 } ?? false)
  }
  @Test func `one within the range that is taken is left too`() {
    #expect(ports("1000-1002", [packet(1, 1001), packet(2, 1001), packet(3, 1001)]) == [1001, 1000, 1002])
  }
  @Test func `from a base it goes on from there, round and round`() {
    #expect(ports("1000-1002/80", [packet(1, 81), packet(2, 81), packet(3, 81), packet(4, 80)]) == [1001, 1002, 1000, 1002])
  }
  @Test func `a single port is taken all the same`() {
    #expect(ports("1000", [packet(1, 80), packet(2, 80)]) == [1000, 1000])
  }
  @Test func `behind many taken ports it is any`() {
    let ports = ports("1000-1999", (0...128).map { packet(UInt8($0), 80) })
    #expect(ports.prefix(128) == (1000...1127).map { UInt16($0) }[...])
    #expect(ports.last == .some(nil))
  }

  @Test func `a session draws the port of a random translation, a free one, and knows its answer`() throws {
    var session = Session(node("1000-1002 --random"), seed: 1), taken: Set<UInt16> = []
    for service in 1...3 as ClosedRange<UInt8> {
      let (packet, outcome) = session.send(packet(service, 1001))
      let port = try #require(outcome.out?.destinationPort)
      #expect((1000...1002).contains(port) && taken.insert(port).inserted)
      let answer = try packet.answer(after: outcome)
      #expect(answer.sourcePort == PortRange(port))
      let back = session.send(answer).outcome
      #expect(back.conntrackState == .established && back.out?.sourcePort == PortRange(1001))
    }
    let drawn = (1...8 as ClosedRange<UInt64>).map { seed in
      var session = Session(node("1000-1002 --random"), seed: seed)
      return session.send(packet(1, 1001)).outcome.out?.destinationPort
    }
    #expect(Set(drawn).count == 3)
    #expect(Simulator(node("1000-1002 --random")).predict(packet(1, 1001)).outcomes[0].out?.destinationPort == nil)
  }

  @Test(arguments: ["192.168.0.10:1000-1002", "192.168.0.10:1000"]) func `a source for which no port is left is dropped`(range: String) {
    let count = range.hasSuffix("1002") ? 3 : 1
    var session = Session(node("80", source: "SNAT --to-source \(range)"), seed: 1)
    func send(_ source: UInt8) -> Outcome {
      var packet = self.packet(1, 80)
      packet.source = Address.v4(203, 0, 113, source).bits
      return session.send(packet).outcome
    }
    let passing = (1...count).map { send(UInt8($0)).out?.sourcePort }
    #expect(Set(passing).count == count && passing.allSatisfy { $0.map { $0.isSingle && (1000...1002).contains($0.low) } ?? false })
    let dropped = send(9)
    #expect(dropped.verdict == .dropped && dropped.answer == "answers-of-another-connection")
    #expect(session.memory.connections.all.count == count && send(1).verdict == .forwarded)
    // Beside known connections the same.
    var node = node("80", source: "SNAT --to-source \(range)"), packet = packet(1, 80)
    node.facts.connections = session.memory.connections.all
    packet.source = Address.v4(203, 0, 113, 9).bits
    #expect(Simulator(node).predict(packet).outcomes.map(\.verdict) == [.dropped])
    #expect(Simulator(node).predict(packet, asNew: true).outcomes.map(\.verdict) == [.forwarded])
  }
  /// A prediction of one packet beside connections that it is told.
  private func outcomes(_ range: String, source: String = "ACCEPT", asNew: Bool = false, _ known: [Packet], _ next: Packet) -> [Outcome] {
    var session = Session(node(range, source: source), seed: 1)
    for packet in known { _ = session.send(packet) }
    var node = node(range, source: source)
    node.facts.connections = session.memory.connections.all
    return Simulator(node).predict(next, asNew: asNew).outcomes
  }
  @Test func `a single packet finds the ports of known connections taken`() {
    let all = [packet(1, 80), packet(2, 80), packet(3, 80)]
    #expect(outcomes("1000-1002", [all[0]], packet(4, 80))[0].out?.destinationPort == 1001)
    #expect(outcomes("1000-1002", asNew: true, [all[0]], packet(4, 80))[0].out?.destinationPort == 1000)
    let none = outcomes("1000-1002", all, packet(4, 80))[0].out
    #expect(none?.destinationPort == 1002 && none?.sourcePort == PortRange(1024, 65535))
    #expect(outcomes("1000-1002", all, packet(4, 80, from: 40001))[0].out?.sourcePort == PortRange(40001))
  }
  @Test(arguments: [
    ("SNAT --to-source 10.0.0.1", PortRange(1024, 65535)), ("SNAT --to-source 10.0.0.1:40000-40010", PortRange(40000, 40010)),
    ("SNAT --to-source 203.0.113.9", PortRange(1024, 65535)),
  ]) func `a translated source gives way as well`(target: String, expected: PortRange) {
    #expect(outcomes("1000", source: target, [packet(1, 80)], packet(2, 80))[0].out?.sourcePort == expected)
    #expect(outcomes("1000", source: target, [packet(1, 80)], packet(2, 80, from: 40001))[0].out?.sourcePort == PortRange(40001))
  }

  @Test(arguments: ["DNAT --to-destination 10.244.1.7", "SNAT --to-source 10.0.0.1"])
  func `a flow without ports has nothing to give way with`(target: String) {
    let rules = """
      *nat
      :PREROUTING ACCEPT [0:0]
      :POSTROUTING ACCEPT [0:0]
      -A \(target.hasPrefix("D") ? "PREROUTING" : "POSTROUTING") -p 99 -j \(target)
      COMMIT
      """
    var node = node("80")
    node.rulesets = [IPTablesSaveParser.parse(SourceText(rules))]
    func packet(_ source: UInt8, _ service: UInt8) -> Packet {
      var packet = Packet(from: .v4(203, 0, 113, source), to: .v4(10, 244, 1, service), port: 0, proto: IPProtocol(rawValue: 99))
      packet.inInterface = InterfaceName("eth0")!
      return packet
    }
    let first = packet(1, 11), second = target.hasPrefix("D") ? packet(1, 12) : packet(2, 11),
      other = target.hasPrefix("D") ? packet(2, 11) : packet(1, 12)
    var session = Session(node, seed: 1)
    #expect([first, second, other, first].map { session.send($0).outcome.verdict } == [.forwarded, .dropped, .forwarded, .forwarded])
    #expect(session.memory.connections.all.count == 2)
    node.facts.connections = session.memory.connections.all
    #expect(
      [first, second, other].map { Simulator(node).predict($0).outcomes.map(\.verdict) } == [[.forwarded], [.dropped], [.forwarded]])
    #expect(Simulator(node).predict(second, asNew: true).outcomes.map(\.verdict) == [.forwarded])
  }
}
