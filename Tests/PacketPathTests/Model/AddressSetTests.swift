import PacketPath
import Testing

@Suite("Sets of addresses")
struct AddressSetTests {
  private static func network(_ text: String) throws -> Network { try #require(Network(text)) }

  @Test("hold each address once, and say which lie in a network", arguments: 0..<20)
  func members(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var set = AddressSet(.ipv4), plain: Set<UInt32> = []
    // Few /24s, many of them, and the ends of the address space.
    let bases: [UInt32] = (0..<(seed % 2 == 0 ? 3 : 400)).map { _ in UInt32.random(in: 0...0xff_ffff, using: &generator) } + [0, 0xff_ffff]
    for _ in 0..<2000 {
      let bits = bases.randomElement(using: &generator)! << 8 | UInt32.random(in: 0...255, using: &generator)
      set.insert(Address(UInt128(bits), .ipv4))
      plain.insert(bits)
    }
    #expect(AddressSet.sorted([set]).map(\.bits) == plain.sorted().map { UInt128($0) })
    for _ in 0..<200 {
      let bits = bases.randomElement(using: &generator)! << 8 | UInt32.random(in: 0...255, using: &generator)
      #expect(set.contains(Address(UInt128(bits), .ipv4)) == plain.contains(bits))
      let network = Network(Address(UInt128(bits), .ipv4), length: Int.random(in: 0...32, using: &generator))
      var found: [UInt128] = []
      set.forEach(in: network) { found.append($0.bits) }
      #expect(found.sorted() == plain.map { UInt128($0) }.filter { network.contains($0) }.sorted())
    }
  }
  @Test("count by network, over several sets, without others, in ranges", arguments: [IPFamily.ipv4, .ipv6])
  func populations(family: IPFamily) throws {
    func address(_ network: UInt128, _ host: UInt128) -> Address {
      family == .ipv4 ? Address(10 << 24 | network << 8 | host, .ipv4) : Address(0xfd << 120 | network << 64 | host, .ipv6)
    }
    var one = AddressSet(family), other = AddressSet(family)
    for host in 1...5 { one.insert(address(3, UInt128(host))) }
    for host in 4...9 { other.insert(address(3, UInt128(host))) }
    for host in 1...9 { other.insert(address(2, UInt128(host))) }
    other.insert(address(7, 200))
    let length = family == .ipv4 ? 24 : 64
    func count(_ ranges: [Network], _ others: [Address] = []) -> [Int: Int] {
      let found = AddressSet.mostPopulated(.max, of: [one, other], length: length, in: ranges, without: others)
      #expect(found.map(\.count) == found.map(\.count).sorted(by: >))
      var result: [Int: Int] = [:]
      for entry in found {
        for place in [2, 3, 7] where entry.network.contains(address(UInt128(place), 0)) { result[place] = entry.count }
      }
      return result
    }
    #expect(count([]) == [2: 9, 3: 9, 7: 1])
    #expect(count([], [address(3, 1), address(7, 200), address(8, 1)]) == [2: 9, 3: 8])
    #expect(count([Network(address(2, 0), length: length)]) == [2: 9])
    #expect(count([Network(address(3, 0), length: length + 6)]) == [3: family == .ipv4 ? 3 : 9])
  }
}
