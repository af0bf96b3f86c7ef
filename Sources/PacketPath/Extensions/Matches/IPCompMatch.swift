/// `-m ipcomp`: the compression parameter index (comp_mt in xt_ipcomp.c), which is not among the inputs.
public struct IPCompMatch: Match {
  public static let info = ExtensionInfo(
    "ipcomp", options: ["[!] --ipcompspi n[:n]", "--compres"], model: .partial,
    "Which index an IPComp packet has is unknown; other packets do not match.")
  private struct Options: BitwiseCopyable {
    // Not given, it is 0 (libxt_ipcomp has no init).
    var spi = NumberRange(0, 0)
    var isNegated = false
    var seen = SeenOptions()
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    guard reader.requires(reader.proto == .ipcomp, "it needs -p ipcomp") else { return nil }
    var all = Options()
    while true {
      if reader.takes("--ipcompspi", 0, of: &all.seen) {
        all.isNegated = reader.isNegated
        guard let range = reader.numberRange() else { return nil }
        all.spi = range
      } else if !reader.takesPlain("--compres", 1, of: &all.seen) {
        break
      }
    }
    options = reader.store(all)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    guard skb.packet.proto == .ipcomp, !skb.packet.isLaterFragment else { return .no }
    let all = context.ruleset.heap[options]
    return all.spi.test(unknownUpTo: 65535).negated(all.isNegated)
  }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m ipcomp")
    if all.spi != .all {
      writer.option("--ipcompspi", negated: all.isNegated)
      writer.write(all.spi)
    }
    if all.seen.contains(1) { writer.write(" --compres") }
  }
}
