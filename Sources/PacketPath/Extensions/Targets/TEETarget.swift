/// `-j TEE --gateway address`: a copy goes to another host; the packet goes on (tee_tg4 in xt_TEE.c).
public struct TEETarget: Target {
  public static let info = ExtensionInfo(
    "TEE", options: ["--gateway address", "--oif device"], model: .partial, "Goes on; the copy's way is not followed.")
  private struct Options: BitwiseCopyable {
    var gateway: UInt128 = 0
    var device: TextRange?
    var seen = SeenOptions()
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while true {
      if reader.takesPlain("--gateway", 0, of: &all.seen) {
        guard let address = reader.partialAddress(), reader.cursor.endsValue(), address != 0 else { return nil }
        all.gateway = address
      } else if reader.takesPlain("--oif", 1, of: &all.seen) {
        guard let name = reader.someText() else { return nil }
        all.device = name
      } else {
        break
      }
    }
    guard all.seen.contains(0) else { return nil }
    options = reader.store(all)
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect { .goOn }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -j TEE --gateway \(Address(all.gateway, writer.family))")
    if let device = all.device { writer.write(Array(" --oif ".utf8) + Quoting.unquoted(writer.ruleset.bytes(device)).prefix(15)) }
  }
}
