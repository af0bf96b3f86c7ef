/// Addresses, each with the place at which it came in: found by a hash of a few words, for those who ask on every packet.
public struct AddressIndex: Sendable, ExpressibleByArrayLiteral {
  /// In the order in which they came.
  public private(set) var addresses: [Address] = []
  private var slots = SlotTable()

  public init() {}
  public init(arrayLiteral addresses: Address...) { formUnion(addresses) }
  init(_ addresses: some Sequence<Address>) { for address in addresses { insert(address) } }

  @inline(__always) func place(of address: Address) -> Int? {
    if slots.isEmpty { return nil }
    var slot = slots.start(Self.hash(address))
    while let place = slots.index(at: slot) {
      if addresses[place] == address { return place }
      slot = slots.next(slot)
    }
    return nil
  }
  public var isEmpty: Bool { addresses.isEmpty }
  @inline(__always) public func contains(_ address: Address) -> Bool { place(of: address) != nil }

  /// False: it is there already.
  @discardableResult public mutating func insert(_ address: Address) -> Bool {
    if contains(address) { return false }
    addresses.append(address)
    slots.insert(addresses.count - 1) { Self.hash(addresses[$0]) }
    return true
  }
  public mutating func formUnion(_ others: some Sequence<Address>) { for address in others { insert(address) } }
  public mutating func subtract(_ others: AddressIndex) {
    if others.isEmpty { return }
    self = AddressIndex(addresses.filter { !others.contains($0) })
  }
  @inline(__always) private static func hash(_ address: Address) -> UInt64 {
    var hash = WordHash()
    hash.combine(address.bits)
    return hash.value
  }
}
