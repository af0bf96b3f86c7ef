/// `[!] -f`: second and further fragments of IPv4 packets. With conntrack on there are none: it puts them together first.
public struct FragmentMatch: Match {
  public static let info = ExtensionInfo(
    "-f", aliases: ["--fragment"], families: [.ipv4], options: ["[!] -f"], "A fragment that is not the first.")
  let isNegated: Bool
  public init?(parsing reader: inout RuleReader) {
    guard reader.family == .ipv4 else { return nil }
    isNegated = reader.isNegated
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { Answer(skb.packet.isLaterFragment != isNegated) }
  public func save(to writer: inout RuleWriter) { writer.option("-f", negated: isNegated) }
}
