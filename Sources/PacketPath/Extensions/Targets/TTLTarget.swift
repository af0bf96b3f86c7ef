/// `-j TTL`: sets, raises or lowers the time to live of an IPv4 packet (ttl_tg in xt_HL.c), and goes on.
public struct TTLTarget: Target {
  public static let info = ExtensionInfo("TTL", families: [.ipv4], options: ["--ttl-set n", "--ttl-inc n", "--ttl-dec n"], "Exact.")
  private let change: TTLChange

  public init?(parsing reader: inout RuleReader) {
    guard reader.family == .ipv4 else { return nil }
    var change: TTLChange?
    if reader.takesPlain("--ttl-set") {
      change = TTLChange(.set, &reader)
    } else if reader.takesPlain("--ttl-inc") {
      change = TTLChange(.increase, &reader)
    } else if reader.takesPlain("--ttl-dec") {
      change = TTLChange(.decrease, &reader)
    }
    guard let change else { return nil }
    self.change = change
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    skb.setTTL(change.applied(to: skb.packet.ttl))
    return .goOn
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -j TTL")
    change.save(" --ttl-set", " --ttl-inc", " --ttl-dec", to: &writer)
  }
}
