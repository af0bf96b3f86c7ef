/// `[!] --hbh-len n` and `--hbh-opts list`, which hbh and, as `--dst-…`, dst share (hbh_mt6 in ip6t_hbh.c).
struct IPv6OptionsTest: BitwiseCopyable {
  private var length: UInt32 = 0
  /// Types, and lengths where they are given.
  private var types = InlineArray<16, UInt8>(repeating: 0)
  private var lengths = InlineArray<16, UInt8?>(repeating: nil)
  private var count = 0
  private var isNegated = false
  private var seen = SeenOptions()

  /// `wraps`: whether a value that is too large loses its upper bits (so in libip6t_hbh), or is refused (in libip6t_dst).
  init?(_ reader: inout RuleReader, _ lengthOption: Keyword, _ optionsOption: Keyword, wraps: Bool) {
    let maximum: UInt64 = wraps ? UInt64(UInt32.max) : 255
    while true {
      if reader.takes(lengthOption, 0, of: &seen) {
        isNegated = reader.isNegated
        guard let number = reader.number() else { return nil }
        length = UInt32(number)
      } else if reader.takesPlain(optionsOption, 1, of: &seen) {
        repeat {
          guard count < 16, let type = reader.partialNumber(upTo: maximum) else { return nil }
          types[count] = UInt8(truncatingIfNeeded: type)
          if reader.takesByte(0x3a) {
            guard let length = reader.partialNumber(upTo: maximum) else { return nil }
            lengths[count] = UInt8(truncatingIfNeeded: length)
          }
          count += 1
        } while reader.takesByte(0x2c)
        guard reader.cursor.endsValue() else { return nil }
      } else {
        break
      }
    }
  }
  func save(_ lengthOption: StaticString, _ optionsOption: StaticString, to writer: inout RuleWriter) {
    if seen.contains(0) {
      writer.option(lengthOption, negated: isNegated)
      writer.write(" \(length)")
    }
    if count > 0 {
      writer.option(optionsOption)
      let words = (0..<count).map { i in lengths[i].map { "\(types[i]):\($0)" } ?? "\(types[i])" }
      writer.write(" " + words.joined(separator: ","))
    }
  }
}
