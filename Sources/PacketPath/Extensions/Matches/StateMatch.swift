/// `-m state --state …`: the older word for `--ctstate` (state_mt in xt_state.c).
public struct StateMatch: Match {
  public static let info = ExtensionInfo("state", options: ["[!] --state list"], "Exact.")
  private let test: ConntrackStateTest

  public init?(parsing reader: inout RuleReader) {
    guard reader.takes("--state") else { return nil }
    guard let test = ConntrackStateTest(&reader, allowed: [.invalid, .new, .related, .established, .untracked]) else { return nil }
    self.test = test
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { test.evaluate(skb.conntrack) }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m state")
    test.save("--state", to: &writer)
  }
  public var needsConntrack: Bool { true }
}
