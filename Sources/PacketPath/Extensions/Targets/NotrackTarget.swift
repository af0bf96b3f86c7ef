/// `-j NOTRACK`: the older word for `-j CT --notrack` (notrack_tg in xt_CT.c).
public struct NotrackTarget: Target {
  public static let info = ExtensionInfo("NOTRACK", "Exact: conntrack leaves the packet alone.")
  public init?(parsing reader: inout RuleReader) {}
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    guard skb.conntrack.isUndecided else { return .goOn }
    skb.conntrack.state = .untracked
    skb.generation &+= 1
    return .goOn
  }
  public func save(to writer: inout RuleWriter) { writer.write(" -j NOTRACK") }
}
