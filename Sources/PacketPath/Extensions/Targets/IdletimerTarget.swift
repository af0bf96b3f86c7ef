/// `-j IDLETIMER`: tells when no packet has come for some time (idletimer_tg_target in xt_IDLETIMER.c), and goes on.
public struct IdletimerTarget: Target {
  public static let info = ExtensionInfo("IDLETIMER", options: ["--timeout seconds", "--label name", "--alarm"], "Goes on.")
  private struct Options: BitwiseCopyable {
    var timeout: UInt32 = 0
    var label = TextRange.empty
    var seen = SeenOptions()
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while true {
      if reader.takesPlain("--timeout", 0, of: &all.seen) {
        guard let number = reader.number(), number > 0 else { return nil }
        all.timeout = UInt32(number)
      } else if reader.takesPlain("--label", 1, of: &all.seen) {
        guard let label = reader.someText() else { return nil }
        all.label = label
      } else if !reader.takesPlain("--alarm", 2, of: &all.seen) {
        break
      }
    }
    guard all.seen.contains(0), all.seen.contains(1) else { return nil }
    options = reader.store(all)
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect { .goOn }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -j IDLETIMER --timeout \(all.timeout) --label ")
    writer.write(Array(Quoting.unquoted(writer.ruleset.bytes(all.label)).prefix(27)))
    if all.seen.contains(2) { writer.write(" --alarm") }
  }
}
