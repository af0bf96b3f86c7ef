/// `-j NETMAP --to network`: another network, the same host bits (netmap_tg4 in xt_NETMAP.c). In PREROUTING and OUTPUT of the
/// destination, else of the source.
public struct NetmapTarget: Target {
  public static let info = ExtensionInfo("NETMAP", options: ["--to address[/length]"], "Exact.")
  private let network: Stored<Network>

  public init?(parsing reader: inout RuleReader) {
    guard reader.takesPlain("--to"), let host = reader.hostAndLength() else { return nil }
    network = reader.store(Network(Address(host.address, reader.family), length: Int(host.length)))
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    let network = context.ruleset.heap[network]
    let isDestination = skb.hook == .prerouting || skb.hook == .output
    var translation = Translation(.netmap, isDestination ? .destination : .source)
    if !isDestination && skb.packet.isSourceUnknown && !network.isHost {
      translation.isAddressUnknown = true
    } else {
      let address = (isDestination ? skb.packet.destination : skb.packet.source) & ~network.mask | network.address
      translation.addresses = AddressRange(address, address)
    }
    return .translate(translation)
  }
  public func save(to writer: inout RuleWriter) { writer.write(" -j NETMAP --to \(writer.ruleset.heap[network])") }
  public var needsConntrack: Bool { true }
}
