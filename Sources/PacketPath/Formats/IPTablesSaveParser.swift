/// Reads what `iptables-save`, `ip6tables-save`, `iptables -S` and files for `iptables-restore` hold.
///
/// One pass over the bytes. A line in canonical form is read where it stands; a line that is not (tabs, `--dport=80`, `-s a,b`, a rule
/// spelled as people type it) is put in canonical form beside the text and read by the same code. It never fails and drops nothing
/// silently: what is not understood becomes an opaque test or target, or a diagnostic with line and column.
public struct IPTablesSaveParser {
  /// What a fragment's lines belong to, where no `*table` line says it.
  public struct Options: Sendable {
    /// Beginnings of chain names that only the filter table has.
    public var filterChains: [String]
    /// With fewer bytes of rules in it, a part of a table is not worth a thread.
    package var minimumPart = 1 << 19
    public init(filterChains: [String] = []) { self.filterChains = filterChains }
  }

  var ruleset: Ruleset
  var reader: RuleReader
  let text: SourceText
  let options: Options
  /// The table of the last `*table` line; nil outside of one.
  var table: Table?
  /// Comment lines that no table has taken yet.
  private var comments: [TextRange] = []
  /// The offset of the line in hand.
  var line = 0
  /// Rules that do not stand with the rest of their chain, and changes by `-I`, `-D`, `-R`, `-F`.
  var edits: [Edit] = []
  /// The chain of the last rule, and its name: most rules follow one of the same chain.
  private var lastChain: (name: TextRange, table: Table, id: ChainID)?
  private var droppedDiagnostics = 0
  /// Nil: jumps are looked up where they are read.
  var pending: PendingJumps?
  /// Whether it reads a part of a table, and whether that came to nothing.
  private(set) var isPart = false
  var isVoid = false
  /// Of parts: the rules by chain, in the order of the text.
  private(set) var runs: [Run] = []
  /// Whether the next rule may belong to the last run: each part begins with one of its own.
  private var isRunOpen = false

  /// The ruleset of a text. `family` nil: see ``family(of:)``. `atOnce`: how two parts of a large table are read at the same time; nil: they are not.
  public static func parse(
    _ text: SourceText, family: IPFamily? = nil, options: Options = Options(), atOnce: RulesetOutline.AtOnce? = nil
  ) -> Ruleset {
    var parser = IPTablesSaveParser(text, family: family ?? Self.family(of: text), options: options, expecting: text.count)
    parser.pending = PendingJumps()
    parser.readLines(atOnce)
    parser.finish()
    return parser.ruleset
  }

  private init(_ text: SourceText, family: IPFamily, options: Options, expecting count: Int) {
    self.text = text
    self.options = options
    ruleset = Ruleset(text: text, family: family)
    reader = RuleReader(text.cursor(), family: family)
    // kube-proxy's lines have some 150 bytes, and two tests of three are comments, protocols and ports.
    reserveCapacity(count)
  }
  /// Where a large text begins to declare chains: kube-proxy has one for each 150 to 300 bytes of its rules.
  private mutating func expectChains() {
    // Of chosen lines, few chains are declared.
    guard pending != nil else { return }
    let count = text.count / 256
    if count > 256 && ruleset.chains.count * 2 < count { ruleset.expect(chains: count) }
  }
  private mutating func reserveCapacity(_ count: Int) {
    HugePages.reserve(count / 160, in: &ruleset.rules)
    HugePages.reserve(count / 55, in: &ruleset.tests)
  }
  /// A parser for a part of a table: it knows the chains of `ruleset`, and no rule.
  init(continuing ruleset: Ruleset, _ text: SourceText, _ options: Options, _ heap: Heap, expecting count: Int) {
    (self.text, self.options, self.ruleset) = (text, options, ruleset)
    reader = RuleReader(text.cursor(), family: ruleset.family)
    reader.heap = heap
    pending = PendingJumps()
    isPart = true
    reserveCapacity(count)
  }

  /// Chains that are about to be declared, and what was met where their names go.
  private var declarations: [(name: TextRange, key: ChainKey)] = [], touched: UInt32 = 0
  /// The newlines of the last lines that declare chains one after the other.
  private(set) var declaredLines = NewlineCount(from: 0, upTo: 0)

  // MARK: Lines

  private mutating func readLines(_ atOnce: RulesetOutline.AtOnce?) {
    ruleset.isFragment = true
    var divided: Table?
    while reader.cursor.offset < text.count {
      line = reader.cursor.offset
      switch reader.cursor.byte() {
      case 0x2d where isAtAppend, 0x5b:
        if let atOnce, divided != table {
          divided = table
          if readInParts(atOnce) { continue }
        }
        if reader.cursor.byte() == 0x5b { readCountedRule() } else { readRule() }
      case 0x3a: if !readUserChains() { readChain() }
      case 0x0a: break
      case 0x23: readComment()
      case 0x2a: readTable()
      default: readOther()
      }
      // Whatever the line was, the next begins behind its newline.
      reader.cursor.offset = reader.cursor.lineEnd() + 1
    }
  }

  private mutating func readComment() {
    let end = reader.cursor.lineEnd()
    let range = TextRange(start: line, end: end)
    let words = reader.string(range)
    if words.hasPrefix("# Completed")
      || (words.hasPrefix("# ") && table == nil && !ruleset.sections.isEmpty && !words.hasPrefix("# Generated"))
    {
      if comments.isEmpty && !ruleset.sections.isEmpty {
        ruleset.sections[ruleset.sections.count - 1].trailer.append(range)
        return
      }
    }
    comments.append(range)
    if ruleset.headerBackend == nil && words.hasPrefix("# Generated by") {
      ruleset.headerBackend = words.contains("(nf_tables)") || words.contains("xtables-save") ? .nft : .legacy
    }
    if words.hasPrefix("# Warning: iptables-legacy tables present") || words.hasPrefix("# Warning: ip6tables-legacy tables present") {
      remark(.warning, "the node also holds rules in the legacy backend, which this text does not show")
    }
  }
  private mutating func readTable() {
    let name = TextRange(start: line + 1, end: reader.cursor.wordEnd())
    let word = String(reader.string(name).filter { $0 != "\r" })
    guard let table = Table(name: word) else {
      remark(.error, "`*\(word)` is not a table of iptables; its lines are left out")
      self.table = nil
      skipUnknownTable()
      return
    }
    if self.table != nil { remark(.warning, "the table before `*\(word)` has no COMMIT") }
    ruleset.isFragment = false
    self.table = table
    lastChain = nil
    if ruleset.sections.contains(where: { $0.table == table }) {
      remark(.warning, "a second `*\(word)` replaces the first, as iptables-restore does")
      replace(table)
    }
    ruleset.sections.append(Ruleset.Section(table: table, header: comments))
    comments = []
    if table == .nat { expectChains() }
  }
  private mutating func skipUnknownTable() {
    while reader.cursor.offset < text.count {
      let end = reader.cursor.lineEnd()
      if reader.cursor.byte() == 0x43 || (reader.cursor.byte() == 0x2a && reader.cursor.offset != line) {
        if reader.cursor.byte() == 0x2a { reader.cursor.offset -= 1 }
        if reader.cursor.byte() == 0x43 { reader.cursor.offset = end }
        return
      }
      if end + 1 >= text.count {
        reader.cursor.offset = end
        return
      }
      reader.cursor.offset = end + 1
    }
  }
  /// `:NAME POLICY [packets:bytes]`
  private mutating func readChain() {
    reader.cursor.skip(1)
    let name = TextRange(start: line + 1, end: reader.cursor.wordEnd())
    guard name.count > 0, reader.cursor.byte(Int(name.count)) == 32 else {
      if normalizeLineEnd() { return }
      remark(.warning, "a chain line without a policy", at: line)
      if name.count > 0 { declare(name, policy: nil) }
      return
    }
    reader.cursor.offset = name.end + 1
    // Nearly all chains of a cluster are users' chains.
    if reader.cursor.byte() == 0x2d && reader.cursor.byte(1) <= 32 { return declare(name, policy: "-") }
    declare(name, policy: reader.string(TextRange(start: reader.cursor.offset, end: reader.cursor.wordEnd())))
  }
  /// `:NAME - [packets:bytes]`, as nearly all chains of a cluster are declared, some dozens at a time: where their names go in a table that is
  /// larger than caches, the processor then looks for many of them at once. False: something else stands here.
  private mutating func readUserChains() -> Bool {
    guard let table, reader.bias == 0 else { return false }
    var at = reader.cursor
    declarations.removeAll(keepingCapacity: true)
    if declaredLines.range.upperBound != at.offset { declaredLines = NewlineCount(from: at.offset, upTo: at.offset) }
    while declarations.count < 32, at.byte() == 0x3a {
      let end = at.offset
      at.skip(1)
      let name = TextRange(start: at.offset, end: at.wordEnd())
      let key = Ruleset.key(name, at, table)
      at.offset = name.end
      guard name.count > 0, at.word() & 0xff_ffff == 0x20_2d20 else {
        at.offset = end
        break
      }
      declarations.append((name, key))
      at.offset = at.lineEnd() + 1
      if at.offset <= text.count { declaredLines.pass(to: at.offset) }
    }
    if declarations.isEmpty { return false }
    for (_, key) in declarations { touched &+= ruleset.names.touch(key) }
    resolveJumps()
    for (name, key) in declarations {
      line = Int(name.start) - 1
      let id = ruleset.chain(name, key, reader.cursor)
      declare(id, name)
      ruleset.chains[id.index].dropsByPolicy = false
    }
    // In front of the last line's newline, from where the next line is found.
    reader.cursor.offset = at.offset - 1
    return true
  }
  mutating func declare(_ name: TextRange, policy: String?) {
    resolveJumps()
    let table = table ?? tableOfFragment(chain: reader.string(name))
    let id = ruleset.chain(name, reader.cursor, bias: reader.bias, table: table)
    declare(id, name)
    guard let policy else { return }
    if ruleset.chains[id.index].hook != nil {
      ruleset.chains[id.index].dropsByPolicy = policy == "DROP"
      if !["ACCEPT", "DROP", "-"].contains(policy) { remark(.warning, "`\(policy)` is not a policy; ACCEPT is taken") }
    } else if policy != "-" {
      remark(.warning, "\(reader.string(name)) is not a base chain of \(table.name): its policy `\(policy)` means nothing")
    }
  }
  @inline(__always) private mutating func declare(_ id: ChainID, _ name: TextRange) {
    if ruleset.chains[id.index].text != Rule.noText { remark(.warning, "the chain \(reader.string(name)) is declared twice") }
    ruleset.chains[id.index].isDeclared = true
    if reader.bias == 0 { ruleset.chains[id.index].text = UInt32(line) }
    if let section = ruleset.sections.indices.last, self.table != nil { ruleset.sections[section].chains.append(id) }
  }
  /// `[packets:bytes] -A …`
  private mutating func readCountedRule() {
    if reader.cursor.takesCounters() && isAtAppend { return readRule() }
    reader.cursor.offset = line
    readOther()
  }

  // MARK: Rules

  /// `-A ` and something behind it.
  @inline(__always) var isAtAppend: Bool { reader.cursor.word() & 0xff_ffff == 0x20_412d && reader.cursor.byte(3) > 32 }

  private mutating func readRule() {
    let start = reader.cursor.offset, name = appendedName()
    let table = self.table ?? tableOfRule(name)
    let id: ChainID
    if let near = nearChain(name, table) {
      id = near
    } else {
      resolveJumps()
      id = ruleset.chain(name, reader.cursor, bias: 0, table: table)
    }
    lastChain = (name, table, id)
    guard name.count > 0, parseRule(of: table) else {
      resolveJumps()
      readIrregular(from: start)
      return
    }
    append(to: id)
  }
  /// A rule in canonical form whose chain is known. False: it is none, and nothing is kept.
  mutating func readKnownRule(of table: Table) -> Bool {
    let name = appendedName()
    guard name.count > 0, let id = nearChain(name, table) ?? ruleset.findChain(name, Ruleset.key(name, reader.cursor, table), reader.cursor)
    else { return false }
    lastChain = (name, table, id)
    guard parseRule(of: table) else { return false }
    append(to: id)
    return edits.isEmpty
  }
  /// The name behind `-A `; the cursor goes to the rule's words.
  @inline(__always) private mutating func appendedName() -> TextRange {
    reader.cursor.skip(3)
    let name = TextRange(start: reader.cursor.offset, end: reader.cursor.wordEnd())
    reader.cursor.offset = name.end
    reader.cursor.blank()
    return name
  }
  /// The last rule's chain, or one of those declared next, if it is so called: rules come in the order of the chains.
  @inline(__always) private func nearChain(_ name: TextRange, _ table: Table) -> ChainID? {
    guard let lastChain, lastChain.table == table else { return nil }
    if lastChain.name.count == name.count, isSame(lastChain.name, name) { return lastChain.id }
    for raw in lastChain.id.raw &+ 1..<lastChain.id.raw &+ 4 where raw < ruleset.chains.count {
      let chain = ruleset.chains[Int(raw)]
      if chain.table == table, chain.name.count == name.count, chain.name.end < RuleTables.appendixStart, isSame(chain.name, name) {
        return ChainID(raw: raw)
      }
    }
    return nil
  }
  mutating func forgetLastChain() { lastChain = nil }
  @inline(__always) private func isSame(_ a: TextRange, _ b: TextRange) -> Bool {
    var first = reader.cursor, second = reader.cursor
    first.offset = Int(a.start)
    second.offset = Int(b.start)
    var i = 0
    while i < Int(a.count) {
      let left = Int(a.count) &- i
      let difference = first.word(i) ^ second.word(i)
      if left >= 8 ? difference != 0 : difference & ((1 &<< UInt64(8 &* left)) &- 1) != 0 { return false }
      i &+= 8
    }
    return true
  }
  /// The rule that was just parsed is the chain's next.
  @inline(__always) mutating func append(to chain: ChainID) {
    let id = UInt32(ruleset.rules.count - 1)
    if isPart { appendToRun(id, chain) } else { append(id, to: chain) }
  }
  mutating func beginRun() { isRunOpen = false }
  @inline(__always) private mutating func appendToRun(_ id: UInt32, _ chain: ChainID) {
    let last = runs.count &- 1
    if isRunOpen && runs[last].chain == chain {
      runs[last].upperBound = id + 1
    } else {
      runs.append(Run(chain: chain, lowerBound: id, upperBound: id + 1))
      isRunOpen = true
    }
  }
  private mutating func append(_ id: UInt32, to chain: ChainID) {
    if ruleset.chains[chain.index].upperBound == ruleset.chains[chain.index].lowerBound {
      ruleset.chains[chain.index].lowerBound = id
    } else if ruleset.chains[chain.index].upperBound != id {
      edits.append(Edit(chain: chain, kind: .append, rule: id))
      return
    }
    ruleset.chains[chain.index].upperBound = id + 1
    ruleset.chains[chain.index].isDeclared = true
  }

  /// Which table a fragment's rule belongs to: nat, unless only filter can hold it.
  private func tableOfRule(_ name: TextRange) -> Table {
    let line = String(decoding: text.bytes(self.line..<reader.cursor.lineEnd()), as: UTF8.self)
    if line.contains("-j REJECT") || line.contains("-j DROP") { return .filter }
    let words = line.blankSeparatedWords
    if let jump = words.firstIndex(where: { $0 == "-j" || $0 == "-g" }), jump + 1 < words.count,
      options.filterChains.contains(where: { words[jump + 1].hasPrefix($0) })
    {
      return .filter
    }
    return tableOfFragment(chain: reader.string(name))
  }
  func tableOfFragment(chain name: String) -> Table {
    name == "INPUT" || name == "FORWARD" || options.filterChains.contains { name.hasPrefix($0) } ? .filter : .nat
  }

  // MARK: Remarks

  /// At most this many diagnostics; the rest is counted.
  static let maximumDiagnostics = 1000

  mutating func remark(_ severity: Diagnostic.Severity, _ message: String, at offset: Int? = nil) {
    if ruleset.diagnostics.count == Self.maximumDiagnostics {
      droppedDiagnostics += 1
      return
    }
    let position = position(of: offset ?? line)
    ruleset.diagnostics.append(Diagnostic(severity, message, file: text.name, line: position.line, column: position.column))
  }
  /// Remarks come in the order of the text: lines are counted from the last one on.
  private var counted = (offset: 0, line: 1)
  private mutating func position(of offset: Int) -> (line: Int, column: Int) {
    if offset < counted.offset { counted = (0, 1) }
    var cursor = text.cursor(at: counted.offset)
    while case let end = cursor.lineEnd(), end < offset {
      cursor.offset = end + 1
      counted = (cursor.offset, counted.line + 1)
    }
    return (counted.line, offset - counted.offset + 1)
  }

  private mutating func finish() {
    resolveJumps()
    pending = nil
    ruleset.names.settle(ruleset.chains)
    if table != nil { remark(.warning, "the last table has no COMMIT: the text may be cut off", at: text.count) }
    if droppedDiagnostics > 0 { ruleset.diagnostics.append(Diagnostic(.warning, "\(droppedDiagnostics) further remarks", file: text.name)) }
    if !comments.isEmpty, let last = ruleset.sections.indices.last { ruleset.sections[last].trailer += comments }
    ruleset.isFragment = ruleset.isFragment && !ruleset.rules.isEmpty
    applyEdits()
    remarkMissingChains()
    ruleset.tables.heap = reader.heap
    noteConntrack()
  }
  /// A jump into a chain that a complete table does not have: iptables-restore refuses it.
  private mutating func remarkMissingChains() {
    let tables = Set(ruleset.sections.map(\.table))
    let missing = ruleset.chains.indices.filter {
      !ruleset.chains[$0].isDeclared && ruleset.chains[$0].hook == nil && tables.contains(ruleset.chains[$0].table)
    }
    if missing.isEmpty { return }
    // What looked like a chain at first may have turned out to be none.
    var named: Set<Int> = []
    for rule in ruleset.rules {
      switch rule.target {
      case .jump(let chain), .goTo(let chain): named.insert(Int(chain.raw))
      default: break
      }
    }
    for chain in missing.filter(named.contains).map({ ruleset.chains[$0] }) {
      guard ruleset.diagnostics.count < Self.maximumDiagnostics else { return }
      let message =
        "rules of \(chain.table.name) lead to \(ruleset.tables.string(chain.name)), which the text does not have: what it does is taken as unknown"
      ruleset.diagnostics.append(Diagnostic(.warning, message, file: text.name))
    }
  }

  // MARK: Parts of a dump

  /// For chosen lines of a dump.
  init(selecting outline: RulesetOutline, _ options: Options) {
    self.init(outline.text, family: outline.family, options: options, expecting: 0)
  }
  /// Begins a table: its comments, and the chains that are noted.
  mutating func open(_ section: RulesetOutline.Section, comments: [(offset: Int, section: Int)]) {
    for comment in comments {
      moveTo(comment.offset)
      readComment()
    }
    moveTo(section.start)
    readTable()
    for offset in section.noted {
      moveTo(offset)
      readChain()
    }
    table = nil
  }
  private mutating func moveTo(_ offset: Int) {
    line = offset
    reader.cursor.offset = offset
  }
  /// Whether an empty line begins there.
  func isBlank(_ offset: Int) -> Bool { text.cursor(at: offset).byte() == 10 }
  /// Goes behind `-A NAME `, where a line that begins at `offset` appends to a chain; false: it does not.
  @inline(__always) mutating func moveTo(ruleAt offset: Int, nameCount: Int) -> Bool {
    moveTo(offset)
    _ = reader.cursor.takesCounters()
    guard isAtAppend else { return false }
    reader.cursor.skip(3 &+ nameCount)
    reader.cursor.blank()
    return true
  }
  /// Reads one rule by itself.
  mutating func readSelected(at offset: Int, in table: Table) {
    self.table = table
    moveTo(offset)
    if reader.cursor.byte() == 0x5b { readCountedRule() } else { readRule() }
    self.table = nil
  }
  mutating func finishSelection() -> Ruleset {
    remarkMissingChains()
    ruleset.tables.heap = reader.heap
    noteConntrack()
    return ruleset
  }
  private mutating func noteConntrack() {
    ruleset.needsConntrack =
      ruleset.rules.contains { $0.target.needsConntrack } || ruleset.tests.contains { $0.needsConntrack }
  }

  mutating func commit() {
    if table == nil { remark(.warning, "a COMMIT without a table") }
    table = nil
  }
}

extension IPTablesSaveParser {
  /// Which family a rule text is of: what its header says, else IPv6 if an IPv6 address or icmpv6 stands in it, else IPv4.
  public static func family(of text: SourceText) -> IPFamily {
    var cursor = text.cursor()
    while cursor.offset < text.count {
      let end = cursor.lineEnd()
      let bytes = text.bytes(cursor.offset..<end)
      if bytes.first == 0x23 {
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("# Generated by ip6tables") { return .ipv6 }
        if line.hasPrefix("# Generated by iptables") { return .ipv4 }
      } else if holdsIPv6(bytes) {
        return .ipv6
      }
      cursor.offset = end + 1
    }
    return .ipv4
  }
  /// Outside of quotes: a word of icmpv6, or an address with two colons.
  private static func holdsIPv6(_ line: [UInt8]) -> Bool {
    guard line.contains(0x2d), line.contains(0x3a) || line.contains(0x36) else { return false }
    var isQuoted = false
    for word in line.split(separator: 32) {
      let quotes = word.count { $0 == 0x22 }
      if !isQuoted && quotes == 0 {
        if word.count(where: { $0 == 0x3a }) >= 2, word.first != 0x5b || word.last != 0x5d,
          Address(String(decoding: word.split(separator: 0x2f).first ?? [], as: UTF8.self))?.family == .ipv6 || word.first == 0x5b
        {
          return true
        }
        if word.elementsEqual("icmpv6".utf8) || word.elementsEqual("ipv6-icmp".utf8) || word.starts(with: "icmp6".utf8) { return true }
      }
      if quotes % 2 == 1 { isQuoted.toggle() }
    }
    return false
  }
}
