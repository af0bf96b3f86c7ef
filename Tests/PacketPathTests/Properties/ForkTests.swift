@testable import PacketPath
import TestSupport
import Testing

/// All outcomes by forking are those that one world after another gives: the same, with the same weights and paths, in the same order.
@Suite struct ForkTests {
  @Test(arguments: Seeds.upTo(40)) func `forking a walk is walking every world`(seed: UInt64) {
    var random = RandomRules(seed: seed)
    let ruleset = IPTablesSaveParser.parse(SourceText(random.dump()))
    let simulator = Simulator(Node(rulesets: [ruleset], facts: random.facts()))
    for _ in 0..<6 {
      let packet = random.packet()
      let worlds = simulator.predictWorlds(packet, limit: 300)
      if worlds.count == 300 { continue }
      let forks = simulator.predict(packet).outcomes
      #expect(forks.map(Self.essence) == worlds.map(Self.essence), "seed \(seed)")
    }
  }
  private static func essence(_ outcome: Outcome) -> String {
    let path = outcome.path.map { "\($0.hook) \($0.table) \($0.chain ?? "") \($0.rule ?? 0) \($0.kind) \($0.pass) \($0.mark)" }
    return
      "\(outcome.weight) \(outcome.verdict) \(outcome.endpoint) \(outcome.answer ?? "-") \(outcome.assumptions.map { "\($0.text)=\($0.assumed)" }) \(path)"
  }

  @Test(arguments: Seeds.upTo(40)) func `weights sum to one for every assignment of the assumptions`(seed: UInt64) {
    var random = RandomRules(seed: seed &* 7919)
    let simulator = Simulator(Node(rulesets: [IPTablesSaveParser.parse(SourceText(random.dump()))], facts: random.facts()))
    for _ in 0..<6 {
      let outcomes = simulator.predict(random.packet()).outcomes
      // An assignment is the first answer to each question along a way through the tree: take each outcome's own, and add up what agrees with it.
      for outcome in outcomes.prefix(20) {
        let given = Dictionary(outcome.assumptions.map { ($0.key, $0.assumed) }) { first, _ in first }
        let questions = Set(outcomes.flatMap { $0.assumptions.map(\.key) })
        let assignment = given.merging(questions.map { ($0, true) }) { own, _ in own }
        let sum = outcomes.filter { $0.assumptions.allSatisfy { assignment[$0.key] == $0.assumed } }.reduce(Weight.zero) { $0 + $1.weight }
        // The same words may be asked of a packet that changed in between, and then are two questions: those cases prove nothing here.
        if Set(outcomes.map { $0.assumptions.map(\.key).count == Set($0.assumptions.map(\.key)).count }) == [true]
          && !Self.isChangedBetween(outcomes)
        {
          #expect(sum == .one, "seed \(seed)")
        }
      }
    }
  }
  private static func isChangedBetween(_ outcomes: [Outcome]) -> Bool {
    outcomes.contains {
      $0.isTranslated || $0.path.contains { $0.action.hasPrefix("MARK") || $0.hook == .forward || $0.hook == .postrouting }
    }
  }
}
extension Assumption {
  /// The question without the place that asked.
  fileprivate var key: String { text }
}
