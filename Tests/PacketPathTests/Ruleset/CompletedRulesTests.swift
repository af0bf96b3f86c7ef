import PacketPath
import Testing

@Suite struct CompletedRulesTests {
  private let text = """
    -A KUBE-SEP-A -p tcp -m tcp -j DNAT --to-destination 10.0.0.1:80
    -A KUBE-SVC-A -m comment --comment "default/a" -j KUBE-SEP-A
    -A KUBE-SERVICES -d 10.1.0.1/32 -p tcp -m tcp --dport 80 -j KUBE-SVC-A

    """
  private func rules(of chain: String, in ruleset: Ruleset, _ table: Table = .nat) -> [String] {
    guard let id = ruleset.chain(named: chain, in: table) else { return [] }
    return ruleset[id].rules.map { ruleset.save(RuleID(raw: $0), in: id) }
  }

  @Test func `a completed rule makes its chain, and stands in no line`() throws {
    var ruleset = IPTablesSaveParser.parse(SourceText(text))
    let completed = ruleset.complete("-A PREROUTING -m comment --comment \"service portals\" -j KUBE-SERVICES", in: .nat)
    let rule = try #require(completed)
    #expect(ruleset[rule].isCompleted)
    #expect(ruleset.line(of: rule) == nil)
    #expect(ruleset.comment(of: rule) == "service portals")
    #expect(ruleset.baseChain(.nat, .prerouting) != nil)
    #expect(ruleset.action(of: rule) == "JUMP KUBE-SERVICES")
  }
  @Test func `a completed rule goes behind its chain's others, and every chain keeps its own`() throws {
    var ruleset = IPTablesSaveParser.parse(SourceText(text))
    let before = ["KUBE-SEP-A", "KUBE-SVC-A"].map { rules(of: $0, in: ruleset) }
    ruleset.complete("-A KUBE-SEP-A -j RETURN", in: .nat)
    ruleset.complete("-A OUTPUT -j KUBE-SERVICES", in: .nat)
    ruleset.complete("-A KUBE-SEP-A -j ACCEPT", in: .nat)
    #expect(rules(of: "KUBE-SEP-A", in: ruleset) == before[0] + ["-A KUBE-SEP-A -j RETURN", "-A KUBE-SEP-A -j ACCEPT"])
    #expect(rules(of: "KUBE-SVC-A", in: ruleset) == before[1])
    #expect(rules(of: "KUBE-SERVICES", in: ruleset) == ["-A KUBE-SERVICES -d 10.1.0.1/32 -p tcp -m tcp --dport 80 -j KUBE-SVC-A"])
    #expect(rules(of: "OUTPUT", in: ruleset) == ["-A OUTPUT -j KUBE-SERVICES"])
    #expect(ruleset.chains.reduce(0) { $0 + $1.count } == ruleset.rules.count)
  }
  @Test func `lines are those of the text, completed rules between them or not`() throws {
    var ruleset = IPTablesSaveParser.parse(SourceText(text))
    ruleset.complete("-A KUBE-SEP-A -j RETURN", in: .nat)
    let all = ruleset.rules.indices.map { RuleID(raw: UInt32($0)) }
    let lines = ruleset.lines(of: all)
    #expect(lines.compactMap { $0 }.sorted() == [1, 2, 3])
    #expect(lines == all.map { ruleset.line(of: $0) })
  }
  @Test(arguments: ["", "-A", "KUBE-SERVICES -j ACCEPT", "-A KUBE-SERVICES --nonsense"]) func `what is no rule changes nothing`(
    rule: String
  ) {
    var ruleset = IPTablesSaveParser.parse(SourceText(text))
    let before = ruleset.save()
    #expect(ruleset.complete(rule, in: .nat) == nil)
    #expect(ruleset.save() == before)
  }
  @Test func `a rule's header is told in words`() throws {
    var ruleset = IPTablesSaveParser.parse(SourceText(""), family: .ipv4)
    let text = "-A X ! -s 10.0.0.0/8 -d 10.1.0.1/32 ! -i cni+ -p udp -m udp --dport 53 -m addrtype --dst-type LOCAL -j ACCEPT"
    let completed = ruleset.complete(text, in: .nat)
    let rule = try #require(completed)
    let header = ruleset.header(of: ruleset[rule])
    #expect(header.source?.negated == Network("10.0.0.0/8"))
    #expect(header.destination?.plain == Network("10.1.0.1"))
    #expect(header.inInterface?.negated?.description == "cni+")
    #expect(header.proto == .udp)
    #expect(header.destinationPorts == PortRange(53))
    #expect(header.wantsLocalDestination && !header.hasOtherTests)
  }
}
