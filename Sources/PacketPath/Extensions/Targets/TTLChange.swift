/// `--ttl-set n`, `--ttl-inc n`, `--ttl-dec n`, which TTL and, as `--hl-…`, HL share: within 0 to 255.
struct TTLChange: BitwiseCopyable {
  enum Kind: UInt8, BitwiseCopyable { case set, increase, decrease }
  private let kind: Kind
  private let value: UInt8

  /// The kind whose option was just taken.
  init?(_ kind: Kind, _ reader: inout RuleReader) {
    guard let number = reader.number(upTo: 255), number > 0 || kind == .set else { return nil }
    self.kind = kind
    value = UInt8(number)
  }
  func applied(to ttl: UInt8) -> UInt8 {
    switch kind {
    case .set: value
    case .increase: UInt8(clamping: Int(ttl) + Int(value))
    case .decrease: UInt8(clamping: Int(ttl) - Int(value))
    }
  }
  func save(_ set: StaticString, _ increase: StaticString, _ decrease: StaticString, to writer: inout RuleWriter) {
    switch kind {
    case .set: writer.write(set)
    case .increase: writer.write(increase)
    case .decrease: writer.write(decrease)
    }
    writer.write(" \(value)")
  }
}
