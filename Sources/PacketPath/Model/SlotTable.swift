/// An open-addressed table of indices. The values that it finds, and how they compare, stay with its owner.
struct SlotTable: Sendable {
  private var slots: [UInt32] = []
  private var count = 0

  /// Where to begin to look for a value with this hash. Precondition: not empty.
  @inline(__always) func start(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> 32) & (slots.count &- 1) }
  @inline(__always) func next(_ slot: Int) -> Int { (slot &+ 1) & (slots.count &- 1) }
  /// The index in a slot; nil: the value that is looked for is not in the table.
  @inline(__always) func index(at slot: Int) -> Int? {
    let raw = slots[slot]
    return raw == 0 ? nil : Int(raw &- 1)
  }
  var isEmpty: Bool { slots.isEmpty }
  /// Keeps its room.
  mutating func removeAll() {
    for slot in slots.indices { slots[slot] = 0 }
    count = 0
  }

  /// Puts an index in, of a value that is not there. `hashOf` gives the hash of the value with an index.
  mutating func insert(_ index: Int, hashOf: (Int) -> UInt64) {
    if (count + 1) * 2 > slots.count {
      let old = slots
      slots = [UInt32](repeating: 0, count: max(8, old.count * 2))
      for raw in old where raw != 0 { place(Int(raw) - 1, hashOf(Int(raw) - 1)) }
    }
    place(index, hashOf(index))
    count += 1
  }
  private mutating func place(_ index: Int, _ hash: UInt64) {
    var slot = start(hash)
    while slots[slot] != 0 { slot = next(slot) }
    slots[slot] = UInt32(index + 1)
  }
}

/// A hash of a few words, mixed one after the other: the high and the low half of a 128-bit product, folded.
struct WordHash {
  private(set) var value: UInt64 = 0x9e37_79b9_7f4a_7c15
  @inline(__always) mutating func combine(_ word: UInt64) {
    let product = (value ^ word).multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
    value = (product.high ^ product.low) &+ 0xa076_1d64_78bd_642f
  }
  /// Half as much work for those that fit into 64 bits, as IPv4's addresses do.
  @inline(__always) mutating func combine(_ word: UInt128) {
    combine(UInt64(truncatingIfNeeded: word))
    let high = UInt64(truncatingIfNeeded: word &>> 64)
    if high != 0 { combine(high) }
  }
}
