/// `-j SYNPROXY`: answers a SYN in the server's place (synproxy_tg4 in xt_SYNPROXY.c).
///
/// The ACK that follows is taken too, if it answers a cookie that was sent; one that comes first does not, and is dropped.
public struct SYNProxyTarget: Target {
  public static let info = ExtensionInfo(
    "SYNPROXY", options: ["--sack-perm", "--timestamp", "--wscale n", "--mss n", "--ecn"],
    "A SYN is taken out of the stack, an ACK without a cookie dropped; other packets go on.")
  private var scale: UInt8 = 0
  private var size: UInt16 = 0
  private var seen = SeenOptions()

  public init?(parsing reader: inout RuleReader) {
    while true {
      if reader.takesPlain("--wscale", 2, of: &seen) {
        guard let number = reader.number(upTo: 255) else { return nil }
        scale = UInt8(number)
      } else if reader.takesPlain("--mss", 3, of: &seen) {
        guard let number = reader.number() else { return nil }
        size = UInt16(truncatingIfNeeded: number)
      } else if !(reader.takesPlain("--sack-perm", 0, of: &seen) || reader.takesPlain("--timestamp", 1, of: &seen)
        || reader.takesPlain("--ecn", 4, of: &seen))
      {
        break
      }
    }
    guard reader.requires(reader.proto == .tcp, "it needs -p tcp") else { return nil }
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    // Nor does it answer what does not sum up.
    if skb.checksum.isWrong(skb.packet, at: skb.hook) { return .drop }
    let flags = skb.packet.tcpFlags.intersection([.syn, .ack, .fin, .rst])
    return flags == .syn ? .steal : flags == .ack ? .drop : .goOn
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -j SYNPROXY")
    if seen.contains(0) { writer.write(" --sack-perm") }
    if seen.contains(1) { writer.write(" --timestamp") }
    if seen.contains(2) { writer.write(" --wscale \(scale)") }
    if seen.contains(3) { writer.write(" --mss \(size)") }
    if seen.contains(4) { writer.write(" --ecn") }
  }
  public var needsConntrack: Bool { true }
}
