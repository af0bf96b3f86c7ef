/// `-m statistic`: by chance, or every n-th packet (statistic_mt in xt_statistic.c).
///
/// Random: the kernel keeps round(2^31 · probability) and compares it with 31 random bits. Nth: which packet this is, is not known;
/// one in `every` matches.
public struct StatisticMatch: Match {
  public static let info = ExtensionInfo(
    "statistic", options: ["--mode random [!] --probability p", "--mode nth [!] --every n [--packet k]"], model: .partial,
    "Random exactly, in parts of 2^31. Nth as a chance of one in n: the counter's state is not in the rules.")
  static let whole: UInt32 = 1 << 31
  private enum Mode: UInt8, BitwiseCopyable { case random, nth }
  /// Parts of 2^31, or every how many.
  private let value: UInt32
  private let packet: UInt32
  private let mode: Mode
  private let isNegated: Bool

  @inline(__always) public init?(parsing reader: inout RuleReader) {
    guard reader.takesPlain("--mode") else {
      guard let other = Self(modeLast: &reader) else { return nil }
      self = other
      return
    }
    if reader.cursor.takes("random") {
      mode = .random
      guard reader.takes("--probability") else { return nil }
      isNegated = reader.isNegated
      guard let parts = Self.probability(&reader) else { return nil }
      value = parts
      packet = 0
    } else {
      guard let nth = Self(nth: &reader) else { return nil }
      self = nth
    }
  }
  /// `0.33333333349` fast; whatever else a number may look like, by way of `Double`.
  @inline(__always) private static func probability(_ reader: inout RuleReader) -> UInt32? {
    let start = reader.cursor.offset
    if reader.cursor.byte() == 0x30 && reader.cursor.byte(1) == 0x2e {
      reader.cursor.skip(2)
      // iptables-save prints eleven.
      if let eight = reader.cursor.eightDigits(), case let rest = reader.cursor.word(8), rest & 0xff00_0000 == 0x2000_0000 {
        let (first, second, third) = (rest & 0xff &- 48, rest &>> 8 & 0xff &- 48, rest &>> 16 & 0xff &- 48)
        if first < 10 && second < 10 && third < 10 {
          reader.cursor.skip(12)
          return parts(UInt64(eight) &* 1000 &+ first &* 100 &+ second &* 10 &+ third, of: 100_000_000_000)
        }
      }
      var digits: UInt64 = 0, count = 0
      while case let digit = UInt64(reader.cursor.byte()) &- 48, digit < 10, count < 15 {
        digits = digits &* 10 &+ digit
        count &+= 1
        reader.cursor.skip(1)
      }
      if count > 0 && reader.cursor.endsValue() {
        var scale: UInt64 = 1
        for _ in 0..<count { scale = scale &* 10 }
        return parts(digits, of: scale)
      }
      reader.cursor.offset = start
    }
    return reader.fraction(of: UInt64(whole)).map { UInt32($0) }
  }
  /// Both are exact in a double (below 2^53), so the quotient is the nearest to what is written, as strtod gives it.
  @inline(__always) private static func parts(_ digits: UInt64, of scale: UInt64) -> UInt32 {
    UInt32(roundedUp(Double(digits) / Double(scale) * 0x1p31))
  }
  /// `--probability p --mode random`, as people may write it.
  @inline(never) private init?(modeLast reader: inout RuleReader) {
    guard reader.takes("--probability") else { return nil }
    isNegated = reader.isNegated
    guard let parts = Self.probability(&reader), reader.takesPlain("--mode"), reader.cursor.takes("random") else { return nil }
    (mode, value, packet) = (.random, parts, 0)
  }
  private init?(nth reader: inout RuleReader) {
    guard reader.cursor.takes("nth") else { return nil }
    mode = .nth
    var first: UInt64?
    if reader.takesPlain("--packet") {
      guard let number = reader.number() else { return nil }
      first = number
    }
    guard reader.takes("--every") else { return nil }
    isNegated = reader.isNegated
    guard let every = reader.number(), every > 0 else { return nil }
    value = UInt32(every)
    if first == nil && reader.takesPlain("--packet") { first = reader.number() }
    guard let packet = first, packet < every else { return nil }
    self.packet = UInt32(packet)
  }
  @inline(__always) public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    Answer.chance(mode == .random ? Chance(parts: value, whole: Self.whole) : Chance(parts: 1, whole: value)).negated(isNegated)
  }
  /// Nth: the counter is the rule's own and begins at 0 (`info->master->count`).
  public func advance(_ skb: SocketBuffer, in context: EvaluationContext, _ memory: inout Memory, _ key: StateKey) -> Answer {
    guard mode == .nth, memory.isOfSession else { return evaluate(skb, in: context) }
    let seen = memory.counters[key, default: UInt64(value - packet) % UInt64(value)]
    // The kernel counts from `every - packet` towards `every`, so that the packet-th is the first to match.
    memory.counters[key] = (seen + 1) % UInt64(value)
    return Answer((seen == 0) != isNegated)
  }
  public var reads: PacketFields { mode == .nth ? .everything : [] }
  public var remembers: Bool { mode == .nth }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m statistic --mode ")
    switch mode {
    case .random:
      writer.write("random")
      writer.option("--probability", negated: isNegated)
      writer.write(" " + Self.decimal(value))
    case .nth:
      writer.write("nth")
      writer.option("--every", negated: isNegated)
      writer.write(" \(value) --packet \(packet)")
    }
  }
  /// `parts` / 2^31 with eleven decimals, rounded as printf rounds: exactly, ties to even.
  static func decimal(_ parts: UInt32) -> String {
    let scaled = UInt128(parts) * 100_000_000_000, half = UInt128(whole) / 2
    var digits = scaled >> 31
    let rest = scaled & UInt128(whole - 1)
    if rest > half || (rest == half && digits & 1 == 1) { digits += 1 }
    let fraction = String(digits % 100_000_000_000)
    return "\(digits / 100_000_000_000)." + String(repeating: "0", count: 11 - fraction.count) + fraction
  }
}
