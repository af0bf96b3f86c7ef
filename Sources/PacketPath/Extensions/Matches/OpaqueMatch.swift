/// A test that nobody here knows: its words as they stand in the text. It answers unknown.
public struct OpaqueMatch: Match {
  public static let info = ExtensionInfo("", model: .opaque, "Not known: its answer forks into yes and no.")
  public let text: TextRange

  init(_ text: TextRange) { self.text = text }
  public init?(parsing reader: inout RuleReader) { return nil }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { .unknown }
  public func save(to writer: inout RuleWriter) {
    writer.write(" ")
    writer.write(text)
  }
}
