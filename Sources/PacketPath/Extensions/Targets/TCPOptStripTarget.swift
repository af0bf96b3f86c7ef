/// `-j TCPOPTSTRIP`: overwrites TCP options (tcpoptstrip_tg4 in xt_TCPOPTSTRIP.c), and goes on.
public struct TCPOptStripTarget: Target {
  public static let info = ExtensionInfo(
    "TCPOPTSTRIP", options: ["--strip-options list"], model: .partial, "Goes on; the options that a packet carries are not followed.")
  private struct Options: BitwiseCopyable { var bits = InlineArray<4, UInt64>(repeating: 0) }
  private let options: Stored<Options>
  private static let names: [String: UInt64] = ["mss": 2, "wscale": 3, "sack-permitted": 4, "sack": 5, "timestamp": 8, "md5": 19]

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    if reader.takesPlain("--strip-options") {
      for word in reader.string(reader.word()).split(separator: ",", omittingEmptySubsequences: false) {
        guard let number = Self.names[String(word)] ?? UInt64(word), (2...255).contains(number) else { return nil }
        let bit: UInt64 = 1 << (number & 63), place = Int(number >> 6)
        guard all.bits[place] & bit == 0 else { return nil }
        all.bits[place] |= bit
      }
    }
    guard reader.requires(reader.proto == .tcp, "it needs -p tcp") else { return nil }
    options = reader.store(all)
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    skb.generation &+= 1
    return .goOn
  }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    let numbers = (2...255).filter { all.bits[$0 >> 6] >> UInt64($0 & 63) & 1 == 1 }
    writer.write(" -j TCPOPTSTRIP")
    if !numbers.isEmpty { writer.write(" --strip-options " + numbers.map(String.init).joined(separator: ",")) }
  }
}
