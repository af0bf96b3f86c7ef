import Testing

@testable import PacketPath

@Suite("-m set and -j SET") struct SetMatchTests {
  private let sets = SetSamples.sets(
    """
    create ip hash:ip
    add ip 10.0.0.1
    create net hash:net
    add net 10.0.0.0/8
    add net 10.1.0.0/16 nomatch
    add net 10.1.2.0/24
    create port hash:ip,port
    add port 10.0.0.2,tcp:80
    add port 10.0.0.2,icmp:echo-request
    add port 10.0.0.2,gre:0
    create ports bitmap:port range 0-65535
    add ports 80
    create six hash:ip family inet6
    add six fd00::1
    create counted hash:net counters
    add counted 10.0.0.0/8 packets 5 bytes 1000
    add counted 10.1.0.0/16 packets 0 bytes 0
    create list list:set
    add list six
    add list port
    add list net
    create part list:set
    add part nosuch
    add part ip
    create iface hash:net,iface
    add iface 10.0.0.0/8,eth0
    add iface 10.1.0.0/16,wg0
    create marks hash:ip skbinfo
    add marks 10.0.0.1 skbmark 0x10/0xf0
    add marks 10.0.0.2

    """)
  private func ask(_ words: String, _ skb: SocketBuffer, family: IPFamily = .ipv4) -> Answer {
    SetQuestion("-m set " + words, sets, family: family).answer(skb)
  }

  @Test func needsAsManyDirectionsAsDimensions() {
    let skb = frame("10.0.0.1", "10.0.0.2")
    #expect(ask("--match-set port dst,dst", skb) == .yes)
    #expect(ask("--match-set port dst", skb) == .no)
    #expect(ask("! --match-set port dst", skb) == .yes)
    #expect(ask("--match-set port dst,dst,src,src,src,src", skb) == .yes)
    #expect(ask("--match-set port src,dst", skb) == .no)
  }
  @Test func ofTheOtherFamilyIsNo() {
    #expect(ask("--match-set six src", frame("10.0.0.1", "10.0.0.2")) == .no)
    #expect(ask("--match-set six src", frame("fd00::1", "fd00::2"), family: .ipv6) == .yes)
    #expect(ask("--match-set ports dst", frame("fd00::1", "fd00::2"), family: .ipv6) == .yes)
  }
  @Test func nomatchTurnsAHitRound() {
    let inside = frame("10.1.0.1", "192.0.2.1"), outside = frame("10.2.0.1", "192.0.2.1"), deeper = frame("10.1.2.1", "192.0.2.1")
    #expect([inside, outside, deeper].map { ask("--match-set net src", $0) } == [.no, .yes, .yes])
    #expect([inside, outside, deeper].map { ask("! --match-set net src", $0) } == [.yes, .no, .no])
    #expect([inside, outside, deeper].map { ask("--match-set net src --return-nomatch", $0) } == [.yes, .no, .no])
  }
  @Test func portsAreOfProtocolsThatHaveThem() {
    #expect(ask("--match-set port dst,src", frame("10.0.0.1", "10.0.0.2", .icmp)) == .yes)
    #expect(ask("--match-set port dst,dst", frame("10.0.0.1", "10.0.0.2", .icmp, icmp: (8, 1))) == .no)
    #expect(ask("--match-set port dst,dst", frame("10.0.0.1", "10.0.0.2", IPProtocol(47))) == .yes)
    #expect(ask("--match-set ports dst", frame("10.0.0.1", "10.0.0.2", .udp)) == .yes)
    #expect(ask("--match-set ports dst", frame("10.0.0.1", "10.0.0.2", .sctp)) == .no)
    var fragment = frame("10.0.0.1", "10.0.0.2")
    fragment.packet.fragmentOffset = 100
    #expect(ask("--match-set port dst,dst", fragment) == .no)
    #expect(ask("--match-set net dst", fragment) == .yes)
  }
  @Test func countersIncludeThePacketInHand() {
    let words = "--match-set counted src"
    var skb = frame("10.0.0.1", "192.0.2.1")
    skb.packet.length = 60
    for (option, answer) in [
      ("--packets-eq 6", Answer.yes), ("--packets-eq 5", .no), ("! --packets-eq 6", .no), ("--packets-gt 5", .yes), ("--packets-lt 6", .no),
      ("! --update-counters --packets-eq 5", .yes), ("--bytes-eq 1060", .yes), ("--bytes-gt 1060", .no),
      ("--packets-gt 1 --bytes-lt 2000", .yes),
      ("! --update-counters --bytes-eq 1000", .yes),
    ] { #expect(ask("\(words) \(option)", skb) == answer, "\(option)") }
    skb.packet.length = nil
    #expect(ask("\(words) --bytes-gt 1000", skb) == .unknown)
    #expect(ask("\(words) --bytes-gt 900", skb) == .yes)
    // What does not count enough is passed over, for a less specific element.
    #expect(ask("\(words) --packets-gt 5", frame("10.1.0.1", "192.0.2.1")) == .yes)
    // A set without counters is not asked.
    #expect(ask("--match-set ip src --packets-gt 10", skb) == .yes)
  }
  @Test func anyMemberOfAListWillDo() {
    #expect(ask("--match-set list src,dst", frame("10.1.0.1", "10.0.0.9")) == .no)
    #expect(ask("--match-set list dst,dst", frame("10.1.0.1", "10.0.0.2")) == .yes)
    // Members of more dimensions than there are directions fail; others do not.
    #expect(ask("--match-set list dst", frame("192.0.2.1", "10.9.0.2")) == .yes)
    #expect(ask("--match-set part src", frame("10.0.0.1", "192.0.2.1")) == .yes)
    #expect(ask("--match-set part src", frame("10.0.0.3", "192.0.2.1")) == .unknown)
  }
  @Test func theMostSpecificNetworkDecidesWhicheverItsInterface() {
    #expect(ask("--match-set iface src,src", frame("10.2.0.1", "192.0.2.1", in: "eth0")) == .yes)
    #expect(ask("--match-set iface src,dst", frame("10.2.0.1", "192.0.2.1", out: "eth0")) == .yes)
    // 10.1.0.0/16 is there, with another interface.
    #expect(ask("--match-set iface src,src", frame("10.1.0.1", "192.0.2.1", in: "eth0")) == .no)
    #expect(ask("--match-set iface src,dst", frame("10.2.0.1", "192.0.2.1", out: "")) == .no)
    var skb = frame("10.2.0.1", "192.0.2.1")
    skb.outInterface = .unknown
    #expect(ask("--match-set iface src,dst", skb) == .unknown)
    #expect(ask("--match-set iface dst,dst", skb) == .no)
  }

  @Test func theSameValuesGetTheSameAnswer() {
    let question = SetQuestion("-m set --match-set nosuch dst,dst", sets)
    let skb = frame("192.0.2.1", "10.0.0.2")
    #expect(question.answer(skb) == .unknown)
    var later = skb
    later.packet.ttl -= 1
    later.generation += 1
    later.mark = 0x4000
    later.hook = .forward
    later.outInterface = .unknown
    #expect(question.question(skb) == question.question(later))
    // With or without `!`, and whatever the directions are called.
    let negated = SetQuestion("-m set ! --match-set nosuch dst,dst", sets)
    #expect(negated.question(skb) == question.question(skb))
    #expect(negated.test.query(about: skb, in: negated.context)?.holdsWhen == false)
    var other = skb
    other.packet.destinationPort = 81
    #expect(question.question(skb) != question.question(other))
    #expect(question.question(skb) != SetQuestion("-m set --match-set another dst,dst", sets).question(skb))
    #expect(question.question(skb) != SetQuestion("-m set --match-set nosuch src,dst", sets).question(skb))
  }
  @Test func anAbsentSetIsOneQuestionAPath() {
    // Two hooks, a mark in between, and one answer.
    let rules = """
      *nat
      :PREROUTING ACCEPT [0:0]
      -A PREROUTING -m set --match-set nosuch dst,dst -j MARK --set-xmark 0x4000/0x4000
      COMMIT
      *filter
      :FORWARD ACCEPT [0:0]
      -A FORWARD -m set ! --match-set nosuch dst,dst -j DROP
      COMMIT

      """
    let ruleset = IPTablesSaveParser.parse(SourceText(rules), family: .ipv4)
    var packet = Packet(from: Address("192.0.2.1")!, to: Address("10.0.0.2")!, port: 80)
    packet.inInterface = InterfaceName("eth0")!
    var facts = NodeFacts()
    facts.knownRemote = [packet.destinationAddress]
    let prediction = Simulator(Node(rulesets: [ruleset], facts: facts)).predict(packet)
    #expect(prediction.outcomes.map(\.verdict).sorted { $0.rawValue < $1.rawValue } == [.dropped, .forwarded])
    for outcome in prediction.outcomes {
      #expect(outcome.assumptions.map(\.text) == ["-m set --match-set nosuch dst,dst"])
      #expect(outcome.assumptions[0].assumed == (outcome.verdict == .forwarded))
    }
  }

  @Test(arguments: [
    "-m set --match-set ip src", "-m set ! --match-set ip src,dst,src,dst,src,dst", "-m set --match-set net src --return-nomatch",
    "-m set --match-set c src --return-nomatch ! --update-counters ! --update-subcounters --packets-gt 10 --bytes-gt 20",
    "-m set --match-set c src ! --packets-eq 5 --bytes-lt 18446744073709551615", "-m set --match-set cali40s:web-clients src",
    "-j SET --add-set ip src",
    "-j SET --add-set ip src --exist --timeout 60 --del-set ipport src,dst --map-set skb src --map-mark --map-prio --map-queue",
    "-j SET --del-set ip src",
  ]) func isSavedAsItWasRead(words: String) {
    let text = "*mangle\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING \(words)\nCOMMIT\n"
    let ruleset = IPTablesSaveParser.parse(SourceText(text), family: .ipv4)
    #expect(ruleset.diagnostics == [])
    #expect(String(decoding: ruleset.save(), as: UTF8.self) == text)
  }
  @Test(arguments: [
    "-m set", "-m set --match-set ip", "-m set --match-set ip both", "-m set --match-set ip src,",
    "-m set --match-set ip src --packets-gt many",
    "-m set --match-set ip src,dst,src,dst,src,dst,src", "-m set --match-set abcdefghijklmnopqrstuvwxyz012345 src",
    "-m set --match-set ip src --match-set net dst", "-m set --match-set ip src ! --packets-lt 5",
    "-m set --match-set ip src --packets-lt 5 --packets-gt 1",
    "-m set --match-set ip src ! --return-nomatch", "-j SET", "-j SET --exist", "-j SET --timeout 60",
    "-j SET --add-set ip src --timeout -1",
    "-j SET --map-set skb src", "-j SET --map-mark", "-j SET --add-set ip src --add-set net src",
  ]) func isNotUnderstood(words: String) {
    let ruleset = IPTablesSaveParser.parse(
      SourceText("*mangle\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING \(words)\nCOMMIT\n"), family: .ipv4)
    #expect(ruleset.diagnostics.count == 1)
  }
  @Test func mapsMarks() {
    func mark(_ source: String, _ name: String = "marks") -> UInt32? {
      let question = SetQuestion("-j SET --map-set \(name) src --map-mark", sets)
      var skb = frame(source, "192.0.2.1", mark: 0xff)
      guard case .goOn = question.ruleset.rules[0].target.apply(to: &skb, in: question.context) else { return nil }
      return skb.mark
    }
    #expect(mark("10.0.0.1") == 0x1f)
    #expect(mark("10.0.0.2") == 0xff)
    #expect(mark("10.0.0.3") == 0xff)
    #expect(mark("10.0.0.1", "nosuch") == nil)
  }
  @Test func kubeProxysSetsAnswer() throws {
    let sets = IPSetSaveParser.parse(SourceText(try SetSamples.bytes("kube-proxy-ipvs-save"))).sets
    func ask(_ words: String, _ skb: SocketBuffer) -> Answer {
      SetQuestion("-m set --match-set " + words, sets, family: skb.packet.family).answer(skb)
    }
    let service = frame("10.244.1.9", "10.96.0.20", sport: nil)
    #expect(ask("KUBE-CLUSTER-IP dst,dst", service) == .yes)
    #expect(ask("KUBE-CLUSTER-IP src,dst", service) == .no)
    #expect(ask("KUBE-IPVS-IPS dst", service) == .yes)
    #expect(ask("KUBE-CLUSTER-IP dst,dst", frame("10.244.1.9", "10.96.0.10", .udp, dport: 53)) == .yes)
    #expect(ask("KUBE-CLUSTER-IP dst,dst", frame("10.244.1.9", "10.96.0.20", .udp)) == .no)
    #expect(ask("KUBE-LOOP-BACK dst,dst,src", frame("10.244.1.7", "10.244.1.7", dport: 8080)) == .yes)
    #expect(ask("KUBE-LOOP-BACK dst,dst,src", frame("10.244.1.8", "10.244.1.7", dport: 8080)) == .no)
    #expect(ask("KUBE-NODE-PORT-TCP dst", frame("192.0.2.1", "192.168.0.10", dport: 30080)) == .yes)
    #expect(ask("KUBE-NODE-PORT-LOCAL-TCP dst", frame("192.0.2.1", "192.168.0.10", dport: 30080)) == .no)
    #expect(ask("KUBE-LOAD-BALANCER-SOURCE-CIDR dst,dst,src", frame("198.51.100.9", "203.0.113.11")) == .yes)
    #expect(ask("KUBE-LOAD-BALANCER-SOURCE-CIDR dst,dst,src", frame("198.51.101.9", "203.0.113.11")) == .no)
    #expect(ask("KUBE-LOAD-BALANCER-SOURCE-IP dst,dst,src", frame("192.168.1.7", "203.0.113.11")) == .yes)
    #expect(ask("KUBE-6-CLUSTER-IP dst,dst", frame("fd00:10:244:1::9", "fd00:10:96::20")) == .yes)
  }
}
