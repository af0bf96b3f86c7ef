/// Shares where unknowns are among the decisions: the outcomes as a tree, from which "does it matter?" can be read.
///
/// Both sides of a decision stand next to each other in the trail, behind the decision that they follow: going backwards over the
/// choices meets children before parents, and needs no recursion.
struct ShareTree {
  private(set) var endpoints: [EndpointShare] = []
  private(set) var isUnknown = false

  /// What counts as a difference.
  private struct Effect: Hashable {
    var verdict: Verdict
    var endpoint: Endpoint
    var isMasqueraded: Bool
    var answer: String?
  }
  /// Weights below one choice.
  private struct Shares {
    var effects: [Effect: Weight] = [:]
    var endpoints: [Endpoint: Bounds] = [:]
  }
  private struct Bounds { var share: Weight, minimum: Weight, maximum: Weight }

  init(trail: Trail, leaves: [(choice: Int32, outcome: Outcome)]) {
    var nodes = [Shares?](repeating: nil, count: trail.choices.count + 1)
    var order: [Endpoint] = [], seen: Set<Endpoint> = []
    for (choice, outcome) in leaves {
      var shares = Shares()
      let effect = Effect(
        verdict: outcome.verdict, endpoint: outcome.endpoint, isMasqueraded: outcome.sourceTranslation != nil, answer: outcome.answer)
      shares.effects[effect] = .one
      if outcome.verdict.isPass {
        shares.endpoints[outcome.endpoint] = Bounds(share: .one, minimum: .one, maximum: .one)
        if seen.insert(outcome.endpoint).inserted { order.append(outcome.endpoint) }
      }
      nodes[Int(choice) + 1] = shares
    }
    for index in stride(from: trail.choices.count - 2, through: 0, by: -2) {
      let (notTaken, taken) = (trail.choices[index], trail.choices[index + 1])
      let first = nodes[index + 2] ?? Shares(), second = nodes[index + 1] ?? Shares()
      if taken.isAssumption {
        if nodes[index + 1] != nil && nodes[index + 2] != nil && first.effects != second.effects { isUnknown = true }
        nodes[Int(taken.parent) + 1] = Self.either(first, second)
      } else {
        nodes[Int(taken.parent) + 1] = Self.sum(
          first, Weight(taken.parts, of: taken.whole), second, Weight(notTaken.parts, of: notTaken.whole))
      }
      (nodes[index + 1], nodes[index + 2]) = (nil, nil)
    }
    let root = nodes[0] ?? Shares()
    endpoints = order.compactMap { endpoint in
      root.endpoints[endpoint].map { EndpointShare(endpoint, share: $0.share, minimum: $0.minimum, maximum: $0.maximum) }
    }
  }

  /// A chance: both happen, each with its weight.
  private static func sum(_ a: Shares, _ first: Weight, _ b: Shares, _ second: Weight) -> Shares {
    var result = Shares()
    for (effect, weight) in a.effects { result.effects[effect] = weight * first }
    for (effect, weight) in b.effects { result.effects[effect] = (result.effects[effect] ?? .zero) + weight * second }
    for endpoint in Set(a.endpoints.keys).union(b.endpoints.keys) {
      let (x, y) = (a.endpoints[endpoint] ?? none, b.endpoints[endpoint] ?? none)
      result.endpoints[endpoint] = Bounds(
        share: x.share * first + y.share * second, minimum: x.minimum * first + y.minimum * second,
        maximum: x.maximum * first + y.maximum * second)
    }
    return result
  }
  /// An unknown: one of the two, and nobody knows which. The first assignment gives the share.
  private static func either(_ a: Shares, _ b: Shares) -> Shares {
    var result = a
    for endpoint in Set(a.endpoints.keys).union(b.endpoints.keys) {
      let (x, y) = (a.endpoints[endpoint] ?? none, b.endpoints[endpoint] ?? none)
      result.endpoints[endpoint] = Bounds(share: x.share, minimum: min(x.minimum, y.minimum), maximum: max(x.maximum, y.maximum))
    }
    return result
  }
  private static var none: Bounds { Bounds(share: .zero, minimum: .zero, maximum: .zero) }
}
