/// `-m cgroup`: the control group of the packet's socket (cgroup_mt in xt_cgroup.c). A packet without a socket does not match, negated or not.
public struct CgroupMatch: Match {
  public static let info = ExtensionInfo(
    "cgroup", options: ["[!] --cgroup class", "[!] --path path"], model: .partial,
    "Packets of the node's own: unknown. Others have no socket and do not match.")
  private enum Form: BitwiseCopyable {
    case classID(UInt32)
    case path(Stored<TextRange>)
  }
  private let form: Form
  private let isNegated: Bool

  public init?(parsing reader: inout RuleReader) {
    if reader.takes("--cgroup") {
      isNegated = reader.isNegated
      guard let number = reader.number() else { return nil }
      form = .classID(UInt32(number))
    } else if reader.takes("--path") {
      isNegated = reader.isNegated
      guard let text = reader.quoted() else { return nil }
      form = .path(reader.store(text))
    } else {
      return nil
    }
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    // Over lo a packet loses its socket (skb_orphan in loopback_xmit).
    skb.packet.isLocal && !skb.isSecondPass ? .unknown : .no
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m cgroup")
    switch form {
    case .classID(let number):
      writer.option("--cgroup", negated: isNegated)
      writer.write(" \(number)")
    case .path(let place):
      writer.option("--path", negated: isNegated)
      writer.quote(writer.ruleset.heap[place], always: true)
    }
  }
}
