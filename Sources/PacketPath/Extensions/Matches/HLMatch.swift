/// `-m hl`: the hop limit of an IPv6 packet, which forwarding has lowered before FORWARD sees it (hl_mt6 in xt_hl.c).
public struct HLMatch: Match {
  public static let info = ExtensionInfo(
    "hl", families: [.ipv6], options: ["[!] --hl-eq n", "--hl-lt n", "--hl-gt n"], spellings: ["--hl"], "Exact.")
  private let test: TTLTest

  public init?(parsing reader: inout RuleReader) {
    guard reader.family == .ipv6 else { return nil }
    var test: TTLTest?
    if reader.takes("--hl-eq") || reader.takes("--hl") {
      test = TTLTest(.equal, &reader)
    } else if reader.takes("--hl-lt") {
      test = TTLTest(.less, &reader)
    } else if reader.takes("--hl-gt") {
      test = TTLTest(.greater, &reader)
    }
    guard let test else { return nil }
    self.test = test
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { test.evaluate(skb.packet.ttl) }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m hl")
    test.save("--hl-eq", "--hl-lt", "--hl-gt", to: &writer)
  }
}
