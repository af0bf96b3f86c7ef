/// `-j CONNSECMARK --save|--restore`: the security module's mark to or from the connection (connsecmark_tg in xt_CONNSECMARK.c).
public struct ConnsecmarkTarget: Target {
  public static let info = ExtensionInfo("CONNSECMARK", options: ["--save", "--restore"], judge: .none, "Goes on.")
  private let saves: Bool

  public init?(parsing reader: inout RuleReader) {
    saves = reader.takesPlain("--save")
    if !saves && !reader.takesPlain("--restore") { return nil }
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect { .goOn }
  public func save(to writer: inout RuleWriter) { writer.write(saves ? " -j CONNSECMARK --save" : " -j CONNSECMARK --restore") }
  public var needsConntrack: Bool { true }
}
