/// A chain of one ruleset, by its place in ``Ruleset/chains``.
public struct ChainID: BitwiseCopyable, Sendable, Hashable {
  public var raw: UInt32
  @inline(__always) public init(raw: UInt32) { self.raw = raw }
  @inline(__always) var index: Int { Int(raw) }
}

/// A rule of one ruleset, by its place in ``Ruleset/rules``.
public struct RuleID: BitwiseCopyable, Sendable, Hashable, Comparable {
  public var raw: UInt32
  @inline(__always) public init(raw: UInt32) { self.raw = raw }
  @inline(__always) var index: Int { Int(raw) }
  public static func < (a: RuleID, b: RuleID) -> Bool { a.raw < b.raw }
}

/// One rule: its tests, and what becomes of a packet that passes them all.
public struct Rule: BitwiseCopyable, Sendable {
  /// Where its line begins in the text; ``noText`` for a rule that was completed.
  var text: UInt32
  var firstTest: UInt32
  public internal(set) var target: TargetAction = .none
  var testCount: UInt8 = 0

  static let noText = UInt32.max
  @inline(__always) var testRange: Range<Int> { Int(firstTest)..<Int(firstTest) + Int(testCount) }
  /// Whether the rule does not stand in the input, but was completed as the node's tools would have made it.
  public var isCompleted: Bool { text == Self.noText }
}

/// A chain: a base chain, which a hook calls, or one that rules jump to.
public struct Chain: BitwiseCopyable, Sendable {
  public internal(set) var name: TextRange
  var hash: UInt32
  public let table: Table
  /// Set for a base chain.
  public internal(set) var hook: Hook?
  /// A base chain's policy: accept unless the text says drop.
  public internal(set) var dropsByPolicy = false
  /// Whether a `:NAME` or `-N` line declares it, or it has rules.
  public internal(set) var isDeclared = false
  /// Where its `:NAME` line begins in the text; ``Rule/noText`` if it has none.
  var text = Rule.noText
  var lowerBound: UInt32 = 0, upperBound: UInt32 = 0

  /// Its rules, consecutive in ``Ruleset/rules``.
  @inline(__always) public var rules: Range<UInt32> { lowerBound..<upperBound }
  public var count: Int { Int(upperBound - lowerBound) }
}

/// What the rules of one ruleset refer to: its text, and the heap of what does not fit into a rule.
public struct RuleTables: Sendable {
  public let family: IPFamily
  public let text: SourceText
  /// Lines in canonical form, where the text has them otherwise, and rules that were completed.
  var appendix: [UInt8] = []
  public internal(set) var heap = Heap()

  /// Offsets from here on are in the appendix.
  static let appendixStart = 1 << 31

  init(text: SourceText, family: IPFamily) {
    self.text = text
    self.family = family
  }
  func append(_ range: TextRange, to output: inout [UInt8]) { output += bytes(range) }
  public func bytes(_ range: TextRange) -> [UInt8] {
    let start = Int(range.start)
    if start < Self.appendixStart { return text.bytes(start..<start + Int(range.count)) }
    return Array(appendix[(start - Self.appendixStart)..<(start - Self.appendixStart + Int(range.count))])
  }
  /// The text of a range as it stands, quotes and escapes included.
  public func string(_ range: TextRange) -> String { String(decoding: bytes(range), as: UTF8.self) }
  /// The text of a quoted range without quotes and escapes.
  public func unquoted(_ range: TextRange) -> String { String(decoding: Quoting.unquoted(bytes(range)), as: UTF8.self) }
}
