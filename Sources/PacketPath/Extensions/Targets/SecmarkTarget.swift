/// `-j SECMARK --selctx context`: a mark for the security module (secmark_tg in xt_SECMARK.c), and goes on.
public struct SecmarkTarget: Target {
  public static let info = ExtensionInfo("SECMARK", options: ["--selctx context"], judge: .none, "Goes on.")
  private let text: TextRange

  public init?(parsing reader: inout RuleReader) {
    guard reader.takesPlain("--selctx"), let text = reader.someText() else { return nil }
    self.text = text
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect { .goOn }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -j SECMARK --selctx ")
    writer.write(Quoting.unquoted(writer.ruleset.bytes(text)))
  }
}
