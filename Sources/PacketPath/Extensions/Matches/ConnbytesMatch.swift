/// `-m connbytes`: bytes and packets of the connection so far, this packet included (connbytes_mt in xt_connbytes.c).
///
/// Without a conntrack entry it does not hold, negated or not. A rule with it switches the counting on.
public struct ConnbytesMatch: Match {
  public static let info = ExtensionInfo(
    "connbytes", options: ["[!] --connbytes from[:to]", "--connbytes-mode packets|bytes|avgpkt", "--connbytes-dir original|reply|both"],
    model: .partial, "Of a connection's first packet: one packet, and its bytes where the length is given; in a session, all that has come."
  )
  private struct Options: BitwiseCopyable {
    var low: UInt64 = 0, high: UInt64 = .max
    var isNegated = false
    var mode = 0, direction = 0
    var seen = SeenOptions()
  }
  private let options: Stored<Options>
  private static let modes = ["packets", "bytes", "avgpkt"], directions = ["original", "reply", "both"]

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while true {
      if reader.takes("--connbytes", 0, of: &all.seen) {
        all.isNegated = reader.isNegated
        let ends = reader.string(reader.word()).split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(ends.count), let low = ends[0].isEmpty ? 0 : UInt64(ends[0]) else { return nil }
        all.low = low
        if ends.count == 2 && !ends[1].isEmpty {
          guard let high = UInt64(ends[1]), high >= low else { return nil }
          all.high = high
        }
      } else if reader.takesPlain("--connbytes-mode", 1, of: &all.seen) {
        guard let mode = Self.modes.firstIndex(of: reader.string(reader.word())) else { return nil }
        all.mode = mode
      } else if reader.takesPlain("--connbytes-dir", 2, of: &all.seen) {
        guard let direction = Self.directions.firstIndex(of: reader.string(reader.word())) else { return nil }
        all.direction = direction
      } else {
        break
      }
    }
    guard all.seen.contains(0), all.seen.contains(1), all.seen.contains(2) else { return nil }
    // A `!` is told to the kernel by exchanging both ends, and is lost where they are equal.
    if all.low == all.high { all.isNegated = false }
    options = reader.store(all)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    // The template of a CT rule counts nothing (nf_conn_acct_find).
    guard skb.conntrack.hasEntry else { return .no }
    if skb.conntrack.isKnown { return .unknown }
    var traffic = Traffic()
    traffic.add(skb.packet, isReply: false)
    return test(traffic, in: context)
  }
  public func advance(_ skb: SocketBuffer, in context: EvaluationContext, _ memory: inout Memory, _ key: StateKey) -> Answer {
    guard skb.conntrack.isKnown, let traffic = memory.traffic else { return evaluate(skb, in: context) }
    return test(traffic, in: context)
  }
  public var remembers: Bool { true }
  private func test(_ traffic: Traffic, in context: EvaluationContext) -> Answer {
    let all = context.ruleset.heap[options]
    let counts = [[traffic.original], [traffic.reply], [traffic.original, traffic.reply]][all.direction]
    let packets = counts.reduce(0) { $0 + $1.packets }
    let bytes = counts.reduce(0 as UInt64?) { sum, count in sum.flatMap { sum in count.bytes.map { sum + $0 } } }
    let value: UInt64?
    switch all.mode {
    case 0: value = packets
    case 1: value = bytes
    default: value = packets == 0 ? 0 : bytes.map { $0 / packets }
    }
    let holds: Answer
    if let value {
      holds = Answer(all.low <= value && value <= all.high)
    } else {
      // A packet has at most 65535 bytes.
      let most = all.mode == 1 ? packets * 65535 : 65535
      holds = all.low == 0 && all.high >= most ? .yes : all.low > most ? .no : .unknown
    }
    return holds.negated(all.isNegated)
  }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m connbytes")
    writer.option("--connbytes", negated: all.isNegated)
    // A range that ends at 0 is printed like one without an end.
    writer.write(all.high == .max || all.high == 0 ? " \(all.low)" : " \(all.low):\(all.high)")
    writer.write(" --connbytes-mode \(Self.modes[all.mode]) --connbytes-dir \(Self.directions[all.direction])")
  }
  public var needsConntrack: Bool { true }
}
