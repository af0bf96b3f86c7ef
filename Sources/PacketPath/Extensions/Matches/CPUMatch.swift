/// `-m cpu [!] --cpu n`: the processor that handles the packet (cpu_mt in xt_cpu.c).
public struct CPUMatch: Match {
  public static let info = ExtensionInfo(
    "cpu", options: ["[!] --cpu n"], model: .opaque, "Unknown: which processor handles a packet is not among the inputs.")
  private let number: UInt32
  private let isNegated: Bool

  public init?(parsing reader: inout RuleReader) {
    guard reader.takes("--cpu") else { return nil }
    isNegated = reader.isNegated
    guard let number = reader.number() else { return nil }
    self.number = UInt32(number)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { .unknown }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m cpu")
    writer.option("--cpu", negated: isNegated)
    writer.write(" \(number)")
  }
}
