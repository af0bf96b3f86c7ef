/// `-m esp [!] --espspi n[:n]`: the security parameter index (esp_mt in xt_esp.c), which is not among the inputs.
public struct ESPMatch: Match {
  public static let info = ExtensionInfo(
    "esp", options: ["[!] --espspi n[:n]"], model: .partial, "Which index an ESP packet has is unknown; other packets do not match.")
  private let low: UInt32, high: UInt32
  private let isNegated: Bool

  public init?(parsing reader: inout RuleReader) {
    guard reader.requires(reader.proto == .esp, "it needs -p esp") else { return nil }
    var range = NumberRange.all, isNegated = false
    if reader.takes("--espspi") {
      isNegated = reader.isNegated
      guard let given = reader.numberRange() else { return nil }
      range = given
    }
    (low, high, self.isNegated) = (range.low, range.high, isNegated)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    guard skb.packet.proto == .esp, !skb.packet.isLaterFragment else { return .no }
    return NumberRange(low, high).test().negated(isNegated)
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m esp")
    guard NumberRange(low, high) != .all else { return }
    writer.option("--espspi", negated: isNegated)
    writer.write(NumberRange(low, high))
  }
}
