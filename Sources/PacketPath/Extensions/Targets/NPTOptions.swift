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
  func save(to writer: inout RuleWriter) { writer.write(" --src-pfx \(source) --dst-pfx \(destination)") }
}
