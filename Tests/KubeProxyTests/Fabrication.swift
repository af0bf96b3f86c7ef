@testable import PacketPath

extension TraceStep {
  /// A matched rule of which only some things matter.
  static func make(table: String = "nat", chain: String?, comment: String? = nil, line: Int? = nil) -> TraceStep {
    TraceStep(
      hook: .prerouting, table: table, chain: chain, rule: 1, kind: .rule, action: "CONTINUE", line: line, input: 0, isCompleted: false,
      pass: 1,
      text: nil, comment: comment, mark: 0)
  }
}
extension Outcome {
  /// The only one.
  static func make(
    _ verdict: Verdict, to endpoint: String? = nil, isTranslated: Bool = true, answer: String? = nil, if assumptions: [(String, Bool)] = []
  ) -> Outcome {
    make(.one, verdict, to: endpoint, isTranslated: isTranslated, answer: answer, if: assumptions)
  }
  static func make(
    _ weight: Weight, _ verdict: Verdict, to endpoint: String? = nil, isTranslated: Bool = true, masqueraded: Bool = false,
    answer: String? = nil, if assumptions: [(String, Bool)] = []
  ) -> Outcome {
    let parts = endpoint?.split(separator: ":").map(String.init) ?? ["10.0.0.1", "80"]
    return Outcome(
      weight: weight, verdict: verdict, isTranslated: isTranslated, endpoint: Endpoint(Address(parts[0]), port: UInt16(parts[1])),
      service: nil,
      out: nil, sourceTranslation: masqueraded ? SourceTranslation(kind: .masquerade, address: nil, ports: .kept) : nil, answer: answer,
      conntrackState: .new, conntrackMark: 0, reply: nil,
      assumptions: assumptions.map { Assumption(text: $0.0, line: 7, input: 0, assumed: $0.1) },
      path: [TraceStep.make(table: "filter", chain: "FORWARD", line: 12)])
  }
}
extension Prediction {
  static func make(_ outcomes: [Outcome], remainder: Weight? = nil) -> Prediction {
    Prediction(packet: Packet(from: .v4(10, 244, 1, 5), to: .v4(10, 0, 0, 1), port: 80), outcomes: outcomes, remainder: remainder)
  }
}
