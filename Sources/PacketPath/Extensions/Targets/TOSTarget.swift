/// `-j TOS`: tos = (tos & ~mask) ^ value (tos_tg in xt_DSCP.c), and goes on. All its forms are stored as `--set-tos`.
public struct TOSTarget: Target {
  public static let info = ExtensionInfo(
    "TOS", options: ["--set-tos value[/mask]", "--and-tos bits", "--or-tos bits", "--xor-tos bits"], "Exact.")
  private let value: TOSValue

  public init?(parsing reader: inout RuleReader) {
    var value: TOSValue?
    if reader.takesPlain("--set-tos") {
      value = TOSValue(&reader)
    } else if reader.takesPlain("--or-tos") {
      value = reader.number(upTo: 255).map { TOSValue(value: UInt8($0), mask: UInt8($0)) }
    } else if reader.takesPlain("--and-tos") {
      value = reader.number(upTo: 255).map { TOSValue(value: 0, mask: ~UInt8($0)) }
    } else if reader.takesPlain("--xor-tos") {
      value = reader.number(upTo: 255).map { TOSValue(value: UInt8($0), mask: 0) }
    }
    guard let value else { return nil }
    self.value = value
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    skb.setTOS((skb.packet.tos & ~value.mask) ^ value.value)
    return .goOn
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -j TOS --set-tos")
    value.save(to: &writer)
  }
}
