/// `[!] --ttl-eq n`, `--ttl-lt n`, `--ttl-gt n`, which ttl and, as `--hl-…`, hl share.
struct TTLTest: BitwiseCopyable {
  enum Relation: UInt8, BitwiseCopyable { case equal, less, greater }
  private let relation: Relation
  private let value: UInt8
  private let isNegated: Bool

  /// The relation whose option was just taken.
  init?(_ relation: Relation, _ reader: inout RuleReader) {
    self.relation = relation
    isNegated = reader.isNegated
    guard !isNegated || relation == .equal, let value = reader.number(upTo: 255) else { return nil }
    self.value = UInt8(value)
  }
  func evaluate(_ ttl: UInt8) -> Answer {
    switch relation {
    case .equal: Answer((ttl == value) != isNegated)
    case .less: Answer(ttl < value)
    case .greater: Answer(ttl > value)
    }
  }
  func save(_ equal: StaticString, _ less: StaticString, _ greater: StaticString, to writer: inout RuleWriter) {
    switch relation {
    case .equal: writer.option(equal, negated: isNegated)
    case .less: writer.option(less)
    case .greater: writer.option(greater)
    }
    writer.write(" \(value)")
  }
}
