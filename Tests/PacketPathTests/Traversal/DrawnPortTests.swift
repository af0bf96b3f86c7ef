import Testing

@testable import PacketPath

@Suite("A destination port that nat draws")
struct DrawnPortTests {
  @Test(
    "is in a range that holds all that it may be, in none that holds nothing of it, and else open",
    arguments: [
      ("-p tcp -m tcp --dport 8000:8010", Answer.yes), ("-p tcp -m tcp ! --dport 8000:8010", .no), ("-p tcp -m tcp --dport 80", .no),
      ("-p tcp -m tcp ! --dport 80", .yes), ("-p tcp -m tcp --dport 8000", .unknown), ("-p tcp -m tcp ! --dport 8000", .unknown),
      ("-p tcp -m tcp --sport 1 --dport 8000", .no), ("-p tcp -m tcp --sport 40000 --dport 8000:9000", .yes),
      ("-p tcp -m multiport --dports 8000,8001", .unknown), ("-p tcp -m multiport --dports 7000:9000", .yes),
      ("-p tcp -m multiport --dports 80,443", .no),
    ])
  func tests(words: String, answer: Answer) {
    var skb = frame("192.0.2.77", "10.244.1.7")
    skb.packet.destinationPorts = PortRange(8000, 8010)
    let question = SetQuestion(words, IPSets())
    let answers = question.ruleset.tests.map { $0.evaluate(skb, in: question.context) }
    #expect(answers.reduce(Answer.yes) { $0.and($1) } == answer)
  }
  @Test("chains that are indexed by port leave no rule out", arguments: Simulator.Engine.allCases) func index(engine: Simulator.Engine) {
    let rules = (0..<20).map { "-A FORWARD -p tcp -m tcp --dport \(8000 + $0) -j DROP" }.joined(separator: "\n")
    let text =
      "*nat\n-A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.244.1.7:8000-8010 --random\nCOMMIT\n*filter\n\(rules)\nCOMMIT\n"
    let node = Node(rulesets: [IPTablesSaveParser.parse(SourceText(text))], facts: NodeFacts(), backend: .nft)
    let prediction = Simulator(node, engine: engine).predict(Packet(from: .v4(192, 0, 2, 77), to: .v4(192, 168, 0, 10), port: 80))
    #expect(prediction.outcomes.count { $0.verdict == .dropped } == 11 && prediction.isUnknown)
  }
}
