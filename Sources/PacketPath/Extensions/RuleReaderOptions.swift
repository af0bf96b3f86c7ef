/// Which options of an extension were read: iptables refuses most of them a second time (xtables_option_parse).
///
/// The second one is left where it stands, so that the rule is not understood.
struct SeenOptions: BitwiseCopyable {
  private var bits: UInt32 = 0
  /// False if it was seen before.
  mutating func insert(_ index: UInt32) -> Bool {
    if bits >> index & 1 == 1 { return false }
    bits |= 1 << index
    return true
  }
  func contains(_ index: UInt32) -> Bool { bits >> index & 1 == 1 }
  var isEmpty: Bool { bits == 0 }
}

/// What the options of the seldom extensions are read with.
extension RuleReader {
  /// Consumes `[!] option`, unless the option with this number was read before.
  mutating func takes(_ option: Keyword, _ index: UInt32, of seen: inout SeenOptions) -> Bool {
    let start = cursor.offset
    guard takes(option) else { return false }
    if seen.insert(index) { return true }
    cursor.offset = start
    return false
  }
  /// Consumes an option that cannot be negated, unless the option with this number was read before.
  mutating func takesPlain(_ option: Keyword, _ index: UInt32, of seen: inout SeenOptions) -> Bool {
    let start = cursor.offset
    guard takesPlain(option) else { return false }
    if seen.insert(index) { return true }
    cursor.offset = start
    return false
  }

  /// A number of 64 bits: decimal, hexadecimal or octal.
  mutating func wideNumber() -> UInt64? {
    let text = string(word()).lowercased()
    if text.hasPrefix("0x") { return UInt64(text.dropFirst(2), radix: 16) }
    guard text.first?.isNumber ?? false else { return nil }
    return text.count > 1 && text.first == "0" ? UInt64(text, radix: 8) : UInt64(text)
  }
  /// `a`, `a:b`, `a:` or `:b`; the ends need not be in order.
  mutating func numberRange(upTo maximum: UInt64 = UInt64(UInt32.max)) -> NumberRange? {
    var range = NumberRange(0, UInt32(maximum))
    if cursor.byte() != 0x3a {
      guard let low = partialNumber(upTo: maximum) else { return nil }
      range = NumberRange(UInt32(low), UInt32(low))
    }
    if takesByte(0x3a) {
      range.high = UInt32(maximum)
      if cursor.byte() > 32 {
        guard let high = partialNumber(upTo: maximum) else { return nil }
        range.high = UInt32(high)
      }
    }
    return cursor.endsValue() ? range : nil
  }
  /// One port as getservbyname and strtoul give it: what does not fit into 16 bits loses its upper ones (xtables_getportbyname).
  mutating func wrappedPort() -> UInt16? {
    if cursor.byte() &- 48 < 10 { return partialNumber().map(UInt16.init(truncatingIfNeeded:)) }
    return partialPort()
  }
  /// `a`, `a:b`, `a:` or `:b` of ports that wrap; the ends need not be in order (XTTYPE_PORTRC).
  mutating func wrappedPortRange() -> PortRange? {
    var range = PortRange.all
    if cursor.byte() != 0x3a {
      guard let low = wrappedPort() else { return nil }
      range = PortRange(low)
    }
    if takesByte(0x3a) {
      range.high = .max
      if cursor.byte() > 32 {
        guard let high = wrappedPort() else { return nil }
        range.high = high
      }
    }
    return cursor.endsValue() ? range : nil
  }
  /// `address` or `address/length` with its host bits (XTTYPE_HOSTMASK). A mask with holes, and in IPv4 a length that is too long,
  /// count as all of the address.
  mutating func hostAndLength() -> HostAndLength? {
    guard let address = partialAddress() else { return nil }
    var length = family.width
    if takesByte(0x2f) {
      let start = cursor.offset
      if let number = partialNumber(upTo: 255), cursor.byte() <= 32 {
        if family == .ipv6 && number > 128 { return fails("a prefix longer than an address") }
        length = min(Int(number), family.width)
      } else {
        cursor.offset = start
        guard let mask = partialAddress() else { return nil }
        length = Network(0, mask: mask, family).length ?? family.width
      }
    }
    return cursor.endsValue() ? HostAndLength(address: address, length: UInt8(length)) : nil
  }
  /// A quoted text or a word that is not empty.
  mutating func someText() -> TextRange? {
    guard let text = quoted(), text.count > 0, !unquoted(text).isEmpty else { return nil }
    return text
  }
  /// A protocol's name or number.
  mutating func protocolNumber() -> IPProtocol? { IPProtocol(name: string(word())) }
}

/// Numbers from `low` to `high`, both included; none where they are not in order.
struct NumberRange: BitwiseCopyable, Hashable {
  var low: UInt32, high: UInt32
  init(_ low: UInt32, _ high: UInt32) {
    self.low = low
    self.high = high
  }
  static let all = NumberRange(0, .max)
  func contains(_ number: UInt32) -> Bool { low <= number && number <= high }
  /// What is said of a number that is not known, but at most `maximum`.
  func test(unknownUpTo maximum: UInt32 = .max) -> Answer { low == 0 && high >= maximum ? .yes : low > high ? .no : .unknown }
}

/// An address with host bits, and how many of its bits count.
struct HostAndLength: BitwiseCopyable {
  var address: UInt128, length: UInt8
  func contains(_ other: UInt128, _ family: IPFamily) -> Bool { (address ^ other) & family.mask(length: Int(length)) == 0 }
  func text(_ family: IPFamily) -> String {
    let host = Address(address, family).description
    return Int(length) == family.width ? host : "\(host)/\(length)"
  }
}

extension RuleWriter {
  /// A blank and `a` or `a:b`.
  mutating func write(_ range: NumberRange) { write(range.low == range.high ? " \(range.low)" : " \(range.low):\(range.high)") }
  /// A blank and a text of the ruleset, quoted where it must be, of at most `limit` bytes.
  mutating func quote(_ text: TextRange, limit: Int = .max, always: Bool = false) {
    quote(Quoting.unquoted(ruleset.bytes(text)).prefix(limit), always: always)
  }
  /// A byte as `0x0a`.
  mutating func write(hexByte byte: UInt8) { write(byte < 16 ? "0x0" : "0x", String(byte, radix: 16)) }
  private mutating func write(_ prefix: StaticString, _ text: String) {
    write(prefix)
    write(text)
  }
  /// Hexadecimal, with at least so many digits.
  mutating func write(paddedHex number: UInt32, digits count: Int = 8) {
    let digits = String(number, radix: 16)
    write("0x" + String(repeating: "0", count: max(0, count - digits.count)) + digits)
  }
}
