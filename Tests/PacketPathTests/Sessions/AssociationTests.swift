import Testing

@testable import PacketPath

/// What conntrack makes of an association's chunks, and a session of chunks that are not told. All pairs of a state and a chunk are put before the
/// kernel by FlowFactTests.
struct AssociationTests {
  private static let cni0 = InterfaceName("cni0")!, eth0 = InterfaceName("eth0")!
  private var node: Node {
    let rules = "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m conntrack --ctstate NEW -j ACCEPT\nCOMMIT\n"
    var facts = NodeFacts()
    facts.addresses = [
      InterfaceAddress(Self.eth0, .v4(192, 168, 0, 10), length: 24), InterfaceAddress(Self.cni0, .v4(10, 244, 1, 1), length: 24),
    ]
    facts.routes = [Route(to: Network("0.0.0.0/0")!, interface: Self.eth0), Route(to: Network("10.244.1.0/24")!, interface: Self.cni0)]
    return Node(rulesets: [IPTablesSaveParser.parse(SourceText(rules))], facts: facts)
  }
  private func session() -> Session { Session(node, seed: 1) }
  private func packet(_ chunks: SCTPChunks, isReply: Bool = false) -> Packet {
    let client = Address.v4(10, 244, 1, 5), server = Address.v4(203, 0, 113, 9)
    var packet =
      isReply ? Packet(from: server, to: client, port: 4000, proto: .sctp) : Packet(from: client, to: server, port: 80, proto: .sctp)
    (packet.inInterface, packet.sourcePort) = isReply ? (Self.eth0, PortRange(80)) : (Self.cni0, PortRange(4000))
    packet.sctpChunks = chunks
    return packet
  }
  private static let opening: [(chunks: SCTPChunks, isReply: Bool)] = [
    (.initiation, false), (.initiationAcknowledgement, true), (.cookieEcho, false), (.cookieAcknowledgement, true),
  ]
  /// How each of the packets is called, and the state in which the association is then; nil: there is none.
  private func course(_ packets: [(chunks: SCTPChunks, isReply: Bool)]) -> (states: [ConntrackState], state: SCTPState?, isAssured: Bool) {
    var session = session()
    let states = packets.map { session.send(packet($0.chunks, isReply: $0.isReply)).outcome.conntrackState }
    let entry = session.memory.connections.all.first
    return (states, entry?.sctpState, entry?.isAssured ?? false)
  }

  @Test func `an association is opened by four chunks, and ends with three`() {
    let open = course(Self.opening)
    #expect(open.states == [.new, .established, .established, .established] && open.state == .established && open.isAssured)
    let half = course(Self.opening.dropLast())
    #expect(half.state == .cookieEchoed && !half.isAssured)
    let over = course(Self.opening + [(.shutdown, true), (.shutdownAcknowledgement, false), (.shutdownComplete, true)])
    #expect(over.states.allSatisfy { $0 != .invalid } && over.state == .closed && over.isAssured)
    #expect(course(Self.opening + [([.data, .selectiveAcknowledgement], false), (.abort, true)]).state == .closed)
  }
  @Test(arguments: [
    SCTPChunks.initiationAcknowledgement, .data, .selectiveAcknowledgement, .cookieEcho, .cookieAcknowledgement, .abort, .shutdown, .error,
    .shutdownComplete, [.initiation, .data],
  ]) func `what belongs to no association is invalid, and leaves none`(chunks: SCTPChunks) {
    let seen = course([(chunks, false)])
    #expect(seen.states == [.invalid] && seen.state == nil)
  }
  @Test(arguments: [
    (SCTPChunks.initiation, SCTPState.closed, 10.0), (.heartbeat, .heartbeatSent, 30), (.heartbeatAcknowledgement, .closed, 10),
    (.shutdownAcknowledgement, .shutdownAckSent, 3),
  ]) func `what may come first opens one, for some seconds`(chunks: SCTPChunks, state: SCTPState, seconds: Double) {
    #expect(course([(chunks, false)]).states == [.new] && course([(chunks, false)]).state == state)
    var session = session()
    _ = session.send(packet(chunks))
    session.advance(seconds: seconds - 1)
    let answer = packet(.heartbeatAcknowledgement, isReply: true)
    var later = session
    later.advance(seconds: 2)
    // Behind a SHUTDOWN ACK, conntrack awaits that one's tag.
    #expect(session.send(answer).outcome.conntrackState == (chunks == .shutdownAcknowledgement ? .invalid : .established))
    #expect(later.memory.connections.find(answer, at: later.memory.now) == nil)
  }
  @Test func `nobody has named the tag of what comes before it was named`() {
    // DATA or a cookie before INIT ACK has told the server's tag.
    #expect(course([(.initiation, false), (.data, false)]).states == [.new, .invalid])
    #expect(course([(.initiation, false), (.cookieEcho, false)]).states == [.new, .invalid])
    #expect(course([(.initiation, false), (.data, true)]).states == [.new, .established])
    #expect(
      course([(.heartbeat, false), (.data, false), (.data, true), (.heartbeatAcknowledgement, true), (.data, true)]).states
        == [.new, .new, .invalid, .established, .established])
  }
  @Test func `an INIT that is sent again does not keep the association`() {
    var session = session()
    _ = session.send(packet(.initiation))
    session.advance(seconds: 6)
    #expect(session.send(packet(.initiation)).outcome.conntrackState == .new)
    session.advance(seconds: 6)
    #expect(session.send(packet(.initiationAcknowledgement, isReply: true)).outcome.conntrackState == .invalid)
  }
  @Test func `a session takes the usual course where chunks are not told, and says which`() throws {
    var session = session()
    let (first, outcome) = session.send(packet([]))
    let (answer, answered) = session.send(try first.answer(after: outcome))
    let (further, _) = session.send(first.further), (last, _) = session.send(try first.further.answer(after: outcome))
    #expect(first.sctpChunks == .initiation && answer.sctpChunks == .initiationAcknowledgement && answered.conntrackState == .established)
    #expect(further.sctpChunks == .cookieEcho && last.sctpChunks == .cookieAcknowledgement)
    #expect(session.send(packet([], isReply: true)).packet.sctpChunks == .data)
    // The answer to an INIT of which nothing is left.
    session.forgetConnections()
    #expect(session.send(try first.answer(after: outcome)).outcome.conntrackState == .invalid)
  }
  @Test func `a first packet is judged by its chunks, and those of an answer follow from them`() {
    let simulator = Simulator(node)
    #expect(simulator.predict(packet(.data)).outcomes.map(\.conntrackState) == [.invalid])
    #expect(simulator.predict(packet([])).outcomes.map(\.conntrackState) == [.new])
    #expect(simulator.predict(packet(.initiation), replies: true).outcomes.first?.reply?.verdict == .forwarded)
  }
  @Test func `of a listing that leaves open which tags are known there are two answers`() {
    func states(_ state: String, _ chunks: SCTPChunks) -> [ConntrackState] {
      var node = node
      let tuples = "src=10.244.1.5 dst=203.0.113.9 sport=4000 dport=80 src=203.0.113.9 dst=10.244.1.5 sport=80 dport=4000"
      node.facts.connections = ConntrackParser.parse(SourceText("sctp 132 9 \(state) \(tuples) use=1")).value
      return Simulator(node).predict(packet(chunks)).outcomes.map(\.conntrackState)
    }
    #expect(states("CLOSED", .data) == [.established, .invalid] && states("SHUTDOWN_ACK_SENT", .shutdown) == [.established, .invalid])
    for chunks in [SCTPChunks.initiation, .heartbeat, []] { #expect(states("CLOSED", chunks) == [.established]) }
    #expect(states("ESTABLISHED", .data) == [.established] && states("COOKIE_WAIT", .cookieEcho) == [.established])
  }
  @Test func `an association that is known is in the state that its listing tells`() throws {
    func entry(_ state: String, _ answered: String = "") throws -> Connection {
      let text = "sctp 132 9 \(state) src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 \(answered) src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1 use=1"
      return try #require(ConntrackParser.parse(SourceText(text)).value.first)
    }
    for state in SCTPState.allCases { #expect(try entry(state.name).sctpState == state) }
    var unanswered = try entry("CLOSED", "[UNREPLIED]"), answered = try entry("ESTABLISHED")
    #expect(unanswered.learn(packet(.initiation), isReply: false) == .leaves && unanswered.sctpState == .closed)
    #expect(answered.learn(packet(.shutdown), isReply: false) == .renews && answered.sctpState == .shutdownSent)
    // What is not told is what comes next, and never invalid.
    for state in SCTPState.allCases {
      for isReply in [false, true] {
        for words in ["", "[UNREPLIED]"] {
          #expect(try entry(state.name, words).state(of: packet([]), isReply: isReply, NodeFacts().sysctls.settings) != .invalid)
        }
      }
    }
  }
}
