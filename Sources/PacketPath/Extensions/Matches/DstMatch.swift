/// `-m dst`: the destination options header of IPv6 (hbh_mt6 in ip6t_hbh.c). Packets are taken to have none, and so it does not hold.
public struct DstMatch: Match {
  public static let info = ExtensionInfo(
    "dst", families: [.ipv6], options: ["[!] --dst-len n", "--dst-opts type[:length],…"], model: .partial,
    "Does not hold: packets are taken to have no extension headers.")
  private let test: Stored<IPv6OptionsTest>

  public init?(parsing reader: inout RuleReader) {
    guard reader.family == .ipv6, let test = IPv6OptionsTest(&reader, "--dst-len", "--dst-opts", wraps: false) else { return nil }
    self.test = reader.store(test)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { .no }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m dst")
    writer.ruleset.heap[test].save("--dst-len", "--dst-opts", to: &writer)
  }
}
