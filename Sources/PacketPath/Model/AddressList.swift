/// Addresses of one family in the order in which they came, some perhaps more than once.
public struct AddressList: Sendable {
  private var narrow: [UInt32] = [], wide: [UInt128] = []
  public let family: IPFamily

  public init(_ family: IPFamily) { self.family = family }
  mutating func reserveCapacity(_ count: Int) { if family == .ipv4 { narrow.reserveCapacity(count) } else { wide.reserveCapacity(count) } }
  @inline(__always) mutating func append(_ address: UInt128) {
    if family == .ipv4 { narrow.append(UInt32(truncatingIfNeeded: address)) } else { wide.append(address) }
  }
  /// Precondition: a list of IPv4 addresses.
  @inline(__always) mutating func append(narrow address: UInt32) { narrow.append(address) }
  public mutating func append(_ address: Address) { append(address.bits) }
  public var isEmpty: Bool { narrow.isEmpty && wide.isEmpty }

  /// Those inside a network, in order, some perhaps more than once.
  package func forEach(in network: Network, _ body: (Address) -> Void) {
    guard network.family == family else { return }
    for address in wide where network.contains(address) { body(Address(address, .ipv6)) }
    let (value, mask) = (UInt32(truncatingIfNeeded: network.address), UInt32(truncatingIfNeeded: network.mask))
    var start = 0
    while start < narrow.count {
      let end = min(start + 64, narrow.count)
      // Most stretches hold none: this is all that is asked of them, many addresses at a time.
      if end - start < 64 || anyLies(from: start, value, mask) {
        for place in start..<end where narrow[place] & mask == value { body(Address(UInt128(narrow[place]), .ipv4)) }
      }
      start = end
    }
  }
  /// Whether any of 64 addresses lies in a network. Precondition: there are as many.
  @inline(__always) private func anyLies(from start: Int, _ value: UInt32, _ mask: UInt32) -> Bool {
    precondition(start >= 0 && start + 64 <= narrow.count, "a range outside of the list")
    let values = SIMD16<UInt32>(repeating: value), masks = SIMD16<UInt32>(repeating: mask)
    // Checked as a whole in the first line.
    return unsafe narrow.withUnsafeBytes { bytes in
      var found = SIMDMask<SIMD16<Int32>>(repeating: false)
      for part in 0..<4 {
        let addresses = unsafe bytes.loadUnaligned(fromByteOffset: (start + 16 * part) * 4, as: SIMD16<UInt32>.self)
        found .|= (addresses & masks) .== values
      }
      return any(found)
    }
  }
  public func contains(_ address: Address) -> Bool {
    guard address.family == family else { return false }
    return family == .ipv4 ? narrow.contains(UInt32(truncatingIfNeeded: address.bits)) : wide.contains(address.bits)
  }
  /// The addresses of some lists of one family, each once, in order.
  public static func sorted(_ lists: [AddressList]) -> [Address] {
    guard let family = lists.first?.family else { return [] }
    let bits = lists.flatMap { $0.family == .ipv4 ? $0.narrow.map { UInt128($0) } : $0.wide }.sorted()
    var result: [Address] = []
    for bits in bits where result.last?.bits != bits { result.append(Address(bits, family)) }
    return result
  }
  /// Networks of one length with the number of different addresses in each, the most populated first, then the lowest. `ranges`: addresses in
  /// none of them do not count; none: all do. Neither do those of `others`.
  public static func populations(
    of lists: [AddressList], length: Int, in ranges: [Network], without others: [Address]
  ) -> [(network: Network, count: Int)] {
    guard let family = lists.first?.family else { return [] }
    if family == .ipv4 && length == OctetTally.length {
      var tally = OctetTally()
      for list in lists { for bits in list.narrow { tally.insert(bits) } }
      for other in others where other.family == .ipv4 { tally.remove(UInt32(truncatingIfNeeded: other.bits)) }
      return tally.populations(in: ranges)
    }
    var tally = PopulationTally(capacity: lists.reduce(0) { $0 + $1.narrow.count + $1.wide.count }, mask: family.mask(length: length))
    for list in lists {
      for bits in list.narrow where tally.isNew(UInt128(bits)) { tally.count(UInt128(bits), in: ranges) }
      for bits in list.wide where tally.isNew(bits) { tally.count(bits, in: ranges) }
    }
    for other in others where other.family == family { tally.discount(other.bits, in: ranges) }
    return tally.networks.filter { $0.count > 0 }.sorted { a, b in (b.count, a.network) < (a.count, b.network) }.map {
      (Network($0.network, mask: family.mask(length: length), family), $0.count)
    }
  }
}

/// Which addresses of each /24 there are, a bit for each.
private struct OctetTally {
  static let length = 24
  private struct Member: BitwiseCopyable {
    /// The first three parts.
    var prefix: UInt32
    var low: UInt128 = 0, high: UInt128 = 0
  }
  private var members: [Member] = []
  /// Open addressing: places of members plus one.
  private var slots = [UInt32](repeating: 0, count: 256)
  private var last = -1

  @inline(__always) private func slot(_ prefix: UInt32) -> Int {
    Int(truncatingIfNeeded: (UInt64(prefix) &* 0x9e37_79b9_7f4a_7c15) &>> 40) & (slots.count &- 1)
  }
  /// The member's place; if there is none, -1 less the slot where it would go.
  @inline(__always) private func place(_ prefix: UInt32) -> Int {
    if last >= 0 && members[last].prefix == prefix { return last }
    var at = slot(prefix)
    while case let place = Int(slots[at]), place != 0 {
      if members[place - 1].prefix == prefix { return place - 1 }
      at = (at &+ 1) & (slots.count &- 1)
    }
    return -1 - at
  }
  @inline(__always) mutating func insert(_ bits: UInt32) {
    var place = self.place(bits >> 8)
    if place < 0 {
      members.append(Member(prefix: bits >> 8))
      slots[-1 - place] = UInt32(members.count)
      place = members.count - 1
      if members.count * 2 > slots.count { grow() }
    }
    last = place
    if bits & 128 == 0 { members[place].low |= 1 << UInt128(bits & 127) } else { members[place].high |= 1 << UInt128(bits & 127) }
  }
  mutating func remove(_ bits: UInt32) {
    let place = self.place(bits >> 8)
    if place < 0 { return }
    if bits & 128 == 0 { members[place].low &= ~(1 << UInt128(bits & 127)) } else { members[place].high &= ~(1 << UInt128(bits & 127)) }
  }
  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for (place, member) in members.enumerated() {
      var at = slot(member.prefix)
      while slots[at] != 0 { at = (at &+ 1) & (slots.count &- 1) }
      slots[at] = UInt32(place + 1)
    }
  }
  /// As ``AddressList/populations(of:length:in:without:)``.
  func populations(in ranges: [Network]) -> [(network: Network, count: Int)] {
    var result: [(network: Network, count: Int)] = []
    for member in members {
      let network = Network(Address(UInt128(member.prefix) << 8, .ipv4), length: Self.length)
      let count =
        if ranges.isEmpty || ranges.contains(where: { $0.mask & ~network.mask == 0 && $0.contains(network.address) }) {
          member.low.nonzeroBitCount + member.high.nonzeroBitCount
        } else {
          (0..<256).count { octet in
            (octet < 128 ? member.low : member.high) >> UInt128(octet & 127) & 1 == 1
              && ranges.contains { $0.contains(network.address | UInt128(octet)) }
          }
        }
      if count > 0 { result.append((network, count)) }
    }
    return result.sorted { a, b in (b.count, a.network.address) < (a.count, b.network.address) }
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
