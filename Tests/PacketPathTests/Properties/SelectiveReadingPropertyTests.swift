import PacketPath
import TestSupport
import Testing

/// Reading only what one question needs changes nothing of the answer.
@Suite struct SelectiveReadingPropertyTests {
  private static func essence(_ prediction: Prediction) -> [String] {
    prediction.outcomes.map { outcome in
      let path = outcome.path.map {
        "\($0.hook) \($0.table) \($0.chain ?? "") \($0.rule ?? 0) \($0.kind) \($0.pass) \($0.mark) \($0.line ?? 0)"
      }
      let reply = outcome.reply.map { "\($0.reachesClient.map { "\($0)" } ?? "?") \($0.path.map(\.rule))" } ?? "-"
      return "\(outcome.weight) \(outcome.verdict) \(outcome.endpoint) \(outcome.answer ?? "-") \(outcome.assumptions) \(path) \(reply)"
    }
  }
  /// A part of a dump for one packet, as `trace` asks for it.
  private static func part(_ text: SourceText, _ family: IPFamily, _ packet: Packet, _ facts: NodeFacts) -> Ruleset? {
    guard let outline = RulesetOutline(text, family: family) else { return nil }
    var scope = PacketScope(to: packet.destinationAddress, port: packet.proto.hasPorts ? packet.destinationPort : nil)
    scope.add(packet.sourceAddress)
    for own in facts.addresses ?? [] { scope.add(own.address) }
    return IPTablesSaveParser.parse(outline, meeting: scope)
  }
  private static let limits = {
    var limits = Simulator.Limits()
    limits.outcomes = 200
    return limits
  }()

  @Test(arguments: Seeds.upTo(60)) func `the part is the whole on random rules`(seed: UInt64) {
    var random = RandomRules(seed: seed)
    // What needs the whole text is seldom here, so that the test is not about nothing.
    let dump = random.dump(rulesPerChain: 12).replacing(" -j REDIRECT --to-ports 8080", with: " -j ACCEPT")
      .replacing(" -m mystery --of life", with: "").replacing(" -m mystery --of death", with: "")
    let text = SourceText(dump), whole = IPTablesSaveParser.parse(text), facts = random.facts()
    let simulator = Simulator(Node(rulesets: [whole], facts: facts), engine: .linear, limits: Self.limits)
    for _ in 0..<8 {
      let packet = random.packet()
      guard let part = Self.part(text, .ipv4, packet, facts) else { continue }
      let other = Simulator(Node(rulesets: [part], facts: facts), engine: .linear, limits: Self.limits)
      #expect(Self.essence(simulator.predict(packet, replies: true)) == Self.essence(other.predict(packet, replies: true)), "seed \(seed)")
    }
  }
  @Test func `most random rules can be read in part, and then some rules are left out`() {
    var parts = 0, narrowed = 0
    for seed in UInt64(1)...60 {
      var random = RandomRules(seed: seed)
      let text = SourceText(
        random.dump(rulesPerChain: 12).replacing(" -j REDIRECT --to-ports 8080", with: " -j ACCEPT")
          .replacing(" -m mystery --of life", with: "").replacing(" -m mystery --of death", with: ""))
      guard let part = Self.part(text, .ipv4, random.packet(), NodeFacts()) else { continue }
      parts += 1
      if part.rules.count < IPTablesSaveParser.parse(text).rules.count { narrowed += 1 }
    }
    #expect(parts > 20 && narrowed > 20)
  }
  @Test(arguments: Corpus.savedRules) func `the part is the whole on every capture, for every address and port in it`(path: String) throws {
    let text = try Corpus.text(path), whole = IPTablesSaveParser.parse(text), family = whole.family
    let simulator = Simulator(Node(rulesets: [whole]), engine: .linear)
    let words = try Corpus.string(path).split { " \n,[]".contains($0) }
    let addresses = Set(
      words.compactMap { Network(String($0)) }.filter { $0.family == family && $0.isHost }.map { Address($0.address, family) })
    let ports = Set(words.compactMap { UInt16($0) }.filter { $0 > 20 }).sorted()
    for address in addresses.sorted(by: { $0.bits < $1.bits }) {
      for port in [80, ports[Int(address.bits & 0xffff) % ports.count]] {
        var packet = Packet(from: family == .ipv4 ? .v4(198, 51, 100, 50) : Address("2001:db8:77::5")!, to: address, port: port)
        packet.inInterface = InterfaceName("eth0")!
        guard let part = Self.part(text, family, packet, NodeFacts()) else { continue }
        let other = Simulator(Node(rulesets: [part]), engine: .linear)
        #expect(Self.essence(simulator.predict(packet)) == Self.essence(other.predict(packet)), "\(packet.destinationAddress):\(port)")
      }
    }
  }
}
