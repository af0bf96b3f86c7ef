/// `-j REDIRECT`: to this node itself (nf_nat_redirect.c): arriving packets to the arrival device's first address, local ones to 127.0.0.1 or ::1.
public struct RedirectTarget: Target {
  public static let info = ExtensionInfo(
    "REDIRECT", options: ["--to-ports port[-port]", "--random"], "Exact where addresses are given; else the address is unknown.")
  private let low: UInt16, high: UInt16
  private let hasPorts: Bool, isRandom: Bool

  public init?(parsing reader: inout RuleReader) {
    var ports: PortRange?, random = false
    while true {
      if ports == nil, reader.takesPlain("--to-ports") {
        guard let range = portsWithHyphen(&reader) else { return nil }
        ports = range
      } else if !random, reader.takesPlain("--random") {
        random = true
      } else {
        break
      }
    }
    (low, high, hasPorts, isRandom) = (ports?.low ?? 0, ports?.high ?? 0, ports != nil, random)
  }
  /// The port it leads to; nil where it is a range, or stays as it is.
  public var port: UInt16? { hasPorts && low == high ? low : nil }

  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    var translation = Translation(.redirect, .destination)
    if hasPorts { translation.ports = PortRange(low, high) }
    translation.isRandom = isRandom
    if skb.hook == .output {
      let loopback = Address.loopback(skb.packet.family).bits
      translation.addresses = AddressRange(loopback, loopback)
      return .translate(translation)
    }
    switch context.facts.redirectAddress(of: skb) {
    case .address(let address): translation.addresses = AddressRange(address.bits, address.bits)
    case .none: translation.isImpossible = true
    case .unknown: translation.isAddressUnknown = true
    }
    return .translate(translation)
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -j REDIRECT")
    if hasPorts { writer.write(" --to-ports \(PortRange(low, high))") }
    if isRandom { writer.write(" --random") }
  }
  public var needsConntrack: Bool { true }
}
