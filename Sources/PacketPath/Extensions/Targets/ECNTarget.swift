/// `-j ECN`: takes away or sets the bits of congestion notification (ecn_tg in ipt_ECN.c), and goes on.
public struct ECNTarget: Target {
  public static let info = ExtensionInfo(
    "ECN", families: [.ipv4], options: ["--ecn-tcp-remove", "--ecn-tcp-ece 0|1", "--ecn-tcp-cwr 0|1", "--ecn-ip-ect n"], "Exact.")
  private var removes = false
  private var ece: Bool?, cwr: Bool?
  private var codepoint: UInt8?

  public init?(parsing reader: inout RuleReader) {
    guard reader.family == .ipv4 else { return nil }
    var seen = SeenOptions()
    while true {
      if reader.takesPlain("--ecn-tcp-remove", 0, of: &seen) {
        removes = true
      } else if reader.takesPlain("--ecn-tcp-ece", 1, of: &seen) {
        guard let number = reader.number(upTo: 1) else { return nil }
        ece = number == 1
      } else if reader.takesPlain("--ecn-tcp-cwr", 2, of: &seen) {
        guard let number = reader.number(upTo: 1) else { return nil }
        cwr = number == 1
      } else if reader.takesPlain("--ecn-ip-ect", 3, of: &seen) {
        guard let number = reader.number(upTo: 3) else { return nil }
        codepoint = UInt8(number)
      } else {
        break
      }
    }
    guard !seen.isEmpty, !removes || (ece == nil && cwr == nil) else { return nil }
    guard reader.requires(reader.proto == .tcp || (!removes && ece == nil && cwr == nil), "it needs -p tcp") else { return nil }
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    if let codepoint { skb.setTOS(skb.packet.tos & ~3 | codepoint) }
    guard skb.packet.proto == .tcp else { return .goOn }
    let before = skb.packet.tcpFlags
    if removes { skb.packet.tcpFlags.subtract([.ece, .cwr]) }
    if let ece { if ece { skb.packet.tcpFlags.insert(.ece) } else { skb.packet.tcpFlags.remove(.ece) } }
    if let cwr { if cwr { skb.packet.tcpFlags.insert(.cwr) } else { skb.packet.tcpFlags.remove(.cwr) } }
    if skb.packet.tcpFlags != before { skb.generation &+= 1 }
    return .goOn
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -j ECN")
    if removes { writer.write(" --ecn-tcp-remove") }
    if let ece { writer.write(ece ? " --ecn-tcp-ece 1" : " --ecn-tcp-ece 0") }
    if let cwr { writer.write(cwr ? " --ecn-tcp-cwr 1" : " --ecn-tcp-cwr 0") }
    if let codepoint { writer.write(" --ecn-ip-ect \(codepoint)") }
  }
}
