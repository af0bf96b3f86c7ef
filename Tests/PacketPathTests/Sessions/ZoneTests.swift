import PacketPath
import Testing

/// Connections are looked for in the zone that a rule in front of conntrack gives a packet.
struct ZoneTests {
  private static let cni0 = InterfaceName("cni0")!, eth0 = InterfaceName("eth0")!
  private func node(_ option: String) -> Node {
    var facts = NodeFacts()
    facts.addresses = [
      InterfaceAddress(Self.eth0, .v4(192, 168, 0, 10), length: 24), InterfaceAddress(Self.cni0, .v4(10, 244, 1, 1), length: 24),
    ]
    facts.routes = [Route(to: Network("0.0.0.0/0")!, interface: Self.eth0), Route(to: Network("10.244.1.0/24")!, interface: Self.cni0)]
    let rules = """
      *raw
      :PREROUTING ACCEPT [0:0]
      -A PREROUTING -i cni0 -m mark --mark 0x5 -j CT \(option)
      COMMIT
      *nat
      :PREROUTING ACCEPT [0:0]
      COMMIT
      """
    return Node(rulesets: [IPTablesSaveParser.parse(SourceText(rules))], facts: facts)
  }
  private func packet(mark: UInt32, proto: IPProtocol = .udp) -> Packet {
    var packet = Packet(from: .v4(10, 244, 1, 5), to: .v4(203, 0, 113, 9), port: 53, proto: proto)
    (packet.inInterface, packet.sourcePort, packet.mark) = (Self.cni0, PortRange(4000), mark)
    return packet
  }
  private func states(_ option: String, _ packets: [Packet]) -> [ConntrackState] {
    var session = Session(node(option), seed: 1)
    return packets.map { session.send($0).outcome.conntrackState }
  }
  private var answer: Packet {
    var answer = Packet(from: .v4(203, 0, 113, 9), to: .v4(10, 244, 1, 5), port: 4000, proto: .udp)
    (answer.inInterface, answer.sourcePort) = (Self.eth0, PortRange(53))
    return answer
  }

  @Test(arguments: ["--zone 5", "--zone mark", "--zone-reply 5"]) func `what comes in another zone is of another connection`(option: String)
  {
    // An answer in zone 0 is none there, and opens a connection of its own.
    let isFound = option == "--zone-reply 5"
    #expect(states(option, [packet(mark: 5), answer]) == [.new, .new])
    #expect(states(option, [packet(mark: 0), packet(mark: 5)]) == [.new, .new])
    #expect(states(option, [packet(mark: 0), answer, packet(mark: 5)]) == [.new, .established, isFound ? .established : .new])
  }
  @Test func `a zone for the original direction leaves answers in zone 0`() {
    #expect(states("--zone-orig 5", [packet(mark: 5), answer, packet(mark: 5)]) == [.new, .established, .established])
    #expect(states("--zone-orig 5", [packet(mark: 5), packet(mark: 0)]) == [.new, .new])
  }
  @Test func `a known connection is not that of a packet in another zone`() {
    var node = node("--zone 5")
    node.facts.connections =
      ConntrackParser.parse(
        SourceText(
          "udp 17 29 src=10.244.1.5 dst=203.0.113.9 sport=4000 dport=53 src=203.0.113.9 dst=10.244.1.5 sport=53 dport=4000 [ASSURED]")
      ).value
    func states(_ mark: UInt32) -> [ConntrackState] { Simulator(node).predict(packet(mark: mark)).outcomes.map(\.conntrackState) }
    #expect(states(0) == [.established] && states(5) == [.new])
  }
  /// From the pod to the client and back; each in the zones that are told behind it.
  private static func entry(_ zones: String, mark: Int) -> String {
    "udp 17 29 src=10.244.1.5 dst=203.0.113.9 sport=4000 dport=53 \(zones) src=203.0.113.9 dst=10.244.1.5 sport=53 dport=4000 mark=\(mark)\n"
  }
  private func marks(_ option: String, _ entries: String, _ packets: [Packet]) -> [UInt32?] {
    var node = node(option)
    node.facts.connections = ConntrackParser.parse(SourceText(entries)).value
    let simulator = Simulator(node)
    return packets.map { packet in
      let outcomes = simulator.predict(packet).outcomes
      #expect(outcomes.count == 1)
      return outcomes[0].conntrackState == .established || outcomes[0].conntrackState == .new
        ? simulator.connection(of: packet)?.entry.mark : nil
    }
  }
  @Test func `a known connection is looked for in the zone to which rules bring the packet`() {
    let both = Self.entry("", mark: 1) + Self.entry("zone=5", mark: 2)
    #expect(marks("--zone 5", both, [packet(mark: 0), packet(mark: 5), answer]) == [1, 2, 1])
    #expect(marks("--zone mark", both, [packet(mark: 0), packet(mark: 5), answer]) == [1, 2, 1])
    #expect(marks("--zone 6", both, [packet(mark: 5)]) == [nil])
    #expect(marks("--zone 5", Self.entry("zone=5", mark: 2), [packet(mark: 0), packet(mark: 5), answer]) == [nil, 2, nil])
  }
  @Test func `of a connection that is in a zone one way, answers are in zone 0`() {
    let original = Self.entry("zone-orig=5", mark: 3)
    #expect(marks("--zone-orig 5", original, [packet(mark: 5), packet(mark: 0), answer]) == [3, nil, 3])
    // One in zone 5 both ways, or that way alone: the original tuple is found by its own number.
    #expect(marks("--zone 5", original, [packet(mark: 5)]) == [3])
  }
  @Test func `each way of a packet looks in its own zone`() {
    var node = node("--zone 5")
    node.rulesets = [
      IPTablesSaveParser.parse(
        SourceText(
          "*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -m statistic --mode random --probability 0.5 -j CT --zone 5\nCOMMIT\n"
            + "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m connmark --mark 2 -j DROP\nCOMMIT\n"))
    ]
    node.facts.connections = ConntrackParser.parse(SourceText(Self.entry("zone=5", mark: 2) + Self.entry("", mark: 1))).value
    let outcomes = Simulator(node).predict(packet(mark: 0)).outcomes
    #expect(Set(outcomes.map(\.verdict)) == [.dropped, .forwarded] && outcomes.allSatisfy { $0.conntrackState == .established })
  }
  @Test func `two connections may have one tuple, of whose directions one is in another zone`() {
    // The second one's packets look like the first one's answers.
    let first =
      "udp 17 29 src=10.244.1.5 dst=203.0.113.9 sport=4000 dport=53 [UNREPLIED] src=203.0.113.9 dst=10.244.1.5 sport=53 dport=4000 mark=1\n"
    let second =
      "udp 17 29 src=203.0.113.9 dst=10.244.1.5 sport=53 dport=4000 [UNREPLIED] src=10.244.1.5 dst=203.0.113.9 sport=4000 dport=53 zone-reply=5 mark=2\n"
    for entries in [first + second, second + first] { #expect(marks("--zone-reply 6", entries, [packet(mark: 0)]) == [1]) }
    // And in zone 0 the first one's answers look like the second one's packets: the first was there before.
    for entries in [first + second, second + first] { #expect(marks("--zone-reply 6", entries, [answer]) == [2]) }
  }
  @Test func `a flow of UDP that is another's answers, but for its zone, is dropped`() {
    var session = Session(node("--zone-reply 5"), seed: 1)
    #expect(session.send(packet(mark: 5)).outcome.verdict == .forwarded)
    let mirrored = session.send(answer).outcome
    #expect(mirrored.verdict == .dropped && mirrored.answer == "answers-of-another-connection")
    var node = node("--zone-reply 5")
    node.facts.connections = session.memory.connections.all
    #expect(Simulator(node).predict(answer).outcomes.map(\.verdict) == [.dropped])
    #expect(Simulator(node).predict(answer, asNew: true).outcomes.map(\.verdict) == [.forwarded])
  }

  // MARK: Over lo

  /// What a process sends over lo is in zone 5 in OUTPUT where a rule says so, and then in zone 0.
  private func overLo(_ test: String, _ filter: String = "") -> Session { Session(overLoNode(test, filter), seed: 1) }
  private func overLoNode(_ test: String, _ filter: String) -> Node {
    var facts = NodeFacts()
    facts.addresses = [InterfaceAddress(Self.eth0, .v4(192, 168, 0, 10), length: 24)]
    facts.routes = [Route(to: Network("0.0.0.0/0")!, interface: Self.eth0)]
    let rules = "*raw\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT \(test) -j CT --zone 5\nCOMMIT\n*filter\n:INPUT ACCEPT [0:0]\n\(filter)COMMIT\n"
    return Node(rulesets: [IPTablesSaveParser.parse(SourceText(rules))], facts: facts)
  }
  private var answerOfTCP: Packet {
    var answer = own(.tcp)
    (answer.source, answer.destination) = (answer.destination, answer.source)
    (answer.sourcePort, answer.destinationPort, answer.tcpFlags) = (PortRange(607), 600, [.syn, .ack])
    return answer
  }
  private func own(_ proto: IPProtocol) -> Packet {
    var packet = Packet(from: .v4(192, 168, 0, 10), to: .v4(127, 0, 0, 1), port: 607, proto: proto)
    (packet.isLocal, packet.sourcePort) = (true, PortRange(600))
    return packet
  }
  @Test func `an error that is of no connection in its zone is looked at again when it comes back over lo`() {
    var session = overLo("-p icmp"), error = own(.icmp)
    let first = own(.udp)
    (error.source, error.destination) = (error.destination, error.source)
    (error.icmpType, error.icmpCode, error.sourcePort) = (3, 3, PortRange(0))
    #expect(session.send(error, about: first).outcome.conntrackState == .invalid)
    #expect(session.send(first).outcome.conntrackState == .new)
    let entries = session.memory.connections.all
    #expect(session.send(error, about: first).outcome.conntrackState == .related)
    #expect(session.memory.connections.all == entries && entries.count == 1)
  }
  @Test func `so is an answer of TCP, and the connection that it is of then learns of it`() {
    var session = overLo("-p tcp -m tcp --tcp-flags SYN,ACK SYN,ACK", "-A INPUT -m conntrack --ctstate ESTABLISHED -j DROP\n")
    let answer = answerOfTCP
    #expect(session.send(answer).outcome.conntrackState == .invalid && session.memory.connections.isEmpty)
    #expect(session.send(own(.tcp)).outcome.conntrackState == .new)
    #expect(session.send(answer).outcome.verdict == .dropped)
    #expect(session.memory.connections.all.map(\.tcpState) == [.synReceived])
    #expect(session.memory.connections.all.map(\.hasReply) == [true])
  }
  @Test func `so is it among connections that are given`() {
    let entry =
      "tcp 6 119 SYN_SENT src=192.168.0.10 dst=127.0.0.1 sport=600 dport=607 [UNREPLIED] src=127.0.0.1 dst=192.168.0.10 sport=607 dport=600"
    var node = overLoNode("-p tcp -m tcp --tcp-flags SYN,ACK SYN,ACK", "-A INPUT -m conntrack --ctstate ESTABLISHED -j DROP\n")
    #expect(Simulator(node).predict(answerOfTCP).outcomes.map(\.verdict) == [.delivered])
    node.facts.connections = ConntrackParser.parse(SourceText(entry)).value
    #expect(Simulator(node).predict(answerOfTCP).outcomes.map(\.verdict) == [.dropped])
    #expect(Simulator(node).predict(answerOfTCP, asNew: true).outcomes.map(\.verdict) == [.delivered])
  }

  // MARK: Protocols

  @Test func `an association of SCTP lives longer with its fourth chunk`() throws {
    var session = Session(node("--zone 5"), seed: 1), first = packet(mark: 0, proto: .sctp)
    first.destinationPort = 80
    let answer = try first.answer(after: session.send(first).outcome)
    for packet in [answer, first] { _ = session.send(packet) }
    #expect(session.memory.connections.all.map(\.isAssured) == [false])
    _ = session.send(answer)
    #expect(session.memory.connections.all.map(\.isAssured) == [true])
    session.advance(seconds: 209)
    #expect(session.send(first).outcome.conntrackState == .established)
    session.advance(seconds: 211)
    #expect(session.send(first).outcome.conntrackState == .new)
  }
  @Test func `a flow of UDP that is answered lives longer once it has lasted two seconds`() {
    var session = Session(node("--zone 5"), seed: 1)
    for packet in [packet(mark: 0), answer, packet(mark: 0)] { _ = session.send(packet) }
    #expect(session.memory.connections.all.map(\.isAssured) == [false])
    session.advance(seconds: 31)
    #expect(session.send(packet(mark: 0)).outcome.conntrackState == .new)
    _ = session.send(answer)
    session.advance(seconds: 3)
    #expect(session.send(packet(mark: 0)).outcome.conntrackState == .established)
    #expect(session.memory.connections.all.map(\.isAssured) == [true])
    session.advance(seconds: 119)
    #expect(session.send(answer).outcome.conntrackState == .established)
  }
  @Test func `rules see that a flow of UDP is assured by the packet itself`() {
    var node = node("--zone 5")
    let rule = "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m conntrack --ctstatus ASSURED -j DROP\nCOMMIT\n"
    node.rulesets.append(IPTablesSaveParser.parse(SourceText(rule)))
    var session = Session(node, seed: 1)
    for packet in [packet(mark: 0), answer, packet(mark: 0)] { #expect(session.send(packet).outcome.verdict == .forwarded) }
    session.advance(seconds: 2.1)
    #expect(session.send(packet(mark: 0)).outcome.verdict == .dropped)
  }
  @Test func `conntrack knows no ports of DCCP`() {
    var session = Session(node("--zone 5"), seed: 1), packet = packet(mark: 0, proto: .dccp)
    #expect(session.send(packet).outcome.conntrackState == .new)
    packet.sourcePort = PortRange(4001)
    let second = session.send(packet).outcome
    #expect(session.memory.connections.all.count == 1 && second.out?.sourcePort == PortRange(4001))
  }
}
