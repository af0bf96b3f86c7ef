/// `-m frag`: the fragment header of IPv6 (frag_mt6 in ip6t_frag.c). A packet without one does not match, negated or not.
public struct FragMatch: Match {
  public static let info = ExtensionInfo(
    "frag", families: [.ipv6],
    options: ["[!] --fragid n[:n]", "--fraglen n", "--fragres", "--fragfirst", "--fragmore", "--fraglast"], model: .partial,
    "Whole packets do not match; what a fragment's header says beside its offset is unknown.")
  private struct Options: BitwiseCopyable {
    var id = NumberRange.all
    var isNegated = false
    var length: UInt32 = 0
    var seen = SeenOptions()
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    guard reader.family == .ipv6 else { return nil }
    var all = Options()
    while true {
      if reader.takes("--fragid", 0, of: &all.seen) {
        all.isNegated = reader.isNegated
        guard let range = reader.numberRange() else { return nil }
        all.id = range
      } else if reader.takesPlain("--fraglen", 1, of: &all.seen) {
        guard let number = reader.number() else { return nil }
        all.length = UInt32(number)
      } else if !(reader.takesPlain("--fragres", 2, of: &all.seen) || reader.takesPlain("--fragfirst", 3, of: &all.seen)
        || reader.takesPlain("--fragmore", 4, of: &all.seen) || reader.takesPlain("--fraglast", 5, of: &all.seen))
      {
        break
      }
    }
    guard !(all.seen.contains(4) && all.seen.contains(5)) else { return nil }
    options = reader.store(all)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    guard skb.packet.isLaterFragment else { return .no }
    let all = context.ruleset.heap[options]
    if all.seen.contains(3) { return .no }
    return all.seen.isEmpty ? .yes : .unknown
  }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m frag")
    if all.id != .all {
      writer.option("--fragid", negated: all.isNegated)
      writer.write(all.id)
    }
    if all.seen.contains(1) { writer.write(" --fraglen \(all.length)") }
    if all.seen.contains(2) { writer.write(" --fragres") }
    if all.seen.contains(3) { writer.write(" --fragfirst") }
    if all.seen.contains(4) { writer.write(" --fragmore") }
    if all.seen.contains(5) { writer.write(" --fraglast") }
  }
}
