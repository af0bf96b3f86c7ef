public import PacketPath

/// One packet asked of both engines, and without words: what they say differently.
public struct Engines {
  private let indexed: Simulator, linear: Simulator
  private var compact = CompactPrediction()

  public init(_ node: Node) {
    var indexed = Simulator(node, engine: .indexed)
    indexed.prepareDispatch()
    (self.indexed, linear) = (indexed, Simulator(node, engine: .linear))
  }
  public mutating func differences(about packet: Packet) -> [String] {
    let expected = linear.predict(packet).outcomes.map(\.essence), found = indexed.predict(packet).outcomes
    var differences = zip(expected, found.map(\.essence)).filter { $0 != $1 }.map { "linear: \($0)\nindexed: \($1)" }
    if expected.count != found.count { differences.append("linear: \(expected.count) outcomes, indexed: \(found.count)") }
    indexed.predict(packet, into: &compact)
    let short = (0..<compact.count).map { "\(compact.verdict(of: $0)) \(compact.endpoint(of: $0)) \(compact.weight(of: $0))" }
    let words = found.map { "\($0.verdict) \($0.endpoint) \($0.weight)" }
    if short != words { differences.append("without words: \(short), in words: \(words)") }
    return differences
  }
}

extension Outcome {
  /// What both engines have to agree about: weight, verdict, endpoint, answer, assumptions, path.
  public var essence: String {
    let path = path.map { "\($0.hook) \($0.table) \($0.chain ?? "") \($0.rule ?? 0) \($0.kind) \($0.pass) \($0.mark)" }
    return "\(weight) \(verdict) \(endpoint) \(answer ?? "-") \(assumptions) \(path)"
  }
}
