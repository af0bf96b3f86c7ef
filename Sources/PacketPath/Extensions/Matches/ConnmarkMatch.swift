/// `-m connmark [!] --mark value[/mask]`: the connection's mark under a mask (connmark_mt in xt_connmark.c).
///
/// Without a conntrack entry it does not hold, negated or not. The template of a CT rule is one, whose mark is 0. As with `-m mark`, the value is not masked.
public struct ConnmarkMatch: Match {
  public static let info = ExtensionInfo(
    "connmark", options: ["[!] --mark value[/mask]"], "Exact: a new connection's mark is 0 until a rule sets it.")
  private let value: UInt32, mask: UInt32
  private let isNegated: Bool

  public init?(parsing reader: inout RuleReader) {
    guard reader.takes("--mark") else { return nil }
    isNegated = reader.isNegated
    guard let both = reader.valueAndMask() else { return nil }
    (value, mask) = both
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    skb.conntrack.hasEntry || skb.conntrack.isTemplate ? Answer((skb.conntrack.mark & mask == value) != isNegated) : .no
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m connmark")
    writer.option("--mark", negated: isNegated)
    writer.write(" ")
    writer.write(value: value, mask: mask)
  }
  public var needsConntrack: Bool { true }
}
