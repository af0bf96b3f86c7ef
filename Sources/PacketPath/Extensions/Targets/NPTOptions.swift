/// `--src-pfx prefix --dst-pfx prefix`, which SNPT and DNPT share: at most 64 bits, and no host bits.
struct NPTOptions: BitwiseCopyable {
  private let source: Network, destination: Network

  init?(_ reader: inout RuleReader) {
    var source: Network?, destination: Network?
    while true {
      if source == nil, reader.takesPlain("--src-pfx") {
        guard let prefix = Self.prefix(&reader) else { return nil }
        source = prefix
      } else if destination == nil, reader.takesPlain("--dst-pfx") {
        guard let prefix = Self.prefix(&reader) else { return nil }
        destination = prefix
      } else {
        break
      }
    }
    guard reader.family == .ipv6, let source, let destination else { return nil }
    (self.source, self.destination) = (source, destination)
  }
  private static func prefix(_ reader: inout RuleReader) -> Network? {
    guard let address = reader.partialIPv6(), reader.takesByte(0x2f), let length = reader.number(upTo: 64) else { return nil }
    let network = Network(Address(address, .ipv6), length: Int(length))
    return network.address == address ? network : nil
  }
  /// The address with the other prefix, and one of its words adjusted so that checksums over it stay what they were (RFC 6296, ip6t_npt_map_pfx).
  /// Whether it had the first prefix is not asked. Nil: no word can be adjusted, and the packet is dropped.
  func map(_ address: UInt128) -> UInt128? {
    let prefix = source.mask | destination.mask
    let mapped = address & ~prefix | destination.address
    func word(_ bits: UInt128, _ i: Int) -> UInt32 { UInt32(truncatingIfNeeded: bits >> UInt128(112 - 16 * i)) & 0xffff }
    let place = prefix.nonzeroBitCount <= 48 ? 3 : (4..<8).first { word(mapped, $0) != 0xffff }
    guard let place else { return nil }
    // One's complement sums, that is, modulo 2^16 - 1.
    let sum = (0..<8).reduce(word(mapped, place)) { $0 + word(source.address, $1) + 0xffff - word(destination.address, $1) } % 0xffff
    let shift = UInt128(112 - 16 * place)
    return mapped & ~(0xffff << shift) | UInt128(sum) << shift
  }
  func save(to writer: inout RuleWriter) { writer.write(" --src-pfx \(source) --dst-pfx \(destination)") }
}
