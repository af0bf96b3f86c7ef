/// Different addresses of one family.
public struct AddressSet: Sendable {
  private var narrow = OctetSets()
  /// In the order in which they came, some perhaps more than once: IPv6 addresses seldom share more than a network's half of them.
  private var wide: [UInt128] = []
  public let family: IPFamily

  public init(_ family: IPFamily) { self.family = family }
  public mutating func insert(_ address: Address) {
    if family == .ipv4 { narrow.insert(UInt32(truncatingIfNeeded: address.bits)) } else { wide.append(address.bits) }
  }
  /// Precondition: a set of IPv4 addresses.
  @inline(__always) mutating func insert(narrow address: UInt32) { narrow.insert(address) }
  public var isEmpty: Bool { narrow.isEmpty && wide.isEmpty }

  /// Those inside a network, of IPv6 some perhaps more than once.
  package func forEach(in network: Network, _ body: (Address) -> Void) {
    guard network.family == family else { return }
    for address in wide where network.contains(address) { body(Address(address, .ipv6)) }
    narrow.forEach(in: network) { body(Address(UInt128($0), .ipv4)) }
  }
  public func contains(_ address: Address) -> Bool {
    guard address.family == family else { return false }
    return family == .ipv4 ? narrow.contains(UInt32(truncatingIfNeeded: address.bits)) : wide.contains(address.bits)
  }
  /// The addresses of some sets of one family, in order.
  public static func sorted(_ sets: [AddressSet]) -> [Address] {
    guard let family = sets.first?.family else { return [] }
    var bits: [UInt128] = []
    for set in sets { set.forEach(in: Network(.any(family), length: 0)) { bits.append($0.bits) } }
    bits.sort()
    var result: [Address] = []
    for bits in bits where result.last?.bits != bits { result.append(Address(bits, family)) }
    return result
  }
  /// The `count` networks of one length that have the most different addresses, with their numbers, the most populated first, then the lowest.
  /// `ranges`: addresses in none of them do not count; none: all do. Neither do those of `others`.
  public static func mostPopulated(
    _ count: Int, of sets: [AddressSet], length: Int, in ranges: [Network], without others: [Address]
  ) -> [(network: Network, count: Int)] {
    guard let family = sets.first?.family else { return [] }
    if family == .ipv4 && length == OctetSets.length {
      var union = OctetSets()
      for set in sets { union.formUnion(set.narrow) }
      for other in others where other.family == .ipv4 { union.remove(UInt32(truncatingIfNeeded: other.bits)) }
      return first(count, of: union.populations(in: ranges))
    }
    var all: [UInt128] = []
    for set in sets { set.forEach(in: Network(.any(family), length: 0)) { all.append($0.bits) } }
    var tally = PopulationTally(capacity: all.count, mask: family.mask(length: length))
    for bits in all where tally.isNew(bits) { tally.count(bits, in: ranges) }
    for other in others where other.family == family { tally.discount(other.bits, in: ranges) }
    let networks = tally.networks.filter { $0.count > 0 }
    return first(count, of: networks.map { (Network($0.network, mask: family.mask(length: length), family), $0.count) })
  }
  private static func first(_ count: Int, of networks: [(network: Network, count: Int)]) -> [(network: Network, count: Int)] {
    // Few of many: a sort would take longer.
    var left = networks, found: [(network: Network, count: Int)] = []
    while found.count < count,
      let place = left.indices.min(by: { a, b in (left[b].count, left[a].network.address) < (left[a].count, left[b].network.address) })
    {
      found.append(left.remove(at: place))
    }
    return found
  }
}

/// IPv4 addresses by their first three octets, a bit for each last one: an endpoint more in a pod's /24 takes no more memory.
private struct OctetSets {
  static let length = 24
  /// The first three octets of each, and whether its 256 addresses are in the set, 64 to a word.
  private var prefixes: [UInt32] = [], words: [UInt64] = []
  /// Open addressing: a prefix in the upper half, its place plus one in the lower.
  private var slots = [UInt64](repeating: 0, count: 64)
  private var last: (prefix: UInt32, word: Int) = (.max, 0)

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  @inline(__always) private func slot(_ prefix: UInt32) -> Int {
    Int(truncatingIfNeeded: (UInt64(prefix) &* 0x9e37_79b9_7f4a_7c15) &>> 40) & (slots.count &- 1)
  }
  /// Where a prefix's words begin; nil: it has none.
  @inline(__always) private func words(of prefix: UInt32) -> Int? {
    var at = slot(prefix)
    while case let entry = slots[at], entry != 0 {
      if UInt32(truncatingIfNeeded: entry &>> 32) == prefix { return (Int(truncatingIfNeeded: entry & 0xffff_ffff) &- 1) &* 4 }
      at = (at &+ 1) & (slots.count &- 1)
    }
    return nil
  }
  @inline(__always) mutating func insert(_ bits: UInt32) {
    let prefix = bits &>> 8
    if prefix != last.prefix { last = (prefix, words(of: prefix) ?? add(prefix)) }
    words[last.word &+ Int(bits &>> 6 & 3)] |= 1 &<< UInt64(bits & 63)
  }
  @inline(never) private mutating func add(_ prefix: UInt32) -> Int {
    prefixes.append(prefix)
    words += [0, 0, 0, 0]
    if prefixes.count * 2 > slots.count {
      slots = [UInt64](repeating: 0, count: slots.count * 2)
      for place in prefixes.indices { note(place) }
    } else {
      note(prefixes.count - 1)
    }
    return words.count - 4
  }
  private mutating func note(_ place: Int) {
    var at = slot(prefixes[place])
    while slots[at] != 0 { at = (at &+ 1) & (slots.count &- 1) }
    slots[at] = UInt64(prefixes[place]) << 32 | UInt64(place + 1)
  }
  mutating func remove(_ bits: UInt32) {
    if let word = words(of: bits >> 8) { words[word + Int(bits >> 6 & 3)] &= ~(1 << UInt64(bits & 63)) }
  }
  func contains(_ bits: UInt32) -> Bool {
    words(of: bits >> 8).map { words[$0 + Int(bits >> 6 & 3)] >> UInt64(bits & 63) & 1 == 1 } ?? false
  }
  mutating func formUnion(_ other: OctetSets) {
    for (place, prefix) in other.prefixes.enumerated() {
      let word = words(of: prefix) ?? add(prefix)
      for part in 0..<4 { words[word + part] |= other.words[place * 4 + part] }
    }
  }
  func forEach(in network: Network, _ body: (UInt32) -> Void) {
    let (value, mask) = (UInt32(truncatingIfNeeded: network.address), UInt32(truncatingIfNeeded: network.mask))
    for (place, prefix) in prefixes.enumerated() where (prefix << 8 ^ value) & mask & 0xffff_ff00 == 0 {
      for part in 0..<4 {
        var left = words[place * 4 + part]
        while left != 0 {
          let bits = prefix << 8 | UInt32(part * 64 + left.trailingZeroBitCount)
          if bits & mask == value & mask { body(bits) }
          left &= left - 1
        }
      }
    }
  }
  /// Of each /24 that has some, as ``AddressSet/mostPopulated(_:of:length:in:without:)`` counts them.
  func populations(in ranges: [Network]) -> [(network: Network, count: Int)] {
    var result: [(network: Network, count: Int)] = []
    for (place, prefix) in prefixes.enumerated() {
      let network = Network(Address(UInt128(prefix) << 8, .ipv4), length: Self.length)
      var count = 0
      if ranges.isEmpty || ranges.contains(where: { $0.mask & ~network.mask == 0 && $0.contains(network.address) }) {
        for part in 0..<4 { count += words[place * 4 + part].nonzeroBitCount }
      } else {
        forEach(in: network) { bits in if ranges.contains(where: { $0.contains(UInt128(bits)) }) { count += 1 } }
      }
      if count > 0 { result.append((network, count)) }
    }
    return result
  }
}

/// Counts different addresses by network.
private struct PopulationTally {
  private(set) var networks: [(network: UInt128, count: Int)] = []
  private let mask: UInt128
  /// Open addressing: addresses, of which zero marks a free slot, and networks' places plus one.
  private var seen: [UInt128], places: [UInt32]
  private var hasZero = false
  private var last: (network: UInt128, place: Int)?

  init(capacity: Int, mask: UInt128) {
    var size = 64
    while size < capacity * 2 { size *= 2 }
    seen = [UInt128](repeating: 0, count: size)
    places = [UInt32](repeating: 0, count: size)
    self.mask = mask
  }
  @inline(__always) private func slot(_ bits: UInt128) -> Int {
    let folded = UInt64(truncatingIfNeeded: bits) ^ UInt64(truncatingIfNeeded: bits >> 64) &* 0xff51_afd7_ed55_8ccd
    return Int(truncatingIfNeeded: (folded &* 0x9e37_79b9_7f4a_7c15) &>> 32) & (seen.count &- 1)
  }
  @inline(__always) mutating func isNew(_ bits: UInt128) -> Bool {
    if bits == 0 {
      defer { hasZero = true }
      return !hasZero
    }
    var at = slot(bits)
    while seen[at] != 0 {
      if seen[at] == bits { return false }
      at = (at &+ 1) & (seen.count &- 1)
    }
    seen[at] = bits
    return true
  }
  @inline(__always) mutating func count(_ bits: UInt128, in ranges: [Network]) {
    if ranges.isEmpty || ranges.contains(where: { $0.contains(bits) }) { add(1, bits & mask) }
  }
  mutating func discount(_ bits: UInt128, in ranges: [Network]) {
    if isNew(bits) || !(ranges.isEmpty || ranges.contains { $0.contains(bits) }) { return }
    add(-1, bits & mask)
  }
  @inline(__always) private mutating func add(_ count: Int, _ network: UInt128) {
    if let last, last.network == network { return networks[last.place].count += count }
    var at = slot(network)
    while case let place = places[at], place != 0 {
      if networks[Int(place) - 1].network == network {
        networks[Int(place) - 1].count += count
        last = (network, Int(place) - 1)
        return
      }
      at = (at &+ 1) & (places.count &- 1)
    }
    networks.append((network, count))
    places[at] = UInt32(networks.count)
    last = (network, networks.count - 1)
  }
}
