/// `-m udp`: the ports of a UDP header (udp_mt in xt_tcpudp.c).
public struct UDPMatch: Match {
  public static let info = ExtensionInfo(
    "udp", options: ["[!] --sport port[:port]", "[!] --dport port[:port]"], spellings: ["--source-port", "--destination-port"], "Exact.")
  private var ports: PortTest

  @inline(__always) public init?(parsing reader: inout RuleReader) {
    ports = PortTest(.lenient)
    while true {
      guard let taken = ports.takes(&reader) else { return nil }
      if !taken { return }
    }
  }
  @inline(__always) public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    skb.packet.proto == .udp ? ports.evaluate(skb.packet, context) : .no
  }
  public func indexKey(in tables: RuleTables) -> IndexKey? { ports.indexKey }
  public var reads: PacketFields { ports.reads }
  public func save(to writer: inout RuleWriter) {
    if writer.backend == .nft && ports.isOnlyNegatedFull { return }
    writer.write(" -m udp")
    ports.save(to: &writer)
  }
}

extension UDPMatch {
  var destinationPorts: PortRange? { ports.destinationPorts }
  var namedPorts: PortRange? { ports.namedPorts }
}
