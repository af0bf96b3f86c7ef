/// `-j HL`: sets, raises or lowers the hop limit of an IPv6 packet (hl_tg6 in xt_HL.c), and goes on.
public struct HLTarget: Target {
  public static let info = ExtensionInfo("HL", families: [.ipv6], options: ["--hl-set n", "--hl-inc n", "--hl-dec n"], "Exact.")
  private let change: TTLChange

  public init?(parsing reader: inout RuleReader) {
    guard reader.family == .ipv6 else { return nil }
    var change: TTLChange?
    if reader.takesPlain("--hl-set") {
      change = TTLChange(.set, &reader)
    } else if reader.takesPlain("--hl-inc") {
      change = TTLChange(.increase, &reader)
    } else if reader.takesPlain("--hl-dec") {
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
    writer.write(" -j HL")
    change.save(" --hl-set", " --hl-inc", " --hl-dec", to: &writer)
  }
}
