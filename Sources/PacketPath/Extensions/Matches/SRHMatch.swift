/// `-m srh`: the segment routing header of IPv6 (srh1_mt6 in ip6t_srh.c). Packets are taken to have none, and so it does not hold.
public struct SRHMatch: Match {
  public static let info = ExtensionInfo(
    "srh", families: [.ipv6],
    options: [
      "[!] --srh-next-hdr n", "[!] --srh-hdr-len-eq n", "[!] --srh-hdr-len-gt n", "[!] --srh-hdr-len-lt n", "[!] --srh-segs-left-eq n",
      "[!] --srh-segs-left-gt n", "[!] --srh-segs-left-lt n", "[!] --srh-last-entry-eq n", "[!] --srh-last-entry-gt n",
      "[!] --srh-last-entry-lt n", "[!] --srh-tag n", "[!] --srh-psid address[/length]", "[!] --srh-nsid address[/length]",
      "[!] --srh-lsid address[/length]",
    ], model: .partial, "Does not hold: packets are taken to have no extension headers.")
  private struct Options: BitwiseCopyable {
    var numbers = InlineArray<11, UInt16>(repeating: 0)
    var segments = InlineArray<3, Network?>(repeating: nil)
    var seen = SeenOptions(), inverted = SeenOptions()
  }
  private let options: Stored<Options>
  private static let numberNames: [StaticString] = [
    "--srh-next-hdr", "--srh-hdr-len-eq", "--srh-hdr-len-gt", "--srh-hdr-len-lt", "--srh-segs-left-eq", "--srh-segs-left-gt",
    "--srh-segs-left-lt", "--srh-last-entry-eq", "--srh-last-entry-gt", "--srh-last-entry-lt", "--srh-tag",
  ]
  private static let segmentNames: [StaticString] = ["--srh-psid", "--srh-nsid", "--srh-lsid"]

  public init?(parsing reader: inout RuleReader) {
    guard reader.family == .ipv6 else { return nil }
    var all = Options()
    next: while true {
      for (i, name) in (Self.numberNames + Self.segmentNames).enumerated() {
        guard reader.takes(Keyword(stringLiteral: name), UInt32(i), of: &all.seen) else { continue }
        if reader.isNegated { _ = all.inverted.insert(UInt32(i)) }
        if i < 11 {
          guard let number = reader.number(upTo: i == 10 ? 65535 : 255) else { return nil }
          all.numbers[i] = UInt16(number)
        } else {
          guard let network = reader.network(), network.length != nil else { return nil }
          all.segments[i - 11] = network
        }
        continue next
      }
      break
    }
    options = reader.store(all)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { .no }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m srh")
    for (i, name) in Self.numberNames.enumerated() where all.seen.contains(UInt32(i)) {
      writer.option(name, negated: all.inverted.contains(UInt32(i)))
      writer.write(" \(all.numbers[i])")
    }
    for (i, name) in Self.segmentNames.enumerated() {
      guard let network = all.segments[i] else { continue }
      writer.option(name, negated: all.inverted.contains(UInt32(i + 11)))
      writer.write(" \(network)")
    }
  }
}
