/// `-m sctp`: the ports of an SCTP header (match_packet in xt_sctp.c). Tests of chunks are read and printed, and unknown.
public struct SCTPMatch: Match {
  public static let info = ExtensionInfo(
    "sctp", options: ["[!] --sport port[:port]", "[!] --dport port[:port]", "[!] --chunk-types all|any|only list"], model: .partial,
    "Ports exactly; which chunks a packet carries is unknown.")
  private var ports: PortTest

  public init?(parsing reader: inout RuleReader) {
    ports = PortTest()
    while true {
      guard let taken = ports.takes(&reader) else { return nil }
      if !taken { return }
    }
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    skb.packet.proto == .sctp ? ports.evaluate(skb.packet, context) : .no
  }
  public func indexKey(in tables: RuleTables) -> IndexKey? { ports.indexKey }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m sctp")
    ports.save(to: &writer)
  }
}

extension SCTPMatch {
  var destinationPorts: PortRange? { ports.destinationPorts }
}
