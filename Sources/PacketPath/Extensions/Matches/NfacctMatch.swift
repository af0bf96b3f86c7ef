/// `-m nfacct --nfacct-name NAME`: counts, and holds unless its object has a quota (nfnl_acct_overquota in nfnetlink_acct.c).
public struct NfacctMatch: Match {
  public static let info = ExtensionInfo(
    "nfacct", options: ["--nfacct-name name"], model: .partial,
    "Holds: objects without a quota always do, and kube-proxy's have none. One with a quota, which no dump shows, holds from there on.")
  private let name: TextRange

  public init?(parsing reader: inout RuleReader) {
    // iptables prints two blanks behind the option.
    guard reader.cursor.takes("--nfacct-name") else { return nil }
    reader.cursor.blank()
    guard let name = reader.someText() else { return nil }
    self.name = name
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { .yes }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m nfacct --nfacct-name ")
    writer.quote(name, limit: 31)
  }
}
