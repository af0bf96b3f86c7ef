import PacketPath
import Testing

/// What a node remembers when the first packet comes: lists and connections that are given.
struct KnownStateTests {
  private func node(_ rules: String, _ facts: NodeFacts) -> Node {
    Node(rulesets: [IPTablesSaveParser.parse(SourceText(rules))], facts: facts)
  }
  private func facts(listing addresses: Address..., stamps: Int = 1) -> NodeFacts {
    var facts = NodeFacts()
    facts.addresses = [InterfaceAddress(InterfaceName("eth0")!, .v4(192, 168, 0, 10), length: 24)]
    facts.recent["l"] = addresses.map { ListedAddress($0, ttl: 64, stamps: Array(repeating: 1, count: stamps)) }
    return facts
  }
  private func packet(_ last: UInt8) -> Packet { Packet(from: .v4(10, 0, 0, last), to: .v4(203, 0, 113, 1), port: 80) }
  private func verdicts(_ test: String, _ facts: NodeFacts, from last: UInt8) -> Set<Verdict> {
    let rules = "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m recent \(test) --name l --mask 255.255.255.255 --rsource -j DROP\nCOMMIT\n"
    return Set(Simulator(node(rules, facts)).predict(packet(last)).outcomes.map(\.verdict))
  }

  @Test(arguments: [
    ("--rcheck", true), ("--update", true), ("--remove", true), ("! --rcheck", false), ("--rcheck --hitcount 2", true),
    ("--rcheck --hitcount 3", false), ("--rcheck --seconds 9 --hitcount 3", false), ("--set", true), ("--rcheck --rttl", true),
  ])
  func `who is listed is known, and how often`(test: String, holds: Bool) {
    #expect(verdicts(test, facts(listing: .v4(10, 0, 0, 1), stamps: 2), from: 1) == [holds ? .dropped : .forwarded])
  }
  @Test(arguments: [
    "--rcheck --seconds 60", "--update --seconds 60 --reap", "! --rcheck --seconds 60", "--rcheck --seconds 60 --hitcount 2",
  ])
  func `how long ago is not known`(test: String) {
    #expect(verdicts(test, facts(listing: .v4(10, 0, 0, 1), stamps: 2), from: 1) == [.dropped, .forwarded])
    #expect(verdicts(test, facts(listing: .v4(10, 0, 0, 1), stamps: 2), from: 2).count == 1)
  }
  @Test func `a session begins with the lists that are given`() {
    let rules = "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m recent --rcheck --name l --mask 255.255.255.255 --rsource -j DROP\nCOMMIT\n"
    var session = Session(node(rules, facts(listing: .v4(10, 0, 0, 1))), seed: 1)
    #expect(session.send(packet(1)).outcome.verdict == .dropped)
    #expect(session.send(packet(2)).outcome.verdict == .forwarded)
  }
  @Test func `what a session cannot know of a list it assumes, once`() {
    let rules =
      "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m recent --update --seconds 60 --name l --mask 255.255.255.255 --rsource -j DROP\nCOMMIT\n"
    var session = Session(node(rules, facts(listing: .v4(10, 0, 0, 1))), seed: 1)
    let first = session.send(packet(1)).outcome, second = session.send(packet(1)).outcome
    #expect(first.assumptions.map(\.assumed) == [true] && first.verdict == .dropped)
    #expect(second.assumptions.isEmpty && second.verdict == .dropped)
    session.advance(seconds: 61)
    let third = session.send(packet(1)).outcome
    #expect(third.verdict == .forwarded && third.assumptions.isEmpty)
  }

  // MARK: Connections

  private static let rules = """
    *nat
    :PREROUTING ACCEPT [0:0]
    -A PREROUTING -d 203.0.113.1/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.9.9.9:8080
    COMMIT
    *filter
    :FORWARD ACCEPT [0:0]
    -A FORWARD -m conntrack --ctstate NEW -j DROP
    COMMIT
    """
  private func connected(_ line: String) -> NodeFacts {
    var facts = facts()
    facts.connections = ConntrackParser.parse(SourceText(line)).value
    return facts
  }
  private static let tuples = "src=10.0.0.1 dst=203.0.113.1 sport=4000 dport=80 src=10.8.8.8 dst=10.0.0.1 sport=8080 dport=4000"
  private func outcome(_ state: String) throws -> Outcome {
    var packet = packet(1)
    packet.sourcePort = PortRange(4000)
    let simulator = Simulator(node(Self.rules, connected("tcp 6 100 \(state) \(Self.tuples)")))
    return try #require(simulator.predict(packet).outcomes.first)
  }
  @Test func `a known connection keeps its endpoint, and is translated`() throws {
    let outcome = try outcome("ESTABLISHED")
    #expect(outcome.endpoint.description == "10.8.8.8:8080" && outcome.isTranslated)
    #expect(outcome.conntrackState == .established && outcome.verdict == .forwarded)
  }
  @Test(arguments: ["TIME_WAIT", "CLOSE"]) func `of one that is over, a first segment opens another`(state: String) throws {
    let outcome = try outcome(state)
    #expect(outcome.endpoint.description == "10.9.9.9:8080" && outcome.conntrackState == .new)
  }
  @Test(arguments: ["CLOSE", "TIME_WAIT"]) func `who reset a connection, a listing does not tell`(state: String) {
    var packet = packet(1)
    packet.sourcePort = PortRange(4000)
    let outcomes = Simulator(node(Self.rules, connected("tcp 6 9 \(state) \(Self.tuples)"))).predict(packet).outcomes
    let isOpen = state == "CLOSE"
    #expect(outcomes.map { $0.assumptions.map(\.assumed) } == (isOpen ? [[true], [false]] : [[]]))
    #expect(outcomes.map(\.endpoint.description) == (isOpen ? ["10.9.9.9:8080", "10.8.8.8:8080"] : ["10.9.9.9:8080"]))
  }
  @Test func `as new, connections are not asked`() {
    var packet = packet(1)
    packet.sourcePort = PortRange(4000)
    let simulator = Simulator(node(Self.rules, connected("tcp 6 100 ESTABLISHED \(Self.tuples)")))
    #expect(simulator.predict(packet, asNew: true).outcomes.map(\.endpoint.description) == ["10.9.9.9:8080"])
    #expect(simulator.connection(of: packet)?.isReply == false)
  }
  @Test func `a ping from the other end is another connection`() throws {
    var facts = facts()
    facts.connections =
      ConntrackParser.parse(
        SourceText("icmp 1 29 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=7 src=10.0.0.2 dst=10.0.0.1 type=0 code=0 id=7")
      ).value
    let simulator = Simulator(node(Self.rules, facts))
    var packet = Packet(from: .v4(10, 0, 0, 2), to: .v4(10, 0, 0, 1), proto: .icmp)
    #expect(simulator.predict(packet).outcomes.map(\.conntrackState) == [.new])
    packet.icmpType = 0
    #expect(simulator.predict(packet).outcomes.map(\.conntrackState) == [.established])
  }
  @Test func `a given connection is forgotten when its time is over`() {
    var packet = packet(1)
    packet.sourcePort = PortRange(4000)
    var session = Session(node(Self.rules, connected("tcp 6 100 ESTABLISHED \(Self.tuples)")), seed: 1)
    session.advance(seconds: 101)
    #expect(session.send(packet).outcome.conntrackState == .new)
  }

  @Test func `a port that is taken is not taken twice`() throws {
    let rules = "*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -j SNAT --to-source 192.0.2.1\nCOMMIT\n"
    var session = Session(node(rules, facts()), seed: 1)
    let outcomes = (UInt8(1)...20).map { last in
      var packet = packet(last)
      packet.sourcePort = PortRange(4000)
      return session.send(packet).outcome
    }
    #expect(outcomes[0].sourceTranslation?.ports == .kept)
    #expect(Set(outcomes.compactMap { $0.out?.sourcePort?.low }).count == 20 && session.memory.connections.all.count == 20)
  }

  // MARK: Answers

  @Test func `an answer goes from where a packet got to, by the device it left by`() throws {
    var packet = packet(1)
    packet.sourcePort = PortRange(4000)
    let outcome = try outcome("ESTABLISHED")
    let answer = try packet.answer(after: outcome)
    #expect(answer.sourceAddress == .v4(10, 8, 8, 8) && answer.destinationAddress == .v4(10, 0, 0, 1))
    #expect(answer.sourcePort == PortRange(8080) && answer.destinationPort == 4000 && answer.tcpFlags == [.syn, .ack])
    #expect(packet.further.tcpFlags == .ack && packet.further.sourcePort == packet.sourcePort)
  }
  @Test func `what was dropped is not answered`() throws {
    let outcome = try outcome("CLOSE")
    #expect(throws: Packet.NoAnswer.didNotArrive(.dropped)) { try packet(1).answer(after: outcome) }
  }

  // MARK: Weights

  @Test func `an outcome's chances multiply to its weight`() {
    let tests = (0..<5).map { "-A FORWARD -m statistic --mode random --probability 0.\($0 + 1)0000000000 -j DROP" }.joined(separator: "\n")
    let outcomes = Simulator(node("*filter\n:FORWARD ACCEPT [0:0]\n\(tests)\nCOMMIT\n", facts())).predict(packet(1)).outcomes
    #expect(outcomes.map(\.chances.count) == [1, 2, 3, 4, 5, 5])
    for outcome in outcomes {
      var product = Weight.one
      for chance in outcome.chances { product.multiply(by: chance) }
      #expect(product == outcome.weight)
    }
  }
}
