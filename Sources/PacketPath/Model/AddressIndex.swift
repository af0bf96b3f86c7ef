/// Addresses, each with the place at which it came in: found by a hash of a few words, for those who ask on every packet.
struct AddressIndex: Sendable {
  private(set) var addresses: [Address] = []
  private var slots = SlotTable()

  init() {}
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
  @inline(__always) func contains(_ address: Address) -> Bool { place(of: address) != nil }

  /// False: it is there already.
  @discardableResult mutating func insert(_ address: Address) -> Bool {
    if contains(address) { return false }
    addresses.append(address)
    slots.insert(addresses.count - 1) { Self.hash(addresses[$0]) }
    return true
  }
  @inline(__always) private static func hash(_ address: Address) -> UInt64 {
    var hash = WordHash()
    hash.combine(address.bits)
    hash.combine(UInt64(address.family.rawValue))
    return hash.value
  }
}
