/// IPv4 or IPv6.
public enum IPFamily: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  case ipv4 = 4
  case ipv6 = 6

  /// Bits of an address: 32 or 128.
  public var width: Int { self == .ipv4 ? 32 : 128 }
  /// The mask of an address's first `length` bits, in the low ``width`` bits.
  @inline(__always) public func mask(length: Int) -> UInt128 {
    let all: UInt128 = self == .ipv4 ? 0xffff_ffff : .max
    return length >= width ? all : all & ~(all >> UInt128(max(length, 0)))
  }
}

/// An IP address. IPv4 addresses stand in the low 32 bits, in the order in which they are written.
public struct Address: BitwiseCopyable, Sendable, Hashable {
  public var bits: UInt128
  public var family: IPFamily

  @inline(__always) public init(_ bits: UInt128, _ family: IPFamily) {
    self.bits = bits
    self.family = family
  }
  public static func v4(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) -> Address {
    Address(UInt128(a) << 24 | UInt128(b) << 16 | UInt128(c) << 8 | UInt128(d), .ipv4)
  }
  public static func any(_ family: IPFamily) -> Address { Address(0, family) }
  /// 127.0.0.1 or ::1.
  public static func loopback(_ family: IPFamily) -> Address { family == .ipv4 ? v4(127, 0, 0, 1) : Address(1, .ipv6) }
}

// MARK: What kind of address (include/linux/in.h, net/ipv6/addrconf_core.c)
extension Address {
  /// 127.0.0.0/8 or ::1.
  @inline(__always) public var isLoopback: Bool { family == .ipv4 ? bits >> 24 == 127 : bits == 1 }
  /// 224.0.0.0/4 or ff00::/8.
  @inline(__always) public var isMulticast: Bool { family == .ipv4 ? bits >> 28 == 0xe : bits >> 120 == 0xff }
  /// 255.255.255.255. (A network's own broadcast address is known by the routes alone.)
  @inline(__always) public var isLimitedBroadcast: Bool { family == .ipv4 && bits == 0xffff_ffff }
  @inline(__always) public var isUnspecified: Bool { bits == 0 }
  /// 169.254.0.0/16 or fe80::/10.
  @inline(__always) public var isLinkLocal: Bool { family == .ipv4 ? bits >> 16 == 0xa9fe : bits >> 118 == 0x3fa }
}

// MARK: Text
extension Address: LosslessStringConvertible {
  /// As the kernel prints it: dotted, or RFC 5952.
  public var description: String {
    if family == .ipv4 { return [24, 16, 8, 0].map { String(UInt8(truncatingIfNeeded: bits >> $0)) }.joined(separator: ".") }
    // As inet_ntop has it.
    if bits >> 32 == 0 && bits >> 16 != 0 { return "::" + Address(bits, .ipv4).description }
    if bits >> 32 == 0xffff { return "::ffff:" + Address(bits & 0xffff_ffff, .ipv4).description }
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128(112 - 16 * $0)) }
    // The longest run of at least two zero groups, the first of equals.
    var best = 0..<0, start = 0
    while start < 8 {
      var end = start
      while end < 8 && groups[end] == 0 { end += 1 }
      if end - start > max(best.count, 1) { best = start..<end }
      start = end + 1
    }
    func text(_ part: ArraySlice<UInt16>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
    if best.isEmpty { return text(groups[...]) }
    return text(groups[..<best.lowerBound]) + "::" + text(groups[best.upperBound...])
  }

  /// `192.0.2.1` or `2001:db8::1`; nil if it is neither.
  public init?(_ description: String) {
    if description.utf8.contains(UInt8(ascii: ":")) {
      guard let bits = Address.parseIPv6(Array(description.utf8)) else { return nil }
      self.init(bits, .ipv6)
    } else {
      guard let bits = Address.parseIPv4(Array(description.utf8)[...]) else { return nil }
      self.init(UInt128(bits), .ipv4)
    }
  }

  static func parseIPv4(_ text: ArraySlice<UInt8>) -> UInt32? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var value: UInt32 = 0
    for part in parts {
      guard (1...3).contains(part.count), part.allSatisfy({ $0 &- 48 < 10 }) else { return nil }
      let octet = part.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - 48) }
      guard octet < 256 else { return nil }
      value = value << 8 | octet
    }
    return value
  }

  static func parseIPv6(_ text: [UInt8]) -> UInt128? {
    var groups: [UInt16] = [], gap: Int?
    var i = 0
    if text.starts(with: [58, 58]) {
      gap = 0
      i = 2
    } else if text.first == 58 {
      return nil
    }
    while i < text.count {
      let end = text[i...].firstIndex(of: 58) ?? text.count
      let group = text[i..<end]
      if group.contains(46) {  // an IPv4 tail
        guard end == text.count, let tail = parseIPv4(group) else { return nil }
        groups += [UInt16(tail >> 16), UInt16(tail & 0xffff)]
        i = end
        break
      }
      guard (1...4).contains(group.count), let value = UInt16(String(decoding: group, as: UTF8.self), radix: 16), group.first != 43 else {
        return nil
      }
      groups.append(value)
      if end == text.count {
        i = end
        break
      }
      i = end + 1
      if i == text.count { return nil }  // a lone colon at the end
      if text[i] == 58 {
        guard gap == nil else { return nil }
        gap = groups.count
        i += 1
      }
    }
    if let gap {
      guard groups.count < 8 else { return nil }
      groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
    }
    guard groups.count == 8 else { return nil }
    return groups.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
  }
}
