/// `-j DNPT`: another prefix for the destination, without state (ip6t_dnpt_tg in ip6t_NPT.c).
public struct DNPTTarget: Target {
  public static let info = ExtensionInfo(
    "DNPT", families: [.ipv6], options: ["--src-pfx prefix", "--dst-pfx prefix"], model: .partial,
    "Exact, but that nobody is told of a packet that is dropped because no word of its address can be adjusted.")
  private let options: Stored<NPTOptions>

  public init?(parsing reader: inout RuleReader) {
    guard let options = NPTOptions(&reader) else { return nil }
    self.options = reader.store(options)
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    guard let mapped = context.ruleset.heap[options].map(skb.packet.destination) else { return .drop }
    skb.changeUntold(\.destination, to: mapped)
    return .goOn
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -j DNPT")
    writer.ruleset.heap[options].save(to: &writer)
  }
}
