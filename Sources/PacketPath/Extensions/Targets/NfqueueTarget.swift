/// `-j NFQUEUE`: a program decides (nfqueue_tg in xt_NFQUEUE.c). With `--queue-bypass` the packet is accepted where none listens.
public struct NfqueueTarget: Target {
  public static let info = ExtensionInfo(
    "NFQUEUE", options: ["--queue-num n", "--queue-balance n:n", "--queue-bypass", "--queue-cpu-fanout"], model: .partial,
    "Ends as queued; with --queue-bypass it forks: queued, or accepted.")
  private var low: UInt16 = 0, high: UInt16 = 0
  private var flags = SeenOptions()
  private static let bypass: UInt32 = 2, fanout: UInt32 = 3

  public init?(parsing reader: inout RuleReader) {
    var isBalanced = false
    while true {
      if reader.takesPlain("--queue-num", 0, of: &flags) {
        guard let number = reader.number(upTo: 65535) else { return nil }
        (low, high) = (UInt16(number), UInt16(number))
      } else if reader.takesPlain("--queue-balance", 0, of: &flags) {
        isBalanced = true
        guard let range = reader.numberRange(upTo: 65535), range.low < range.high, range.high - range.low < 65535 else { return nil }
        (low, high) = (UInt16(range.low), UInt16(range.high))
      } else if reader.takesPlain("--queue-bypass", Self.bypass, of: &flags) {
        continue
      } else if !reader.takesPlain("--queue-cpu-fanout", Self.fanout, of: &flags) {
        break
      }
    }
    if flags.contains(Self.fanout) && !isBalanced { return nil }
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    flags.contains(Self.bypass) ? .queueOrAccept : .queue
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -j NFQUEUE" + (low == high ? " --queue-num \(low)" : " --queue-balance \(low):\(high)"))
    if flags.contains(Self.bypass) { writer.write(" --queue-bypass") }
    if flags.contains(Self.fanout) { writer.write(" --queue-cpu-fanout") }
  }
}
