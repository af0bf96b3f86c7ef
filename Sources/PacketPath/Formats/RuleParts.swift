import Synchronization

/// The rules of one table in two parts, read at the same time.
///
/// Behind a table's declarations, a dump as `iptables-save` prints it has nothing but rules of chains that are known. A part ends where anything
/// else comes, and from there on the text is read as if there were no parts: the ruleset is the same.
extension IPTablesSaveParser {
  /// What was read of a part, numbered as if nothing stood in front of it.
  private struct Part: Sendable {
    var ruleset: Ruleset
    var heap: Heap
    /// Where it ends, at the beginning of a line.
    var end: Int
  }
  private final class Parts: Sendable {
    let first = Mutex<Part?>(nil), second = Mutex<Part?>(nil)
  }

  /// At the first rule of a table: reads what it can by two threads, and goes behind that. False: nothing was read.
  mutating func readInParts(_ atOnce: RulesetOutline.AtOnce) -> Bool {
    let start = line, left = text.count - start
    guard let table, left > 2 * options.minimumPart, edits.isEmpty, !reader.heap.hasAdopted else { return false }
    let middle = text.newline(from: start + left / 2) + 1
    guard middle < text.count, isRule(at: middle, of: table) else { return false }
    resolveJumps()
    let (parts, text, options, heap) = (Parts(), text, options, reader.heap)
    let ruleset = ruleset.withoutRules
    atOnce(
      {
        // It has room for the other part too.
        var parser = IPTablesSaveParser(continuing: ruleset, text, options, heap, expecting: left)
        let part = parser.readPart(start..<middle, of: table)
        parts.first.withLock { $0 = part }
      },
      {
        var parser = IPTablesSaveParser(continuing: ruleset, text, options, .second, expecting: left / 2)
        let part = parser.readPart(middle..<text.count, of: table)
        parts.second.withLock { $0 = part }
      })
    guard let first = parts.first.withLock({ $0.take() }), absorb(first) else { return false }
    reader.heap = first.heap
    if first.end == middle, let second = parts.second.withLock({ $0.take() }), absorb(second) { reader.heap.adopt(second.heap) }
    forgetLastChain()
    return true
  }
  /// Whether a rule of a chain that the table declares stands at an offset: the table is then likely to reach as far.
  private func isRule(at offset: Int, of table: Table) -> Bool {
    var cursor = text.cursor(at: offset)
    _ = cursor.takesCounters()
    guard cursor.word() & 0xff_ffff == 0x20_412d else { return false }
    cursor.skip(3)
    let name = TextRange(start: cursor.offset, end: cursor.wordEnd())
    guard let chain = ruleset.findChain(name, cursor, table) else { return false }
    return ruleset[chain].isDeclared
  }

  /// Reads rules up to an offset, or to a line that is something else. Nil: what was read stands for nothing.
  private mutating func readPart(_ range: Range<Int>, of table: Table) -> Part? {
    self.table = table
    let count = ruleset.chains.count
    reader.cursor.offset = range.lowerBound
    while reader.cursor.offset < range.upperBound {
      line = reader.cursor.offset
      if reader.cursor.byte() == 0x5b && !reader.cursor.takesCounters() { break }
      guard isAtAppend, readKnownRule(of: table) else { break }
      reader.cursor.offset = reader.cursor.lineEnd() + 1
    }
    if reader.cursor.offset < range.upperBound { reader.cursor.offset = line }
    guard resolveJumps(), edits.isEmpty, ruleset.chains.count == count, ruleset.diagnostics.isEmpty else { return nil }
    return Part(ruleset: ruleset, heap: reader.heap, end: min(reader.cursor.offset, text.count))
  }
  /// Puts a part behind what was read. False: some chain's rules would not be consecutive.
  private mutating func absorb(_ part: Part) -> Bool {
    let rules = UInt32(ruleset.rules.count), tests = UInt32(ruleset.tests.count)
    for (own, read) in zip(ruleset.chains, part.ruleset.chains) where read.count > 0 && own.count > 0 {
      if own.upperBound != rules || read.lowerBound != 0 { return false }
    }
    for (place, read) in part.ruleset.chains.enumerated() where read.count > 0 {
      if ruleset.chains[place].count == 0 { ruleset.chains[place].lowerBound = rules + read.lowerBound }
      ruleset.chains[place].upperBound = rules + read.upperBound
      ruleset.chains[place].isDeclared = true
    }
    if rules == 0 && tests == 0 {
      (ruleset.rules, ruleset.tests) = (part.ruleset.rules, part.ruleset.tests)
    } else {
      ruleset.rules += part.ruleset.rules
      ruleset.tests += part.ruleset.tests
      for place in Int(rules)..<ruleset.rules.count { ruleset.rules[place].firstTest += tests }
    }
    reader.cursor.offset = part.end
    return true
  }
}
