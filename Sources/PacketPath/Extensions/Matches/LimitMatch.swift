/// `-m limit --limit rate [--limit-burst n]`: a bucket for each rule (limit_mt in xt_limit.c).
///
/// It starts full, so that the packet asked about, which is the first, passes.
public struct LimitMatch: Match {
  public static let info = ExtensionInfo(
    "limit", options: ["--limit rate[/unit]", "--limit-burst n"], model: .partial, "Holds: the bucket is full for the first packet.")
  /// XT_LIMIT_SCALE
  private static let parts: UInt64 = 10_000
  private struct Options: BitwiseCopyable {
    var rate = LimitRate("3/hour", parts: LimitMatch.parts)!
    var burst: UInt32 = 5
    var seen = SeenOptions()
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while true {
      if reader.takesPlain("--limit", 0, of: &all.seen) {
        guard let rate = LimitRate(reader.string(reader.word()), parts: Self.parts) else { return nil }
        all.rate = rate
      } else if reader.takesPlain("--limit-burst", 1, of: &all.seen) {
        guard let burst = reader.number(upTo: 10_000) else { return nil }
        all.burst = UInt32(burst)
      } else {
        break
      }
    }
    options = reader.store(all)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { .yes }
  public func advance(_ skb: SocketBuffer, in context: EvaluationContext, _ memory: inout Memory, _ key: StateKey) -> Answer {
    let all = context.ruleset.heap[options], burst = all.burst == 0 ? 5 : UInt64(all.burst)
    return Answer(
      all.rate.takes(
        from: &memory.buckets[key, default: Bucket(credit: Double(burst), since: memory.now)], burst: burst, parts: Self.parts,
        at: memory.now))
  }
  public var remembers: Bool { true }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m limit --limit " + all.rate.text(parts: Self.parts).text)
    if all.burst != 5 && all.burst != 0 { writer.write(" --limit-burst \(all.burst)") }
  }
}
