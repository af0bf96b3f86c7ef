/// The paths of an answer's outcomes as a tree: what all share at the beginning once, then each branch, then what all share again.
struct PathText {
  let options: TextOptions
  /// The name of an input, if there is more than one that lines may belong to.
  let inputName: (Int) -> String?
  let context: PredictionContext
  private(set) var text = StyledText()

  /// More branches than this at one place are counted and left out, unless the whole is asked for.
  static let maximumBranches = 12
  /// Branches of branches.
  static let maximumDepth = 6

  init(_ options: TextOptions, _ context: PredictionContext, inputName: @escaping (Int) -> String?) {
    self.options = options
    self.context = context
    self.inputName = inputName
  }

  private struct Path {
    var outcome: Outcome
    var steps: ArraySlice<TraceStep>
    var first: TraceStep? { steps.first }
  }

  mutating func append(_ outcomes: [Outcome]) {
    append(outcomes.map { Path(outcome: $0, steps: $0.path[...]) }, indent: StyledLine("  "), told: [], depth: 0)
  }

  private mutating func append(_ paths: [Path], indent: StyledLine, told: [Assumption], depth: Int) {
    var paths = paths
    let shared = Self.sharedStart(paths)
    write(shared.map { $0 }, indent)
    for index in paths.indices { paths[index].steps = paths[index].steps.dropFirst(shared.count) }
    guard paths.count > 1, paths.contains(where: { !$0.steps.isEmpty }) || Self.differ(paths) else { return }
    let tail = Self.sharedEnd(paths)
    for index in paths.indices { paths[index].steps = paths[index].steps.dropLast(tail.count) }
    appendBranches(paths, indent, told, depth)
    if !tail.isEmpty {
      var line = indent
      line.append(paths.count == 2 ? "then both:" : "then all \(paths.count):", .faint)
      text.append(line)
      write(tail, indent)
    }
  }
  private mutating func appendBranches(_ paths: [Path], _ indent: StyledLine, _ told: [Assumption], _ depth: Int) {
    let groups = depth < Self.maximumDepth ? Self.grouped(paths) : paths.map { [$0] }
    let limit = options.isWide ? Int.max : Self.maximumBranches
    let shown = groups.count > limit ? groups.prefix(limit - 1) : groups[...]
    for (number, group) in shown.enumerated() {
      let isLast = number == groups.count - 1
      var head = indent
      head.append(isLast ? "└─ " : "├─ ", .faint)
      let new = Self.sharedAssumptions(group).filter { !told.contains($0) }
      head.append(title(of: group, new))
      text.append(head)
      var inner = indent
      inner.append(isLast ? "   " : "│  ", .faint)
      append(group, indent: inner, told: told + new, depth: depth + 1)
    }
    if shown.count < groups.count {
      var line = indent
      let rest = Self.weight(of: groups.dropFirst(shown.count).flatMap { $0 })
      line.append("└─ ", .faint)
      line.append("\(rest.percent)  \(groups.count - shown.count) more branches like these (-o wide shows them)", .faint)
      text.append(line)
    }
  }
  private func title(of group: [Path], _ assumptions: [Assumption]) -> StyledLine {
    var line = StyledLine(Self.weight(of: group).percent, .heading)
    let endpoints = Set(group.map(\.outcome.endpoint))
    if endpoints.count == 1, let endpoint = endpoints.first, group[0].outcome.isTranslated {
      line.append("  → \(context.text(of: endpoint))", .name)
    }
    for assumption in assumptions { line.append("  " + assumption.condition, .doubtful) }
    return line
  }

  /// Of assumptions that exclude each other, one side counts.
  private static func weight(of group: [Path]) -> Weight {
    Glance.underFirstAssignment(group.map(\.outcome)).map(\.weight).reduce(Weight.zero, +)
  }

  // MARK: What paths share

  /// Whether outcomes with the same steps end otherwise.
  private static func differ(_ paths: [Path]) -> Bool {
    guard let model = paths.first?.outcome else { return false }
    return paths.contains { path in
      let other = path.outcome
      return other.endpoint != model.endpoint || other.verdict != model.verdict || other.answer != model.answer
        || other.sourceTranslation != model.sourceTranslation
    }
  }

  private static func sharedStart(_ paths: [Path]) -> [TraceStep] {
    guard let model = paths.first?.steps else { return [] }
    var count = model.count
    for path in paths.dropFirst() { count = min(count, zip(model, path.steps).prefix { $0.isSame(as: $1) }.count) }
    return Array(model.prefix(count))
  }
  private static func sharedEnd(_ paths: [Path]) -> [TraceStep] {
    guard let model = paths.first?.steps else { return [] }
    var count = model.count
    for path in paths.dropFirst() { count = min(count, zip(model.reversed(), path.steps.reversed()).prefix { $0.isSame(as: $1) }.count) }
    return Array(model.suffix(count))
  }
  /// By the next step, in the order in which each is first met.
  private static func grouped(_ paths: [Path]) -> [[Path]] {
    var groups: [[Path]] = [], places: [String: [Int]] = [:]
    for path in paths {
      let place = path.first?.place ?? ""
      let same = places[place, default: []].first { index in
        guard let mine = path.first, let theirs = groups[index][0].first else { return false }
        return mine.isSame(as: theirs)
      }
      if let same {
        groups[same].append(path)
      } else {
        places[place, default: []].append(groups.count)
        groups.append([path])
      }
    }
    // All of one group again would never end.
    return groups.count == 1 ? paths.map { [$0] } : groups
  }
  private static func sharedAssumptions(_ group: [Path]) -> [Assumption] {
    guard let first = group.first else { return [] }
    return first.outcome.assumptions.filter { assumption in group.allSatisfy { $0.outcome.assumptions.contains(assumption) } }
  }

  // MARK: Steps

  private mutating func write(_ all: [TraceStep], _ indent: StyledLine) {
    let steps = shown(all)
    let places = steps.map(\.step.place.count).max() ?? 0
    let lines = steps.map { lineText($0.step).count }.max() ?? 0
    for (number, (step, isFruitless)) in steps.enumerated() {
      if step.pass == 2 && (number == 0 || steps[number - 1].step.pass == 1) {
        var line = indent
        line.append("again, arriving over lo:", .faint)
        text.append(line)
      }
      var line = indent
      line.append(step.place, step.kind == .rule ? .plain : .faint)
      line.pad(to: indent.width + places + 2)
      line.append(lineText(step), .faint)
      line.pad(to: indent.width + places + 2 + (lines > 0 ? lines + 2 : 0))
      appendWords(of: step, isFruitless, to: &line)
      text.append(line)
    }
  }
  /// Where a chain ends is not shown; but of a jump into a chain where nothing matched, that it is fruitless.
  private func shown(_ steps: [TraceStep]) -> [(step: TraceStep, isFruitless: Bool)] {
    if options.isWide { return steps.map { ($0, false) } }
    return steps.indices.compactMap { index in
      let step = steps[index]
      if step.kind == .return { return nil }
      guard step.kind == .rule, index + 1 < steps.count, steps[index + 1].kind == .return, let chain = steps[index + 1].chain else {
        return (step, false)
      }
      return (step, step.action == "JUMP " + chain)
    }
  }
  private func lineText(_ step: TraceStep) -> String {
    if step.isCompleted { return "completed" }
    guard let line = step.line else { return "" }
    return inputName(step.input).map { "\($0):\(line)" } ?? "line \(line)"
  }
  /// The rule: its target is shown whole, its tests as far as there is room.
  private func appendWords(of step: TraceStep, _ isFruitless: Bool, to line: inout StyledLine) {
    guard let rule = step.text, step.kind == .rule else {
      line.append(step.kind == .return ? "back to the caller" : step.action, step.kind == .virtualServer ? .name : .faint)
      return
    }
    let words = RuleWords(rule, keepsComments: options.isWide)
    var remark = isFruitless ? "  nothing there matches" : ""
    var (tests, target) = (words.tests, words.target)
    if let width = options.width, !options.isWide {
      // Where there is no room, the target in a word is worth more than the tests.
      var room = width - line.width - remark.count
      if tests.count + target.count + 1 > room { target = step.shortTarget }
      if isFruitless && target.count > room {
        room += remark.count
        remark = "  no match"
        room -= remark.count
      }
      let left = room - target.count - 1
      if tests.count > left { tests = RuleWords.cut(tests, to: left) }
    }
    line.append(tests + (tests.isEmpty || target.isEmpty ? "" : " "))
    line.append(target, step.action.hasPrefix("DROP") || step.action.hasPrefix("REJECT") ? .bad : .name)
    line.append(remark, .faint)
  }
}

/// A rule as it is saved, taken apart for reading: its tests without what says nothing new, and its target.
struct RuleWords {
  var tests = ""
  var target = ""

  init(_ rule: String, keepsComments: Bool) {
    let words = Self.words(rule).drop { $0 != "-A" }.dropFirst(2)
    var kept: [Substring] = []
    var rest = words[...]
    while let word = rest.first {
      if word == "-j" || word == "-g" {
        target = Array(rest).joined(separator: " ")
        break
      }
      rest.removeFirst()
      if word == "-m", let name = rest.first, !keepsComments {
        if name == "comment" {
          rest = rest.dropFirst(3)
          continue
        }
        // `-p tcp -m tcp --dport 80`: the protocol's own match says nothing new.
        if kept.count > 1, kept[kept.count - 2] == "-p" || kept.contains("-p"), kept.contains(name) {
          rest.removeFirst()
          continue
        }
      }
      kept.append(word)
    }
    tests = kept.joined(separator: " ")
  }
  /// As many whole options as there is room for: half an address would be read as another one.
  static func cut(_ tests: String, to width: Int) -> String {
    var kept: [Substring] = [], count = 1
    for word in words(tests) {
      count += word.count + 1
      if count > width { break }
      kept.append(word)
    }
    // An option without its value says nothing.
    while let last = kept.last, last.hasPrefix("-") || last == "!" { kept.removeLast() }
    return kept.isEmpty ? "" : kept.joined(separator: " ") + " …"
  }
  /// Between blanks, but a quoted string is one word.
  private static func words(_ text: String) -> [Substring] {
    var result: [Substring] = [], start = text.startIndex, isQuoted = false, isEscaped = false
    for index in text.indices {
      let character = text[index]
      if isEscaped { isEscaped = false; continue }
      if character == "\\" { isEscaped = true }
      if character == "\"" { isQuoted.toggle() }
      if character == " " && !isQuoted {
        if start < index { result.append(text[start..<index]) }
        start = text.index(after: index)
      }
    }
    if start < text.endIndex { result.append(text[start...]) }
    return result
  }
}

extension TraceStep {
  /// `-j KUBE-SERVICES`, `-j DNAT 10.244.1.7:9376`
  fileprivate var shortTarget: String {
    if action == "CONTINUE" { return "" }
    for (word, option) in [("JUMP ", "-j "), ("GOTO ", "-g ")] where action.hasPrefix(word) { return option + action.dropFirst(word.count) }
    return "-j " + action
  }
}

extension Assumption {
  /// `if -m u32 … matches (line 40)`
  public var condition: String { "\(assumed ? "if" : "unless") \(text)" + (line.map { " (line \($0))" } ?? "") }
}
