/// `-m mark [!] --mark value[/mask]`: the packet's mark under a mask (mark_mt in xt_mark.c).
///
/// The value is not masked: bits of it outside of the mask never match.
public struct MarkMatch: Match {
  public static let info = ExtensionInfo("mark", options: ["[!] --mark value[/mask]"], "Exact.")
  private let value: UInt32, mask: UInt32
  private let isNegated: Bool

  @inline(__always) public init?(parsing reader: inout RuleReader) {
    guard reader.takes("--mark") else { return nil }
    isNegated = reader.isNegated
    guard let both = reader.valueAndMask() else { return nil }
    (value, mask) = both
  }
  @inline(__always) public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    Answer((skb.mark & mask == value) != isNegated)
  }
  public func indexKey(in tables: RuleTables) -> IndexKey? { mask == .max && !isNegated ? IndexKey(mark: value) : nil }
  public var reads: PacketFields { .mark }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m mark")
    writer.option("--mark", negated: isNegated)
    writer.write(" ")
    writer.write(value: value, mask: mask)
  }
}

extension RuleWriter {
  /// `0x1/0xf`, or `0x1` where the mask is all ones.
  mutating func write(value: UInt32, mask: UInt32) {
    writeHex(value)
    if mask != .max {
      write("/")
      writeHex(mask)
    }
  }
}
