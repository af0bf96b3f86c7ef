import PacketPath
import TestSupport
import Testing

/// The index only narrows: the same outcomes by the same paths as one rule after the other gives.
@Suite struct IndexTests {
  private static let limits = {
    var limits = Simulator.Limits()
    limits.outcomes = 200
    return limits
  }()

  @Test(arguments: Seeds.upTo(40)) func `indexed is linear on random rules with long chains`(seed: UInt64) {
    var random = RandomRules(seed: seed)
    let node = Node(rulesets: [IPTablesSaveParser.parse(SourceText(random.dump(rulesPerChain: 40)))], facts: random.facts())
    compare(node, (0..<6).map { _ in random.packet() }, "seed \(seed)")
  }
  @Test(arguments: Seeds.upTo(40)) func `indexed is linear on random rules that dispatch`(seed: UInt64) {
    var random = RandomRules(seed: seed &* 104_729)
    let text = random.dispatchDump()
    let node = Node(rulesets: [IPTablesSaveParser.parse(SourceText(text))], facts: random.facts())
    compare(node, (0..<12).map { _ in random.packet() }, "seed \(seed)\n\(text)")
  }
  @Test(arguments: Corpus.savedRules) func `indexed is linear on every capture, for every address and port in it`(path: String) throws {
    let node = Node(rulesets: [IPTablesSaveParser.parse(try Corpus.text(path))])
    compare(node, try Self.packets(in: path, node.rulesets[0].family), "\(path)")
  }
  /// Addresses that stand in a dump, each with port 80 and one of the dump's ports, from outside and from the node itself.
  private static func packets(in path: String, _ family: IPFamily) throws -> [Packet] {
    let words = try Corpus.string(path).split { " \n,[]".contains($0) }
    let addresses = Set(
      words.compactMap { Network(String($0)) }.filter { $0.family == family && $0.isHost }.map { Address($0.address, family) })
    let ports = Set(words.compactMap { UInt16($0) }.filter { $0 > 20 }).sorted()
    var packets: [Packet] = []
    for address in addresses.sorted(by: { $0.bits < $1.bits }) {
      for (i, port) in [80, ports[Int(address.bits & 0xffff) % ports.count]].enumerated() {
        var packet = Packet(from: family == .ipv4 ? .v4(198, 51, 100, 50) : Address("2001:db8:77::5")!, to: address, port: port)
        packet.inInterface = InterfaceName("eth0")!
        packets.append(packet)
        if i == 1 && address.bits & 3 == 0 {
          packet.isLocal = true
          packets.append(packet)
        }
      }
    }
    return packets
  }

  /// Predictions in one buffer after the other, dispatch, and drawn connections.
  private func compare(_ node: Node, _ packets: [Packet], _ comment: Testing.Comment) {
    var indexed = Simulator(node, engine: .indexed, limits: Self.limits)
    let linear = Simulator(node, engine: .linear, limits: Self.limits)
    indexed.prepareDispatch()
    var compact = CompactPrediction(), flat = Dispatch(), walked = Dispatch(), counts = SampleCounts()
    for (number, packet) in packets.enumerated() {
      let expected = linear.predict(packet)
      indexed.predict(packet, into: &compact)
      let prediction = indexed.inWords(compact)
      #expect(prediction.outcomes.map(\.essence) == expected.outcomes.map(\.essence), comment)
      #expect(prediction.remainder == expected.remainder, comment)
      for (i, outcome) in expected.outcomes.enumerated() {
        #expect(compact.verdict(of: i) == outcome.verdict && compact.endpoint(of: i) == outcome.endpoint, comment)
        #expect(compact.weight(of: i) == outcome.weight && compact.restsOnAssumption(i) == !outcome.assumptions.isEmpty, comment)
      }
      indexed.dispatch(packet, into: &flat)
      linear.dispatch(packet, into: &walked)
      #expect(flat.outcomes.map { flat.essence($0) } == walked.outcomes.map { walked.essence($0) }, comment)

      if number % 8 != 0 { continue }
      let drawn = linear.sample(packet, count: 10, seed: 3)
      indexed.sample(packet, count: 10, seed: 3, into: &counts)
      for entry in counts.entries {
        #expect(entry.count == drawn.count { $0.verdict == entry.verdict && $0.endpoint == entry.endpoint }, comment)
      }
      #expect(counts.entries.reduce(0) { $0 + $1.count } == 10, comment)
    }
  }
}

extension Dispatch {
  func essence(_ outcome: Outcome) -> String {
    "\(outcome.address):\(outcome.port) \(outcome.isTranslated) \(outcome.passes) \(outcome.mark) \(weight(of: outcome))"
  }
}
