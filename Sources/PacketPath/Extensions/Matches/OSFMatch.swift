/// `-m osf`: the sender's system, guessed from its SYN (xt_osf_match_packet in xt_osf.c). Fingerprints are not among the inputs.
public struct OSFMatch: Match {
  public static let info = ExtensionInfo(
    "osf", families: [.ipv4], options: ["[!] --genre name", "--ttl n", "--log n"], model: .partial,
    "A SYN: unknown, as fingerprints are not known. Other packets do not match.")
  private struct Options: BitwiseCopyable {
    var genre = TextRange.empty
    var isNegated = false
    var ttl: UInt8?, log: UInt8?
    var seen = SeenOptions()
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    guard reader.requires(reader.proto == .tcp, "it needs -p tcp") else { return nil }
    guard reader.family == .ipv4 else { return nil }
    var all = Options()
    while true {
      if reader.takes("--genre", 0, of: &all.seen) {
        all.isNegated = reader.isNegated
        guard let text = reader.quoted(), text.count > 0 else { return nil }
        all.genre = text
      } else if reader.takesPlain("--ttl", 1, of: &all.seen) {
        guard let number = reader.number(upTo: 2) else { return nil }
        all.ttl = UInt8(number)
      } else if reader.takesPlain("--log", 2, of: &all.seen) {
        guard let number = reader.number(upTo: 2) else { return nil }
        all.log = UInt8(number)
      } else {
        break
      }
    }
    guard all.seen.contains(0) else { return nil }
    options = reader.store(all)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    skb.packet.proto == .tcp && !skb.packet.isLaterFragment && skb.packet.tcpFlags.contains(.syn) ? .unknown : .no
  }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m osf")
    writer.option("--genre", negated: all.isNegated)
    let genre = Quoting.unquoted(writer.ruleset.bytes(all.genre)).prefix(31)
    if !genre.isEmpty { writer.write([32] + genre) }
    if let ttl = all.ttl { writer.write(" --ttl \(ttl)") }
    if let log = all.log { writer.write(" --log \(log)") }
  }
}
