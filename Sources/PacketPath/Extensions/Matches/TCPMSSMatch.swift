/// `-m tcpmss [!] --mss n[:n]`: the maximum segment size that a TCP header offers (tcpmss_mt in xt_tcpmss.c).
public struct TCPMSSMatch: Match {
  public static let info = ExtensionInfo(
    "tcpmss", options: ["[!] --mss n[:n]"], model: .partial, "Which size a TCP packet offers is unknown; other packets do not match.")
  private let low: UInt16, high: UInt16
  private let isNegated: Bool

  public init?(parsing reader: inout RuleReader) {
    guard reader.requires(reader.proto == .tcp, "it needs -p tcp") else { return nil }
    guard reader.takes("--mss") else { return nil }
    isNegated = reader.isNegated
    guard let range = reader.numberRange(upTo: 65535), range.low <= range.high else { return nil }
    (low, high) = (UInt16(range.low), UInt16(range.high))
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    skb.packet.proto == .tcp && !skb.packet.isLaterFragment ? .unknown : .no
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m tcpmss")
    writer.option("--mss", negated: isNegated)
    writer.write(ports: PortRange(low, high))
  }
}
