/// `-j AUDIT --type accept|drop|reject`: a record for the audit system (audit_tg in xt_AUDIT.c), and goes on.
public struct AuditTarget: Target {
  public static let info = ExtensionInfo("AUDIT", options: ["--type accept|drop|reject"], "Goes on.")
  private enum Kind: String, BitwiseCopyable { case accept, drop, reject }
  private let kind: Kind

  public init?(parsing reader: inout RuleReader) {
    guard reader.takesPlain("--type"), let kind = Kind(rawValue: reader.string(reader.word()).lowercased()) else { return nil }
    self.kind = kind
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect { .goOn }
  public func save(to writer: inout RuleWriter) { writer.write(" -j AUDIT --type \(kind.rawValue)") }
}
