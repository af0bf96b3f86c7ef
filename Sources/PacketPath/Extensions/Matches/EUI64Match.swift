/// `-m eui64`: whether the last half of the source address is made from the sender's MAC address (eui64_mt6 in ip6t_eui64.c).
public struct EUI64Match: Match {
  public static let info = ExtensionInfo("eui64", families: [.ipv6], "Exact where the packet's MAC address is given, else unknown.")

  public init?(parsing reader: inout RuleReader) { if reader.family == .ipv4 { return nil } }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    guard !skb.packet.isLocal, skb.inInterface != .loopback else { return .no }
    guard let mac = skb.packet.mac, !skb.packet.isSourceUnknown else { return .unknown }
    let identifier = ((mac >> 24) << 40 | 0xff_fe00_0000 | mac & 0xff_ffff) ^ 0x0200_0000_0000_0000
    return Answer(UInt64(truncatingIfNeeded: skb.packet.source) == identifier)
  }
  public func save(to writer: inout RuleWriter) { writer.write(" -m eui64") }
}
