/// `-m hbh`: the hop-by-hop options header of IPv6 (hbh_mt6 in ip6t_hbh.c). Packets are taken to have none, and so it does not hold.
public struct HbhMatch: Match {
  public static let info = ExtensionInfo(
    "hbh", families: [.ipv6], options: ["[!] --hbh-len n", "--hbh-opts type[:length],…"], model: .partial,
    "Does not hold: packets are taken to have no extension headers.")
  private let test: Stored<IPv6OptionsTest>

  public init?(parsing reader: inout RuleReader) {
    guard reader.family == .ipv6, let test = IPv6OptionsTest(&reader, "--hbh-len", "--hbh-opts", wraps: true) else { return nil }
    self.test = reader.store(test)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { .no }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m hbh")
    writer.ruleset.heap[test].save("--hbh-len", "--hbh-opts", to: &writer)
  }
}
