/// `-m helper [!] --helper name`: a connection that a conntrack helper expected (helper_mt in xt_helper.c).
public struct HelperMatch: Match {
  public static let info = ExtensionInfo(
    "helper", options: ["[!] --helper name"], model: .partial,
    "Does not hold: a packet is taken to belong to no connection that a helper expected.")
  private let name: TextRange
  private let isNegated: Bool

  public init?(parsing reader: inout RuleReader) {
    guard reader.takes("--helper") else { return nil }
    isNegated = reader.isNegated
    guard let name = reader.quoted(), name.count > 0 else { return nil }
    self.name = name
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { Answer(isNegated) }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m helper")
    writer.option("--helper", negated: isNegated)
    writer.quote(name, limit: 29)
  }
  public var needsConntrack: Bool { true }
}
