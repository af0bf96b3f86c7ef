/// `-m pkttype [!] --pkt-type type`: how the link layer delivered the packet (pkttype_mt in xt_pkttype.c).
///
/// It is what the arriving frame was addressed to; a packet of the node's own counts as unicast.
public struct PkttypeMatch: Match {
  public static let info = ExtensionInfo(
    "pkttype", options: ["[!] --pkt-type unicast|broadcast|multicast|otherhost"], model: .partial,
    "By the destination address as the packet arrived: frames are taken to be addressed as their packets are.")
  /// PACKET_HOST, PACKET_BROADCAST, … of if_packet.h.
  private let type: UInt8
  private let isNegated: Bool
  private static let names = ["unicast", "broadcast", "multicast", "otherhost", "outgoing", "loopback", "fastroute"]
  private static let otherNames: [String: UInt8] = ["host": 0, "bcast": 1, "mcast": 2]

  public init?(parsing reader: inout RuleReader) {
    guard reader.takes("--pkt-type") else { return nil }
    isNegated = reader.isNegated
    let word = reader.string(reader.word()).lowercased()
    guard let type = Self.names.firstIndex(of: word).map(UInt8.init) ?? Self.otherNames[word] else { return nil }
    self.type = type
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    let isFirst = skb.conntrack.hasEntry && !skb.conntrack.isKnown
    let original = isFirst ? Address(skb.conntrack.original.destination, skb.packet.family) : skb.packet.destinationAddress
    var actual: UInt8 = 0
    if !skb.packet.isLocal {
      if original.isMulticast {
        actual = 2
      } else if original.isLimitedBroadcast || context.facts.isBroadcast(original, on: skb.packet.inInterface) {
        actual = 1
      }
    }
    return Answer((actual == type) != isNegated)
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m pkttype")
    writer.option("--pkt-type", negated: isNegated)
    writer.write(" " + Self.names[Int(type)])
  }
}
