/// `-m rpfilter`: whether an answer would leave by the device that the packet came in by (rpfilter_mt in ipt_rpfilter.c, ip6t_rpfilter.c).
public struct RpfilterMatch: Match {
  public static let info = ExtensionInfo(
    "rpfilter", options: ["--loose", "--validmark", "--accept-local", "--invert"],
    "By a route lookup of the source; without routes it is unknown.")
  private var flags = SeenOptions()
  private static let loose: UInt32 = 0, validMark: UInt32 = 1, acceptLocal: UInt32 = 2, invert: UInt32 = 3

  public init?(parsing reader: inout RuleReader) {
    while reader.takesPlain("--loose", Self.loose, of: &flags) || reader.takesPlain("--validmark", Self.validMark, of: &flags)
      || reader.takesPlain("--accept-local", Self.acceptLocal, of: &flags) || reader.takesPlain("--invert", Self.invert, of: &flags)
    {}
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    passes(skb, context.facts).negated(flags.contains(Self.invert))
  }
  private func passes(_ skb: SocketBuffer, _ facts: NodeFacts) -> Answer {
    let packet = skb.packet
    if skb.inInterface == .loopback { return .yes }
    if packet.isSourceUnknown { return .unknown }
    if packet.family == .ipv6 {
      if packet.source == 0 { return .yes }
    } else if packet.sourceAddress.isUnspecified && (packet.destinationAddress.isLimitedBroadcast || packet.destination >> 8 == 0xe00000) {
      return .yes
    }
    if facts.routes == nil { return .unknown }
    var back = RouteQuery(destination: packet.sourceAddress)
    let isSpecial =
      packet.destinationAddress.isMulticast || packet.destinationAddress.isLimitedBroadcast || packet.destinationAddress.isUnspecified
    if !isSpecial { back.source = packet.destinationAddress }
    back.tos = packet.tos
    // Ports are not among what is looked up, and the protocol in IPv6 alone (rpfilter_lookup_reverse6).
    if packet.family == .ipv6 { back.proto = packet.proto }
    back.sender = skb.sender
    if flags.contains(Self.validMark) { back.mark = skb.mark }
    // An anycast address of the node's is nobody's source (rpfilter_lookup_reverse6).
    if packet.family == .ipv6 && facts.index.localRoute(to: packet.sourceAddress)?.kind == .anycast { return .no }
    // The source is looked up in the tables, also where it is none that a packet could be sent to.
    switch facts.lookup(back) {
    case .unknown: return .unknown
    case .local:
      guard flags.contains(Self.acceptLocal) else { return .no }
      return flags.contains(Self.loose) || packet.family == .ipv6
        ? .yes : facts.isLocal(packet.sourceAddress, on: skb.inInterface, skb.sender)
    case .unicast(let device, _, _):
      if flags.contains(Self.loose) { return .yes }
      return device.isKnown && skb.inInterface.isKnown ? Answer(device == skb.inInterface) : .unknown
    case .broadcast, .multicast, .unreachable, .prohibit, .blackhole, .none: return .no
    }
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m rpfilter")
    if flags.contains(Self.loose) { writer.write(" --loose") }
    if flags.contains(Self.validMark) { writer.write(" --validmark") }
    if flags.contains(Self.acceptLocal) { writer.write(" --accept-local") }
    if flags.contains(Self.invert) { writer.write(" --invert") }
  }
}
