/// A chain's table and name, to be compared without going where the name stands.
struct ChainKey: BitwiseCopyable, Sendable {
  /// The name's first bytes, zeros behind a shorter one's.
  fileprivate var first: UInt64, second: UInt64, third: UInt64, last: UInt32
  let hash: UInt32
  let count: UInt32
  let table: Table

  /// A longer name has a mark in place of its 28th byte; kube-proxy's have at most 25.
  private static let wholeCount = 27
  /// Whether equal keys are equal names.
  @inline(__always) fileprivate var isWhole: Bool { last &>> 24 == 0 }

  /// `word`: eight bytes of the name from a multiple of eight on, whatever stands behind the name.
  @inline(__always) init(count: Int, table: Table, word: (Int) -> UInt64) {
    func bytes(_ at: Int) -> UInt64 {
      let left = count &- at
      return left >= 8 ? word(at) : left <= 0 ? 0 : word(at) & ((1 &<< UInt64(8 &* left)) &- 1)
    }
    var hash = UInt64(table.rawValue) &+ 0x9e37_79b9_7f4a_7c15 &* UInt64(count)
    func mix(_ bytes: UInt64) {
      hash = (hash ^ bytes) &* 0xff51_afd7_ed55_8ccd
      hash ^= hash &>> 32
    }
    (first, second, third) = (bytes(0), bytes(8), bytes(16))
    let rest = bytes(24)
    mix(first)
    mix(second)
    mix(third)
    mix(rest)
    last = UInt32(truncatingIfNeeded: rest)
    if count > Self.wholeCount {
      last |= 0xff00_0000
      var at = 32
      while at < count {
        mix(bytes(at))
        at &+= 8
      }
    }
    self.hash = UInt32(truncatingIfNeeded: hash &>> 24)
    self.count = UInt32(truncatingIfNeeded: count)
    self.table = table
  }
  init(_ name: [UInt8], _ table: Table) {
    self.init(count: name.count, table: table) { at in
      (at..<max(at, min(at + 8, name.count))).reduce(UInt64(0)) { $0 | UInt64(name[$1]) << UInt64(8 * ($1 - at)) }
    }
  }
}

/// Chains by table and name, in open addressing.
///
/// Usually a table of indices: the names stay in the text. While a large text is read, in which each second rule names a chain, the names stand in
/// the table, so that a look-up waits for memory once and not three times.
struct ChainNames: Sendable {
  private var slots = [UInt32](repeating: 0, count: 64)
  private var wideSlots: [WideSlot] = []
  private var count = 0

  private struct WideSlot: BitwiseCopyable {
    var first: UInt64 = 0, second: UInt64 = 0, third: UInt64 = 0, last: UInt32 = 0
    /// The chain plus one, and in the upper three bits its table; 0: free.
    var entry: UInt32 = 0
  }

  /// The chain of a key. `isSame`: whether a chain whose key is equal has the name that is looked for.
  @inline(__always) func find(_ key: ChainKey, _ chains: [Chain], _ isSame: (Chain) -> Bool) -> ChainID? {
    if !wideSlots.isEmpty { return findWide(key, chains, isSame) }
    var slot = Int(key.hash) & (slots.count &- 1)
    while case let raw = slots[slot], raw != 0 {
      let chain = chains[Int(raw &- 1)]
      if chain.hash == key.hash, chain.table == key.table, chain.name.count == key.count, isSame(chain) { return ChainID(raw: raw &- 1) }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    return nil
  }
  @inline(__always) private func findWide(_ key: ChainKey, _ chains: [Chain], _ isSame: (Chain) -> Bool) -> ChainID? {
    let mask = wideSlots.count &- 1
    var place = Int(key.hash) & mask
    while true {
      let slot = wideSlots[place]
      if slot.entry == 0 { return nil }
      let difference = (slot.first ^ key.first) | (slot.second ^ key.second) | (slot.third ^ key.third) | UInt64(slot.last ^ key.last)
      if difference == 0, slot.entry &>> 29 == UInt32(key.table.rawValue) {
        let raw = (slot.entry & Self.maximumWide) &- 1
        if key.isWhole { return ChainID(raw: raw) }
        let chain = chains[Int(raw)]
        if chain.name.count == key.count, isSame(chain) { return ChainID(raw: raw) }
      }
      place = (place &+ 1) & mask
    }
  }
  /// Something of where a key would be found: asked for some dozens of keys in a row, the processor fetches all of them at once.
  @inline(__always) func touch(_ key: ChainKey) -> UInt32 {
    wideSlots.isEmpty ? slots[Int(key.hash) & (slots.count &- 1)] : wideSlots[Int(key.hash) & (wideSlots.count &- 1)].entry
  }

  /// Precondition: no chain has this key's name yet; the new one is the last of `chains`.
  mutating func insert(_ id: ChainID, _ key: ChainKey, _ chains: [Chain]) {
    if !wideSlots.isEmpty && id.raw >= Self.maximumWide { settle(chains.dropLast()) }
    count += 1
    if wideSlots.isEmpty {
      if count * 2 > slots.count { fill(size: slots.count * 2, chains) } else { place(id, key.hash) }
      return
    }
    if count * 4 > wideSlots.count * 3 {
      let old = wideSlots
      wideSlots = HugePages.array(repeating: WideSlot(), count: old.count * 2)
      for slot in old where slot.entry != 0 { place(slot, chains[Int(slot.entry & Self.maximumWide) - 1].hash) }
    }
    place(id, key)
  }
  private static let maximumWide: UInt32 = 0x1fff_ffff
  /// Room for so many chains with their names. `key`: of the chains that there are.
  mutating func widen(for capacity: Int, _ chains: [Chain], key: (Chain) -> ChainKey) {
    var size = 64
    while size * 3 < capacity * 4 { size *= 2 }
    wideSlots = HugePages.array(repeating: WideSlot(), count: size)
    slots = []
    for (number, chain) in chains.enumerated() { place(ChainID(raw: UInt32(number)), key(chain)) }
  }
  /// The text was read: names take no more room than they must.
  mutating func settle(_ chains: some Collection<Chain>) {
    if wideSlots.isEmpty { return }
    wideSlots = []
    var size = 64
    while size < chains.count * 2 { size *= 2 }
    fill(size: size, chains)
  }
  private mutating func fill(size: Int, _ chains: some Collection<Chain>) {
    slots = HugePages.array(repeating: 0, count: size)
    for (number, chain) in chains.enumerated() { place(ChainID(raw: UInt32(number)), chain.hash) }
  }
  private mutating func place(_ id: ChainID, _ hash: UInt32) {
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = id.raw + 1
  }
  @inline(__always) private mutating func place(_ id: ChainID, _ key: ChainKey) {
    place(
      WideSlot(
        first: key.first, second: key.second, third: key.third, last: key.last, entry: (id.raw &+ 1) | UInt32(key.table.rawValue) &<< 29),
      key.hash)
  }
  @inline(__always) private mutating func place(_ slot: WideSlot, _ hash: UInt32) {
    var place = Int(hash) & (wideSlots.count &- 1)
    while wideSlots[place].entry != 0 { place = (place &+ 1) & (wideSlots.count &- 1) }
    wideSlots[place] = slot
  }
}
