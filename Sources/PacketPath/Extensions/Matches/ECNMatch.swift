/// `-m ecn`: explicit congestion notification, of IP and of TCP (ecn_mt4 in xt_ecn.c).
public struct ECNMatch: Match {
  public static let info = ExtensionInfo(
    "ecn", options: ["[!] --ecn-tcp-ece", "[!] --ecn-tcp-cwr", "[!] --ecn-ip-ect n"],
    "Exact; a packet has no congestion bits unless they are given.")
  private var seen = SeenOptions(), inverted = SeenOptions()
  private var codepoint: UInt8 = 0

  public init?(parsing reader: inout RuleReader) {
    while true {
      if reader.takes("--ecn-tcp-ece", 0, of: &seen) {
        guard reader.proto == .tcp else { return nil }
        if reader.isNegated { _ = inverted.insert(0) }
      } else if reader.takes("--ecn-tcp-cwr", 1, of: &seen) {
        guard reader.proto == .tcp else { return nil }
        if reader.isNegated { _ = inverted.insert(1) }
      } else if reader.takes("--ecn-ip-ect", 2, of: &seen) {
        if reader.isNegated { _ = inverted.insert(2) }
        guard let number = reader.number(upTo: 3) else { return nil }
        codepoint = UInt8(number)
      } else {
        break
      }
    }
    if seen.isEmpty { return nil }
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    let packet = skb.packet
    if seen.contains(2) && (packet.tos & 3 == codepoint) == inverted.contains(2) { return .no }
    guard seen.contains(0) || seen.contains(1) else { return .yes }
    if packet.proto != .tcp || packet.isLaterFragment { return .no }
    if seen.contains(0) && packet.tcpFlags.contains(.ece) == inverted.contains(0) { return .no }
    if seen.contains(1) && packet.tcpFlags.contains(.cwr) == inverted.contains(1) { return .no }
    return .yes
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m ecn")
    if seen.contains(0) { writer.option("--ecn-tcp-ece", negated: inverted.contains(0)) }
    if seen.contains(1) { writer.option("--ecn-tcp-cwr", negated: inverted.contains(1)) }
    if seen.contains(2) {
      writer.option("--ecn-ip-ect", negated: inverted.contains(2))
      writer.write(" \(codepoint)")
    }
  }
}
