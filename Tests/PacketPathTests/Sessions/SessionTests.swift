import PacketPath
import Testing

/// Packets that follow each other: what the node remembers between them.
@Suite struct SessionTests {
  static let service = """
    *nat
    :PREROUTING ACCEPT [0:0]
    :INPUT ACCEPT [0:0]
    :OUTPUT ACCEPT [0:0]
    :POSTROUTING ACCEPT [0:0]
    :SVC - [0:0]
    -A PREROUTING -d 10.96.0.1/32 -p tcp -m tcp --dport 80 -j SVC
    -A POSTROUTING -s 10.244.1.5/32 -d 10.244.2.3/32 -j MASQUERADE
    -A SVC -m statistic --mode random --probability 0.50000000000 -j DNAT --to-destination 10.244.1.7:8080
    -A SVC -p tcp -j DNAT --to-destination 10.244.2.3:8080
    COMMIT
    *filter
    :INPUT ACCEPT [0:0]
    :FORWARD DROP [0:0]
    :OUTPUT ACCEPT [0:0]
    -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    -A FORWARD -m conntrack --ctstate INVALID -j DROP
    -A FORWARD -s 10.244.1.5/32 -j ACCEPT
    COMMIT
    """
  private static let cni0 = InterfaceName("cni0")!, eth0 = InterfaceName("eth0")!
  private func node(_ rules: String) -> Node {
    var facts = NodeFacts()
    facts.addresses = [
      InterfaceAddress(Self.eth0, .v4(192, 168, 0, 10), length: 24), InterfaceAddress(Self.cni0, .v4(10, 244, 1, 1), length: 24),
    ]
    facts.routes = [
      Route(to: Network("192.168.0.0/24")!, interface: Self.eth0), Route(to: Network("10.244.1.0/24")!, interface: Self.cni0),
      Route(to: Network("10.244.2.0/24")!, interface: Self.eth0, gateway: .v4(192, 168, 0, 11)),
      Route(to: Network("0.0.0.0/0")!, interface: Self.eth0, gateway: .v4(192, 168, 0, 1)),
    ]
    return Node(rulesets: [IPTablesSaveParser.parse(SourceText(rules))], facts: facts)
  }
  private func syn(_ port: UInt16 = 40000) -> Packet {
    var packet = Packet(from: .v4(10, 244, 1, 5), to: .v4(10, 96, 0, 1), port: 80)
    packet.inInterface = Self.cni0
    packet.sourcePort = PortRange(port)
    return packet
  }
  private func answer(to sent: Outcome, flags: TCPFlags = [.syn, .ack]) throws -> Packet {
    let out = try #require(sent.out)
    var packet = Packet(from: try #require(out.destination), to: try #require(out.source), port: try #require(out.sourcePort).low)
    packet.sourcePort = PortRange(try #require(out.destinationPort))
    packet.tcpFlags = flags
    packet.inInterface = try #require(out.interface)
    return packet
  }

  @Test func `a flow keeps its endpoint, its answers are translated back, and no rule of nat sees either`() throws {
    var session = Session(node(Self.service), seed: 1)
    let first = session.send(syn(), draws: [false]).outcome
    #expect(first.endpoint.description == "10.244.2.3:8080" && first.sourceTranslation?.address == .v4(192, 168, 0, 10))

    let back = session.send(try answer(to: first)).outcome
    #expect(back.verdict == .forwarded && back.conntrackState == .established)
    #expect(back.out?.source == .v4(10, 96, 0, 1) && back.out?.destination == .v4(10, 244, 1, 5) && back.out?.destinationPort == 40000)
    #expect(!back.path.contains { $0.table == "nat" })

    var more = syn()
    more.tcpFlags = .ack
    let second = session.send(more, draws: [true]).outcome
    #expect(
      second.endpoint.description == "10.244.2.3:8080" && second.conntrackState == .established
        && !second.path.contains { $0.table == "nat" })
    #expect(second.out?.source == .v4(192, 168, 0, 10))
  }
  @Test func `an answer that belongs to no connection is invalid`() throws {
    var session = Session(node(Self.service), seed: 1)
    let first = session.send(syn(), draws: [true]).outcome
    session.forgetConnections()
    let back = session.send(try answer(to: first)).outcome
    #expect(back.verdict == .dropped && back.conntrackState == .invalid)
  }
  @Test func `an unanswered connection is forgotten after two minutes, and draws anew`() {
    var session = Session(node(Self.service), seed: 1)
    #expect(session.send(syn(), draws: [true]).outcome.endpoint.description == "10.244.1.7:8080")
    session.advance(seconds: 60)
    #expect(session.send(syn(), draws: [false]).outcome.endpoint.description == "10.244.1.7:8080")
    session.advance(seconds: 121)
    #expect(session.send(syn(), draws: [false]).outcome.endpoint.description == "10.244.2.3:8080")
  }

  // MARK: TCP, and errors about connections

  @Test func `an acknowledgement of what was never answered is invalid`() {
    var session = Session(node(Self.service), seed: 1)
    #expect(session.send(syn(), draws: [true]).outcome.conntrackState == .new)
    var ack = syn()
    ack.tcpFlags = .ack
    #expect(session.send(ack).outcome.conntrackState == .invalid)
    #expect(session.send(syn()).outcome.conntrackState == .new)
  }
  @Test func `a reset before any other answer ends the connection, and a later one does not`() throws {
    var session = Session(node(Self.service), seed: 1)
    let first = session.send(syn(), draws: [true]).outcome
    #expect(session.send(try answer(to: first, flags: [.rst, .ack])).outcome.conntrackState == .established)
    #expect(session.memory.connections.isEmpty)
    #expect(session.send(syn(), draws: [false]).outcome.endpoint.description == "10.244.2.3:8080")
    let second = session.send(syn(), draws: [true]).outcome
    for flags: TCPFlags in [[.syn, .ack], [.rst, .ack]] { _ = session.send(try answer(to: second, flags: flags)) }
    // It was the one who was asked that has reset it: a SYN passes, as of the old connection.
    let again = session.send(syn(), draws: [true]).outcome
    #expect(again.conntrackState == .established && again.endpoint.description == "10.244.2.3:8080")
    session.advance(seconds: 11)
    #expect(session.send(syn(), draws: [true]).outcome.endpoint.description == "10.244.1.7:8080")
  }
  @Test func `the one who opened a connection opens it anew after its own reset`() throws {
    var session = Session(node(Self.service), seed: 1)
    let first = session.send(syn(), draws: [true]).outcome
    _ = session.send(try answer(to: first))
    var reset = syn()
    reset.tcpFlags = .rst
    #expect(session.send(reset).outcome.conntrackState == .established)
    let again = session.send(syn(), draws: [false]).outcome
    #expect(again.conntrackState == .new && again.endpoint.description == "10.244.2.3:8080")
  }
  private func error(about sent: Outcome, to destination: Address? = nil) throws -> (error: Packet, quoted: Packet) {
    let out = try #require(sent.out)
    var quoted = Packet(from: try #require(out.source), to: try #require(out.destination), port: try #require(out.destinationPort))
    quoted.sourcePort = try #require(out.sourcePort)
    var error = Packet(from: .v4(192, 168, 0, 1), to: destination ?? quoted.sourceAddress, proto: .icmp)
    (error.icmpType, error.icmpCode, error.inInterface) = (3, 1, Self.eth0)
    return (error, quoted)
  }
  @Test func `a router's error about a flow is related, and comes to the client as from the address that it asked`() throws {
    var session = Session(node(Self.service), seed: 1)
    let first = session.send(syn(), draws: [false]).outcome
    let (error, quoted) = try error(about: first)
    let told = session.send(error, about: quoted).outcome
    #expect(told.conntrackState == .related && told.verdict == .forwarded && !told.path.contains { $0.table == "nat" })
    #expect(told.out?.source == .v4(10, 96, 0, 1) && told.out?.destination == .v4(10, 244, 1, 5))
    // It is no answer.
    #expect(session.send(syn()).outcome.conntrackState == .new)
    #expect(session.send(error).outcome.conntrackState == .invalid)
    let (elsewhere, _) = try self.error(about: first, to: .v4(10, 244, 1, 1))
    #expect(session.send(elsewhere, about: quoted).outcome.conntrackState == .invalid)
  }
  @Test func `connlimit counts the connections that are open`() throws {
    let rules =
      "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -p tcp -m connlimit --connlimit-above 2 --connlimit-mask 32 --connlimit-saddr -j DROP\nCOMMIT\n"
    var session = Session(node(rules), seed: 1)
    func isDropped(_ port: UInt16) -> Bool { session.send(syn(port)).outcome.verdict == .dropped }
    let first = session.send(syn(1)).outcome
    #expect(!isDropped(2))
    #expect(isDropped(3))
    _ = session.send(try answer(to: first, flags: [.rst, .ack]))
    #expect(!isDropped(4))
    #expect(isDropped(5))
  }
  @Test func `a dropped first packet leaves no connection`() {
    var session = Session(node(Self.service.replacing("-A FORWARD -s 10.244.1.5/32 -j ACCEPT\n", with: "")), seed: 1)
    #expect(session.send(syn(), draws: [true]).outcome.verdict == .dropped)
    #expect(session.memory.connections.isEmpty)
  }
  @Test func `the same seed gives the same session`() {
    func run(_ seed: UInt64) -> [String] {
      var session = Session(node(Self.service), seed: seed)
      return (1...50).map { session.send(syn(UInt16(1000 + $0))).outcome.endpoint.description }
    }
    #expect(run(7) == run(7) && Set(run(7)).count == 2)
  }
  @Test(arguments: [IPProtocol.esp, .ah, .sctp]) func `hashlimit by ports is not told the index of ESP and AH`(proto: IPProtocol) {
    let test = "-m hashlimit --hashlimit-above 1/hour --hashlimit-burst 1 --hashlimit-mode srcip,dstport --hashlimit-name h"
    var session = Session(node("*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD \(test) -j DROP\nCOMMIT\n"), seed: 1)
    var packet = Packet(from: .v4(10, 244, 1, 5), to: .v4(10, 244, 2, 3), proto: proto)
    packet.inInterface = Self.cni0
    let first = session.send(packet).outcome, second = session.send(packet).outcome
    #expect(first.verdict == .forwarded && first.assumptions.isEmpty)
    #expect(second.assumptions.isEmpty == (proto == .sctp) && (proto != .sctp || second.verdict == .dropped))
  }
  @Test func `nth counts what reaches its rule`() {
    let rules = "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m statistic --mode nth --every 3 --packet 1 -j DROP\nCOMMIT\n"
    var session = Session(node(rules), seed: 1)
    let verdicts = (0..<7).map { session.send(syn(UInt16(1000 + $0))).outcome.verdict == .dropped }
    #expect(verdicts == [false, true, false, false, true, false, false])
  }
  @Test func `nth counts behind a test whose answer is open, also where it says no`() {
    let rules =
      "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m time --timestart 09:00 -m statistic --mode nth --every 3 --packet 2 -j DROP\nCOMMIT\n"
    var session = Session(node(rules), seed: 1)
    let outcomes = (0..<4).map { session.send(syn(UInt16(1000 + $0))).outcome }
    #expect(outcomes.map { $0.verdict == .dropped } == [false, false, true, false])
    // Whether the packet came so far is assumed.
    #expect(outcomes.allSatisfy { $0.assumptions.map(\.assumed) == [true] })
  }
  @Test func `a list remembers who was seen, and for how long`() {
    let rules = """
      *filter
      :FORWARD ACCEPT [0:0]
      -A FORWARD -m recent --rcheck --seconds 60 --hitcount 2 --name l --mask 255.255.255.255 --rsource -j DROP
      -A FORWARD -m recent --set --name l --mask 255.255.255.255 --rsource
      COMMIT
      """
    var session = Session(node(rules), seed: 1)
    func isDropped() -> Bool { session.send(syn(UInt16.random(in: 1...60000))).outcome.verdict == .dropped }
    #expect(!isDropped())
    #expect(!isDropped())
    #expect(isDropped())
    session.advance(seconds: 61)
    #expect(!isDropped())
  }
  @Test func `a connection given from outside keeps its old endpoint, whatever the rules say now`() {
    var facts = node(Self.service)
    var entry = Connection(.tcp, .ipv4, original: FlowTuple(syn()), reply: FlowTuple(syn()).inverted)
    entry.reply.source = Address.v4(10, 244, 9, 9).bits
    entry.reply.sourcePort = PortRange(8080)
    entry.isDestinationTranslated = true
    facts.facts.connections = [entry]
    var ack = syn()
    ack.tcpFlags = .ack
    let outcomes = Simulator(facts).predict(ack).outcomes
    #expect(outcomes.map(\.endpoint.description) == ["10.244.9.9:8080"])
    #expect(outcomes.first?.path.contains { $0.table == "nat" } == false)
  }
}
