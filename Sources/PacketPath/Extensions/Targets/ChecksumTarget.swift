/// `-j CHECKSUM --checksum-fill`: fills in checksums that are left to the card (checksum_tg in xt_CHECKSUM.c), and goes on.
public struct ChecksumTarget: Target {
  public static let info = ExtensionInfo("CHECKSUM", options: ["--checksum-fill"], "Goes on.")
  public init?(parsing reader: inout RuleReader) { if !reader.takesPlain("--checksum-fill") { return nil } }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect { .goOn }
  public func save(to writer: inout RuleWriter) { writer.write(" -j CHECKSUM --checksum-fill") }
}
