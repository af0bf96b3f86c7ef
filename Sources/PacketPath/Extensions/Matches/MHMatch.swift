/// `-m mh [!] --mh-type type[:type]`: the mobility header of IPv6 (mh_mt6 in ip6t_mh.c).
public struct MHMatch: Match {
  public static let info = ExtensionInfo(
    "mh", families: [.ipv6], options: ["[!] --mh-type type[:type]"], model: .partial,
    "Which type a mobility packet has is unknown; other packets do not match.")
  private let low: UInt8, high: UInt8
  private let isNegated: Bool
  private static let names = [
    "binding-refresh-request", "home-test-init", "careof-test-init", "home-test", "careof-test", "binding-update",
    "binding-acknowledgement",
    "binding-error",
  ]
  private static let shortNames = ["brr", "hoti", "coti", "hot", "cot", "bu", "ba", "be"]

  public init?(parsing reader: inout RuleReader) {
    guard reader.requires(reader.proto == .mobilityHeader, "it needs -p mobility-header") else { return nil }
    guard reader.family == .ipv6 else { return nil }
    guard reader.takes("--mh-type") else {
      (low, high, isNegated) = (0, 255, false)
      return
    }
    isNegated = reader.isNegated
    let ends = reader.string(reader.word()).lowercased().split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(ends.count), let low = ends[0].isEmpty ? 0 : Self.type(ends[0]) else { return nil }
    guard let high = ends.count == 1 ? low : ends[1].isEmpty ? 255 : Self.type(ends[1]), low <= high else { return nil }
    (self.low, self.high) = (low, high)
  }
  /// A number, a name, or the beginning of just one.
  private static func type(_ word: String) -> UInt8? {
    if let number = UInt8(word) { return number }
    if let index = shortNames.firstIndex(of: word) { return UInt8(index) }
    let begun = names.indices.filter { names[$0].hasPrefix(word) }
    return begun.count == 1 ? UInt8(begun[0]) : nil
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    guard skb.packet.proto == .mobilityHeader, !skb.packet.isLaterFragment else { return .no }
    return NumberRange(UInt32(low), UInt32(high)).test(unknownUpTo: 255).negated(isNegated)
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m mh")
    guard low != 0 || high != 255 else { return }
    writer.option("--mh-type", negated: isNegated)
    writer.write(NumberRange(UInt32(low), UInt32(high)))
  }
}
