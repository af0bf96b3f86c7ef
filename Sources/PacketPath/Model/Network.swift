/// An address and a mask, which need not be contiguous.
public struct Network: BitwiseCopyable, Sendable, Hashable {
  public var address: UInt128, mask: UInt128
  public var family: IPFamily

  /// Host bits are cleared, as iptables does.
  public init(_ address: UInt128, mask: UInt128, _ family: IPFamily) {
    self.address = address & mask
    self.mask = mask
    self.family = family
  }
  public init(_ address: Address, length: Int) { self.init(address.bits, mask: address.family.mask(length: length), address.family) }

  @inline(__always) public func contains(_ bits: UInt128) -> Bool { bits & mask == address }
  @inline(__always) public func contains(_ other: Address) -> Bool { other.family == family && contains(other.bits) }

  /// The prefix length, or nil if the mask is not a prefix.
  public var length: Int? {
    let ones = mask.nonzeroBitCount
    return family.mask(length: ones) == mask ? ones : nil
  }
  public var isHost: Bool { mask == family.mask(length: family.width) }
}

extension Network: LosslessStringConvertible {
  /// `10.0.0.0/8`, `10.0.0.0/255.0.255.0`, `fd00::/8`.
  public var description: String {
    let first = Address(address, family).description
    if let length { return "\(first)/\(length)" }
    return "\(first)/\(Address(mask, family))"
  }
  /// An address, with or without `/length` or `/mask`; nil if it is none. `default` and `any` are not networks.
  public init?(_ description: String) {
    let parts = description.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let address = Address(parts[0]) else { return nil }
    guard parts.count == 2 else {
      self.init(address, length: address.family.width)
      return
    }
    if let length = Int(parts[1]), (0...address.family.width).contains(length) {
      self.init(address, length: length)
    } else if let mask = Address(parts[1]), mask.family == address.family {
      self.init(address.bits, mask: mask.bits, address.family)
    } else {
      return nil
    }
  }
}
