/// `-m length [!] --length n[:n]`: the whole packet's length, its IP header included (length_mt, length_mt6 in xt_length.c).
public struct LengthMatch: Match {
  public static let info = ExtensionInfo(
    "length", options: ["[!] --length n[:n]"], "Exact where the packet's length is given, else unknown.")
  private let low: UInt16, high: UInt16
  private let isNegated: Bool

  public init?(parsing reader: inout RuleReader) {
    guard reader.takes("--length") else { return nil }
    isNegated = reader.isNegated
    if reader.cursor.byte() == 0x22, let empty = reader.quoted(), reader.unquoted(empty).isEmpty {
      (low, high) = (0, 0)
      return
    }
    guard let range = reader.numberRange(upTo: 65535) else { return nil }
    (low, high) = (UInt16(range.low), UInt16(range.high))
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    let range = NumberRange(UInt32(low), UInt32(high))
    return (skb.packet.length.map { Answer(range.contains($0)) } ?? range.test(unknownUpTo: 65535)).negated(isNegated)
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m length")
    writer.option("--length", negated: isNegated)
    writer.write(ports: PortRange(low, high))
  }
}
