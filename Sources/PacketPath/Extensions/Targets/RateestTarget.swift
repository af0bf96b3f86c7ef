/// `-j RATEEST`: an estimator of rates, for `-m rateest` (xt_rateest_tg in xt_RATEEST.c). The packet goes on.
public struct RateestTarget: Target {
  public static let info = ExtensionInfo(
    "RATEEST", options: ["--rateest-name name", "--rateest-interval time", "--rateest-ewmalog time"], "Goes on.")
  private struct Options: BitwiseCopyable {
    var name = TextRange.empty
    /// Microseconds, as they are written.
    var interval: UInt64 = 0, average: UInt64 = 0
    var seen = SeenOptions()

    /// A quarter of a second, doubled as often as must be.
    var step: Int { (0..<6).first { interval <= 250_000 << UInt64($0) } ?? 6 }
    /// The logarithm of the average's weight (RATEEST_final_check): 1 / -ln(1 - 1/n) is nearly n - 1/2 - 1/12n.
    var logarithm: Int {
      (1..<31).first { i in
        let n = Double(UInt64(1) << UInt64(i + 1))
        return Double(interval) * (n - 0.5 - 1 / (12 * n)) > Double(average)
      } ?? 31
    }
    var isTooShort: Bool { Double(interval) / 0.6931 > Double(average) }
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while true {
      if reader.takesPlain("--rateest-name", 0, of: &all.seen) {
        guard let name = reader.someText() else { return nil }
        all.name = name
      } else if reader.takesPlain("--rateest-interval", 1, of: &all.seen) {
        guard let time = Self.microseconds(reader.string(reader.word())) else { return nil }
        all.interval = time
      } else if reader.takesPlain("--rateest-ewmalog", 2, of: &all.seen) {
        guard let time = Self.microseconds(reader.string(reader.word())) else { return nil }
        all.average = time
      } else {
        break
      }
    }
    guard all.seen.contains(0), all.seen.contains(1), all.seen.contains(2) else { return nil }
    guard all.step < 6, !all.isTooShort, all.logarithm < 31 else { return nil }
    options = reader.store(all)
  }
  /// `250ms`, `0.5s`, `100us`.
  private static func microseconds(_ text: String) -> UInt64? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let number = Double(digits), number > 0, number < 1_000_000 else { return nil }
    switch text.dropFirst(digits.count) {
    case "s", "sec", "secs": return UInt64(number * 1_000_000)
    case "ms", "msec", "msecs": return UInt64(number * 1000)
    case "us", "usec", "usecs", "": return UInt64(number)
    default: return nil
    }
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect { .goOn }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    let interval = UInt64(250_000) << UInt64(all.step)
    writer.write(" -j RATEEST --rateest-name ")
    writer.write(Array(Quoting.unquoted(writer.ruleset.bytes(all.name)).prefix(15)))
    writer.write(" --rateest-interval \(Self.text(interval)) --rateest-ewmalog \(Self.text(interval << UInt64(all.logarithm)))")
  }
  private static func text(_ microseconds: UInt64) -> String {
    let isSeconds = microseconds >= 1_000_000
    let tenths = microseconds / (isSeconds ? 100_000 : 100)
    return "\(tenths / 10).\(tenths % 10)" + (isSeconds ? "s" : "ms")
  }
}
