/// `-m ah`: the authentication header (ah_mt in ipt_ah.c, ah_mt6 in ip6t_ah.c), of which nothing is among the inputs.
public struct AHMatch: Match {
  public static let info = ExtensionInfo(
    "ah", options: ["[!] --ahspi n[:n]", "[!] --ahlen n", "--ahres"], model: .partial,
    "What the header of an AH packet says is unknown; other packets do not match.")
  private struct Options: BitwiseCopyable {
    var spi = NumberRange.all
    var length: UInt32 = 0
    var seen = SeenOptions(), inverted = SeenOptions()
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    guard reader.requires(reader.proto == .ah || reader.family == .ipv6, "it needs -p ah") else { return nil }
    var all = Options()
    while true {
      if reader.takes("--ahspi", 0, of: &all.seen) {
        if reader.isNegated { _ = all.inverted.insert(0) }
        guard let range = reader.numberRange() else { return nil }
        all.spi = range
      } else if reader.family == .ipv6, reader.takes("--ahlen", 1, of: &all.seen) {
        if reader.isNegated { _ = all.inverted.insert(1) }
        guard let number = reader.number() else { return nil }
        all.length = UInt32(number)
      } else if reader.family == .ipv4 || !reader.takesPlain("--ahres", 2, of: &all.seen) {
        break
      }
    }
    options = reader.store(all)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    guard skb.packet.proto == .ah, !skb.packet.isLaterFragment else { return .no }
    let all = context.ruleset.heap[options]
    if all.seen.contains(1) || all.seen.contains(2) { return .unknown }
    return all.spi.test().negated(all.inverted.contains(0))
  }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m ah")
    if all.spi != .all {
      writer.option("--ahspi", negated: all.inverted.contains(0))
      writer.write(all.spi)
    }
    if all.seen.contains(1) {
      writer.option("--ahlen", negated: all.inverted.contains(1))
      writer.write(" \(all.length)")
    }
    if all.seen.contains(2) { writer.write(" --ahres") }
  }
}
