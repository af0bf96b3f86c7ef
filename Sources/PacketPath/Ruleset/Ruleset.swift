/// The rules of one family and backend, as one `iptables-save` prints them: flat storage, one rule behind the other.
///
/// Rules of a chain are consecutive. A rule holds the range of its tests, tests and targets are trivial values, and whatever does not
/// fit into them stands in ``RuleTables``.
public struct Ruleset: Sendable {
  public internal(set) var tables: RuleTables
  public internal(set) var rules: [Rule] = []
  public internal(set) var tests: [Test] = []
  public internal(set) var chains: [Chain] = []
  var names = ChainNames()
  /// The tables in the order of the text, with the comments around them.
  var sections: [Section] = []
  /// Base chains by table and hook.
  private var bases = [ChainID?](repeating: nil, count: 5 * 5)
  /// Which kernel backend the text's header names, or whoever knows better; nil if nothing tells.
  public package(set) var headerBackend: Backend?
  /// Whether no `*table` line was found: the text is a part of a dump.
  public internal(set) var isFragment = false
  /// Whether some rule makes the kernel switch conntrack on for this family.
  public internal(set) var needsConntrack = false
  /// The number of each rule in its chain, from 1, where rules were left out; empty: by its place.
  var numbers: [UInt32] = []
  /// What the parser found remarkable, in the order of the text.
  public internal(set) var diagnostics: [Diagnostic] = []

  struct Section: Sendable {
    var table: Table
    /// Comment lines in front, and behind the COMMIT.
    var header: [TextRange] = [], trailer: [TextRange] = []
    var chains: [ChainID] = []
  }

  public init(text: SourceText, family: IPFamily) { tables = RuleTables(text: text, family: family) }
  public init(family: IPFamily) { self.init(text: SourceText(""), family: family) }

  public var family: IPFamily { tables.family }
  @inline(__always) public subscript(_ id: ChainID) -> Chain { chains[id.index] }
  @inline(__always) public subscript(_ id: RuleID) -> Rule { rules[id.index] }

  /// The base chain of a table at a hook; nil if the text does not have it.
  @inline(__always) public func baseChain(_ table: Table, _ hook: Hook) -> ChainID? {
    bases[Int(table.rawValue) &* 5 &+ Int(hook.rawValue)]
  }
  /// Whether a packet meets rules of a table at a hook.
  public func hasRules(_ table: Table, _ hook: Hook) -> Bool { baseChain(table, hook).map { !self[$0].rules.isEmpty } ?? false }
  public func has(_ table: Table) -> Bool { table.hooks.contains { baseChain(table, $0) != nil } }
  public func name(of chain: ChainID) -> String { tables.string(self[chain].name) }
  public func tests(of rule: Rule) -> ArraySlice<Test> { tests[rule.testRange] }

  // MARK: Names

  public func chain(named name: String, in table: Table) -> ChainID? {
    let bytes = Array(name.utf8)
    return names.find(ChainKey(bytes, table), chains) { tables.bytes($0.name) == bytes }
  }
  /// The chain whose name stands at `name` in the text that `cursor` reads; known from the first time that anything names it.
  @inline(__always) mutating func chain(_ name: TextRange, _ cursor: ByteCursor, bias: Int, table: Table) -> ChainID {
    var at = cursor
    at.offset = Int(name.start) &- bias
    let key = ChainKey(count: Int(name.count), table: table) { at.word($0) }
    return names.find(key, chains) { isSame($0.name, at, bias) } ?? intern(name, key)
  }
  /// The same, where the key is known and the name stands in the text itself.
  @inline(__always) mutating func chain(_ name: TextRange, _ key: ChainKey, _ cursor: ByteCursor) -> ChainID {
    findChain(name, key, cursor) ?? intern(name, key)
  }
  /// The same, of a chain that something has named; nil if nothing has.
  @inline(__always) func findChain(_ name: TextRange, _ key: ChainKey, _ cursor: ByteCursor) -> ChainID? {
    var at = cursor
    at.offset = Int(name.start)
    return names.find(key, chains) { isSame($0.name, at, 0) }
  }
  /// The key of a name that stands in the text itself.
  @inline(__always) static func key(_ name: TextRange, _ cursor: ByteCursor, _ table: Table) -> ChainKey {
    var at = cursor
    at.offset = Int(name.start)
    return ChainKey(count: Int(name.count), table: table) { at.word($0) }
  }
  /// A large text declares so many chains: their names are to be found fast until ``ChainNames/settle(_:)``.
  mutating func expect(chains count: Int) {
    chains.reserveCapacity(count)
    names.widen(for: count, chains) { ChainKey(tables.bytes($0.name), $0.table) }
  }
  /// Its chains and what else it knows, without a rule.
  var withoutRules: Ruleset {
    var other = self
    (other.rules, other.tests, other.numbers, other.diagnostics) = ([], [], [], [])
    return other
  }
  @inline(__always) private func isSame(_ name: TextRange, _ at: ByteCursor, _ bias: Int) -> Bool {
    guard bias == 0, Int(name.start) < RuleTables.appendixStart else {
      return tables.bytes(name) == (0..<Int(name.count)).map { at.byte($0) }
    }
    var other = at
    other.offset = Int(name.start)
    var i = 0
    while i < Int(name.count) {
      let left = Int(name.count) &- i
      let difference = at.word(i) ^ other.word(i)
      if left >= 8 ? difference != 0 : difference & ((1 &<< UInt64(8 &* left)) &- 1) != 0 { return false }
      i &+= 8
    }
    return true
  }
  @inline(never) private mutating func intern(_ name: TextRange, _ key: ChainKey) -> ChainID {
    let id = ChainID(raw: UInt32(chains.count)), table = key.table
    var chain = Chain(name: name, hash: key.hash, table: table)
    chains.append(chain)
    if name.count <= 11, let hook = Hook.allCases.first(where: { $0.name.utf8.elementsEqual(tables.bytes(name)) }),
      table.hooks.contains(hook)
    {
      chain.hook = hook
      chains[id.index] = chain
      bases[Int(table.rawValue) * 5 + Int(hook.rawValue)] = id
    }
    names.insert(id, key, chains)
    return id
  }

  // MARK: Rules in words

  /// The rule's number in its chain, from 1.
  public func number(of rule: RuleID, in chain: ChainID) -> Int {
    numbers.isEmpty ? Int(rule.raw - self[chain].lowerBound) + 1 : Int(numbers[rule.index])
  }

  /// The line of the text, from 1, in which a rule stands; nil for a completed one.
  public func line(of rule: RuleID) -> Int? {
    let offset = self[rule].text
    return offset == Rule.noText ? nil : tables.text.position(of: Int(offset)).line
  }
  /// The text of a rule's comment, without quotes; nil if it has none.
  public func comment(of rule: RuleID) -> String? {
    for test in tests(of: self[rule]) {
      if case .comment(let match) = test { return tables.unquoted(match.text) }
    }
    return nil
  }
  /// What a rule does, as a trace names it: `JUMP KUBE-SERVICES`, `DNAT 10.244.1.7:9376`, `MASQUERADE`.
  public func action(of rule: RuleID) -> String {
    switch self[rule].target {
    case .none: return "CONTINUE"
    case .jump(let chain): return "JUMP " + name(of: chain)
    case .goTo(let chain): return "GOTO " + name(of: chain)
    case let target:
      var writer = RuleWriter(tables, backend: .nft)
      target.save(to: &writer) { self[$0].name }
      let words = String(decoding: writer.output, as: UTF8.self).blankSeparatedWords.dropFirst()
      return words.filter { !["--to-destination", "--to-source", "--reject-with", "--to", "--set-xmark"].contains($0) }.joined(
        separator: " ")
    }
  }
  /// The rule as `iptables-save` would print it, `-A CHAIN` included.
  public func save(_ rule: RuleID, in chain: ChainID, backend: Backend? = nil) -> String {
    var writer = RuleWriter(tables, backend: backend ?? headerBackend ?? .nft)
    write(rule, in: chain, to: &writer)
    return String(decoding: writer.output, as: UTF8.self)
  }
  func write(_ rule: RuleID, in chain: ChainID, to writer: inout RuleWriter) {
    writer.write("-A ")
    writer.write(self[chain].name)
    for test in tests(of: self[rule]) { test.save(to: &writer) }
    self[rule].target.save(to: &writer) { self[$0].name }
  }
  /// One test as it is printed, without the blank in front.
  public func save(_ test: Test) -> String {
    var writer = RuleWriter(tables, backend: headerBackend ?? .nft)
    test.save(to: &writer)
    return String(decoding: writer.output.dropFirst(), as: UTF8.self)
  }
}
