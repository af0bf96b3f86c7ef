import PacketPath
import TestSupport
import Testing

/// Where packets go on a node with virtual servers.
@Suite struct VirtualServerTests {
  static let rules = """
    *raw
    :PREROUTING ACCEPT [0:0]
    :OUTPUT ACCEPT [0:0]
    COMMIT
    *mangle
    :PREROUTING ACCEPT [0:0]
    :INPUT ACCEPT [0:0]
    :FORWARD ACCEPT [0:0]
    :OUTPUT ACCEPT [0:0]
    :POSTROUTING ACCEPT [0:0]
    COMMIT
    *nat
    :PREROUTING ACCEPT [0:0]
    :INPUT ACCEPT [0:0]
    :OUTPUT ACCEPT [0:0]
    :POSTROUTING ACCEPT [0:0]
    -A PREROUTING -d 10.96.0.20/32 -j MARK --set-xmark 0x4000/0x4000
    -A POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE
    COMMIT
    *filter
    :INPUT ACCEPT [0:0]
    :FORWARD DROP [0:0]
    :OUTPUT ACCEPT [0:0]
    COMMIT

    """
  /// The last lines of `rules`.
  static let filterEnd = ":FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n"
  static let three = """
    TCP  10.96.0.20:80 rr
      -> 10.244.1.7:8080 Masq 1 0 0
      -> 10.244.2.3:8080 Masq 1 0 0
      -> 10.244.3.6:8080 Masq 1 0 0
    """
  static let eth0 = InterfaceName("eth0")!

  private func node(_ ipvs: String, rules: String = rules, start: VirtualServers.Start = .live, _ sysctls: [String: String] = [:])
    -> Simulator
  {
    var facts = NodeFacts()
    facts.virtualServers = IPVSAdmParser.parse(SourceText(ipvs)).value
    facts.virtualServers.start = start
    facts.addresses = [
      InterfaceAddress(Self.eth0, .v4(192, 168, 0, 10), length: 24),
      InterfaceAddress(InterfaceName("cni0")!, .v4(10, 244, 1, 1), length: 24),
      InterfaceAddress(InterfaceName("kube-ipvs0")!, .v4(10, 96, 0, 20), length: 32),
    ]
    facts.routes = [
      Route(to: Network("10.244.1.0/24")!, interface: InterfaceName("cni0")!, scope: .link),
      Route(to: Network("192.168.0.0/24")!, interface: Self.eth0, scope: .link),
      Route(to: Network("0.0.0.0/0")!, interface: Self.eth0, gateway: .v4(192, 168, 0, 1)),
    ]
    for (key, value) in sysctls { facts.sysctls[key] = value }
    return Simulator(Node(rulesets: rules.isEmpty ? [] : [IPTablesSaveParser.parse(SourceText(rules))], facts: facts))
  }
  private func packet(to address: Address = .v4(10, 96, 0, 20), _ change: (inout Packet) -> Void = { _ in }) -> Packet {
    var packet = Packet(from: .v4(203, 0, 113, 77), to: address, port: 80)
    packet.inInterface = Self.eth0
    packet.sourcePort = PortRange(40000)
    change(&packet)
    return packet
  }

  @Test func `IPVS: each real server gets its share, after INPUT and through OUTPUT, and is masqueraded`() throws {
    let prediction = node(Self.three).predict(packet())
    #expect(
      prediction.endpoints.map { "\($0.endpoint) \($0.share)" } == ["10.244.1.7:8080 1/3", "10.244.2.3:8080 1/3", "10.244.3.6:8080 1/3"])
    let outcome = try #require(prediction.outcomes.first)
    #expect(outcome.verdict == .forwarded && outcome.isTranslated)
    #expect(outcome.sourceTranslation?.address == .v4(10, 244, 1, 1))
    #expect(outcome.out?.ttl == 63 && outcome.out?.interface == InterfaceName("cni0"))
    let path = outcome.path.map { "\($0.table) \($0.chain ?? $0.action)" }
    #expect(
      path == [
        "raw PREROUTING", "mangle PREROUTING", "nat PREROUTING", "nat PREROUTING", "mangle INPUT", "filter INPUT",
        "ipvs rr 10.244.1.7:8080",
        "raw OUTPUT", "mangle OUTPUT", "filter OUTPUT", "mangle POSTROUTING", "nat POSTROUTING",
      ])
    let step = try #require(outcome.path.first { $0.kind == .virtualServer })
    #expect(step.hook == .input && step.chain == nil && step.rule == nil && step.line == nil)
  }
  @Test func `IPVS: one world at a time gives the same outcomes`() {
    let simulator = node(Self.three.replacing("rr", with: "wrr").replacing("Masq 1 0 0\n  -> 10.244.3", with: "Masq 4 0 0\n  -> 10.244.3"))
    let forks = simulator.predict(packet()).outcomes, worlds = simulator.predictWorlds(packet())
    #expect(forks.map { "\($0.endpoint) \($0.weight.reduced)" } == worlds.map { "\($0.endpoint) \($0.weight.reduced)" })
    #expect(forks.map(\.path) == worlds.map(\.path))
    #expect(forks.map { "\($0.weight.reduced)" } == ["1/6", "2/3", "1/6"])
  }
  @Test func `IPVS: a sample draws every real server`() {
    let seen = node(Self.three).sample(packet(), count: 60, seed: 7).map(\.endpoint)
    #expect(Set(seen).count == 3)
  }
  @Test func `IPVS: a node just restored gives the newest server first`() {
    #expect(node(Self.three, start: .restored).predict(packet()).endpoints.map { "\($0.endpoint) \($0.share)" } == ["10.244.3.6:8080 1/1"])
  }
  @Test func `IPVS: without conntrack nothing is masqueraded`() {
    let outcome = node(Self.three, start: .restored, ["net.ipv4.vs.conntrack": "0"]).predict(packet()).outcomes[0]
    #expect(outcome.sourceTranslation == nil && outcome.conntrackState == .untracked && outcome.verdict == .forwarded)
  }
  @Test func `IPVS: a process of the node is served in OUTPUT, behind nat and in front of filter`() {
    let outcome = node(Self.three, start: .restored).predict(
      packet {
        $0.isLocal = true; $0.source = Address.v4(10, 96, 0, 20).bits; $0.inInterface = .none
      }
    ).outcomes[0]
    #expect(outcome.verdict == .sent && outcome.endpoint.description == "10.244.3.6:8080")
    #expect(
      outcome.path.map { "\($0.hook.name) \($0.table)" } == [
        "OUTPUT raw", "OUTPUT mangle", "OUTPUT nat", "OUTPUT ipvs", "OUTPUT raw", "OUTPUT mangle", "OUTPUT filter", "POSTROUTING mangle",
        "POSTROUTING nat",
      ])
  }
  @Test func `IPVS: without a usable server the client is told`() {
    for servers in ["", "\n  -> 10.244.1.7:8080 Masq 0 0 0"] {
      let outcomes = node("TCP  10.96.0.20:80 rr" + servers).predict(packet()).outcomes
      #expect(outcomes.map(\.verdict) == [.rejected] && outcomes[0].answer == "icmp-port-unreachable")
      #expect(outcomes[0].path.last?.action == "rr no server")
    }
  }
  @Test func `IPVS: direct routing and tunnels leave the packet, and reach the real server`() {
    let both = "TCP  10.96.0.20:80 rr\n  -> 192.168.0.30:80 Route 1 0 0\n  -> 192.168.0.31:80 Tunnel 1 0 0"
    let outcomes = node(both, rules: "").predict(packet()).outcomes
    #expect(outcomes.map(\.endpoint.description) == ["192.168.0.30:80", "192.168.0.31:80"])
    #expect(outcomes.map { $0.out?.destination?.description } == ["10.96.0.20", "192.168.0.31"])
    #expect(outcomes.map { $0.out?.source?.description } == ["203.0.113.77", "192.168.0.10"])
    #expect(outcomes.allSatisfy { $0.verdict == .forwarded && $0.out?.interface == Self.eth0 })
  }
  @Test func `IPVS: a real server on the node itself is delivered to`() {
    let outcome = node("TCP  10.96.0.20:80 rr\n  -> 192.168.0.10:9000 Masq 1 0 0").predict(packet()).outcomes[0]
    #expect(outcome.verdict == .delivered && outcome.endpoint.description == "192.168.0.10:9000" && outcome.out?.ttl == 64)
  }
  @Test func `IPVS: marks come first, then the port, then all ports`() {
    let text = """
      FWM  7 rr
        -> 10.244.1.1:0 Masq 1 0 0
      TCP  10.96.0.20:80 rr
        -> 10.244.1.2:8080 Masq 1 0 0
      TCP  10.96.0.20:0 rr persistent 60
        -> 10.244.1.3:0 Masq 1 0 0
      """.replacing("10.244.1.1:0", with: "10.244.1.9:0")
    func endpoint(_ change: (inout Packet) -> Void) -> String {
      node(text, rules: "").predict(packet(change)).outcomes.map { "\($0.verdict) \($0.endpoint)" }.joined(separator: ", ")
    }
    #expect(endpoint { $0.mark = 7 } == "forwarded 10.244.1.9:80")
    #expect(endpoint { _ in } == "forwarded 10.244.1.2:8080")
    #expect(endpoint { $0.destinationPort = 443 } == "forwarded 10.244.1.3:443")
    #expect(
      endpoint {
        $0.proto = .udp; $0.tcpFlags = []
      } == "delivered 10.96.0.20:80")
    #expect(endpoint { $0.tcpFlags = .ack } == "delivered 10.96.0.20:80")
    #expect(endpoint { $0.sourcePort = PortRange(20) } == "delivered 10.96.0.20:80")
  }
  @Test func `IPVS: a packet whose time to live ends here is answered`() {
    let outcome = node(Self.three, start: .restored).predict(packet { $0.ttl = 1 }).outcomes[0]
    #expect(outcome.verdict == .unroutable && outcome.answer == "ttl-exceeded: icmp-time-exceeded")
  }
  @Test func `IPVS: an address that only ipvsadm shows is the node's own`() {
    var facts = NodeFacts()
    facts.virtualServers = IPVSAdmParser.parse(SourceText(Self.three)).value
    #expect(facts.isLocal(.v4(10, 96, 0, 20)) == .yes)
    let outcomes = Simulator(Node(facts: facts)).predict(packet()).outcomes
    #expect(
      outcomes.map { "\($0.weight.reduced) \($0.verdict) \($0.endpoint)" } == [
        "1/3 forwarded 10.244.1.7:8080", "1/3 forwarded 10.244.2.3:8080", "1/3 forwarded 10.244.3.6:8080",
      ])
  }
  @Test func `IPVS: FORWARD sees no request, but its policy drops the answers`() throws {
    let outcome = try #require(node(Self.three, start: .restored).predict(packet(), replies: true).outcomes.first)
    #expect(outcome.verdict == .forwarded)
    #expect(outcome.reply?.reachesClient == false && outcome.reply?.verdict == .dropped)
    let open = node(Self.three, rules: Self.rules.replacing("FORWARD DROP", with: "FORWARD ACCEPT"), start: .restored)
    #expect(open.predict(packet(), replies: true).outcomes.first?.reply?.reachesClient == true)
  }
  @Test func `IPVS: -m ipvs matches what a virtual server sends on, and no answer by its address`() {
    let rules = Self.rules.replacing(
      "-A POSTROUTING -m mark", with: "-A POSTROUTING -m ipvs --vaddr 10.96.0.20/32 --vproto 6 --vport 80 -j ACCEPT\n-A POSTROUTING -m mark"
    )
    let outcome = node(Self.three, rules: rules, start: .restored).predict(packet()).outcomes[0]
    #expect(
      outcome.sourceTranslation == nil && outcome.path.contains { $0.action == "ACCEPT" && $0.rule == 1 && $0.chain == "POSTROUTING" })
    #expect(node("", rules: rules).predict(packet()).outcomes[0].path.contains { $0.action == "ACCEPT" && $0.rule == 1 } == false)
  }
  @Test func `IPVS: -m ipvs --ipvs matches what is sent on and what is put back`() throws {
    let rules = Self.rules.replacing(
      ":POSTROUTING ACCEPT [0:0]\nCOMMIT",
      with: ":POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -m ipvs --ipvs -j MARK --set-xmark 0x7/0x7\nCOMMIT")
    let open = rules.replacing("FORWARD DROP", with: "FORWARD ACCEPT")
    let outcome = try #require(node(Self.three, rules: open, start: .restored).predict(packet(), replies: true).outcomes.first)
    #expect(outcome.out?.mark == 0x4007)
    #expect(outcome.reply?.path.contains { $0.chain == "POSTROUTING" && $0.rule == 1 && $0.table == "mangle" } == true)
  }
  @Test func `IPVS: without vs.conntrack answers are INVALID in FORWARD, with it ESTABLISHED`() {
    let rules = Self.rules.replacing(
      Self.filterEnd, with: ":FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A FORWARD -m conntrack --ctstate INVALID -j DROP\nCOMMIT\n")
    func reaches(_ conntrack: String) -> Bool? {
      node(Self.three, rules: rules, start: .restored, ["net.ipv4.vs.conntrack": conntrack]).predict(packet(), replies: true).outcomes
        .first?.reply?
        .reachesClient
    }
    #expect(reaches("1") == true)
    #expect(reaches("0") == false)
  }
  @Test func `IPVS: INPUT sees the virtual address in front of it, OUTPUT the server behind it`() {
    func verdicts(_ rule: String) -> [String] {
      let rules = Self.rules.replacing(Self.filterEnd, with: ":FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n-A \(rule)\nCOMMIT\n")
      return node(Self.three, rules: rules, start: .restored).predict(packet()).outcomes.map { "\($0.verdict) \($0.endpoint)" }
    }
    #expect(verdicts("INPUT -d 10.96.0.20/32 -j DROP") == ["dropped 10.96.0.20:80"])
    #expect(verdicts("INPUT -d 10.244.3.6/32 -j DROP") == ["forwarded 10.244.3.6:8080"])
    #expect(verdicts("OUTPUT -d 10.244.3.6/32 -j DROP") == ["dropped 10.244.3.6:8080"])
    #expect(verdicts("OUTPUT -d 10.96.0.20/32 -j DROP") == ["forwarded 10.244.3.6:8080"])
  }
  @Test func `IPVS: a rule in PREROUTING comes first: to another virtual server, or past them all`() {
    func endpoint(_ destination: String) -> [String] {
      let rules = Self.rules.replacing(
        "-A PREROUTING -d 10.96.0.20/32 -j MARK --set-xmark 0x4000/0x4000",
        with: "-A PREROUTING -d 203.0.113.9/32 -p tcp -j DNAT --to-destination \(destination)"
      )
      .replacing("FORWARD DROP", with: "FORWARD ACCEPT")
      return node(Self.three, rules: rules, start: .restored).predict(packet(to: .v4(203, 0, 113, 9))).outcomes.map {
        "\($0.endpoint) \($0.path.contains { $0.kind == .virtualServer })"
      }
    }
    #expect(endpoint("10.96.0.20:80") == ["10.244.3.6:8080 true"])
    #expect(endpoint("10.244.1.99:80") == ["10.244.1.99:80 false"])
  }
  @Test func `IPVS: what is not delivered here never meets a virtual server, a firewall mark's neither`() {
    let text = "TCP  203.0.113.9:80 rr\n  -> 10.244.1.7:80 Masq 1 0 0\nFWM  7 rr\n  -> 10.244.1.8:80 Masq 1 0 0"
    let outcomes = node(text, rules: "").predict(packet(to: .v4(198, 51, 100, 9)) { $0.mark = 7 }).outcomes
    #expect(outcomes.map { "\($0.verdict) \($0.endpoint)" } == ["forwarded 198.51.100.9:80"])
  }
  @Test func `IPVS: IPv6 as IPv4`() throws {
    var facts = NodeFacts()
    facts.virtualServers =
      IPVSAdmParser.parse(SourceText("TCP  [fd00::20]:80 rr\n  -> [fd00:1::7]:8080 Masq 1 0 0\nUDP  [fd00::20]:53 rr")).value
    facts.addresses = [
      InterfaceAddress(Self.eth0, Address("fd00:2::1")!, length: 64),
      InterfaceAddress(InterfaceName("kube-ipvs0")!, Address("fd00::20")!, length: 128),
    ]
    facts.routes = [Route(to: Network("::/0")!, interface: Self.eth0, gateway: Address("fd00:2::2")!)]
    let rules = "*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -d fd00:1::7/128 -j MASQUERADE\nCOMMIT\n"
    let simulator = Simulator(Node(rulesets: [IPTablesSaveParser.parse(SourceText(rules), family: .ipv6)], facts: facts))
    var packet = Packet(from: Address("2001:db8::77")!, to: Address("fd00::20")!, port: 80)
    packet.inInterface = Self.eth0
    let outcome = try #require(simulator.predict(packet).outcomes.first)
    #expect(outcome.verdict == .forwarded && outcome.endpoint.description == "[fd00:1::7]:8080" && outcome.out?.ttl == 63)
    #expect(outcome.sourceTranslation?.address == Address("fd00:2::1"))
    (packet.proto, packet.destinationPort, packet.tcpFlags) = (.udp, 53, [])
    #expect(simulator.predict(packet).outcomes.first?.answer == "icmp6-port-unreachable")
  }
  @Test func `IPVS: in a session the scheduler goes on from connection to connection, and a connection keeps its server`() {
    let simulator = node(Self.three, rules: "", start: .restored)
    var session = Session(simulator.node, seed: 1)
    var seen: [String] = []
    for port in UInt16(40000)..<40005 { seen.append(session.send(packet { $0.sourcePort = PortRange(port) }).outcome.endpoint.description) }
    #expect(seen == ["10.244.3.6:8080", "10.244.2.3:8080", "10.244.1.7:8080", "10.244.3.6:8080", "10.244.2.3:8080"])
    #expect(
      session.send(
        packet {
          $0.sourcePort = PortRange(40001); $0.tcpFlags = .ack
        }
      ).outcome.endpoint.description == "10.244.2.3:8080")
    // The answer comes back under the address that was asked.
    var answer = Packet(from: .v4(10, 244, 2, 3), to: .v4(203, 0, 113, 77), port: 40001)
    (answer.sourcePort, answer.tcpFlags, answer.inInterface) = (PortRange(8080), [.syn, .ack], Self.eth0)
    let back = session.send(answer).outcome
    #expect(back.out?.source == .v4(10, 96, 0, 20) && back.out?.sourcePort == PortRange(80))
  }
}
