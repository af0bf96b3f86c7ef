/// What a person wants to know first: one row for each effect that a packet can meet, outcomes that differ by their path alone merged.
struct Glance: Sendable {
  struct Row: Sendable {
    var endpoint: Endpoint
    var isTranslated: Bool
    var verdict: Verdict
    var answer: String?
    var translation: SourceTranslation?
    /// The rule or policy that ended it; nil for a packet that gets there.
    var decision: TraceStep?
    var assumptions: [Assumption]
    var reachesClient: Bool?
    var service: String?
    var device: InterfaceName?
    var weight: Weight

    /// Whether both say the same; the device and how it passes are no difference.
    func isSame(as other: Row) -> Bool {
      endpoint == other.endpoint && isTranslated == other.isTranslated && translation?.kind == other.translation?.kind
        && (verdict == other.verdict || verdict.isPass && other.verdict.isPass) && answer == other.answer
        && decision?.place == other.decision?.place && assumptions == other.assumptions && reachesClient == other.reachesClient
    }
  }
  var rows: [Row] = []
  /// Assumptions that the answer does not depend on.
  var harmless: [Assumption] = []
  /// The outcomes behind the rows: of assumptions that the answer does not depend on, one side stands for both.
  var outcomes: [Outcome]

  init(_ prediction: Prediction) {
    var outcomes = prediction.outcomes
    if !prediction.isUnknown && outcomes.contains(where: { !$0.assumptions.isEmpty }) {
      outcomes = Self.underFirstAssignment(outcomes)
      for outcome in outcomes { for assumption in outcome.assumptions where !harmless.contains(assumption) { harmless.append(assumption) } }
      for index in outcomes.indices { outcomes[index].assumptions = [] }
    }
    self.outcomes = outcomes
    for outcome in outcomes {
      let row = Row(outcome)
      if let index = rows.firstIndex(where: { $0.isSame(as: row) && $0.translation == row.translation }) {
        rows[index].weight = rows[index].weight + row.weight
        if rows[index].device != row.device { rows[index].device = nil }
      } else {
        rows.append(row)
      }
    }
  }
  /// Those outcomes that one consistent set of assumptions leaves: the first met of each.
  static func underFirstAssignment(_ outcomes: [Outcome]) -> [Outcome] {
    var assigned: [String: Bool] = [:]
    return outcomes.filter { outcome in
      let own = outcome.assumptions.map { ("\($0.input):\($0.line ?? 0):\($0.text)", $0.assumed) }
      guard own.allSatisfy({ assigned[$0.0] ?? $0.1 == $0.1 }) else { return false }
      for (question, answer) in own { assigned[question] = answer }
      return true
    }
  }

  /// Whether endpoints, shares, masquerade and failures agree, whatever the path.
  func agrees(with other: Glance) -> Bool {
    rows.count == other.rows.count && zip(rows, other.rows).allSatisfy { $0.isSame(as: $1) && $0.weight == $1.weight }
  }
}

extension Glance.Row {
  init(_ outcome: Outcome) {
    self.init(
      endpoint: outcome.endpoint, isTranslated: outcome.isTranslated, verdict: outcome.verdict, answer: outcome.answer,
      translation: outcome.sourceTranslation, decision: outcome.verdict.isPass || outcome.verdict == .unroutable ? nil : outcome.path.last,
      assumptions: outcome.assumptions, reachesClient: outcome.reply?.reachesClient, service: outcome.service,
      device: outcome.out?.interface.flatMap { $0.isKnown ? $0 : nil }, weight: outcome.weight)
  }
}

extension Prediction {
  /// The weight of what does not get there; of assumptions that exclude each other, one side counts.
  public var lost: Weight {
    Glance.underFirstAssignment(outcomes).filter { !$0.verdict.isPass }.map(\.weight).reduce(Weight.zero, +)
  }
}

extension TraceStep {
  /// `filter FORWARD:3`, `filter FORWARD policy`, `ipvs`.
  public var place: String {
    guard let chain else { return table }
    switch kind {
    case .rule: return "\(table) \(chain):\(rule ?? 0)"
    case .policy: return "\(table) \(chain) policy"
    case .return: return "\(table) \(chain) end"
    case .virtualServer: return "\(table) \(chain)"
    }
  }
  /// Whether both are the same rule at the same hook.
  func isSame(as other: TraceStep) -> Bool {
    chain == other.chain && rule == other.rule && kind == other.kind && table == other.table && hook == other.hook && pass == other.pass
      && input == other.input && action == other.action
  }
}
