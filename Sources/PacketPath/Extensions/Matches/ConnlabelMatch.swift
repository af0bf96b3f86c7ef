/// `-m connlabel`: a bit of the connection's label (connlabel_mt in xt_connlabel.c). `--set` sets it, and so holds.
public struct ConnlabelMatch: Match {
  public static let info = ExtensionInfo(
    "connlabel", options: ["[!] --label number", "--set"], model: .partial,
    "A new connection has no label but those that earlier rules of its first packet's way set. Names of labels are not known.")
  private let bit: UInt8
  private let isNegated: Bool
  let sets: Bool

  public init?(parsing reader: inout RuleReader) {
    var bit: UInt8?, isNegated = false, seen = SeenOptions()
    while true {
      if reader.takes("--label", 0, of: &seen) {
        isNegated = reader.isNegated
        guard let text = reader.someText(), let number = UInt8(String(decoding: reader.unquoted(text), as: UTF8.self)), number < 128 else {
          return nil
        }
        bit = number
      } else if !reader.takesPlain("--set", 1, of: &seen) {
        break
      }
    }
    guard let bit else { return nil }
    (self.bit, self.isNegated, sets) = (bit, isNegated, seen.contains(1))
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    // What labels a known connection has, the inputs do not tell.
    skb.conntrack.isKnown && !sets ? .unknown : Answer((skb.conntrack.hasEntry && sets) != isNegated)
  }
  public func advance(_ skb: SocketBuffer, in context: EvaluationContext, _ memory: inout Memory, _ key: StateKey) -> Answer {
    guard skb.conntrack.hasEntry else { return Answer(isNegated) }
    if skb.conntrack.isKnown && !memory.isOfSession { return evaluate(skb, in: context) }
    if sets {
      memory.labels = memory.labels.map { $0 | 1 << UInt128(bit) }
      return Answer(!isNegated)
    }
    guard let labels = memory.labels else { return .unknown }
    return Answer((labels >> UInt128(bit) & 1 == 1) != isNegated)
  }
  public var remembers: Bool { true }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m connlabel")
    writer.option("--label", negated: isNegated)
    writer.write(" \"\(bit)\"")
    if sets { writer.write(" --set") }
  }
  public var needsConntrack: Bool { true }
}
