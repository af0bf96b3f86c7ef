import PacketPath
import TestSupport
import Testing

/// Connections that are listed, and what time and packets make of them.
@Suite struct VirtualConnectionTests {
  static let text = """
    -A -t 10.96.0.20:80 -s rr
    -a -t 10.96.0.20:80 -r 10.244.1.7:8080 -m -w 1
    -a -t 10.96.0.20:80 -r 10.244.1.8:8080 -m -w 1
    -A -u 10.96.0.20:53 -s rr -p 100
    -a -u 10.96.0.20:53 -r 10.244.1.7:53 -m -w 1
    -a -u 10.96.0.20:53 -r 10.244.1.8:53 -m -w 1

    """
  private func node(_ connections: String? = nil, text: String = text, sysctls: [String: String] = [:]) -> Node {
    var facts = NodeFacts()
    facts.virtualServers = IPVSAdmParser.parse(SourceText(text)).value
    facts.virtualServers.start = .restored
    facts.virtualServers.listedConnections = connections.map { IPVSConnectionsParser.parse(SourceText($0)).value }
    for (key, value) in sysctls { facts.sysctls[key] = value }
    return Node(facts: facts)
  }
  private func packet(_ sourcePort: UInt16, _ flags: TCPFlags = .syn, udp: Bool = false) -> Packet {
    var packet = Packet(from: .v4(203, 0, 113, 77), to: .v4(10, 96, 0, 20), port: udp ? 53 : 80, proto: udp ? .udp : .tcp)
    (packet.sourcePort, packet.inInterface) = (PortRange(sourcePort), InterfaceName("eth0")!)
    packet.tcpFlags = udp ? [] : flags
    return packet
  }
  private func states(_ session: Session) -> [String] {
    session.virtualConnections.map { "\($0.clientPort) \($0.state.rawValue) \(Int($0.secondsLeft))" }.sorted()
  }

  // MARK: Associations

  @Test func `chunks of SCTP move an association on, and only an INIT opens one`() throws {
    func associations(_ chunks: [(String, isAnswer: Bool)], _ sysctls: [String: String] = [:]) throws -> [String] {
      let text = Self.text.replacing("-t ", with: "--sctp-service ")
      var session = Session(node(text: text, sysctls: sysctls), seed: 1), server = Address.any(.ipv4)
      for (names, isAnswer) in chunks {
        var packet =
          isAnswer
          ? Packet(from: server, to: .v4(203, 0, 113, 77), port: 40000, proto: .sctp)
          : Packet(from: .v4(203, 0, 113, 77), to: .v4(10, 96, 0, 20), port: 80, proto: .sctp)
        packet.sourcePort = PortRange(isAnswer ? 8080 : 40000)
        packet.inInterface = InterfaceName(isAnswer ? "cni0" : "eth0")!
        packet.sctpChunks = try #require(SCTPChunks(list: names))
        let outcome = session.send(packet).outcome
        if !isAnswer { server = outcome.endpoint.address ?? server }
      }
      return states(session)
    }
    #expect(try associations([("INIT", false)]) == ["40000 INIT1 4"])
    #expect(try associations([("INIT", false), ("INIT", false)]) == ["40000 INIT 61"])
    #expect(try associations([("INIT", false), ("COOKIE_ECHO,ABORT", false)]) == ["40000 CLOSED 61"])
    #expect(try associations([("INIT", false), ("DATA,SACK", false)]) == ["40000 INIT1 4"])
    for chunk in ["DATA", "ABORT", "INIT_ACK"] { #expect(try associations([(chunk, false)]) == []) }
    #expect(try associations([("DATA", false)], ["net.ipv4.vs.sloppy_sctp": "1"]) == ["40000 ESTABLISHED 900"])
    #expect(try associations([("ABORT", false)], ["net.ipv4.vs.sloppy_sctp": "1"]) == [])
    let open = [("INIT", false), ("INIT_ACK", true), ("COOKIE_ECHO", false), ("COOKIE_ACK", true)]
    #expect(try associations(open) == ["40000 ESTABLISHED 900"])
    #expect(try associations(open + [("SHUTDOWN", true)]) == ["40000 S-SENT 61"])
  }

  // MARK: The listing

  @Test func `a listing of connections: both families, templates, marks`() {
    let parsed = IPVSConnectionsParser.parse(
      SourceText(
        """
        # ipvsadm -lnc
        IPVS connection entries
        pro expire state       source             virtual            destination
        TCP 14:55  ESTABLISHED 10.0.0.7:40000     10.96.0.20:80      10.244.1.7:8080
        UDP 179:59 UDP         [fd00::7]:40000 [fd00:10:96::a]:53 [fd00:10:244::7]:53
        SCTP 01:00  C-SENT      10.0.0.7:40000     10.96.0.20:80      10.244.1.7:8080
        TCP 02:00  NONE        10.0.0.7:0         10.96.0.20:80      10.244.1.7:8080
        IP  04:59  ASSURED     10.0.0.7:0         0.0.0.7:0          10.244.0.2:0
        IP  04:59  NONE        [2001:db8::]:0     [0:7::]:0          [fd00::2]:0
        TCP 00:10  NONE        10.0.0.7:0         10.96.0.20:65535   10.244.1.7:65535
        nonsense
        """))
    #expect(
      parsed.value.map { "\($0.state.rawValue) \($0.isTemplate) \(Int($0.secondsLeft)) \($0.clientPort)" } == [
        "ESTABLISHED false 895 40000", "UDP false 10799 40000", "C-SENT false 60 40000", "NONE true 120 0", "ASSURED true 299 0",
        "NONE true 299 0",
      ])
    #expect(parsed.value[4].selector == .mark(7, .ipv4) && parsed.value[5].selector == .mark(7, .ipv6))
    #expect(parsed.value[1].selector == .address(Address("fd00:10:96::a")!, port: 53, proto: .udp))
    #expect(parsed.diagnostics.map(\.line) == [11])
  }
  @Test func `without counters in the text, the listed connections are a server's load`() {
    let connections = (0..<3).map { "TCP 15:00 ESTABLISHED 10.0.0.\($0):4000 10.96.0.20:80 10.244.1.8:8080" }.joined(separator: "\n")
    let simulator = Simulator(node(connections, text: Self.text.replacing("80 -s rr", with: "80 -s lc")))
    #expect(simulator.predict(packet(1000)).endpoints.map(\.endpoint.description) == ["10.244.1.7:8080"])
  }

  // MARK: Time

  @Test func `a TCP connection goes through IPVS's states, each with its own time`() {
    var session = Session(node(), seed: 1)
    let first = session.send(packet(1000))
    #expect(states(session) == ["1000 SYN_RECV 60"])
    _ = session.send(packet(1000, .ack))
    #expect(states(session) == ["1000 ESTABLISHED 900"])
    _ = session.send(packet(1000, [.fin, .ack]))
    #expect(states(session) == ["1000 CLOSE_WAIT 60"])
    session.advance(seconds: 59)
    #expect(states(session) == ["1000 CLOSE_WAIT 1"])
    // A SYN on a connection that is not over belongs to it.
    #expect(session.send(packet(1000)).outcome.endpoint == first.outcome.endpoint)
    #expect(states(session) == ["1000 SYN_RECV 60"])
    session.advance(seconds: 60)
    #expect(states(session) == [])
    #expect(session.send(packet(1000)).outcome.endpoint != first.outcome.endpoint)
  }
  @Test func `what the server answers counts too`() throws {
    var session = Session(node(), seed: 1)
    let (asked, outcome) = session.send(packet(1000))
    _ = session.send(try asked.answer(after: outcome))
    #expect(states(session) == ["1000 SYN_RECV 60"])
    _ = session.send(packet(1000, .ack))
    var end = try asked.answer(after: outcome)
    end.tcpFlags = [.fin, .ack]
    _ = session.send(end)
    #expect(states(session) == ["1000 FIN_WAIT 120"])
    _ = session.send(packet(1000, [.fin, .ack]))
    #expect(states(session) == ["1000 TIME_WAIT 120"])
  }
  @Test func `a connection that is over gives way to a new one, unless conn_reuse_mode is 0`() throws {
    for (mode, isNew) in [("1", true), ("0", false)] {
      var session = Session(node(sysctls: ["net.ipv4.vs.conn_reuse_mode": mode]), seed: 1)
      let first = session.send(packet(1000)).outcome.endpoint
      _ = session.send(packet(1000, .ack))
      _ = session.send(packet(1000, .rst))
      #expect(states(session) == ["1000 CLOSE 10"])
      let again = session.send(packet(1000)).outcome.endpoint
      #expect((again != first) == isNew)
    }
  }
  @Test func `a connection that is replaced still counts while its successor is given a server`() {
    let text = """
      -A -t 10.96.0.20:80 -s lc
      -a -t 10.96.0.20:80 -r 10.244.1.7:8080 -m -w 1
      -a -t 10.96.0.20:80 -r 10.244.1.8:8080 -m -w 1

      """
    var session = Session(node(text: text), seed: 1)
    // The newest of equals is first in the kernel's list.
    #expect(session.send(packet(1000)).outcome.endpoint.description == "10.244.1.8:8080")
    _ = session.send(packet(1000, .ack))
    _ = session.send(packet(1000, .rst))
    // Its inactive connection makes .8 the busier one until the entry has expired.
    #expect(session.send(packet(1000)).outcome.endpoint.description == "10.244.1.7:8080")
    #expect(states(session) == ["1000 SYN_RECV 60"])
    #expect(session.send(packet(1001)).outcome.endpoint.description == "10.244.1.8:8080")
  }
  @Test func `what the server of a replaced connection still answers is not put back under the virtual address`() throws {
    var session = Session(node(sysctls: ["net.ipv4.vs.conntrack": "0"]), seed: 1)
    let (asked, outcome) = session.send(packet(1000))
    let answer = try asked.answer(after: outcome)
    #expect(session.send(answer).outcome.out?.source?.description == "10.96.0.20")
    _ = session.send(packet(1000, .ack))
    _ = session.send(packet(1000, .rst))
    let (_, other) = session.send(packet(1000))
    #expect(other.endpoint != outcome.endpoint)
    #expect(session.send(answer).outcome.out?.source?.description == outcome.endpoint.address?.description)
    #expect(states(session) == ["1000 SYN_RECV 60"])
  }
  @Test func `a persistent client's template lives from its last connection on, and by minutes while one is there`() {
    var session = Session(node(), seed: 1)
    let first = session.send(packet(1000, udp: true)).outcome.endpoint
    #expect(states(session) == ["0 NONE 100", "1000 UDP 300"])
    session.advance(seconds: 90)
    #expect(session.send(packet(1001, udp: true)).outcome.endpoint == first)
    #expect(states(session) == ["0 NONE 100", "1000 UDP 210", "1001 UDP 300"])
    // Its time comes 100 s later, with both connections there: 60 s more, and again.
    session.advance(seconds: 110)
    #expect(states(session).first == "0 NONE 50")
    #expect(session.send(packet(1002, udp: true)).outcome.endpoint == first)
    #expect(states(session).first == "0 NONE 60")
    session.advance(seconds: 400)
    #expect(states(session) == [])
    #expect(session.send(packet(1003, udp: true)).outcome.endpoint != first)
  }
  @Test func `edits: weight 0 ends reuse, a deleted server's connections go or are lost`() {
    let server = "-t 10.96.0.20:80 -r 10.244.1.8:8080"
    for (expires, verdict) in [("1", Verdict.delivered), ("0", .dropped)] {
      var session = Session(node(sysctls: ["net.ipv4.vs.expire_nodest_conn": expires]), seed: 1)
      #expect(session.send(packet(1000)).outcome.endpoint.description == "10.244.1.8:8080")
      _ = session.send(packet(1000, .ack))
      let edit1 = session.edit(ipvsadm: "-e \(server) -m -w 0")
      #expect(edit1)
      #expect(session.send(packet(1000, .ack)).outcome.endpoint.description == "10.244.1.8:8080")
      let edit2 = session.edit(ipvsadm: "-d \(server)")
      #expect(edit2)
      #expect(session.send(packet(1000, .ack)).outcome.verdict == verdict)
      #expect(session.send(packet(1001)).outcome.endpoint.description == "10.244.1.7:8080")
      let edit3 = session.edit(ipvsadm: "-e \(server) -m -w 3")
      #expect(!edit3)
      let edit4 = session.edit(ipvsadm: "-a -t 10.96.0.20:80 -r 10.244.1.99:80 -m")
      #expect(!edit4)
    }
  }
  @Test func `of a running node a session begins in one of its possible states: the same for the same seed, another for others`() {
    var servers = VirtualServers()
    servers =
      IPVSAdmParser.parse(
        SourceText((1...5).reduce("-A -t 10.96.0.20:80 -s wrr\n") { $0 + "-a -t 10.96.0.20:80 -r 10.244.1.\($1):80 -m -w \($1)\n" })
      ).value
    var facts = NodeFacts()
    facts.virtualServers = servers
    func sequence(_ seed: UInt64) -> [String] {
      var session = Session(Node(facts: facts), seed: seed)
      return (0..<30).map { session.send(packet(1000 + $0)).outcome.endpoint.description }
    }
    #expect(sequence(1) == sequence(1))
    #expect(Set((0..<20).map { sequence($0)[0] }).count > 2)
    // A whole cycle: each server as often as its weight says.
    let counts = Dictionary(sequence(3).map { ($0, 1) }, uniquingKeysWith: +)
    #expect((1...5).allSatisfy { counts["10.244.1.\($0):80"] == 2 * $0 })
  }
}
