/// `-m quota [!] --quota bytes`: holds until so many bytes have come (quota_mt in xt_quota.c). Before the first packet it is whole.
public struct QuotaMatch: Match {
  public static let info = ExtensionInfo(
    "quota", options: ["[!] --quota bytes"], model: .partial,
    "Whole before the first packet; whether one of unknown length exceeds a small one is unknown.")
  private let high: UInt32, low: UInt32
  private let isNegated: Bool

  public init?(parsing reader: inout RuleReader) {
    guard reader.takes("--quota") else { return nil }
    isNegated = reader.isNegated
    guard let number = reader.wideNumber() else { return nil }
    (high, low) = (UInt32(truncatingIfNeeded: number >> 32), UInt32(truncatingIfNeeded: number))
  }
  private var bytes: UInt64 { UInt64(high) << 32 | UInt64(low) }

  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    let holds: Answer =
      if let length = skb.packet.length { Answer(UInt64(length) <= bytes) } else { bytes >= 65535 ? .yes : bytes < 20 ? .no : .unknown }
    return holds.negated(isNegated)
  }
  public func advance(_ skb: SocketBuffer, in context: EvaluationContext, _ memory: inout Memory, _ key: StateKey) -> Answer {
    guard let length = skb.packet.length else { return evaluate(skb, in: context) }
    let left = memory.counters[key, default: bytes], fits = UInt64(length) <= left
    // What does not fit takes the rest away.
    memory.counters[key] = fits ? left - UInt64(length) : 0
    return Answer(fits != isNegated)
  }
  public var remembers: Bool { true }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m quota")
    writer.option("--quota", negated: isNegated)
    writer.write(" \(bytes)")
  }
}
