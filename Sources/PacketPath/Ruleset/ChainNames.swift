/// Chains by table and name: an open-addressed table of indices, the names themselves stay in the text.
struct ChainNames: Sendable {
  private var slots: [UInt32] = [UInt32](repeating: 0, count: 64)
  private var count = 0

  /// The first slot that may hold a chain of this hash.
  @inline(__always) func start(_ hash: UInt32) -> Int { Int(hash) & (slots.count &- 1) }
  @inline(__always) func next(_ slot: Int) -> Int { (slot &+ 1) & (slots.count &- 1) }
  @inline(__always) func chain(at slot: Int) -> ChainID? {
    let raw = slots[slot]
    return raw == 0 ? nil : ChainID(raw: raw &- 1)
  }
  mutating func reserve(_ capacity: Int, hashes: [Chain]) {
    var size = 64
    while size < capacity * 2 { size *= 2 }
    if size > slots.count { resize(to: size, hashes) }
  }
  mutating func insert(_ id: ChainID, _ chains: [Chain]) {
    if (count + 1) * 2 > slots.count { resize(to: slots.count * 2, chains.dropLast()) }
    place(id, chains[id.index].hash)
  }
  private mutating func place(_ id: ChainID, _ hash: UInt32) {
    var slot = start(hash)
    while slots[slot] != 0 { slot = next(slot) }
    slots[slot] = id.raw + 1
    count += 1
  }
  private mutating func resize(to size: Int, _ chains: some Sequence<Chain>) {
    slots = HugePages.array(repeating: 0, count: size)
    count = 0
    for (i, chain) in chains.enumerated() { place(ChainID(raw: UInt32(i)), chain.hash) }
  }

  /// A hash of `count` bytes, which `word` gives eight at a time from a multiple of eight on.
  @inline(__always) static func hash(count: Int, table: Table, word: (Int) -> UInt64) -> UInt32 {
    var hash = UInt64(table.rawValue) &+ 0x9e37_79b9_7f4a_7c15 &* UInt64(count)
    var at = 0
    while at < count {
      let left = count &- at
      let bytes = left >= 8 ? word(at) : word(at) & ((1 &<< UInt64(8 &* left)) &- 1)
      hash = (hash ^ bytes) &* 0xff51_afd7_ed55_8ccd
      hash ^= hash &>> 32
      at &+= 8
    }
    return UInt32(truncatingIfNeeded: hash &>> 24)
  }
}
