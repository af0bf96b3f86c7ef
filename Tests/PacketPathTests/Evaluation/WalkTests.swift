import PacketPath
import Testing

/// What the kernel does with one table's chains (ipt_do_table), told by the path that a packet takes.
@Suite struct WalkTests {
  private func walk(_ rules: String, _ change: (inout Packet) -> Void = { _ in }) -> [Outcome] {
    let text = "*filter\n:INPUT ACCEPT [0:0]\n:a - [0:0]\n:b - [0:0]\n:c - [0:0]\n\(rules)\nCOMMIT\n"
    var facts = NodeFacts()
    facts.addresses = [InterfaceAddress(InterfaceName("eth0")!, .v4(192, 0, 2, 1), length: 24)]
    var packet = Packet(from: .v4(198, 51, 100, 7), to: .v4(192, 0, 2, 1), port: 80)
    packet.inInterface = InterfaceName("eth0")!
    packet.sourcePort = PortRange(40000)
    change(&packet)
    return Simulator(Node(rulesets: [IPTablesSaveParser.parse(SourceText(text))], facts: facts)).predict(packet).outcomes
  }
  private func path(_ outcome: Outcome?) -> [String] {
    (outcome?.path ?? []).map { step in
      switch step.kind {
      case .rule: "\(step.chain ?? "") \(step.rule ?? 0)"
      case .return: "\(step.chain ?? "") return"
      default: "\(step.chain ?? "") policy \(step.action)"
      }
    }
  }

  @Test func `a jump comes back behind the rule that made it`() {
    let outcome = walk("-A INPUT -j a\n-A INPUT -j DROP\n-A a -s 10.0.0.1 -j ACCEPT").first
    #expect(path(outcome) == ["INPUT 1", "a return", "INPUT 2"])
    #expect(outcome?.verdict == .dropped)
  }
  @Test func `RETURN comes back too, and in a base chain asks the policy`() {
    #expect(
      path(walk("-A INPUT -j a\n-A INPUT -j RETURN\n-A INPUT -j DROP\n-A a -j RETURN\n-A a -j DROP").first) == [
        "INPUT 1", "a 1", "INPUT 2", "INPUT policy ACCEPT",
      ])
  }
  @Test func `behind a goto, the end of the chain returns to the caller of the chain that went`() {
    let outcome = walk("-A INPUT -j a\n-A INPUT -j ACCEPT\n-A a -g b\n-A a -j DROP\n-A b -s 10.0.0.1 -j DROP").first
    #expect(path(outcome) == ["INPUT 1", "a 1", "b return", "INPUT 2"])
  }
  @Test func `a goto from a base chain ends at the policy`() {
    #expect(
      path(walk("-A INPUT -g a\n-A INPUT -j DROP\n-A a -j b\n-A b -j RETURN").first) == [
        "INPUT 1", "a 1", "b 1", "a return", "INPUT policy ACCEPT",
      ])
  }
  @Test func `a rule without a target counts and goes on`() {
    #expect(path(walk("-A INPUT -p tcp\n-A INPUT -j ACCEPT").first) == ["INPUT 1", "INPUT 2"])
  }
  @Test func `gotos and jumps by the hundred do not look like a loop`() {
    let rules = (1...300).map { _ in "-A INPUT -j a" }.joined(separator: "\n") + "\n-A a -g b\n-A b -g c"
    #expect(walk(rules).first?.verdict == .delivered)
  }
  @Test func `rules that call themselves end, and are said to loop`() {
    #expect(walk("-A INPUT -j a\n-A a -j b\n-A b -j a").first?.answer == "rules-loop")
    #expect(walk("-A INPUT -g a\n-A a -g a").first?.answer == "rules-loop")
  }

  @Test func `a chance splits, first match first, and both sides go on`() {
    let outcomes = walk("-A INPUT -m statistic --mode random --probability 0.25 -j DROP\n-A INPUT -j ACCEPT")
    #expect(outcomes.map(\.verdict) == [.dropped, .delivered])
    #expect(outcomes.map(\.weight.description) == ["1/4", "3/4"])
  }
  @Test func `a certain no is found before anything is drawn`() {
    let outcomes = walk("-A INPUT -m statistic --mode random --probability 0.5 -m tcp -p tcp --dport 81 -j DROP")
    #expect(outcomes.count == 1 && outcomes.first?.weight == .one)
  }
  @Test func `each statistic draws anew`() {
    let outcomes = walk(String(repeating: "-A INPUT -m statistic --mode random --probability 0.5 -j DROP\n", count: 2))
    #expect(outcomes.map(\.weight.description) == ["1/2", "1/4", "1/4"])
  }
  @Test func `negated and certain probabilities`() {
    #expect(walk("-A INPUT -m statistic --mode random ! --probability 0.25 -j DROP").map(\.weight.description) == ["3/4", "1/4"])
    #expect(walk("-A INPUT -m statistic --mode random --probability 1.00000000000 -j DROP").map(\.verdict) == [.dropped])
    #expect(walk("-A INPUT -m statistic --mode random --probability 0.00000000000 -j DROP").map(\.verdict) == [.delivered])
    #expect(walk("-A INPUT -m statistic --mode nth --every 3 --packet 0 -j DROP").map(\.weight.description) == ["1/3", "2/3"])
  }

  @Test func `an unknown test forks into yes and no, and each outcome names it`() {
    let outcomes = walk("-A INPUT -m mystery --x -j DROP\n-A INPUT -j ACCEPT")
    #expect(outcomes.map(\.verdict) == [.dropped, .delivered])
    #expect(
      outcomes.map { $0.assumptions.map { "\($0.text) \($0.assumed) \($0.line ?? 0)" } } == [
        ["-m mystery --x true 6"], ["-m mystery --x false 6"],
      ])
    #expect(outcomes.allSatisfy { $0.weight == .one })
  }
  @Test func `an assumption about an unchanged packet keeps its value`() {
    let outcomes = walk("-A INPUT -m mystery --x -j MARK --set-xmark 0x0/0x0\n-A INPUT -m mystery --x -j DROP")
    #expect(outcomes.map(\.verdict) == [.dropped, .delivered])
  }
  @Test func `a changed packet is asked about again`() {
    let outcomes = walk("-A INPUT -m mystery --x -j MARK --set-xmark 0x1/0x1\n-A INPUT -m mystery --x -j DROP")
    #expect(outcomes.map(\.verdict) == [.dropped, .delivered, .delivered])
  }
  @Test func `a chance in front of an unknown is drawn once`() {
    let outcomes = walk("-A INPUT -m statistic --mode random --probability 0.5 -m mystery --x -j DROP")
    #expect(outcomes.map(\.verdict) == [.dropped, .delivered, .delivered])
    #expect(outcomes.map(\.weight.description) == ["1/2", "1/2", "1/2"])
  }
  @Test func `a negated test of an unknown address branches once, with one fact`() {
    let outcomes = walk("-A INPUT -m addrtype ! --src-type LOCAL -j DROP") { _ in }
    #expect(outcomes.map(\.verdict) == [.dropped])  // the addresses are given: nothing is unknown
  }
  @Test func `an unknown target lets the packet go on, or not`() {
    let outcomes = walk("-A INPUT -j SURPRISE --option 1\n-A INPUT -j ACCEPT")
    #expect(outcomes.map(\.verdict) == [.dropped, .delivered])
    #expect(outcomes.map { $0.assumptions.first?.assumed } == [false, true])
  }
  @Test func `a jump to a chain that the input does not hold is an unknown too`() {
    #expect(walk("-A INPUT -j elsewhere\n-A INPUT -j ACCEPT").map(\.verdict) == [.dropped, .delivered])
  }

  @Test func `marks are set, masked and tested as the kernel does`() {
    func isDropped(_ mark: UInt32, _ rules: String) -> Bool { walk(rules) { $0.mark = mark }.first?.verdict == .dropped }
    #expect(isDropped(0x5, "-A INPUT -m mark --mark 0x1/0x3 -j DROP"))
    #expect(!isDropped(0x1, "-A INPUT -m mark --mark 0x11/0xf -j DROP"))  // bits outside of the mask never match
    #expect(isDropped(0x1, "-A INPUT -m mark ! --mark 0x11/0xf -j DROP"))
    #expect(isDropped(0xff, "-A INPUT -j MARK --and-mark 0xf\n-A INPUT -m mark --mark 0xf -j DROP"))
    #expect(isDropped(0xf0, "-A INPUT -j MARK --or-mark 0xf\n-A INPUT -m mark --mark 0xff -j DROP"))
    #expect(isDropped(0xff, "-A INPUT -j MARK --xor-mark 0xf\n-A INPUT -m mark --mark 0xf0 -j DROP"))
    #expect(isDropped(0xff00, "-A INPUT -j MARK --set-mark 0x1/0xff\n-A INPUT -m mark --mark 0xff01 -j DROP"))
    #expect(isDropped(0x3, "-A INPUT -j MARK --set-xmark 0x1/0x0\n-A INPUT -m mark --mark 0x2 -j DROP"))
  }
}
