/// `-m udplite`: the ports of a UDP-Lite header (udp_mt in xt_tcpudp.c).
public struct UDPLiteMatch: Match {
  public static let info = ExtensionInfo("udplite", options: ["[!] --sport port[:port]", "[!] --dport port[:port]"], "Exact.")
  private var ports: PortTest

  public init?(parsing reader: inout RuleReader) {
    ports = PortTest()
    while true {
      guard let taken = ports.takes(&reader) else { return nil }
      if !taken { return }
    }
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    skb.packet.proto == .udplite ? ports.evaluate(skb.packet, context) : .no
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m udplite")
    ports.save(to: &writer)
  }
}
