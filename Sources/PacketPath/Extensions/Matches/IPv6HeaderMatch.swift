/// `-m ipv6header`: which extension headers a packet has (ipv6header_mt6 in ip6t_ipv6header.c).
///
/// Without `--soft` just these, and none else; what carries a payload counts as `protocol`.
public struct IPv6HeaderMatch: Match {
  public static let info = ExtensionInfo(
    "ipv6header", families: [.ipv6], options: ["[!] --header list", "--soft"], model: .partial,
    "Packets are taken to have no extension headers but those that their protocol is.")
  private let headers: UInt8
  private let isNegated: Bool, isSoft: Bool
  /// From the highest bit on, as they are printed; their other names and numbers.
  private static let names = ["hop-by-hop", "ipv6-opts", "ipv6-route", "ipv6-frag", "ah", "esp", "ipv6-nonxt", "protocol"]
  private static let others: [[String]] = [
    ["hop", "hopopt", "0"], ["dst", "60"], ["route", "43"], ["frag", "44"], ["auth", "51"], ["50"], ["none", "59"], ["prot", "255"],
  ]

  public init?(parsing reader: inout RuleReader) {
    guard reader.family == .ipv6 else { return nil }
    var headers: UInt8 = 0, isNegated = false, seen = SeenOptions()
    while true {
      if reader.takes("--header", 0, of: &seen) {
        isNegated = reader.isNegated
        for word in reader.string(reader.word()).lowercased().split(separator: ",", omittingEmptySubsequences: false) {
          let name = String(word)
          guard let index = Self.names.firstIndex(of: name) ?? Self.others.firstIndex(where: { $0.contains(name) }) else { return nil }
          headers |= 128 >> UInt8(index)
        }
      } else if !reader.takesPlain("--soft", 1, of: &seen) {
        break
      }
    }
    guard headers != 0 else { return nil }
    (self.headers, self.isNegated, isSoft) = (headers, isNegated, seen.contains(1))
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    let actual: UInt8
    switch skb.packet.proto {
    // What follows the authentication header is not known.
    case .ah: return .unknown
    case .esp: actual = 4
    case IPProtocol(59): actual = 2
    default: actual = skb.packet.isLaterFragment ? 16 | 1 : 1
    }
    if isSoft { return Answer(isNegated ? actual & headers == 0 : actual & headers == headers) }
    return Answer((actual == headers) != isNegated)
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m ipv6header")
    writer.option("--header", negated: isNegated)
    writer.write(" " + Self.names.indices.filter { headers & 128 >> UInt8($0) != 0 }.map { Self.names[$0] }.joined(separator: ","))
    if isSoft { writer.write(" --soft") }
  }
}
