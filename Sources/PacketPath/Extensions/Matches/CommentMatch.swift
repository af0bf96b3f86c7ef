/// `-m comment --comment "text"`: always holds (xt_comment.c). kube-proxy writes the Service's name here.
public struct CommentMatch: Match {
  public static let info = ExtensionInfo("comment", options: ["--comment text"], "Always holds.")
  /// With its quotes, as it stands in the text.
  public let text: TextRange

  @inline(__always) public init?(parsing reader: inout RuleReader) {
    guard reader.takesPlain("--comment"), reader.cursor.byte() != 9, let text = reader.quoted(), text.count > 0 else { return nil }
    self.text = text
  }
  @inline(__always) public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { .yes }
  public var reads: PacketFields { [] }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m comment --comment")
    writer.quote(text, limit: 255)
  }
}
