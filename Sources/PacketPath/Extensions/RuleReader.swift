/// What an extension's parser reads: words of one rule, left to right.
///
/// Reading is strict: each reader consumes exactly one well-formed value and the blank behind it, or returns nil and leaves the
/// rule to be put in canonical form and read again (``RuleNormalizer``), and if that fails too, to be kept as opaque text.
public struct RuleReader {
  public var cursor: ByteCursor
  /// Whether a `!` stood before the option just taken.
  public var isNegated = false
  public let family: IPFamily
  /// The protocol of `-p`, which `-m tcp`, port options and NAT ports need; 0 if there is none or it is negated.
  public var proto = IPProtocol(0)
  public package(set) var heap = Heap()
  /// Added to offsets: which of a ruleset's two texts the cursor is in.
  var bias = 0
  /// Why the last parser returned nil, if it said so.
  public var fault: StaticString?

  init(_ cursor: ByteCursor, family: IPFamily) {
    self.cursor = cursor
    self.family = family
  }

  /// Consumes `[!] option`, and remembers whether the `!` was there.
  @inline(__always) public mutating func takes(_ option: Keyword) -> Bool {
    if cursor.takes(option) {
      isNegated = false
      return true
    }
    guard cursor.byte() == 0x21, cursor.byte(1) == 32 else { return false }
    let start = cursor.offset
    cursor.skip(2)
    if cursor.takes(option) {
      isNegated = true
      return true
    }
    cursor.offset = start
    return false
  }
  /// Consumes an option that cannot be negated.
  @inline(__always) public mutating func takesPlain(_ option: Keyword) -> Bool { cursor.takes(option) }
  /// Nil, with the reason.
  public mutating func fails<T>(_ reason: StaticString) -> T? {
    fault = reason
    return nil
  }
  /// False, with the reason, if something that the rule must have is not there.
  mutating func requires(_ isThere: Bool, _ reason: StaticString) -> Bool {
    if !isThere { fault = reason }
    return isThere
  }
  public mutating func store<Value: BitwiseCopyable>(_ value: Value) -> Stored<Value> { heap.store(value) }
  public var atEnd: Bool { cursor.byte() == 10 }

  // MARK: Numbers

  @inline(__always) private mutating func digits(upTo maximum: UInt64) -> UInt64? {
    var value = UInt64(cursor.byte()) &- 48
    if value > 9 || value > maximum { return nil }
    cursor.skip(1)
    while case let digit = UInt64(cursor.byte()) &- 48, digit < 10 {
      value = value &* 10 &+ digit
      if value > maximum { return nil }
      cursor.skip(1)
    }
    return value
  }
  @inline(__always) private mutating func hexDigits(upTo maximum: UInt64) -> UInt64? {
    var value: UInt64 = 0, count = 0
    while true {
      let byte = cursor.byte()
      if byte &- 48 < 10 {
        value = value << 4 | UInt64(byte &- 48)
      } else if (byte | 32) &- 97 < 6 {
        value = value << 4 | UInt64((byte | 32) &- 87)
      } else {
        return count == 0 || value > maximum ? nil : value
      }
      count += 1
      if count > 16 { return nil }
      cursor.skip(1)
    }
  }
  /// A number as `xtables_strtoul` reads it, not yet at the value's end: decimal, `0x…` or octal `0…`.
  @inline(__always) public mutating func partialNumber(upTo maximum: UInt64 = UInt64(UInt32.max)) -> UInt64? {
    if cursor.byte() == 0x30 {
      if cursor.byte(1) | 32 == 0x78 {
        cursor.skip(2)
        return hexDigits(upTo: maximum)
      }
      if cursor.byte(1) &- 48 < 10 { return octal(upTo: maximum) }
    }
    return digits(upTo: maximum)
  }
  private mutating func octal(upTo maximum: UInt64) -> UInt64? {
    var value: UInt64 = 0
    while case let digit = UInt64(cursor.byte()) &- 48, digit < 10 {
      if digit > 7 || value > maximum { return nil }
      value = value << 3 | digit
      cursor.skip(1)
    }
    return value <= maximum ? value : nil
  }
  @inline(__always) public mutating func number(upTo maximum: UInt64 = UInt64(UInt32.max)) -> UInt64? {
    guard let value = partialNumber(upTo: maximum), cursor.endsValue() else { return nil }
    return value
  }
  /// Consumes one byte, if it is the next.
  @inline(__always) public mutating func takesByte(_ byte: UInt8) -> Bool {
    guard cursor.byte() == byte else { return false }
    cursor.skip(1)
    return true
  }
  /// `value` or `value/mask`, 32 bits each; all ones if no mask is written.
  @inline(__always) public mutating func valueAndMask() -> (value: UInt32, mask: UInt32)? {
    guard let value = partialNumber() else { return nil }
    var mask = UInt64(UInt32.max)
    if takesByte(0x2f) {
      guard let given = partialNumber() else { return nil }
      mask = given
    }
    return cursor.endsValue() ? (UInt32(value), UInt32(mask)) : nil
  }
  /// A decimal fraction from 0 to 1, as parts of `whole`, rounded to the nearest (ties away from zero, as `lround` does).
  public mutating func fraction(of whole: UInt64) -> UInt64? {
    let start = cursor.offset
    let text = word()
    guard text.count <= 40, let value = Double(string(text)), value >= 0, value <= 1 else {
      cursor.offset = start
      return nil
    }
    return roundedUp(value * Double(whole))
  }

  // MARK: Ports

  /// One port: a number, or a name of ``Services``.
  @inline(__always) public mutating func partialPort() -> UInt16? {
    if cursor.byte() &- 48 < 10 { return partialNumber(upTo: 65535).map(UInt16.init(truncatingIfNeeded:)) }
    return namedPort()
  }
  private mutating func namedPort() -> UInt16? {
    let start = cursor.offset
    while case let byte = cursor.byte(), byte | 32 &- 97 < 26 || byte &- 48 < 10 || byte == 0x2d || byte == 0x5f { cursor.skip(1) }
    return Services.port(named: string(range(from: start)))
  }
  /// `80`, `80:90`, `:90`, `80:`.
  @inline(__always) public mutating func portRange() -> PortRange? {
    var range = PortRange.all
    if cursor.byte() != 0x3a {
      guard let low = partialPort() else { return nil }
      range = PortRange(low)
    }
    if takesByte(0x3a) {
      range.high = .max
      if cursor.byte() > 32 {
        guard let high = partialPort() else { return nil }
        range.high = high
      }
    }
    guard range.low <= range.high else { return fails("a port range that ends before it begins") }
    return cursor.endsValue() ? range : nil
  }

  // MARK: Addresses

  /// A dotted IPv4 address, not yet at the value's end. No zeros in front, which would make a number octal.
  @inline(__always) public mutating func partialIPv4() -> UInt32? { cursor.takesIPv4() }
  /// An IPv6 address, not yet at the value's end.
  public mutating func partialIPv6() -> UInt128? {
    let start = cursor.offset
    while case let byte = cursor.byte(), byte == 0x3a || byte == 0x2e || byte &- 48 < 10 || (byte | 32) &- 97 < 6 { cursor.skip(1) }
    return Address.parseIPv6(bytes(range(from: start)))
  }
  /// An address of the rules' family, not yet at the value's end.
  @inline(__always) public mutating func partialAddress() -> UInt128? {
    if family == .ipv4 { return partialIPv4().map { UInt128($0) } }
    return partialIPv6()
  }
  /// `address`, `address/length` or `address/mask`.
  public mutating func network() -> Network? {
    guard let address = partialAddress() else { return nil }
    var mask = family.mask(length: family.width)
    if takesByte(0x2f) {
      let start = cursor.offset
      if let length = digits(upTo: 128), cursor.byte() <= 32 {
        guard length <= UInt64(family.width) else { return fails("a prefix longer than an address") }
        mask = family.mask(length: Int(length))
      } else {
        cursor.offset = start
        guard let given = partialAddress() else { return nil }
        mask = given
      }
    }
    return cursor.endsValue() ? Network(address, mask: mask, family) : nil
  }

  // MARK: Words

  /// The word that begins here, and consumes the blank behind it.
  @inline(__always) public mutating func word() -> TextRange {
    let start = cursor.offset
    cursor.offset = cursor.wordEnd()
    let text = range(from: start)
    cursor.blank()
    return text
  }
  /// The range of text from `start` to here.
  @inline(__always) public func range(from start: Int) -> TextRange { TextRange(start: start &+ bias, end: cursor.offset &+ bias) }
  /// The range of a `"quoted text"` with its quotes and escapes, or of a plain word. Nil if the quote is not closed in this line.
  @inline(__always) public mutating func quoted() -> TextRange? {
    let start = cursor.offset
    guard skipsQuoted() else { return nil }
    return TextRange(start: start &+ bias, end: cursor.offset &+ bias).trimmed(cursor.endsValue())
  }
  /// Goes behind a quoted text or a word.
  @inline(__always) mutating func skipsQuoted() -> Bool {
    guard cursor.byte() == 0x22 else {
      cursor.offset = cursor.wordEnd()
      return true
    }
    cursor.skip(1)
    while true {
      let bytes = cursor.word()
      let hit =
        zeroBytes(bytes ^ 0x2222_2222_2222_2222) | zeroBytes(bytes ^ 0x5c5c_5c5c_5c5c_5c5c) | zeroBytes(bytes ^ 0x0a0a_0a0a_0a0a_0a0a)
      if hit == 0 {
        cursor.skip(8)
        continue
      }
      cursor.skip(hit.trailingZeroBitCount &>> 3)
      let byte = cursor.byte()
      if byte == 0x22 {
        cursor.skip(1)
        return true
      }
      if byte == 10 && !spansLines { return fails("a quote that is not closed") ?? false }
      cursor.skip(byte == 0x5c && cursor.byte(1) != 10 ? 2 : 1)
    }
  }
  /// Whether a newline may stand inside a quote: only in a line that is known to be closed further on.
  var spansLines = false

  /// The bytes of a range that this reader made.
  public func bytes(_ text: TextRange) -> [UInt8] {
    var at = cursor
    at.offset = Int(text.start) - bias
    return (0..<Int(text.count)).map { at.byte($0) }
  }
  /// The text of a range that this reader made.
  public func string(_ text: TextRange) -> String { String(decoding: bytes(text), as: UTF8.self) }
  /// The text of a range without quotes and escapes.
  public func unquoted(_ text: TextRange) -> [UInt8] { Quoting.unquoted(bytes(text)) }
}

/// The nearest integer, a half upwards, as C's `lround` has it for what is not negative. Precondition: not negative, below 2^53.
func roundedUp(_ value: Double) -> UInt64 {
  let whole = UInt64(value)
  return value - Double(whole) >= 0.5 ? whole + 1 : whole
}

extension TextRange {
  /// Nil if the value's end was not where it should be.
  @inline(__always) fileprivate func trimmed(_ isComplete: Bool) -> TextRange? { isComplete ? self : nil }
}
