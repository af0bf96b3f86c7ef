/// `-j DNPT`: another prefix for the destination, without state (ip6t_dnpt_tg in ip6t_NPT.c). It is read and printed, and unknown.
public struct DNPTTarget: Target {
  public static let info = ExtensionInfo(
    "DNPT", families: [.ipv6], options: ["--src-pfx prefix", "--dst-pfx prefix"], model: .opaque,
    "Unknown: the new address is not reckoned.")
  private let options: Stored<NPTOptions>

  public init?(parsing reader: inout RuleReader) {
    guard let options = NPTOptions(&reader) else { return nil }
    self.options = reader.store(options)
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect { .unknown }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -j DNPT")
    writer.ruleset.heap[options].save(to: &writer)
  }
}
