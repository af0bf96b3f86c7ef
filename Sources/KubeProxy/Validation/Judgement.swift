public import PacketPath

/// Whether a prediction is as expected: surely, surely not, or depending on what the inputs do not tell.
///
/// Assumptions are tried in both ways. Within one way of taking them all, every outcome counts: mixed verdicts are as nobody expects
/// them. As expected in every way: passed; in no way: failed, whatever is unknown; else unknown.
struct Judgement {
  private(set) var status = AssertionResult.Status.passed
  private(set) var message = ""
  private(set) var contradiction: Int?

  private let prediction: Prediction
  private let expectation: Assertion.Expectation
  /// Ways of taking the assumptions that were judged so far, and the bound on them.
  private var judged = 0
  private static let maximumWays = 1024
  private var passes = 0, failures = 0, unknowns = 0
  private var unknownBecause = ""

  init(_ prediction: Prediction, _ expectation: Assertion.Expectation) {
    self.prediction = prediction
    self.expectation = expectation
    judgeWays()
    conclude()
  }

  // MARK: Assumptions

  /// An outcome belongs to a way if none of its assumptions is taken otherwise there. A stack, for the depth is the input's.
  private mutating func judgeWays() {
    var pending: [[Assumption]] = [[]]
    while let way = pending.popLast() {
      if judged == Self.maximumWays {
        unknowns += 1
        unknownBecause = "more than \(Self.maximumWays) ways to take what is not known"
        return
      }
      let compatible = prediction.outcomes.indices.filter { index in
        prediction.outcomes[index].assumptions.allSatisfy { own in !way.contains { $0.isOpposite(of: own) } }
      }
      let open = openAssumption(of: compatible, way)
      if let open {
        var other = open
        other.assumed.toggle()
        pending.append(way + [other])
        pending.append(way + [open])
      } else if !compatible.isEmpty {
        judge(compatible, way)
      }
    }
  }
  private func openAssumption(of outcomes: [Int], _ way: [Assumption]) -> Assumption? {
    for index in outcomes {
      if let open = prediction.outcomes[index].assumptions.first(where: { own in !way.contains { $0.isSame(as: own) } }) { return open }
    }
    return nil
  }
  private mutating func judge(_ outcomes: [Int], _ way: [Assumption]) {
    judged += 1
    switch Comparison(prediction, outcomes, expectation).finding {
    case .fits: passes += 1
    case .differs(let why, let index):
      failures += 1
      if message.isEmpty { (message, contradiction) = (why, index) }
      if unknownBecause.isEmpty, let first = way.first {
        unknownBecause = "it depends on \(first.text)" + (first.line.map { " (line \($0))" } ?? "")
      }
    case .unknown(let why):
      unknowns += 1
      unknownBecause = why
    }
  }
  private mutating func conclude() {
    if failures > 0 && passes == 0 && unknowns == 0 {
      status = .failed
    } else if failures > 0 || unknowns > 0 {
      status = .unknown
      message = [unknownBecause, message].filter { !$0.isEmpty }.joined(separator: "; perhaps ")
    } else if passes == 0 {
      (status, message) = (.unknown, "nothing is predicted")
    }
  }
}

extension Assumption {
  fileprivate func isSame(as other: Assumption) -> Bool { text == other.text && line == other.line && input == other.input }
  fileprivate func isOpposite(of other: Assumption) -> Bool { isSame(as: other) && assumed != other.assumed }
}

/// Outcomes that can be together, held to an expectation.
private struct Comparison {
  enum Finding {
    case fits
    /// Why, and an outcome that shows it.
    case differs(String, Int?)
    case unknown(String)
  }
  private(set) var finding = Finding.fits
  private let prediction: Prediction
  private let outcomes: [Int]
  /// The weight that was left out of the prediction.
  private let rest: Double

  init(_ prediction: Prediction, _ outcomes: [Int], _ expectation: Assertion.Expectation) {
    self.prediction = prediction
    self.outcomes = outcomes
    rest = prediction.remainder?.probability ?? 0
    switch expectation {
    case .reaches(let targets): finding = reaches(targets)
    case .drops: finding = all("drops") { $0.verdict == .dropped || $0.verdict == .unroutable }
    case .rejects(let answer): finding = all(expectation.description) { $0.verdict == .rejected && (answer == nil || $0.answer == answer) }
    case .passes: finding = all("passes untranslated") { $0.verdict.isPass && !$0.isTranslated }
    case .delivers: finding = all("delivers untranslated") { $0.verdict == .delivered && !$0.isTranslated }
    }
    if case .fits = finding, rest > 0 { finding = .unknown("more outcomes than were looked at") }
  }
  private func all(_ what: String, _ holds: (Outcome) -> Bool) -> Finding {
    guard let index = outcomes.first(where: { !holds(prediction.outcomes[$0]) }) else { return .fits }
    return .differs("expected \(what), but " + describe(index), index)
  }
  private func describe(_ index: Int) -> String {
    let outcome = prediction.outcomes[index]
    var text = "the packet is \(outcome.verdict.rawValue)"
    if let answer = outcome.answer { text += " with \(answer)" }
    if outcome.isTranslated { text += outcome.verdict.isPass ? " to \(outcome.endpoint)" : " on its way to \(outcome.endpoint)" }
    if !outcome.weight.isOne { text += " in \(Self.percent(outcome.weight.probability)) of cases" }
    return text + place(of: outcome)
  }
  /// Where the rule stands that decides a packet's loss.
  private func place(of outcome: Outcome) -> String {
    guard !outcome.verdict.isPass, let step = outcome.path.last else { return "" }
    let chain = step.chain.map { ", in \(step.table) \($0)" } ?? ""
    return chain + (step.line.map { ", line \($0)" } ?? "")
  }
  private static func percent(_ share: Double) -> String {
    let thousandths = Int(share * 100_000 + 0.5)
    let fraction = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction + " %"
  }

  // MARK: Endpoints

  private func reaches(_ targets: [Assertion.Target]) -> Finding {
    let what = "reaches \(targets.map(\.endpoint.description).joined(separator: ", "))"
    if case .differs(let why, let index) = all(what, { $0.verdict.isPass }) { return .differs(why, index) }
    var byEndpoint: [Endpoint: [Int]] = [:]
    for index in outcomes { byEndpoint[prediction.outcomes[index].endpoint, default: []].append(index) }
    if let stranger = outcomes.first(where: { index in !targets.contains { fits($0.endpoint, prediction.outcomes[index].endpoint) } }) {
      let endpoint = prediction.outcomes[stranger].endpoint
      if endpoint.address == nil, targets.contains(where: { $0.endpoint.port == endpoint.port }) {
        return .unknown("which address of this node the packet goes to is not known")
      }
      return .differs("\(endpoint) is reached too" + (targets.count == 1 ? ", not only \(targets[0].endpoint)" : ""), stranger)
    }
    for target in targets {
      let mine = byEndpoint.filter { fits(target.endpoint, $0.key) }.flatMap(\.value)
      if let different = differs(target, mine) { return .differs(different.0, different.1) }
    }
    return .fits
  }
  /// Without a port in what is expected, for protocols that have none.
  private func fits(_ expected: Endpoint, _ found: Endpoint) -> Bool {
    expected.address == found.address && (expected.port == found.port || (expected.port == nil && !prediction.packet.proto.hasPorts))
  }
  private func differs(_ target: Assertion.Target, _ mine: [Int]) -> (String, Int?)? {
    if mine.isEmpty { return rest > 0 ? nil : ("\(target.endpoint) is never reached", outcomes.first) }
    let share = mine.reduce(Weight.zero) { $0 + prediction.outcomes[$1].weight }.probability
    if let wanted = target.share,
      wanted < share - AssertionChecker.shareTolerance || wanted > share + rest + AssertionChecker.shareTolerance
    {
      return ("\(target.endpoint) gets \(Self.percent(share)), not \(target.shareText ?? Self.percent(wanted))", mine.first)
    }
    guard let isWanted = target.isMasqueraded,
      let index = mine.first(where: { prediction.outcomes[$0].isMasqueraded != isWanted })
    else { return nil }
    return ("\(target.endpoint) is " + (isWanted ? "reached without masquerading" : "masqueraded"), index)
  }
}

extension Outcome {
  /// Whether the endpoint sees another source than the client's: MASQUERADE, or SNAT, which some network plugins use for it.
  public var isMasqueraded: Bool {
    switch sourceTranslation?.kind {
    case .masquerade, .snat, .netmap: true
    default: false
    }
  }
}
