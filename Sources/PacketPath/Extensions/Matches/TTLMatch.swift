/// `-m ttl`: the time to live of an IPv4 packet, which forwarding has lowered before FORWARD sees it (ttl_mt in xt_hl.c).
public struct TTLMatch: Match {
  public static let info = ExtensionInfo(
    "ttl", families: [.ipv4], options: ["[!] --ttl-eq n", "--ttl-lt n", "--ttl-gt n"], spellings: ["--ttl"], "Exact.")
  private let test: TTLTest

  public init?(parsing reader: inout RuleReader) {
    guard reader.family == .ipv4 else { return nil }
    var test: TTLTest?
    if reader.takes("--ttl-eq") || reader.takes("--ttl") {
      test = TTLTest(.equal, &reader)
    } else if reader.takes("--ttl-lt") {
      test = TTLTest(.less, &reader)
    } else if reader.takes("--ttl-gt") {
      test = TTLTest(.greater, &reader)
    }
    guard let test else { return nil }
    self.test = test
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { test.evaluate(skb.packet.ttl) }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m ttl")
    test.save("--ttl-eq", "--ttl-lt", "--ttl-gt", to: &writer)
  }
}
