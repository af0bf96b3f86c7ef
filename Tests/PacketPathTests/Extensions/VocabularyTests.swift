import Testing

@testable import PacketPath

/// What single tests and targets say of a packet. The text of a rule is parsed, as in a dump, and its last test or its target is asked.
struct VocabularyTests {
  /// A rule alone in a chain, and what its tests and target say.
  private struct Subject {
    let ruleset: Ruleset, context: EvaluationContext
    init(_ rule: String, table: String = "mangle", facts: NodeFacts = NodeFacts(), family: IPFamily = .ipv4) {
      let text = "*\(table)\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A PREROUTING \(rule)\nCOMMIT\n"
      ruleset = IPTablesSaveParser.parse(SourceText(text), family: family)
      context = EvaluationContext(ruleset: ruleset.tables, facts: facts, backend: .legacy)
    }
    func answer(_ skb: SocketBuffer) -> Answer {
      ruleset.tests(of: ruleset.rules[0]).reduce(.yes) { $0.and($1.evaluate(skb, in: context)) }
    }
    func apply(to skb: inout SocketBuffer) -> TargetEffect { ruleset.rules[0].target.apply(to: &skb, in: context) }
  }
  private func packet(_ change: (inout Packet) -> Void = { _ in }) -> SocketBuffer {
    var packet = Packet(from: .v4(10, 1, 0, 2), to: .v4(10, 96, 0, 1), port: 80)
    packet.inInterface = InterfaceName("eth0")!
    change(&packet)
    return SocketBuffer(packet)
  }
  private func tracked(_ change: (inout Packet) -> Void = { _ in }) -> SocketBuffer {
    var skb = packet(change)
    skb.conntrack.state = .new
    skb.conntrack.original = FlowTuple(
      source: skb.packet.source, destination: skb.packet.destination, sourcePort: skb.packet.sourcePort,
      destinationPort: PortRange(skb.packet.destinationPort))
    return skb
  }

  @Test(arguments: [
    // What the entry is asked for, after DNAT to 10.2.0.9:8080.
    ("--ctorigdst 10.96.0.0/12", Answer.yes), ("! --ctorigdst 10.96.0.0/12", .no), ("--ctorigdstport 80", .yes),
    ("--ctorigdstport 8080", .no),
    ("--ctreplsrc 10.2.0.9", .yes), ("--ctreplsrcport 8080", .yes), ("--ctproto 17", .no), ("! --ctproto 17", .yes),
    ("--ctstate DNAT", .yes),
    ("--ctorigsrcport 1:65535", .yes), ("--ctorigsrcport 40000", .unknown), ("--ctorigsrcport 40000 --ctproto 17", .no),
    ("--ctdir REPLY", .no),
    ("--ctdir ORIGINAL", .yes), ("--ctstatus NONE", .no), ("--ctstatus CONFIRMED", .no), ("--ctexpire 60", .unknown),
  ]) func `conntrack knows the tuple before and after translation`(options: String, expected: Answer) {
    var skb = tracked()
    skb.packet.destination = Address.v4(10, 2, 0, 9).bits
    skb.packet.destinationPort = 8080
    skb.conntrack.translations = .dnat
    #expect(Subject("-m conntrack \(options)").answer(skb) == expected)
  }
  @Test func `without an entry only --ctstate decides`() {
    #expect(Subject("-m conntrack --ctproto 6").answer(packet()) == .no)
    #expect(Subject("-m conntrack ! --ctproto 6").answer(packet()) == .no)
    #expect(Subject("-m conntrack --ctstate INVALID --ctproto 17").answer(packet()) == .yes)
    #expect(Subject("-m connmark --mark 0x0").answer(packet()) == .no)
    #expect(Subject("-m connmark ! --mark 0x1").answer(packet()) == .no)
    #expect(Subject("-m connmark --mark 0x0").answer(tracked()) == .yes)
  }
  @Test(arguments: [
    ("--uid-owner 1337", Answer.yes), ("! --uid-owner 1337", .no), ("--uid-owner 1000-2000", .yes), ("--gid-owner 1337", .unknown),
    ("--uid-owner 0 --gid-owner 1337", .no), ("--socket-exists", .yes), ("! --socket-exists", .no),
  ]) func `owner asks who sends`(options: String, expected: Answer) {
    let skb = packet {
      $0.isLocal = true
      $0.uid = 1337
    }
    #expect(Subject("-m owner \(options)").answer(skb) == expected)
  }
  @Test func `a packet without a socket has no owner`() {
    #expect(Subject("-m owner ! --uid-owner 0").answer(packet()) == .yes)
    #expect(Subject("-m owner --uid-owner 0").answer(packet()) == .no)
    #expect(Subject("-m owner ! --uid-owner 0 --gid-owner 0").answer(packet()) == .no)
  }
  @Test(arguments: [
    ("-m limit --limit 3/min", Answer.yes), ("-m hashlimit --hashlimit-upto 10/sec --hashlimit-name a", .yes),
    ("-m hashlimit --hashlimit-above 10/sec --hashlimit-name a", .no), ("-m connlimit --connlimit-above 0", .yes),
    ("-m connlimit --connlimit-above 1", .no), ("-m connlimit --connlimit-upto 1", .yes), ("-m quota --quota 0", .no),
    ("-m quota --quota 1000000", .yes), ("-m quota --quota 1000", .unknown), ("-m length --length 0:65535", .yes),
    ("-m length --length 40", .unknown), ("-m helper --helper ftp", .no), ("-m helper ! --helper ftp", .yes),
    ("-m policy --dir in --pol none", .yes), ("-m policy --dir in --pol ipsec", .no), ("-m pkttype --pkt-type unicast", .yes),
    ("-m mac ! --mac-source 02:00:00:00:00:01", .unknown), ("-m socket --transparent", .unknown), ("-m time", .unknown),
    ("-m dscp --dscp 0x00", .yes), ("-m ttl --ttl-lt 64", .no), ("-m rpfilter", .unknown), ("-m ipvs --ipvs", .no),
    ("-m devgroup --src-group 0x0", .yes), ("-m realm --realm 0x1", .no), ("-m cgroup ! --cgroup 1", .no), ("-m cpu --cpu 0", .unknown),
  ]) func `a first packet meets fresh state`(rule: String, expected: Answer) { #expect(Subject(rule).answer(packet()) == expected) }

  @Test(arguments: [
    // Monday, 1 January 2024, 10:30:00 UTC.
    ("--timestart 09:00 --timestop 11:00", Answer.yes), ("--timestart 23:00 --timestop 01:00", .no),
    ("--timestart 10:00 --timestop 01:00", .yes),
    ("--weekdays Mon", .yes), ("! --weekdays Mon", .no), ("--monthdays 1", .yes), ("--monthdays 2,31", .no),
    ("--datestart 2024-01-02", .no),
    ("--datestop 2023", .no), ("--kerneltz --weekdays Mon", .unknown),
  ]) func `time is told in UTC`(options: String, expected: Answer) {
    #expect(Subject("-m time \(options)").answer(packet { $0.time = 1_704_105_000 }) == expected)
  }
  @Test func `the reverse path is looked up in the routes`() {
    var facts = NodeFacts()
    let eth0 = InterfaceName("eth0")!, eth1 = InterfaceName("eth1")!
    facts.addresses = [InterfaceAddress(eth0, .v4(10, 0, 0, 1), length: 24)]
    facts.routes = [Route(to: Network("10.1.0.0/16")!, interface: eth1), Route(to: Network("10.0.0.0/24")!, interface: eth0)]
    #expect(Subject("-m rpfilter --invert", facts: facts).answer(packet()) == .yes)
    #expect(Subject("-m rpfilter --loose", facts: facts).answer(packet()) == .yes)
    #expect(Subject("-m rpfilter", facts: facts).answer(packet { $0.source = Address.v4(10, 0, 0, 7).bits }) == .yes)
    #expect(Subject("-m rpfilter", facts: facts).answer(packet { $0.source = Address.v4(192, 0, 2, 1).bits }) == .no)
  }

  @Test func `a share of a cluster is a hash of the source, in IPv6 of its first word`() {
    func node(of source: String) -> Int? {
      let address = Address(source)!
      return (0..<4).first { node in
        let rule = "-m cluster --cluster-local-nodemask \(1 << node) --cluster-total-nodes 4 --cluster-hash-seed 0xfeedcafe"
        let skb = tracked {
          $0.source = address.bits
          $0.family = address.family
        }
        return Subject(rule, family: address.family).answer(skb) == .yes
      }
    }
    #expect((2..<10).map { node(of: "10.1.0.\($0)") } == [2, 2, 3, 0, 0, 1, 0, 0])
    let addresses = ["fd00:1::2", "fd00:1:1::3", "fd00:2::2", "fd00:3::2", "2001:db8::2", "2001:db9::2"]
    #expect(addresses.map(node(of:)) == [2, 2, 2, 0, 2, 2])
  }
  @Test(arguments: [
    ("1:1", Answer.yes), ("! 1:1", .yes), ("0:0", .no), ("! 0:0", .no), ("1:2", .yes), ("! 1:2", .no), ("2", .no), ("! 2", .yes),
  ]) func `a range of one number of packets cannot be negated`(range: String, expected: Answer) {
    let options = (range.hasPrefix("!") ? "! " : "") + "--connbytes \(range.split(separator: " ").last!)"
    #expect(Subject("-m connbytes \(options) --connbytes-mode packets --connbytes-dir both").answer(tracked()) == expected)
  }
  @Test func `of a group of devices only what the mask says is compared`() {
    var facts = NodeFacts()
    facts.interfaces = [Interface(index: 2, name: InterfaceName("eth0")!, isUp: true)]
    facts.interfaces[0].group = 0x11
    for (rule, expected) in [("0x11", Answer.yes), ("0x1", .no), ("0x21/0xf", .yes), ("0x22/0xf", .no)] {
      #expect(Subject("-m devgroup --src-group \(rule)", facts: facts).answer(packet()) == expected)
      #expect(Subject("-m devgroup ! --src-group \(rule)", facts: facts).answer(packet()) == expected.negated(true))
    }
  }
  @Test func `UDP-Lite that arrives is invalid, as its checksum never fits`() {
    func state(_ isLocal: Bool, checks: String? = nil) -> ConntrackState {
      var settings = Sysctls()
      settings["net.netfilter.nf_conntrack_checksum"] = checks
      return .ofFirstPacket(
        packet {
          $0.proto = .udplite
          $0.isLocal = isLocal
        }.packet, settings.settings)
    }
    #expect([state(false), state(true), state(false, checks: "0"), state(false, checks: "1")] == [.invalid, .new, .new, .invalid])
  }

  @Test func `in a session a bucket runs empty and fills again`() {
    let subject = Subject("-m limit --limit 1/sec --limit-burst 2")
    var memory = Memory()
    let key = StateKey(layer: 0, test: 0)
    func next() -> Answer { subject.ruleset.tests[0].advance(packet(), in: subject.context, &memory, key) }
    #expect([next(), next(), next()] == [.yes, .yes, .no])
    memory.now = 1
    #expect([next(), next()] == [.yes, .no])
  }

  // MARK: Targets

  /// How a packet's ways end that meets one rule of a table, and with which marks.
  private func outcomes(_ table: String, _ rule: String) -> [String] {
    let text = "*\(table)\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING \(rule)\n-A PREROUTING -j DROP\nCOMMIT\n"
    var facts = NodeFacts()
    facts.addresses = [InterfaceAddress(InterfaceName("eth0")!, .v4(10, 96, 0, 1), length: 24)]
    let node = Node(rulesets: [IPTablesSaveParser.parse(SourceText(text))], facts: facts)
    return Simulator(node).predict(packet().packet).outcomes.map { "\($0.verdict) \($0.out?.mark ?? 0) \($0.path.count)" }.sorted()
  }
  @Test func `TPROXY finds a socket and marks, or drops`() {
    #expect(outcomes("mangle", "-p tcp -j TPROXY --on-port 15001 --tproxy-mark 0x1/0x1") == ["delivered 1 1", "dropped 0 1"])
  }
  @Test func `a queue that may be bypassed queues, or accepts`() {
    #expect(outcomes("mangle", "-j NFQUEUE --queue-num 1 --queue-bypass") == ["delivered 0 1", "queued 0 1"])
    #expect(outcomes("mangle", "-j NFQUEUE --queue-num 1") == ["queued 0 1"])
    // What waits does not draw again.
    let drawn = outcomes("mangle", "-m statistic --mode random --probability 0.5 -j NFQUEUE --queue-num 1 --queue-bypass")
    #expect(drawn == ["delivered 0 1", "dropped 0 1", "queued 0 1"])
  }

  @Test func `CONNMARK saves and restores under masks`() {
    var skb = tracked { $0.mark = 0x12 }
    skb.mark = 0x12
    _ = Subject("-j CONNMARK --save-mark --nfmask 0xf0 --ctmask 0xff").apply(to: &skb)
    #expect(skb.conntrack.mark == 0x10)
    _ = Subject("-j CONNMARK --set-xmark 0x3/0x1").apply(to: &skb)
    #expect(skb.conntrack.mark == 0x13)
    let generation = skb.generation
    _ = Subject("-j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0x3").apply(to: &skb)
    #expect(skb.mark == 0x3)
    #expect(skb.generation != generation)
    var untracked = packet()
    _ = Subject("-j CONNMARK --set-xmark 0x1/0x1").apply(to: &untracked)
    #expect(untracked.conntrack.mark == 0)
  }
  @Test func `of CT rules the first counts`() {
    var skb = packet()
    _ = Subject("-j CT --zone 1", table: "raw").apply(to: &skb)
    _ = Subject("-j CT --notrack", table: "raw").apply(to: &skb)
    #expect(skb.conntrack.state.isEmpty)
    var other = packet()
    _ = Subject("-j NOTRACK", table: "raw").apply(to: &other)
    #expect(other.conntrack.state == .untracked)
  }
  @Test func `headers change within their bounds`() {
    var skb = packet()
    _ = Subject("-j TTL --ttl-inc 255").apply(to: &skb)
    #expect(skb.packet.ttl == 255)
    _ = Subject("-j TOS --set-tos 0x10/0x3f").apply(to: &skb)
    _ = Subject("-j DSCP --set-dscp 0x2e").apply(to: &skb)
    #expect(skb.packet.tos == 0xb8)
    _ = Subject("-j ECN --ecn-ip-ect 1").apply(to: &skb)
    #expect(skb.packet.tos == 0xb9)
  }
  @Test func `NETMAP keeps the host bits`() {
    var skb = packet()
    guard case .translate(let translation) = Subject("-j NETMAP --to 172.16.0.0/16", table: "nat").apply(to: &skb) else {
      Issue.record("no translation")
      return
    }
    #expect(translation.side == .destination)
    #expect(translation.addresses?.low == Address.v4(172, 16, 0, 1).bits)
  }
  @Test func `HMARK hashes a flow, the same in both directions`() {
    func mark(_ options: String, _ change: (inout Packet) -> Void = { _ in }) -> UInt32 {
      var skb = packet {
        $0.sourcePort = PortRange(40000)
        change(&$0)
      }
      _ = Subject("-j HMARK --hmark-tuple \(options)").apply(to: &skb)
      return skb.mark
    }
    #expect(mark("src,dst --hmark-rnd 7 --hmark-mod 10") == 9)
    let whole = "src,dst,sport,dport,proto --hmark-rnd 7 --hmark-mod 5 --hmark-offset 1"
    #expect(mark(whole) == 1)
    #expect(
      mark(whole) {
        ($0.source, $0.destination) = ($0.destination, $0.source)
        ($0.sourcePort, $0.destinationPort) = (PortRange(80), 40000)
      } == 1)
    // Without a connection there is none of which to take it.
    #expect(mark("ct,src,dst --hmark-rnd 7 --hmark-mod 10 --hmark-offset 5") == 0)
  }
  @Test func `SNPT exchanges the prefix, and adjusts a word for the checksum`() {
    // As the kernel did it.
    var skb = packet {
      ($0.family, $0.source) = (.ipv6, Address("fd00:244:1::9")!.bits)
    }
    _ = Subject("-j SNPT --src-pfx fd00:192::/64 --dst-pfx 2001:db8:5::/48", family: .ipv6).apply(to: &skb)
    #expect(skb.packet.sourceAddress == Address("2001:db8:5:0:d0d4::9")!)
  }
  @Test func `SNAT to a range leaves a source that lies in it`() {
    func source(after rule: String) -> Address {
      var state = WalkState(packet { $0.sourcePort = PortRange(40000) }.packet)
      guard case .translate(let translation) = Subject(rule, table: "nat").apply(to: &state.skb) else { return .any(.ipv4) }
      _ = AddressTranslation.apply(translation, to: &state)
      return state.skb.packet.sourceAddress
    }
    #expect(source(after: "-j SNAT --to-source 10.1.0.0-10.1.0.200") == .v4(10, 1, 0, 2))
    #expect(source(after: "-p tcp -j SNAT --to-source 10.1.0.0-10.1.0.200:40000-40001") == .v4(10, 1, 0, 2))
    #expect(source(after: "-p tcp -j SNAT --to-source 10.1.0.0-10.1.0.200:1-2") != .v4(10, 1, 0, 2))
    #expect(source(after: "-j SNAT --to-source 10.1.0.0-10.1.0.200 --random") != .v4(10, 1, 0, 2))
  }
  @Test func `a connection's zone is hashed too where an address is taken out of a range`() {
    // As the kernel did it.
    var packet = Packet(from: .v4(172, 16, 0, 2), to: .v4(127, 0, 0, 1), port: 8080, proto: .udp)
    packet.sourcePort = PortRange(40000)
    var translation = Translation(.snat, .source)
    translation.addresses = AddressRange(Address.v4(10, 244, 1, 2).bits, Address.v4(10, 244, 2, 9).bits)
    func address(zone: UInt16) -> Address {
      Address(AddressTranslation.address(in: translation.addresses!, translation, FlowTuple(packet), .ipv4, zone: zone), .ipv4)
    }
    #expect(address(zone: 3) == .v4(10, 244, 1, 176))
    #expect(address(zone: 0) == .v4(10, 244, 1, 8))
  }
  @Test func `a template counts as new, and all else of it is zero`() {
    var skb = packet()
    _ = Subject("-j CT --zone 1", table: "raw").apply(to: &skb)
    #expect(Subject("-m conntrack --ctstate NEW").answer(skb) == .yes)
    #expect(Subject("-m conntrack --ctstate INVALID").answer(skb) == .no)
    #expect(Subject("-m connmark --mark 0x0").answer(skb) == .yes)
    #expect(Subject("-m conntrack --ctstate NEW --ctproto 6").answer(skb) == .no)
  }
  @Test(arguments: [("192.168.0.255", "eth0", Answer.yes), ("192.168.0.255", "eth1", .no), ("255.255.255.255", "eth1", .yes)])
  func `a frame is for everybody by its own device's networks`(destination: String, device: String, expected: Answer) {
    var facts = NodeFacts()
    facts.routes = [
      Route(.broadcast, to: Network("192.168.0.255/32")!), Route(.local, to: Network("192.168.0.10/32")!),
    ]
    for place in 0..<2 { (facts.routes![place].table, facts.routes![place].interface) = (Route.localTable, InterfaceName("eth0")!) }
    let skb = packet {
      $0.destination = Address(destination)!.bits
      $0.inInterface = InterfaceName(device)!
    }
    #expect(Subject("-m pkttype --pkt-type broadcast", facts: facts).answer(skb) == expected)
  }
  @Test func `REJECT answers DCCP in IPv6 alone`() {
    func answer(_ source: String, _ destination: String) -> String? {
      let six = source.contains(":")
      let text = "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j REJECT\nCOMMIT\n"
      var facts = NodeFacts()
      facts.addresses = [InterfaceAddress(InterfaceName("eth0")!, Address(destination)!, length: six ? 64 : 24)]
      let node = Node(rulesets: [IPTablesSaveParser.parse(SourceText(text), family: six ? .ipv6 : .ipv4)], facts: facts)
      var packet = Packet(from: Address(source)!, to: Address(destination)!, port: 80, proto: .dccp)
      packet.inInterface = InterfaceName("eth0")!
      return Simulator(node).predict(packet).outcomes[0].answer
    }
    #expect(answer("10.0.0.2", "10.0.0.1") == nil)
    #expect(answer("fd00::2", "fd00::1") == "icmp6-port-unreachable")
  }
  @Test(arguments: [
    ("any INIT,ABORT", ["INIT"], Answer.yes), ("any INIT,ABORT", ["DATA", "SACK"], .no), ("! any INIT", ["INIT"], .no),
    ("any DATA,INIT", ["SACK", "DATA"], .yes), ("all DATA,SACK", ["SACK", "DATA"], .yes), ("all DATA,SACK", ["DATA"], .no),
    ("all DATA", ["SACK", "DATA"], .yes), ("only DATA", ["SACK", "DATA"], .no), ("only DATA,SACK", ["DATA"], .yes),
    ("all ALL", ["INIT"], .no),
    ("only ALL", ["INIT"], .yes), ("any NONE", ["INIT"], .no), ("only NONE", ["INIT"], .no), ("all NONE", ["INIT"], .yes),
    // Of flags nothing is told.
    ("any DATA:Be", ["DATA"], .unknown), ("any DATA:Be,SACK", ["DATA", "SACK"], .yes), ("any DATA:Be", ["SACK"], .no),
    ("only DATA:Be", ["DATA", "SACK"], .no), ("all DATA:Be,SACK", ["DATA", "SACK"], .unknown), ("any INIT", [], .unknown),
  ]) func `chunks of SCTP`(test: String, chunks: [String], expected: Answer) throws {
    let not = test.hasPrefix("! ") ? "! " : "", rule = "-p sctp -m sctp \(not)--chunk-types \(test.dropFirst(not.count)) -j ACCEPT"
    let told = chunks.isEmpty ? [] : try #require(SCTPChunks(list: chunks.joined(separator: ",")))
    let skb = packet { ($0.proto, $0.tcpFlags, $0.sctpChunks) = (.sctp, [], told) }
    #expect(Subject(rule).answer(skb) == expected && Set(told.names) == Set(chunks))
  }
  @Test func `a SYN is taken by SYNPROXY, other segments are not`() {
    var syn = packet(), ack = packet { $0.tcpFlags = .ack }, fin = packet { $0.tcpFlags = [.fin, .ack] }
    let subject = Subject("-p tcp -j SYNPROXY --mss 1460")
    if case .steal = subject.apply(to: &syn) {} else { Issue.record("a SYN goes on") }
    if case .drop = subject.apply(to: &ack) {} else { Issue.record("an ACK goes on") }
    if case .goOn = subject.apply(to: &fin) {} else { Issue.record("a FIN does not go on") }
  }
}
