import PacketPath
import TestSupport
import Testing

/// The index only narrows: the same outcomes by the same paths as one rule after the other gives.
@Suite struct IndexTests {
  private static func essence(_ outcome: Outcome) -> String {
    let path = outcome.path.map { "\($0.hook) \($0.table) \($0.chain ?? "") \($0.rule ?? 0) \($0.kind) \($0.pass) \($0.mark)" }
    return "\(outcome.weight) \(outcome.verdict) \(outcome.endpoint) \(outcome.answer ?? "-") \(outcome.assumptions) \(path)"
  }
  @Test(arguments: Seeds.upTo(40)) func `indexed is linear on random rules with long chains`(seed: UInt64) {
    var random = RandomRules(seed: seed)
    let node = Node(rulesets: [IPTablesSaveParser.parse(SourceText(random.dump(rulesPerChain: 40)))], facts: random.facts())
    let limits = {
      var limits = Simulator.Limits(); limits.outcomes = 200; return limits
    }()
    let indexed = Simulator(node, engine: .indexed, limits: limits), linear = Simulator(node, engine: .linear, limits: limits)
    for _ in 0..<6 {
      let packet = random.packet()
      #expect(indexed.predict(packet).outcomes.map(Self.essence) == linear.predict(packet).outcomes.map(Self.essence), "seed \(seed)")
    }
  }
  @Test(arguments: Corpus.savedRules) func `indexed is linear on every capture, for every address and port in it`(path: String) throws {
    let node = Node(rulesets: [IPTablesSaveParser.parse(try Corpus.text(path))])
    let family = node.rulesets[0].family
    let indexed = Simulator(node, engine: .indexed), linear = Simulator(node, engine: .linear)
    let words = try Corpus.string(path).split { " \n,[]".contains($0) }
    let addresses = Set(
      words.compactMap { Network(String($0)) }.filter { $0.family == family && $0.isHost }.map { Address($0.address, family) })
    let ports = Set(words.compactMap { UInt16($0) }.filter { $0 > 20 }).sorted()
    for address in addresses.sorted(by: { $0.bits < $1.bits }) {
      for port in [80, ports[Int(address.bits & 0xffff) % ports.count]] {
        var packet = Packet(from: family == .ipv4 ? .v4(198, 51, 100, 50) : Address("2001:db8:77::5")!, to: address, port: port)
        packet.inInterface = InterfaceName("eth0")!
        #expect(indexed.predict(packet).outcomes.map(Self.essence) == linear.predict(packet).outcomes.map(Self.essence))
      }
    }
  }
}
