public import PacketPath

/// What became of one packet, to be asked by yes-or-no questions in `#expect`.
///
/// Each answers true only if it surely holds: where the answer rests on something unknown, all questions but ``isUnknown`` say no. When
/// an expectation fails, Swift Testing prints ``description``: where the packet went instead.
public struct TracedPacket: Sendable {
  /// Nil where the question could not be read, or asks for a Service that no rule knows.
  public let prediction: Prediction?
  private let question: String
  private let fault: String?

  init(_ question: String, _ prediction: Prediction?, fault: String? = nil) {
    self.question = question
    self.prediction = prediction
    self.fault = fault
  }
  private func holds(_ expectation: Assertion.Expectation) -> Bool {
    prediction.map { Judgement($0, expectation).status == .passed } ?? false
  }

  // MARK: Endpoints

  /// Whether the packet can reach an endpoint, with this chance if one is named, within 1e-5, and masqueraded or not if that is named.
  ///
  /// Other endpoints do not matter, nor whether some packets are lost; see ``reaches(only:)``.
  public func reaches(_ endpoint: String, share: Double? = nil, masqueraded: Bool? = nil) -> Bool {
    guard let prediction, !prediction.isUnknown, !prediction.isTruncated, let wanted = Self.endpoint(endpoint) else { return false }
    guard let found = prediction.endpoints.first(where: { Self.fits(wanted, $0.endpoint) }) else { return false }
    if let share, abs(found.share.probability - share) > AssertionChecker.shareTolerance { return false }
    guard let masqueraded else { return true }
    return prediction.outcomes.allSatisfy { !$0.verdict.isPass || !Self.fits(wanted, $0.endpoint) || $0.isMasqueraded == masqueraded }
  }
  /// Whether the packet reaches each of these endpoints and nothing else, whatever their shares. None is lost.
  public func reaches(only endpoints: String...) -> Bool {
    let targets = endpoints.compactMap { Self.endpoint($0).map { Assertion.Target($0) } }
    return targets.count == endpoints.count && holds(.reaches(targets))
  }
  /// Whether the packet reaches each of these endpoints, all with the same chance, and nothing else.
  public func reachesEvenly(_ endpoints: String...) -> Bool {
    let targets = endpoints.compactMap { Self.endpoint($0).map { Assertion.Target($0, share: 1 / Double(endpoints.count)) } }
    return targets.count == endpoints.count && holds(.reaches(targets))
  }
  private static func endpoint(_ text: String) -> Endpoint? {
    Endpoint(parsing: text) ?? Address(text).map { Endpoint($0, port: nil) }
  }
  private static func fits(_ wanted: Endpoint, _ found: Endpoint) -> Bool {
    wanted.address == found.address && (wanted.port == nil || wanted.port == found.port)
  }

  // MARK: Verdicts

  /// Whether it is dropped, or finds no route.
  public var isDropped: Bool { holds(.drops) }
  /// Whether it is rejected.
  public var isRejected: Bool { holds(.rejects(with: nil)) }
  /// Whether it is rejected with this answer: `icmp-port-unreachable`, `tcp-reset` …
  public func isRejected(with answer: String) -> Bool { holds(.rejects(with: answer)) }
  /// Whether it goes where it was sent, untranslated.
  public var passes: Bool { holds(.passes) }
  /// Whether the node itself gets it, untranslated.
  public var isDelivered: Bool { holds(.delivers) }
  /// Whether every packet that arrives somewhere is masqueraded, and there is one.
  public var isMasqueraded: Bool {
    guard let prediction, !prediction.isUnknown else { return false }
    let arriving = prediction.outcomes.filter(\.verdict.isPass)
    return !arriving.isEmpty && arriving.allSatisfy(\.isMasqueraded)
  }
  /// Whether the answer rests on something that the inputs do not tell.
  public var isUnknown: Bool { prediction?.isUnknown ?? false }
  /// The Services, `namespace/name[:port]`, that the rules on the way name.
  public var services: Set<String> { Set((prediction?.outcomes ?? []).compactMap(\.service)) }
}

extension TracedPacket: CustomStringConvertible {
  /// `from 10.244.1.5 to 10.0.1.175:80: 1/3 forwarded to 10.244.1.7:9376, …`
  public var description: String {
    if let fault { return "\(question): \(fault)" }
    guard let prediction else { return question }
    let outcomes = prediction.outcomes.prefix(16).map(Self.describe)
    let more = prediction.outcomes.count > 16 ? ", and \(prediction.outcomes.count - 16) more" : ""
    return "\(question): " + outcomes.joined(separator: ", ") + more + (prediction.isUnknown ? " (unknown)" : "")
  }
  private static func describe(_ outcome: Outcome) -> String {
    var words = outcome.weight.isOne ? [] : ["\(outcome.weight.probability)"]
    words.append(outcome.verdict.rawValue)
    if let answer = outcome.answer { words.append("with \(answer)") }
    if outcome.verdict.isPass { words.append("to \(outcome.endpoint)") }
    if outcome.isMasqueraded { words.append("masqueraded") }
    for assumption in outcome.assumptions.prefix(2) { words.append("if \(assumption.assumed ? "" : "not ")\(assumption.text)") }
    return words.joined(separator: " ")
  }
}
