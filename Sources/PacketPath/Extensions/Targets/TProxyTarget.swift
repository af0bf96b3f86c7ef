/// `-j TPROXY`: to a transparent socket of the node, without changing the packet but for its mark (tproxy_tg4 in xt_TPROXY.c).
///
/// Without such a socket the packet is dropped. Which sockets there are is not among the inputs.
public struct TProxyTarget: Target {
  public static let info = ExtensionInfo(
    "TPROXY", options: ["--on-port port", "--on-ip address", "--tproxy-mark value[/mask]"], model: .partial,
    "Forks: a socket listens, and the packet is marked and accepted; or none does, and it is dropped.")
  private struct Options: BitwiseCopyable {
    var port: UInt16 = 0
    var address: UInt128 = 0
    var mark: UInt32 = 0, mask: UInt32 = 0
    var seen = SeenOptions()
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while true {
      if reader.takesPlain("--on-port", 0, of: &all.seen) {
        guard let port = reader.wrappedPort(), reader.cursor.endsValue() else { return nil }
        all.port = port
      } else if reader.takesPlain("--on-ip", 1, of: &all.seen) {
        guard let address = reader.partialAddress(), reader.cursor.endsValue() else { return nil }
        all.address = address
      } else if reader.takesPlain("--tproxy-mark", 2, of: &all.seen) {
        guard let both = reader.valueAndMask() else { return nil }
        (all.mark, all.mask) = both
      } else {
        break
      }
    }
    guard all.seen.contains(0) else { return nil }
    guard reader.requires(reader.proto == .tcp || reader.proto == .udp, "it needs -p tcp or -p udp") else { return nil }
    options = reader.store(all)
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    // A fragment has no port to look for.
    if skb.packet.isLaterFragment { return .drop }
    let all = context.ruleset.heap[options]
    return .toSocket(mark: all.mark, mask: all.mask)
  }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -j TPROXY --on-port \(all.port) --on-ip \(Address(all.address, writer.family)) --tproxy-mark ")
    writer.writeHex(all.mark)
    writer.write("/")
    writer.writeHex(all.mask)
  }
}
