/// `-m rateest`: compares estimated rates (xt_rateest_mt in xt_rateest.c). Estimates are not among the inputs.
public struct RateestMatch: Match {
  public static let info = ExtensionInfo(
    "rateest",
    options: [
      "--rateest name", "--rateest1 name", "--rateest2 name", "--rateest-delta", "--rateest-bps [rate]", "--rateest-bps1 rate",
      "--rateest-bps2 rate", "--rateest-pps [n]", "--rateest-pps1 n", "--rateest-pps2 n", "[!] --rateest-lt", "[!] --rateest-gt",
      "[!] --rateest-eq",
    ], model: .opaque, judge: .none, "Unknown: rates are not among the inputs.")
  private enum Comparison: UInt8, BitwiseCopyable { case lessThan, greaterThan, equal }
  private struct Options: BitwiseCopyable {
    var first = TextRange.empty, second: TextRange?
    var isDelta = false, isPackets = false, isNegated = false
    var comparison: Comparison?
    var firstRate: UInt64?, secondRate: UInt64?
    var hasUnit = false
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while let isTaken = Self.readOption(&all, &reader) {
      guard isTaken else { return nil }
    }
    guard all.first.count > 0, all.comparison != nil, all.hasUnit else { return nil }
    guard all.second != nil || all.secondRate != nil || (!all.isDelta && all.firstRate != nil) else { return nil }
    options = reader.store(all)
  }
  /// Nil: none of its options stands here. False: one whose value is not understood.
  private static func readOption(_ all: inout Options, _ reader: inout RuleReader) -> Bool? {
    if reader.takesPlain("--rateest") || reader.takesPlain("--rateest1") {
      guard all.first.count == 0, let name = reader.someText() else { return false }
      all.first = name
    } else if reader.takesPlain("--rateest2") {
      guard all.second == nil, let name = reader.someText() else { return false }
      all.second = name
    } else if reader.takesPlain("--rateest-delta") {
      all.isDelta = true
    } else if reader.takesPlain("--rateest-bps") || reader.takesPlain("--rateest-bps1") {
      return readRate(\.firstRate, &all, isPackets: false, &reader)
    } else if reader.takesPlain("--rateest-bps2") {
      return readRate(\.secondRate, &all, isPackets: false, &reader)
    } else if reader.takesPlain("--rateest-pps") || reader.takesPlain("--rateest-pps1") {
      return readRate(\.firstRate, &all, isPackets: true, &reader)
    } else if reader.takesPlain("--rateest-pps2") {
      return readRate(\.secondRate, &all, isPackets: true, &reader)
    } else if reader.takes("--rateest-lt") {
      (all.comparison, all.isNegated) = (.lessThan, reader.isNegated)
    } else if reader.takes("--rateest-gt") {
      (all.comparison, all.isNegated) = (.greaterThan, reader.isNegated)
    } else if reader.takes("--rateest-eq") {
      (all.comparison, all.isNegated) = (.equal, reader.isNegated)
    } else {
      return nil
    }
    return true
  }
  /// The rate may be missing, where two estimators are compared.
  private static func readRate(
    _ rate: WritableKeyPath<Options, UInt64?>, _ all: inout Options, isPackets: Bool, _ reader: inout RuleReader
  ) -> Bool {
    (all.isPackets, all.hasUnit) = (isPackets, true)
    guard reader.cursor.byte() &- 48 < 10 else { return true }
    all[keyPath: rate] = isPackets ? reader.number() : bytes(reader.string(reader.word()).lowercased())
    return all[keyPath: rate] != nil
  }
  /// Bytes a second: `8bit`, `1kbit`, `1mbps` (rateest_get_rate in libxt_rateest.c).
  private static func bytes(_ text: String) -> UInt64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = UInt64(digits), number <= UInt64(UInt32.max) else { return nil }
    var unit = text.dropFirst(digits.count), factor: UInt64 = 1
    let isBytes = unit.hasSuffix("bps")
    guard isBytes || unit.hasSuffix("bit") || unit.isEmpty else { return nil }
    unit = unit.dropLast(unit.isEmpty ? 0 : 3)
    switch unit {
    case "": break
    case "k": factor = 1000
    case "m": factor = 1_000_000
    case "g": factor = 1_000_000_000
    default: return nil
    }
    return isBytes ? number * factor : number * factor / 8
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { .unknown }

  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    func rate(_ option: StaticString, _ value: UInt64?) {
      writer.write(option)
      if let value { writer.write(" " + (all.isPackets ? "\(value)" : Self.text(bytes: value))) }
    }
    writer.write(" -m rateest")
    if all.isDelta { writer.write(" --rateest-delta") }
    writer.write(all.second == nil ? " --rateest " : " --rateest1 ")
    writer.write(Quoting.unquoted(writer.ruleset.bytes(all.first)))
    // Of an absolute comparison with a value, the value stands behind the comparison.
    if all.isDelta { rate(all.isPackets ? " --rateest-pps1" : " --rateest-bps1", all.firstRate) }
    switch all.comparison {
    case .lessThan: writer.option("--rateest-lt", negated: all.isNegated)
    case .greaterThan: writer.option("--rateest-gt", negated: all.isNegated)
    default: writer.option("--rateest-eq", negated: all.isNegated)
    }
    if all.isDelta {
      rate(all.isPackets ? " --rateest-pps2" : " --rateest-bps2", all.secondRate)
    } else {
      rate(all.isPackets ? " --rateest-pps" : " --rateest-bps", all.second == nil ? all.firstRate : nil)
    }
    if let second = all.second {
      writer.write(" --rateest2 ")
      writer.write(Quoting.unquoted(writer.ruleset.bytes(second)))
    }
  }
  /// In bits (rateest_print_rate in libxt_rateest.c).
  private static func text(bytes: UInt64) -> String {
    let bits = bytes * 8
    if bits >= 1_000_000_000 { return "\(bits / 1_000_000)Mbit" }
    return bits >= 1_000_000 ? "\(bits / 1000)Kbit" : "\(bits)bit"
  }
}
