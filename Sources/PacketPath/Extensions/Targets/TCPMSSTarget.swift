/// `-j TCPMSS`: lowers the maximum segment size that a SYN offers (tcpmss_tg4 in xt_TCPMSS.c), and goes on.
public struct TCPMSSTarget: Target {
  public static let info = ExtensionInfo(
    "TCPMSS", options: ["--set-mss n", "--clamp-mss-to-pmtu"], model: .partial,
    "Goes on. The size that a packet offers is not followed, but that a SYN without options grows.")
  /// Nil: what the route's MTU allows.
  private let size: UInt16?

  public init?(parsing reader: inout RuleReader) {
    var size: UInt16?, seen = SeenOptions()
    while true {
      if reader.takesPlain("--set-mss", 0, of: &seen) {
        guard let number = reader.number(upTo: reader.family == .ipv4 ? 65515 : 65495) else { return nil }
        size = UInt16(number)
      } else if !reader.takesPlain("--clamp-mss-to-pmtu", 1, of: &seen) {
        break
      }
    }
    if seen.isEmpty { return nil }
    guard reader.requires(reader.proto == .tcp, "it needs -p tcp") else { return nil }
    self.size = seen.contains(1) ? nil : size
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    // A segment without options and data is given one (tcpmss_mangle_packet); a longer one is taken to have its own.
    let header: UInt32 = skb.packet.family == .ipv4 ? 40 : 60
    if skb.packet.length == header { skb.packet.length = header + 4 }
    // What `-m tcpmss` finds may be another value now.
    skb.generation &+= 1
    return .goOn
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -j TCPMSS" + (size.map { " --set-mss \($0)" } ?? " --clamp-mss-to-pmtu"))
  }
}
