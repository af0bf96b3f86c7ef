/// `-m set --match-set NAME src,dst`: whether the packet is in an ipset (set_match_v4 in xt_set.c).
///
/// What each dimension of a set is compared with, and which element decides, stands in ``IPSet``. What `-j SET` has changed is seen. Counters are
/// those of the text, and the packet in hand: what it counted at an earlier test of the same set is not added.
public struct SetMatch: Match {
  public static let info = ExtensionInfo(
    "set",
    options: [
      "[!] --match-set name flags", "--return-nomatch", "[!] --update-counters", "[!] --update-subcounters", "[!] --packets-eq n",
      "--packets-lt n", "--packets-gt n", "[!] --bytes-eq n", "--bytes-lt n", "--bytes-gt n",
    ], model: .partial,
    "Exact, except that a packet does not see what it counted itself; a set that is not given is unknown. Types that the tests' kernel lacks are held "
      + "to recordings (SetTypeTests).")
  private struct Options: BitwiseCopyable {
    var lookup: SetLookup
    var isNegated: Bool
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var found: SetLookup?, isNegated = false
    var flags = (returnsNomatch: false, skipsUpdate: false, skipsSubupdate: false)
    var packets = CounterTest(), bytes = CounterTest()
    while true {
      if reader.takes("--match-set") || reader.takes("--set") {
        guard found == nil else { return nil }
        isNegated = reader.isNegated
        guard let lookup = reader.setLookup() else { return nil }
        found = lookup
      } else if reader.takesPlain("--return-nomatch") {
        flags.returnsNomatch = true
      } else if reader.takes("--update-counters") {
        flags.skipsUpdate = reader.isNegated
      } else if reader.takes("--update-subcounters") {
        flags.skipsSubupdate = reader.isNegated
      } else if let isUnderstood = Self.takes("--packets-eq", "--packets-lt", "--packets-gt", &packets, &reader)
        ?? Self.takes("--bytes-eq", "--bytes-lt", "--bytes-gt", &bytes, &reader)
      {
        if !isUnderstood { return nil }
      } else {
        break
      }
    }
    guard var lookup = found else { return nil }
    (lookup.returnsNomatch, lookup.skipsUpdate, lookup.skipsSubupdate) = flags
    (lookup.packets, lookup.bytes) = (packets, bytes)
    options = reader.store(Options(lookup: lookup, isNegated: isNegated))
  }
  /// Consumes a counter's option. Nil: none stands here. False: it is not understood, or a second one.
  private static func takes(_ equal: Keyword, _ less: Keyword, _ greater: Keyword, _ test: inout CounterTest, _ reader: inout RuleReader)
    -> Bool?
  {
    let isFirst = test.comparison == .none
    if reader.takes(equal) {
      test.comparison = reader.isNegated ? .notEqual : .equal
    } else if reader.takesPlain(less) {
      test.comparison = .less
    } else if reader.takesPlain(greater) {
      test.comparison = .greater
    } else {
      return nil
    }
    guard isFirst, let value = UInt64(reader.string(reader.word())) else { return false }
    test.value = value
    return true
  }

  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    let options = context.ruleset.heap[options]
    return context.facts.sets.test(options.lookup, skb).negated(options.isNegated)
  }
  public func query(about skb: SocketBuffer, in context: EvaluationContext) -> Query? {
    let options = context.ruleset.heap[options]
    return Query(options.lookup.question(about: skb, context.facts.sets), holdsWhen: !options.isNegated)
  }
  /// In the sets as rules have changed them by now.
  public func advance(_ skb: SocketBuffer, in context: EvaluationContext, _ memory: inout Memory, _ key: StateKey) -> Answer {
    guard let sets = memory.sets else { return evaluate(skb, in: context) }
    let options = context.ruleset.heap[options]
    return sets.test(options.lookup, skb).negated(options.isNegated)
  }
  public var remembers: Bool { true }
  public func save(to writer: inout RuleWriter) {
    let options = writer.ruleset.heap[options]
    save(options.lookup, isNegated: options.isNegated, to: &writer)
  }
  /// As it is printed without the `!`: what an answer to its query says.
  func saveQuestion(to writer: inout RuleWriter) { save(writer.ruleset.heap[options].lookup, isNegated: false, to: &writer) }

  private func save(_ lookup: SetLookup, isNegated: Bool, to writer: inout RuleWriter) {
    writer.write(" -m set")
    writer.option("--match-set", negated: isNegated)
    writer.write(lookup.name, lookup.directions)
    if lookup.returnsNomatch { writer.option("--return-nomatch") }
    if lookup.skipsUpdate { writer.option("--update-counters", negated: true) }
    if lookup.skipsSubupdate { writer.option("--update-subcounters", negated: true) }
    save(lookup.packets, "--packets-eq", "--packets-lt", "--packets-gt", to: &writer)
    save(lookup.bytes, "--bytes-eq", "--bytes-lt", "--bytes-gt", to: &writer)
  }
  private func save(
    _ test: CounterTest, _ equal: StaticString, _ less: StaticString, _ greater: StaticString, to writer: inout RuleWriter
  ) {
    switch test.comparison {
    case .none: return
    case .equal, .notEqual: writer.option(equal, negated: test.comparison == .notEqual)
    case .less: writer.option(less)
    case .greater: writer.option(greater)
    }
    writer.write(" \(test.value)")
  }
}
