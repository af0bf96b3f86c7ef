import Synchronization

/// The rules of one table in parts, read by two at the same time.
///
/// Behind a table's declarations, a dump as `iptables-save` prints it has nothing but rules of chains that are known. One reads parts from the
/// front on, the other from the back, until they meet: whoever has the cheaper rules reads more of them. A part ends where anything else comes,
/// and from there on the text is read as if there were no parts: the ruleset is the same.
extension IPTablesSaveParser {
  /// Consecutive rules of one chain.
  struct Run: BitwiseCopyable, Sendable {
    var chain: ChainID
    var lowerBound: UInt32, upperBound: UInt32
  }
  /// What was read of a stretch of the text. Its rules, tests and runs stand among those of its reader.
  fileprivate struct Part {
    /// Its lines, and where it ends, at the beginning of one.
    var newlines: NewlineCount, end: Int
    var rules: Range<Int>, tests: Range<Int>, runs: Range<Int>
    var start: Int { newlines.range.lowerBound }
  }
  /// The stretches, and who reads which.
  private final class Stretches: Sendable {
    let bounds: [Int]
    private let left: Mutex<Range<Int>>

    init(_ bounds: [Int]) {
      self.bounds = bounds
      left = Mutex(0..<bounds.count - 1)
    }
    subscript(place: Int) -> Range<Int> { bounds[place]..<bounds[place + 1] }
    func takeFirst() -> Int? {
      left.withLock { left in
        guard let first = left.first else { return nil }
        left.removeFirst()
        return first
      }
    }
    func takeLast() -> Int? { left.withLock { $0.popLast() } }
    /// What is left is not to be read.
    func close() { left.withLock { $0 = $0.lowerBound..<$0.lowerBound } }
  }
  /// Someone who reads, and what he has read.
  private final class Reader: @unchecked Sendable {
    // Unchecked: handed to a thread before it begins, looked at when it is done.
    var parser: IPTablesSaveParser
    var parts: [Part] = []
    init(_ parser: consuming IPTablesSaveParser) { self.parser = parser }

    func readFromFront(_ stretches: Stretches, of table: Table) {
      while let place = stretches.takeFirst() {
        guard let part = parser.readPart(stretches[place], of: table) else { return stretches.close() }
        parts.append(part)
        // Whatever follows is to be read by itself.
        if part.end < stretches[place].upperBound { return stretches.close() }
      }
    }
    func readFromBack(_ stretches: Stretches, of table: Table) {
      while let place = stretches.takeLast() {
        guard let part = parser.readPart(stretches[place], of: table) else { return parts.removeAll() }
        if part.end < stretches[place].upperBound { parts.removeAll() }
        parts.append(part)
      }
    }
  }
  private static let maximumStretches = 32

  /// At the first rule of a table: reads what it can by two threads, and goes behind that. False: nothing was read.
  mutating func readInParts(_ atOnce: RulesetOutline.AtOnce) -> Bool {
    let start = line, left = text.count - start
    guard let table, left > 2 * options.minimumPart, edits.isEmpty, !reader.heap.hasAdopted else { return false }
    var bounds = [start]
    let size = max(options.minimumPart, left / Self.maximumStretches)
    // Behind the table come declarations of others, which no rule of its own begins like.
    while let last = bounds.last, last < text.count, last == start || isRule(at: last, of: table) {
      bounds.append(min(text.newline(from: min(last + size, text.count)) + 1, text.count))
    }
    if bounds.count < 3 { return false }
    resolveJumps()
    let stretches = Stretches(bounds)
    let second = Reader(IPTablesSaveParser(continuing: ruleset.withoutRules, text, options, .second, expecting: left / 2))
    // The first goes on where the rules end that there are, with room for those of the second.
    let first = Reader(IPTablesSaveParser(continuing: ruleset, text, options, reader.heap, expecting: left))
    (ruleset.rules, ruleset.tests) = ([], [])
    atOnce({ first.readFromFront(stretches, of: table) }, { second.readFromBack(stretches, of: table) })
    return absorb(first, second)
  }
  /// Whether a rule of a chain that the table declares stands at an offset: the table is then likely to reach as far.
  private func isRule(at offset: Int, of table: Table) -> Bool {
    var cursor = text.cursor(at: offset)
    _ = cursor.takesCounters()
    guard cursor.word() & 0xff_ffff == 0x20_412d else { return false }
    cursor.skip(3)
    let name = TextRange(start: cursor.offset, end: cursor.wordEnd())
    guard let chain = ruleset.findChain(name, Ruleset.key(name, cursor, table), cursor) else { return false }
    return ruleset[chain].isDeclared
  }

  /// Reads rules of a stretch up to its end, or to a line that is something else. Nil: what was read stands for nothing.
  fileprivate mutating func readPart(_ range: Range<Int>, of table: Table) -> Part? {
    self.table = table
    let (rules, tests, runs, chains) = (ruleset.rules.count, ruleset.tests.count, self.runs.count, ruleset.chains.count)
    reader.cursor.offset = range.lowerBound
    var newlines = NewlineCount(from: range.lowerBound, upTo: range.upperBound)
    beginRun()
    while reader.cursor.offset < range.upperBound {
      line = reader.cursor.offset
      if reader.cursor.byte() == 0x5b && !reader.cursor.takesCounters() { break }
      guard isAtAppend, readKnownRule(of: table) else { break }
      reader.cursor.offset = reader.cursor.lineEnd() + 1
      if reader.cursor.offset <= text.count { newlines.pass(to: reader.cursor.offset) }
    }
    if reader.cursor.offset < range.upperBound { reader.cursor.offset = line }
    guard resolveJumps(), ruleset.chains.count == chains, ruleset.diagnostics.isEmpty else {
      cut(at: rules, tests)
      return nil
    }
    return Part(
      newlines: newlines, end: min(reader.cursor.offset, text.count), rules: rules..<ruleset.rules.count,
      tests: tests..<ruleset.tests.count, runs: runs..<self.runs.count)
  }
  private mutating func cut(at rule: Int, _ test: Int) {
    ruleset.rules.removeLast(ruleset.rules.count - rule)
    ruleset.tests.removeLast(ruleset.tests.count - test)
  }

  // MARK: Putting parts together

  /// Puts what both have read behind what there was, as far as it is without a gap. False: nothing was read.
  private mutating func absorb(_ first: Reader, _ second: Reader) -> Bool {
    swap(&ruleset.rules, &first.parser.ruleset.rules)
    swap(&ruleset.tests, &first.parser.ruleset.tests)
    swap(&reader.heap, &first.parser.reader.heap)
    // They hold the chains no more, which are to be changed in place.
    (first.parser.ruleset.chains, second.parser.ruleset.chains) = ([], [])
    // What was declared stands in front of the first rule.
    var newlines = declaredLines.range.upperBound <= line ? [declaredLines] : [], end = line
    for part in first.parts where part.start == end {
      end = take(part, first.parser.runs, movedBy: 0)
      if end == part.end { newlines.append(part.newlines) }
    }
    for part in second.parts.reversed() where part.start == end {
      let distance = ruleset.rules.count - part.rules.lowerBound
      let tests = UInt32(truncatingIfNeeded: ruleset.tests.count - part.tests.lowerBound)
      ruleset.tests += second.parser.ruleset.tests[part.tests]
      let rules = ruleset.rules.count
      ruleset.rules += second.parser.ruleset.rules[part.rules]
      for place in rules..<ruleset.rules.count { ruleset.rules[place].firstTest &+= tests }
      if !reader.heap.hasAdopted { reader.heap.adopt(second.parser.reader.heap) }
      end = take(part, second.parser.runs, movedBy: distance)
      if end == part.end { newlines.append(part.newlines) }
    }
    if end == line { return false }
    text.adopt(newlines)
    reader.cursor.offset = end
    forgetLastChain()
    return true
  }
  /// Gives chains their rules of a part, whose rules stand among all by now. Where it ends: in front of a rule that is not next to those of its
  /// chain, if there is one.
  private mutating func take(_ part: Part, _ runs: [Run], movedBy distance: Int) -> Int {
    for run in runs[part.runs] {
      let place = run.chain.index, lower = Int(run.lowerBound) + distance
      if ruleset.chains[place].count == 0 {
        ruleset.chains[place].lowerBound = UInt32(lower)
      } else if Int(ruleset.chains[place].upperBound) != lower {
        let rule = ruleset.rules[lower]
        cut(at: lower, Int(rule.firstTest))
        return Int(rule.text)
      }
      ruleset.chains[place].upperBound = UInt32(Int(run.upperBound) + distance)
      ruleset.chains[place].isDeclared = true
    }
    return part.end
  }
}
