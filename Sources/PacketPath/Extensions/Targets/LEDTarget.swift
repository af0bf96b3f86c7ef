/// `-j LED`: blinks a light (led_tg in xt_LED.c), and goes on.
public struct LEDTarget: Target {
  public static let info = ExtensionInfo(
    "LED", options: ["--led-trigger-id name", "--led-delay ms|inf", "--led-always-blink"], judge: .none,
    "Goes on, as the source says: no kernel of the tests has it.")
  private struct Options: BitwiseCopyable {
    var name = TextRange.empty
    var delay: Int32 = 0
    var seen = SeenOptions()
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while true {
      if reader.takesPlain("--led-trigger-id", 0, of: &all.seen) {
        guard let name = reader.someText() else { return nil }
        all.name = name
      } else if reader.takesPlain("--led-delay", 1, of: &all.seen) {
        // For ever is -1, and so printed.
        if reader.cursor.takes("inf") || reader.cursor.takes("-1") {
          all.delay = -1
        } else {
          guard let number = reader.number(upTo: UInt64(Int32.max)) else { return nil }
          all.delay = Int32(number)
        }
      } else if !reader.takesPlain("--led-always-blink", 2, of: &all.seen) {
        break
      }
    }
    guard all.seen.contains(0) else { return nil }
    options = reader.store(all)
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect { .goOn }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -j LED --led-trigger-id")
    writer.quote(all.name, always: true)
    if all.delay != 0 { writer.write(" --led-delay \(all.delay)") }
    if all.seen.contains(2) { writer.write(" --led-always-blink") }
  }
}
