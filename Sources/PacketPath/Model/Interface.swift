/// A network device's name, at most 15 bytes (`IFNAMSIZ` less its zero), held in two words so that it compares as integers.
public struct InterfaceName: BitwiseCopyable, Sendable, Hashable {
  var low: UInt64, high: UInt64

  /// No device: a local packet has no input device, PREROUTING has no output device.
  public static let none = InterfaceName(low: 0, high: 0)
  /// A device there is, but which one the inputs do not tell.
  public static let unknown = InterfaceName(low: .max, high: .max)
  public static let loopback = InterfaceName("lo")!

  init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }
  /// Nil if the name is empty or longer than 15 bytes.
  public init?(_ name: some StringProtocol) { self.init(bytes: name.utf8) }
  init?(bytes: some Sequence<UInt8>) {
    var words: (UInt64, UInt64) = (0, 0), count = 0
    for byte in bytes {
      if count < 8 { words.0 |= UInt64(byte) << UInt64(8 * count) } else { words.1 |= UInt64(byte) << UInt64(8 * (count & 7)) }
      count += 1
      if count > 15 { return nil }
    }
    guard count > 0 else { return nil }
    low = words.0
    high = words.1
  }
  public var isNone: Bool { low == 0 }
  public var isUnknown: Bool { self == .unknown }
  /// A device whose name is known.
  public var isKnown: Bool { !isNone && !isUnknown }
}

extension InterfaceName: CustomStringConvertible {
  public var description: String {
    if isUnknown { return "an unknown device" }
    var bytes: [UInt8] = []
    for i in 0..<16 {
      let byte = UInt8(truncatingIfNeeded: (i < 8 ? low : high) >> UInt64(8 * (i & 7)))
      if byte == 0 { break }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A device name, or with a trailing `+` the beginning of one (`ifname_compare` in ip_tables.c).
public struct InterfacePattern: BitwiseCopyable, Sendable, Hashable {
  var low: UInt64, high: UInt64, lowMask: UInt64, highMask: UInt64

  /// Nil if the name is empty or too long.
  init?(_ name: some Collection<UInt8>) {
    guard name.count <= 15 else { return nil }
    var bytes = Array(name)
    let isPrefix = bytes.last == UInt8(ascii: "+")
    if isPrefix { bytes.removeLast() } else { bytes.append(0) }
    guard bytes.count <= 16, isPrefix || bytes.count > 1 else { return nil }
    (low, high, lowMask, highMask) = (0, 0, 0, 0)
    for (i, byte) in bytes.enumerated() {
      let shift = UInt64(8 * (i & 7))
      if i < 8 {
        low |= UInt64(byte) << shift
        lowMask |= 0xff << shift
      } else {
        high |= UInt64(byte) << shift
        highMask |= 0xff << shift
      }
    }
  }
  @inline(__always) func matches(_ name: InterfaceName) -> Bool { name.low & lowMask == low && name.high & highMask == high }
  /// `+`: every name, and no device at all.
  var matchesAll: Bool { lowMask == 0 }
  var isPrefix: Bool { !hasEnd }
  private var hasEnd: Bool {
    (lowMask != 0 && highMask == 0 && !endsWithin(low, lowMask)) || (highMask != 0 && !endsWithin(high, highMask))
  }
  /// Whether the last byte under the mask is part of the name (and not the zero that ends it).
  private func endsWithin(_ word: UInt64, _ mask: UInt64) -> Bool { word >> UInt64(56 - mask.leadingZeroBitCount) & 0xff != 0 }
  /// The one name that matches, if there is just one.
  var exactName: InterfaceName? { isPrefix ? nil : InterfaceName(low: low, high: high) }
}

extension InterfacePattern: CustomStringConvertible {
  var description_: String { InterfaceName(low: low, high: high).description }
  public var description: String { (lowMask == 0 ? "" : description_) + (isPrefix ? "+" : "") }
}
