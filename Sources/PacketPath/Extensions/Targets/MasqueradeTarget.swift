/// `-j MASQUERADE`: the source becomes an address of the device by which the packet leaves (nf_nat_masquerade.c).
public struct MasqueradeTarget: Target {
  public static let info = ExtensionInfo(
    "MASQUERADE", options: ["--to-ports port[-port]", "--random", "--random-fully"],
    "Exact where addresses and routes are given; else the address is unknown.")
  private let low: UInt16, high: UInt16
  private var flags: UInt8 = 0
  private static let hasPorts: UInt8 = 1, random: UInt8 = 2, fullyRandom: UInt8 = 4

  public init?(parsing reader: inout RuleReader) {
    var ports = PortRange(0)
    while true {
      if flags & Self.fullyRandom == 0, reader.takesPlain("--random-fully") {
        flags |= Self.fullyRandom
      } else if flags & Self.random == 0, reader.takesPlain("--random") {
        flags |= Self.random
      } else if flags & Self.hasPorts == 0, reader.takesPlain("--to-ports") {
        guard let range = portsWithHyphen(&reader) else { return nil }
        ports = range
        flags |= Self.hasPorts
      } else {
        break
      }
    }
    (low, high) = (ports.low, ports.high)
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    var translation = Translation(.masquerade, .source)
    if flags & Self.hasPorts != 0 { translation.ports = PortRange(low, high) }
    translation.isRandom = flags & (Self.random | Self.fullyRandom) != 0
    // A source of 0.0.0.0 stays as it is (nf_nat_masquerade_ipv4).
    if skb.packet.family == .ipv4 && skb.packet.source == 0 && !skb.packet.isSourceUnknown { return .accept }
    switch context.facts.masqueradeAddress(of: skb) {
    case .address(let address): translation.addresses = AddressRange(address.bits, address.bits)
    case .none: translation.isImpossible = true
    case .unknown: translation.isAddressUnknown = true
    }
    return .translate(translation)
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -j MASQUERADE")
    if flags & Self.hasPorts != 0 { writer.write(" --to-ports \(PortRange(low, high))") }
    if flags & Self.random != 0 { writer.write(" --random") }
    if flags & Self.fullyRandom != 0 { writer.write(" --random-fully") }
  }
  public var needsConntrack: Bool { true }
}

/// `8000` or `8000-8003`, as `--to-ports` has it.
func portsWithHyphen(_ reader: inout RuleReader) -> PortRange? {
  guard let low = reader.partialPort() else { return nil }
  var range = PortRange(low)
  if reader.takesByte(0x2d) {
    guard let high = reader.partialPort(), high >= low else { return nil }
    range.high = high
  }
  return reader.cursor.endsValue() ? range : nil
}
