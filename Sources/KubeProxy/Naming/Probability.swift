/// The probability that kube-proxy writes for one of several endpoints: of those that are left, each as likely as the others.
///
/// It is rounded twice, to some decimals by kube-proxy and to parts of 2^31 by iptables, so that shares are only nearly equal.
public enum Probability {
  /// How many decimals kube-proxy prints.
  public enum Era: Sendable, CaseIterable {
    /// Up to 1.16: `%0.5f`. From 319 endpoints on, some of them repeat.
    case fiveDigits
    /// From 1.17 on: `%0.10f` (kubernetes#83599).
    case tenDigits

    public var digits: Int { self == .fiveDigits ? 5 : 10 }
  }

  /// What rule `index`, from 0, of `count` has behind `--probability`; nil for the last, which has no statistic match.
  ///
  /// Precondition: 0 <= index < count <= 2^31.
  public static func text(ofRule index: Int, of count: Int, era: Era = .tenDigits) -> String? {
    precondition(index >= 0 && index < count && count <= 1 << 31, "no such rule")
    return index == count - 1 ? nil : text(oneOf: count - index, era: era)
  }
  /// 1 / `count`, as Go's fmt prints the nearest double: correctly rounded, ties to even.
  public static func text(oneOf count: Int, era: Era = .tenDigits) -> String {
    precondition(count >= 1 && count <= 1 << 31, "a number of endpoints")
    let value = 1 / Double(count)
    var scale: UInt128 = 1
    for _ in 0..<era.digits { scale *= 10 }
    // The double is `significand` / 2^shift exactly, and 53 + 34 bits fit.
    let significand = UInt128(value.significandBitPattern | 1 << 52), shift = UInt128(52 - Int(value.exponent))
    let product = significand * scale, rest = product & (1 << shift - 1), half: UInt128 = 1 << (shift - 1)
    var digits = product >> shift
    if rest > half || (rest == half && digits & 1 == 1) { digits += 1 }
    let fraction = String(digits % scale)
    return "\(digits / scale)." + String(repeating: "0", count: era.digits - fraction.count) + fraction
  }
  /// The parts of 2^31 that iptables makes of a probability (`lround(strtod(text) * 0x80000000)` in libxt_statistic.c); nil if it is none.
  public static func parts(of text: String) -> UInt32? {
    guard let value = Double(text), value >= 0, value <= 1 else { return nil }
    let scaled = value * 0x1p31, whole = UInt32(scaled)
    return scaled - Double(whole) >= 0.5 ? whole + 1 : whole
  }
  /// The parts of 2^31 of rule `index`, from 0, of `count`; the last has all.
  public static func parts(ofRule index: Int, of count: Int, era: Era = .tenDigits) -> UInt32 {
    text(ofRule: index, of: count, era: era).flatMap { parts(of: $0) } ?? 1 << 31
  }
  /// What iptables-save prints for rule `index`, from 0, of `count`: the parts of 2^31 that came of kube-proxy's decimals, with eleven
  /// decimals. Precondition: not the last rule, which has no statistic match.
  static func savedText(ofRule index: Int, of count: Int, era: Era = .tenDigits) -> String {
    precondition(index < count - 1, "the last rule has no statistic match")
    let scaled = UInt128(parts(ofRule: index, of: count, era: era)) * 100_000_000_000
    // As printf rounds: ties to even.
    var digits = scaled >> 31
    let rest = scaled & (1 << 31 - 1), half: UInt128 = 1 << 30
    if rest > half || (rest == half && digits & 1 == 1) { digits += 1 }
    let fraction = String(digits % 100_000_000_000)
    return "\(digits / 100_000_000_000)." + String(repeating: "0", count: 11 - fraction.count) + fraction
  }
}
