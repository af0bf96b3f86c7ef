/// One answer, as a person reads it, with where the packet comes from.
public struct Told: Sendable {
  public var prediction: Prediction
  public var context: PredictionContext
  /// `a pod (10.244.0.9)`, `this node (192.168.0.10)`.
  public var origin: String
  public init(_ prediction: Prediction, _ context: PredictionContext, origin: String) {
    self.prediction = prediction
    self.context = context
    self.origin = origin
  }
}

/// Answers about one destination as text: what reaches what, then the path, then what it rests on.
public struct PredictionText {
  private let options: TextOptions
  private var text = StyledText()

  /// `answers`: from one origin or several; told once where endpoints, shares and masquerade agree.
  public static func render(_ answers: [Told], to destination: String, _ options: TextOptions) -> String {
    var writer = PredictionText(options: options)
    writer.write(answers, to: destination)
    return writer.text.text(options)
  }
  private init(options: TextOptions) { self.options = options }

  private mutating func write(_ answers: [Told], to destination: String) {
    var heading = StyledLine(destination, .heading)
    let services = answers.flatMap { $0.prediction.outcomes.compactMap(\.service) }
    if let service = services.first, services.allSatisfy({ $0 == service }), service != destination {
      heading.append("  \(service)", .name)
    }
    text.append(heading)

    var groups: [(answers: [Told], glances: [Glance])] = []
    for answer in answers {
      let glance = Glance(answer.prediction)
      if let same = groups.firstIndex(where: { $0.glances[0].agrees(with: glance) }) {
        groups[same].answers.append(answer)
        groups[same].glances.append(glance)
      } else {
        groups.append(([answer], [glance]))
      }
    }
    for group in groups { write(group.answers, group.glances) }
    if !options.isBrief { writeNotes(answers) }
  }

  // MARK: At a glance

  private mutating func write(_ answers: [Told], _ glances: [Glance]) {
    text.skip()
    var origin = StyledLine("from ")
    origin.append(Self.list(answers.map(\.origin)))
    if answers.count > 1 { origin.append(": the same", .faint) }
    text.append(origin)
    let rows = glances[0].rows.indices.map { index in glances.map { $0.rows[index] } }
    let shares = rows.map { $0[0].weight.percent.count }.max() ?? 0
    let places = rows.map { answers[0].context.text(of: $0[0].endpoint).count }.max() ?? 0
    let files = Self.inputNames(of: glances[0].outcomes, answers[0].context)
    for row in rows { write(row, shares, places, answers[0].context, files) }
    if let remainder = answers[0].prediction.remainder {
      text.append("  \(remainder.percent)  left out: more outcomes than --max-outcomes", .doubtful)
    }
    if glances[0].rows.isEmpty && answers[0].prediction.remainder == nil {
      let obstacle = answers[0].prediction.notes.first { $0.severity == .error }?.message
      text.append("  unknown" + (obstacle.map { ": \($0)" } ?? ""), .doubtful)
    }
    if options.isBrief { return }
    writePath(answers, glances[0].outcomes)
    for assumption in glances[0].harmless {
      text.append(
        "  assumed, but the answer is the same without: \(assumption.text)" + (assumption.line.map { " (line \($0))" } ?? ""), .faint)
    }
  }
  /// One row: the same effect, seen from each origin.
  private mutating func write(
    _ row: [Glance.Row], _ shares: Int, _ places: Int, _ context: PredictionContext, _ files: (Int) -> String?
  ) {
    let first = row[0]
    var line = StyledLine("  ")
    line.append(first.weight.percent, .heading)
    line.pad(to: 2 + shares + 2)
    line.append(context.text(of: first.endpoint), first.isTranslated ? .name : .plain)
    line.pad(to: 2 + shares + 2 + places + 2)
    let column = line.width
    line.append(verdict(row), first.verdict.isPass ? .good : .bad)
    var rest = first.verdict.isPass ? source(row) : ""
    if let decision = first.decision {
      rest += " by \(decision.place)" + (decision.line.map { ", " + (files(decision.input).map { "\($0):" } ?? "line ") + "\($0)" } ?? "")
    }
    if let width = options.width, line.width + rest.count > width, let blank = rest.firstIndex(of: " ") {
      line.append(String(rest[..<blank]))
      text.append(line)
      line = StyledLine(String(repeating: " ", count: column))
      rest = String(rest[rest.index(after: blank)...])
    }
    line.append(rest)
    text.append(line)
    writeRemarks(first, StyledLine(String(repeating: " ", count: 2 + shares + 2)), context)
  }
  /// What else is to be said of a row, below it.
  private mutating func writeRemarks(_ first: Glance.Row, _ indent: StyledLine, _ context: PredictionContext) {
    func remark(_ words: String, _ style: TextStyle) -> StyledLine {
      var line = indent
      line.append(words, style)
      return line
    }
    for assumption in first.assumptions { text.append(remark(assumption.condition, .doubtful)) }
    if first.reachesClient == false { text.append(remark("its answer does not reach the client", .bad)) }
    if first.isTranslated, let port = first.endpoint.port, let behind = context.userspacePorts[port] {
      text.append(remark("kube-proxy's own port (userspace mode); \(Self.behind(behind))", .plain))
    }
  }
  /// The endpoints behind kube-proxy's own port; nil: no log names them.
  public static func behind(_ endpoints: [Endpoint]?) -> String {
    guard let endpoints else { return "endpoints unknown: no log names them" }
    return endpoints.isEmpty ? "behind it: none, by kube-proxy's log" : "behind it: " + endpoints.map(\.description).joined(separator: ", ")
  }
  private func verdict(_ row: [Glance.Row]) -> String {
    var verdicts: [String] = []
    for verdict in row.map(\.verdict.rawValue) where !verdicts.contains(verdict) { verdicts.append(verdict) }
    var words = verdicts.joined(separator: " or ")
    if let device = row[0].device, row.allSatisfy({ $0.device == device }), row[0].verdict != .delivered { words += " by \(device)" }
    // Of an unroutable packet it is which check, and behind a colon what goes back.
    if let answer = row[0].answer {
      words += row[0].verdict == .rejected ? " with \(answer)" : ": \(answer.replacing(": ", with: ", answered with "))"
    }
    return words
  }
  /// What becomes of the source.
  private func source(_ row: [Glance.Row]) -> String {
    guard let translation = row[0].translation else {
      return row[0].isTranslated && row.contains { $0.verdict != .delivered } ? ", not masqueraded" : ""
    }
    var words = translation.kind == .masquerade ? ", masqueraded" : ", source translated (\(translation.kind.rawValue))"
    if let address = translation.address, row.allSatisfy({ $0.translation?.address == address }) { words += " as \(address)" }
    return words
  }

  // MARK: Path and notes

  private mutating func writePath(_ answers: [Told], _ outcomes: [Outcome]) {
    let path = Self.paths(of: outcomes, answers[0].context, options)
    guard !path.isEmpty else { return }
    text.skip()
    text.append(answers.count > 1 ? "path from \(answers[0].origin)" : "path", .heading)
    text.lines += path
  }
  /// The path of one outcome.
  public static func path(of outcome: Outcome, _ context: PredictionContext, _ options: TextOptions) -> [StyledLine] {
    paths(of: [outcome], context, options)
  }
  private static func paths(of outcomes: [Outcome], _ context: PredictionContext, _ options: TextOptions) -> [StyledLine] {
    var path = PathText(options, context, inputName: inputNames(of: outcomes, context))
    path.append(outcomes)
    return path.text.lines
  }
  /// Lines are named with their file where they are of several files.
  private static func inputNames(of outcomes: [Outcome], _ context: PredictionContext) -> (Int) -> String? {
    let inputs = Set(outcomes.flatMap { $0.path.compactMap { $0.line == nil ? nil : $0.input } })
    return { index in
      guard inputs.count > 1, context.inputs.indices.contains(context.input(ofRuleset: index)) else { return nil }
      return context.inputs[context.input(ofRuleset: index)].name
    }
  }
  private mutating func writeNotes(_ answers: [Told]) {
    var notes: [Diagnostic] = []
    for note in answers.flatMap(\.prediction.notes) where !notes.contains(note) { notes.append(note) }
    text.append(notes: notes, options)
  }
  static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return Array(words.dropLast()).joined(separator: ", ") + " and " + last
  }
}
