/// `-m dccp`: the ports of a DCCP header (dccp_mt in xt_dccp.c). Tests of types and options are read and printed, and unknown.
public struct DCCPMatch: Match {
  public static let info = ExtensionInfo(
    "dccp", options: ["[!] --sport port[:port]", "[!] --dport port[:port]", "[!] --dccp-types list", "[!] --dccp-option number"],
    spellings: ["--source-port", "--destination-port"], model: .partial, "Ports exactly; a packet's type and options are unknown.")
  private struct Options: BitwiseCopyable {
    var ports = PortTest(.lenient)
    var types: UInt16 = 0
    var option: UInt8 = 0
    var seen = SeenOptions(), inverted = SeenOptions()
  }
  private let options: Stored<Options>
  private static let types = ["REQUEST", "RESPONSE", "DATA", "ACK", "DATAACK", "CLOSEREQ", "CLOSE", "RESET", "SYNC", "SYNCACK", "INVALID"]

  public init?(parsing reader: inout RuleReader) {
    guard reader.requires(reader.proto == .dccp, "it needs -p dccp") else { return nil }
    var all = Options()
    while true {
      guard let taken = all.ports.takes(&reader) else { return nil }
      if taken { continue }
      if reader.takes("--dccp-types", 0, of: &all.seen) {
        if reader.isNegated { _ = all.inverted.insert(0) }
        for word in reader.string(reader.word()).uppercased().split(separator: ",", omittingEmptySubsequences: false) {
          guard let bit = Self.types.firstIndex(of: String(word)) else { return nil }
          all.types |= 1 << UInt16(bit)
        }
      } else if reader.takes("--dccp-option", 1, of: &all.seen) {
        if reader.isNegated { _ = all.inverted.insert(1) }
        guard let number = reader.number(upTo: 255), number > 0 else { return nil }
        all.option = UInt8(number)
      } else {
        break
      }
    }
    options = reader.store(all)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    guard skb.packet.proto == .dccp else { return .no }
    let all = context.ruleset.heap[options]
    return all.ports.evaluate(skb.packet, context).and(all.seen.isEmpty ? .yes : .unknown)
  }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m dccp")
    all.ports.save(printsFull: true, to: &writer)
    if all.seen.contains(0) {
      writer.option("--dccp-types", negated: all.inverted.contains(0))
      writer.write(" " + Self.types.indices.filter { all.types >> UInt16($0) & 1 == 1 }.map { Self.types[$0] }.joined(separator: ","))
    }
    if all.seen.contains(1) {
      writer.option("--dccp-option", negated: all.inverted.contains(1))
      writer.write(" \(all.option)")
    }
  }
}
