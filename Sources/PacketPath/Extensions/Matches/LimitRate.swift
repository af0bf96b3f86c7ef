/// `10/sec` as limit and hashlimit hold it: the time between two packets, in parts of a second (parse_rate in libxt_limit.c and
/// libxt_hashlimit.c). What is printed is reckoned back from it, and so may differ from what was written.
struct LimitRate: BitwiseCopyable {
  /// Parts of a second from packet to packet.
  let period: UInt64
  /// Seconds of the unit in which it was written.
  let unit: UInt64
  private static let units: [(name: String, seconds: UInt64)] = [("second", 1), ("minute", 60), ("hour", 3600), ("day", 86400)]
  private static let printed: [(name: String, seconds: UInt64)] = [("day", 86400), ("hour", 3600), ("min", 60), ("sec", 1)]

  /// Nil: no rate, or a period below one part. `parts`: of a second, 10,000 for limit, 1,000,000 for hashlimit.
  init?(_ text: String, parts: UInt64) {
    let words = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    var unit: UInt64 = 1
    if words.count == 2 {
      let name = words[1].lowercased()
      guard !name.isEmpty, let known = Self.units.first(where: { $0.name.hasPrefix(name) }) else { return nil }
      unit = known.seconds
    }
    // As atoi reads it: what follows the digits does not count.
    guard let number = UInt64(words[0].prefix { $0.isASCII && $0.isNumber }), number > 0, number <= UInt64(UInt32.max) else { return nil }
    period = parts * unit / number
    self.unit = unit
    if period == 0 { return nil }
  }
  /// As the kernel reckons it back (user2rate in xt_hashlimit.c).
  func perSecond(parts: UInt64) -> UInt64 { parts / period }
  /// Takes one packet's credit out of a bucket that holds `burst` packets. False: there is not enough.
  func takes(from bucket: inout Bucket, burst: UInt64, parts: UInt64, at now: Double) -> Bool {
    bucket.credit = min(Double(burst), bucket.credit + (now - bucket.since) * Double(parts) / Double(period))
    bucket.since = now
    if bucket.credit < 1 { return false }
    bucket.credit -= 1
    return true
  }
  /// The largest unit that gives a whole number of packets, nearly.
  func text(parts: UInt64) -> (text: String, seconds: UInt64) {
    var i = 1
    while i < 4, case let whole = Self.printed[i].seconds * parts, period <= whole, whole / period >= whole % period { i += 1 }
    return ("\(Self.printed[i - 1].seconds * parts / period)/\(Self.printed[i - 1].name)", Self.printed[i - 1].seconds)
  }
}
