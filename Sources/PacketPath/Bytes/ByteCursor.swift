/// A position in text whose end needs no check.
///
/// The only reader that looks at memory without bounds. What makes it safe is the invariant of ``SourceText``: the text ends
/// with a newline, and 32 more readable bytes follow it. Every loop here stops at a newline, and no look-ahead is longer than that.
@safe public struct ByteCursor {
  @usableFromInline let base: UnsafeRawPointer
  public var offset: Int

  @inline(__always) init(_ base: UnsafeRawPointer, at offset: Int = 0) {
    unsafe self.base = base
    self.offset = offset
  }

  /// The eight bytes that begin `ahead` bytes from here, the first in the lowest place.
  @inline(__always) public func word(_ ahead: Int = 0) -> UInt64 {
    // Within the text or its 32 bytes of padding.
    UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: offset &+ ahead, as: UInt64.self))
  }
  @inline(__always) public func byte(_ ahead: Int = 0) -> UInt8 {
    // Within the text or its padding.
    unsafe base.load(fromByteOffset: offset &+ ahead, as: UInt8.self)
  }
  @inline(__always) public mutating func skip(_ count: Int) { offset &+= count }

  /// Whether the word that begins here is `keyword`, whole.
  @inline(__always) public func isAt(_ keyword: Keyword) -> Bool {
    if word() & keyword.mask != keyword.head { return false }
    if keyword.count > 8 && !holdsRest(of: keyword) { return false }
    return byte(keyword.count) <= 32
  }
  @inline(__always) private func holdsRest(of keyword: Keyword) -> Bool {
    if word(keyword.count &- 8) != keyword.tail { return false }
    return keyword.count <= 16 || (word(8) == keyword.middle && (keyword.count <= 24 || word(16) == keyword.third))
  }
  /// Consumes `keyword` and one blank behind it, if it stands here.
  @inline(__always) public mutating func takes(_ keyword: Keyword) -> Bool {
    guard isAt(keyword) else { return false }
    offset &+= keyword.count
    if byte() == 32 { offset &+= 1 }
    return true
  }

  /// The offset behind the word that begins here: of the next blank or newline.
  @inline(__always) public func wordEnd() -> Int {
    var end = offset
    while true {
      // At most seven bytes past the newline that ends the text.
      let bytes = unsafe base.loadUnaligned(fromByteOffset: end, as: UInt64.self)
      let hit = zeroBytes(bytes ^ 0x2020_2020_2020_2020) | zeroBytes(bytes ^ 0x0a0a_0a0a_0a0a_0a0a)
      if hit != 0 { return end &+ hit.trailingZeroBitCount &>> 3 }
      end &+= 8
    }
  }
  /// The offset of the newline that ends this line.
  @inline(__always) public func lineEnd() -> Int {
    var end = offset
    while true {
      // At most seven bytes past the newline that ends the text.
      let bytes = unsafe base.loadUnaligned(fromByteOffset: end, as: UInt64.self)
      let hit = zeroBytes(bytes ^ 0x0a0a_0a0a_0a0a_0a0a)
      if hit != 0 { return end &+ hit.trailingZeroBitCount &>> 3 }
      end &+= 8
    }
  }
  /// Consumes one blank, if one stands here.
  @inline(__always) public mutating func blank() { if byte() == 32 { offset &+= 1 } }

  /// Consumes `[packets:bytes] `, if it stands here, whole.
  @inline(__always) mutating func takesCounters() -> Bool {
    guard byte() == 0x5b else { return false }
    var at = self
    at.skip(1)
    while case let byte = at.byte(), byte &- 48 < 10 || byte == 0x3a { at.skip(1) }
    guard at.byte() == 0x5d, at.byte(1) == 32 else { return false }
    offset = at.offset &+ 2
    return true
  }
  /// The number that the next eight bytes are in decimal digits; nil if one of them is no digit.
  @inline(__always) func eightDigits() -> UInt32? {
    let digits = word() ^ 0x3030_3030_3030_3030
    guard ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 == 0 else { return nil }
    // Pairs, then pairs of pairs: of four numbers below 100 in each second byte, two below 10,000, then one.
    let pairs = digits &* 10 &+ digits &>> 8
    let low = (pairs & 0x0000_00ff_0000_00ff) &* 0x000f_4240_0000_0064
    let high = ((pairs &>> 16) & 0x0000_00ff_0000_00ff) &* 0x0000_2710_0000_0001
    return UInt32(truncatingIfNeeded: (low &+ high) &>> 32)
  }
  /// Consumes a dotted IPv4 address whose parts have no zeros in front; nil where none stands, and the cursor is then somewhere in it.
  @inline(__always) mutating func takesIPv4() -> UInt32? {
    var value: UInt32 = 0
    for part in 0..<4 {
      var octet = UInt32(byte()) &- 48
      if octet > 9 { return nil }
      let next = UInt32(byte(1)) &- 48
      if next > 9 {
        skip(1)
      } else {
        if octet == 0 { return nil }
        octet = octet &* 10 &+ next
        let last = UInt32(byte(2)) &- 48
        if last > 9 {
          skip(2)
        } else {
          octet = octet &* 10 &+ last
          // Of four digits the first three are not above 255 at times, and the fourth is no dot.
          if octet > 255 || byte(3) &- 48 < 10 { return nil }
          skip(3)
        }
      }
      value = value << 8 | octet
      if part < 3 {
        if byte() != 0x2e { return nil }
        skip(1)
      }
    }
    return value
  }
  /// Consumes a value's end: one blank, or nothing at the end of the line. False if more of the word follows.
  @inline(__always) public mutating func endsValue() -> Bool {
    let next = byte()
    if next == 32 {
      offset &+= 1
      return true
    }
    return next == 10
  }
}

/// A word with the highest bit set in each byte of `word` that is zero (and perhaps in bytes above a zero one: use the lowest).
@inline(__always) func zeroBytes(_ word: UInt64) -> UInt64 { (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 }

/// A word of at most 32 bytes, compared as integers.
public struct Keyword: ExpressibleByStringLiteral, Sendable {
  @usableFromInline let head: UInt64, mask: UInt64, middle: UInt64, third: UInt64, tail: UInt64
  public let count: Int

  @inline(__always) public init(stringLiteral text: StaticString) {
    // A literal's bytes live as long as the program.
    let start = unsafe UnsafeRawPointer(text.utf8Start)
    let count = text.utf8CodeUnitCount
    self.count = count
    if count >= 8 {
      head = unsafe UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
      mask = ~0
      tail = unsafe UInt64(littleEndian: start.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
    } else {
      var value: UInt64 = 0
      for i in 0..<count { value |= unsafe UInt64(start.load(fromByteOffset: i, as: UInt8.self)) << UInt64(8 * i) }
      head = value
      mask = (1 << UInt64(8 * count)) &- 1
      tail = 0
    }
    middle = count > 16 ? unsafe UInt64(littleEndian: start.loadUnaligned(fromByteOffset: 8, as: UInt64.self)) : 0
    third = count > 24 ? unsafe UInt64(littleEndian: start.loadUnaligned(fromByteOffset: 16, as: UInt64.self)) : 0
  }
}
