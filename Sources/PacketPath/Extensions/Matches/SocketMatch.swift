/// `-m socket`: whether a socket of the node waits for the packet (socket_match in xt_socket.c).
///
/// Which sockets there are is not among the inputs. `--restore-skmark` would give the packet the socket's mark: that is not followed.
public struct SocketMatch: Match {
  public static let info = ExtensionInfo(
    "socket", options: ["--transparent", "--nowildcard", "--restore-skmark"], model: .partial,
    "TCP, UDP and ICMP errors: unknown, as the node's sockets are not known. Other protocols: no.")
  private var flags = SeenOptions()

  public init?(parsing reader: inout RuleReader) {
    while reader.takesPlain("--transparent", 0, of: &flags) || reader.takesPlain("--nowildcard", 1, of: &flags)
      || reader.takesPlain("--restore-skmark", 2, of: &flags)
    {}
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    switch skb.packet.proto {
    case .tcp, .udp: .unknown
    case .icmp: [3, 4, 5, 11, 12].contains(skb.packet.icmpType) ? .unknown : .no
    case .icmpv6: skb.packet.icmpType < 128 ? .unknown : .no
    default: .no
    }
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m socket")
    if flags.contains(0) { writer.write(" --transparent") }
    if flags.contains(1) { writer.write(" --nowildcard") }
    if flags.contains(2) { writer.write(" --restore-skmark") }
  }
}
