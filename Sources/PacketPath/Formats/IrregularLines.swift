/// Lines that do not stand as iptables-save prints them: typed rules, listings of `iptables -S`, carriage returns, garbage.
extension IPTablesSaveParser {
  /// A line that begins with none of `-A`, `:`, `*`, `#`, `[`.
  mutating func readOther() {
    resolveJumps()
    let end = reader.cursor.lineEnd()
    if reader.cursor.isAt("COMMIT") || isWord("COMMIT", line..<end) { return commit() }
    let bytes = text.bytes(line..<end)
    let content = bytes.drop { $0 == 32 || $0 == 9 }
    guard let first = content.first, first != 13 else { return }
    switch first {
    case 0x23: return
    case 0x2a, 0x3a: reread(Array(content))
    case 0x2d, 0x5b: readIrregular(from: line)
    case _ where content.starts(with: "iptables".utf8) || content.starts(with: "ip6tables".utf8) || content.starts(with: "sudo".utf8):
      readIrregular(from: line)
    default:
      remark(.warning, "not a line of iptables-save: `\(excerpt(content))`")
    }
    reader.cursor.offset = max(reader.cursor.offset, min(end, text.count))
  }
  private func isWord(_ word: String, _ range: Range<Int>) -> Bool {
    text.bytes(range).filter { $0 > 32 }.elementsEqual(word.utf8)
  }
  /// The beginning of a line, fit to be printed.
  private func excerpt(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.prefix(40).map { $0 < 32 || $0 > 126 ? 0x3f : $0 }, as: UTF8.self)
  }
  /// `*table` or `:CHAIN …` with blanks in front or a carriage return behind.
  private mutating func reread(_ content: [UInt8]) {
    let words = String(decoding: content, as: UTF8.self).split { $0.isWhitespace }.map(String.init)
    if content.first == 0x3a {
      guard let name = words.first?.dropFirst(), !name.isEmpty else { return remark(.warning, "a chain line without a name") }
      inAppendix(Array(name.utf8)) { parser, range in parser.declare(range, policy: words.count > 1 ? words[1] : nil) }
    } else if let table = Table(name: String(words.first?.dropFirst() ?? "")) {
      ruleset.isFragment = false
      self.table = table
      if ruleset.sections.contains(where: { $0.table == table }) {
        remark(.warning, "a second `*\(table.name)` replaces the first, as iptables-restore does")
        replace(table)
      }
      ruleset.sections.append(Ruleset.Section(table: table))
    } else {
      remark(.error, "`\(words.first ?? "*")` is not a table of iptables")
    }
  }
  /// True if the chain line in hand was cut by a carriage return or lacks its policy for such a reason.
  mutating func normalizeLineEnd() -> Bool {
    let content = text.bytes(line..<reader.cursor.lineEnd())
    guard content.contains(13) || content.contains(9) else { return false }
    reread(content.filter { $0 != 13 })
    return true
  }

  /// A command that is not in canonical form, from `start` on.
  mutating func readIrregular(from start: Int) {
    reader.cursor.offset = start
    var end = reader.cursor.lineEnd()
    var normalizer = RuleNormalizer()
    var command = normalizer.command(text.bytes(start..<end))
    if normalizer.isUnclosed {
      if let last = closingLine(after: end) {
        end = last
        var whole = RuleNormalizer()
        command = whole.command(text.bytes(start..<end))
      } else {
        remark(.warning, "a quote that is not closed: the line may be cut off", at: end)
      }
    }
    guard let command else {
      remark(.warning, "not a command of iptables: `\(excerpt(text.bytes(start..<end)))`")
      reader.cursor.offset = end
      return
    }
    for fault in normalizer.faults { remark(.warning, fault) }
    run(command)
    reader.cursor.offset = end
  }
  /// A newline may stand inside a quote, raw: the end of the line that closes the quote, unless a line in between begins as lines of a dump do.
  private func closingLine(after end: Int) -> Int? {
    var cursor = reader.cursor
    cursor.offset = end + 1
    for _ in 0..<64 where cursor.offset < text.count {
      let lineEnd = cursor.lineEnd()
      if cursor.isAt("-A") || cursor.isAt("COMMIT") || [0x3a, 0x2a, 0x23, 0x5b].contains(cursor.byte()) { return nil }
      if text.bytes(cursor.offset..<lineEnd).contains(0x22) { return lineEnd }
      cursor.offset = lineEnd + 1
    }
    return nil
  }

  // MARK: Commands

  private mutating func run(_ command: RuleNormalizer.Command) {
    let outer = table
    if let name = command.table {
      guard let named = Table(name: name) else { return remark(.error, "`-t \(name)` is not a table of iptables") }
      table = named
      ruleset.isFragment = false
      if !ruleset.sections.contains(where: { $0.table == named }) { ruleset.sections.append(Ruleset.Section(table: named)) }
    }
    defer { table = outer }
    let name = command.chain
    guard !name.isEmpty || command.verb == "-F" || command.verb == "-X" || command.verb == "-Z" else {
      return remark(.warning, "`\(command.verb)` without a chain")
    }
    switch command.verb {
    case "-A": for rule in command.rules { add(rule, to: name, .append) }
    case "-I": for rule in command.rules.reversed() { add(rule, to: name, .insert(at: Int(command.argument ?? "1") ?? 1)) }
    case "-R": if let rule = command.rules.first { add(rule, to: name, .replace(at: Int(command.argument ?? "") ?? 0)) }
    case "-D":
      if let number = command.argument.flatMap({ Int($0) }) {
        edit(name, .delete(at: number))
      } else if let rule = command.rules.first {
        add(rule, to: name, .deleteEqual)
      }
    case "-N": inAppendix(name) { $0.declare($1, policy: nil) }
    case "-P": inAppendix(name) { $0.declare($1, policy: command.argument ?? "ACCEPT") }
    case "-F": if name.isEmpty { flushAll() } else { edit(name, .flush) }
    case "-X": if !name.isEmpty { edit(name, .flush) }
    case "-Z": break
    default: remark(.warning, "`\(command.verb)` is not read")
    }
  }
  private mutating func flushAll() {
    for id in ruleset.chains.indices where ruleset.chains[id].table == table ?? .nat {
      edits.append(Edit(chain: ChainID(raw: UInt32(id)), kind: .flush, rule: UInt32(ruleset.rules.count)))
    }
  }
  private mutating func edit(_ name: [UInt8], _ kind: Edit.Kind) {
    inAppendix(name) { parser, range in
      let table = parser.table ?? parser.tableOfFragment(chain: parser.reader.string(range))
      let chain = parser.ruleset.chain(range, parser.reader.cursor, bias: parser.reader.bias, table: table)
      parser.edits.append(Edit(chain: chain, kind: kind, rule: UInt32(parser.ruleset.rules.count)))
    }
  }
  /// Parses a rule in canonical form, kept in the appendix, and puts it where the command says.
  private mutating func add(_ rule: [UInt8], to name: [UInt8], _ kind: Edit.Kind) {
    let isReject = String(decoding: rule, as: UTF8.self)
    inAppendix(name + [32] + rule) { parser, range in
      let chainName = TextRange(start: Int(range.start), end: Int(range.start) + name.count)
      let table =
        parser.table
        ?? (isReject.contains("-j REJECT") || isReject.contains("-j DROP")
          ? .filter : parser.tableOfFragment(chain: parser.reader.string(chainName)))
      let chain = parser.ruleset.chain(chainName, parser.reader.cursor, bias: parser.reader.bias, table: table)
      parser.ruleset.chains[chain.index].isDeclared = true
      parser.reader.cursor.skip(name.count + 1)
      guard parser.parseRule(of: table, isTolerant: true) else { return }
      if kind == .append {
        parser.append(to: chain)
      } else {
        parser.edits.append(Edit(chain: chain, kind: kind, rule: UInt32(parser.ruleset.rules.count - 1)))
      }
    }
  }
  /// Puts bytes at the end of the appendix and calls `body` with the cursor on them.
  mutating func inAppendix(_ bytes: [UInt8], _ body: (inout Self, TextRange) -> Void) {
    let start = ruleset.tables.appendix.count
    ruleset.tables.appendix += bytes
    // What a SourceText has behind it, a copy of these bytes has too.
    let copy = SourceText(bytes)
    let (cursor, bias) = (reader.cursor, reader.bias)
    reader.cursor = copy.cursor()
    reader.bias = RuleTables.appendixStart + start
    reader.spansLines = true
    let range = TextRange(start: reader.bias, end: reader.bias + bytes.count)
    withExtendedLifetime(copy) { body(&self, range) }
    (reader.cursor, reader.bias, reader.spansLines) = (cursor, bias, false)
  }
}

/// A change of a chain that appending in place does not cover.
struct Edit {
  enum Kind: Equatable { case append, insert(at: Int), replace(at: Int), delete(at: Int), deleteEqual, flush }
  var chain: ChainID
  var kind: Kind
  /// The rule that it is about, or the number of rules read so far: changes and appended rules are put in order by it.
  var rule: UInt32
}

extension IPTablesSaveParser {
  /// A second `*table` empties what the first had.
  mutating func replace(_ table: Table) {
    for id in ruleset.chains.indices where ruleset.chains[id].table == table {
      ruleset.chains[id].lowerBound = 0
      ruleset.chains[id].upperBound = 0
      ruleset.chains[id].text = Rule.noText
      ruleset.chains[id].isDeclared = false
      ruleset.chains[id].dropsByPolicy = false
    }
    edits.removeAll { ruleset.chains[$0.chain.index].table == table }
    ruleset.sections.removeAll { $0.table == table }
  }
  /// Puts each chain's rules together, in the order that the text's commands give.
  mutating func applyEdits() {
    if edits.isEmpty { return }
    // Each chain's own edits, in their order: kube-proxy writes rules of many chains in turn.
    var changed: [ChainID: [UInt32]] = [:]
    for (chain, own) in Dictionary(grouping: edits, by: \.chain) {
      var waiting = ruleset.chains[chain.index].rules
      var order: [UInt32] = []
      for edit in own {
        let before = waiting.prefix { $0 < edit.rule }
        order += before
        waiting = waiting.dropFirst(before.count)
        apply(edit, &order)
      }
      changed[chain] = order + waiting
    }
    var rules: [Rule] = []
    rules.reserveCapacity(ruleset.rules.count)
    for id in ruleset.chains.indices {
      let chain = ruleset.chains[id]
      let first = UInt32(rules.count)
      if let order = changed[ChainID(raw: UInt32(id))] {
        for rule in order { rules.append(ruleset.rules[Int(rule)]) }
      } else {
        rules += ruleset.rules[Int(chain.lowerBound)..<Int(chain.upperBound)]
      }
      ruleset.chains[id].lowerBound = first
      ruleset.chains[id].upperBound = UInt32(rules.count)
    }
    ruleset.rules = rules
  }
  private mutating func apply(_ edit: Edit, _ order: inout [UInt32]) {
    switch edit.kind {
    case .append: order.append(edit.rule)
    case .insert(let position):
      if position < 1 || position > order.count + 1 { remarkEdit(edit, "an index that is too big: the rule goes to the end") }
      order.insert(edit.rule, at: max(0, min(position - 1, order.count)))
    case .replace(let position):
      guard order.indices.contains(position - 1) else { return remarkEdit(edit, "there is no rule \(position) to replace") }
      order[position - 1] = edit.rule
    case .delete(let position):
      guard order.indices.contains(position - 1) else { return remarkEdit(edit, "there is no rule \(position) to delete") }
      order.remove(at: position - 1)
    case .deleteEqual:
      let wanted = text(of: edit.rule, edit.chain)
      guard let index = order.firstIndex(where: { text(of: $0, edit.chain) == wanted }) else {
        return remarkEdit(edit, "there is no such rule to delete")
      }
      order.remove(at: index)
    case .flush: order = []
    }
  }
  private func text(of rule: UInt32, _ chain: ChainID) -> [UInt8] {
    var tables = ruleset.tables
    tables.heap = reader.heap
    var writer = RuleWriter(tables, backend: .nft)
    ruleset.write(RuleID(raw: rule), in: chain, to: &writer)
    return writer.output
  }
  private mutating func remarkEdit(_ edit: Edit, _ message: String) {
    let offset = Int(edit.rule) < ruleset.rules.count ? Int(ruleset.rules[Int(edit.rule)].text) : 0
    remark(.warning, "\(ruleset.name(of: edit.chain)): \(message)", at: min(offset, text.count))
  }
}
