/// `[!] --sport a[:b]` and `[!] --dport a[:b]`, which tcp, udp, udplite, dccp and sctp share.
struct PortTest: BitwiseCopyable {
  private var sourceLow: UInt16 = 0, sourceHigh: UInt16 = .max, destinationLow: UInt16 = 0, destinationHigh: UInt16 = .max
  private var inversions: UInt8 = 0
  private static let source: UInt8 = 1, destination: UInt8 = 2

  @inline(__always) init() {}

  /// Consumes one port option. Nil: its value is not understood. False: none stands here.
  @inline(__always) mutating func takes(_ reader: inout RuleReader) -> Bool? {
    if reader.takes("--dport") || reader.takes("--destination-port") {
      guard let range = reader.portRange() else { return nil }
      (destinationLow, destinationHigh) = (range.low, range.high)
      if reader.isNegated { inversions |= Self.destination }
      return true
    }
    if reader.takes("--sport") || reader.takes("--source-port") {
      guard let range = reader.portRange() else { return nil }
      (sourceLow, sourceHigh) = (range.low, range.high)
      if reader.isNegated { inversions |= Self.source }
      return true
    }
    return false
  }
  @inline(__always) func evaluate(_ packet: Packet, _ context: EvaluationContext) -> Answer {
    // A later fragment has no ports: legacy says no, even to `!`; nft's native test reads what stands there instead.
    if packet.isLaterFragment { return context.backend == .legacy ? .no : .unknown }
    let isNegated = inversions & Self.destination != 0
    if (destinationLow <= packet.destinationPort && packet.destinationPort <= destinationHigh) == isNegated { return .no }
    if sourceLow == 0 && sourceHigh == .max { return Answer(inversions & Self.source == 0) }
    return PortRange(sourceLow, sourceHigh).test(packet.sourcePort).negated(inversions & Self.source != 0)
  }
  /// Filed under the one destination port. (A later fragment has none, and nft would read something else: such packets do not use the index.)
  var indexKey: IndexKey? {
    destinationLow == destinationHigh && inversions & Self.destination == 0 ? IndexKey(port: destinationLow) : nil
  }
  /// Whether both ranges are whole and not negated.
  var isEmpty: Bool { sourceLow == 0 && sourceHigh == .max && destinationLow == 0 && destinationHigh == .max && inversions == 0 }

  func save(to writer: inout RuleWriter) {
    save("--sport", PortRange(sourceLow, sourceHigh), isNegated: inversions & Self.source != 0, to: &writer)
    save("--dport", PortRange(destinationLow, destinationHigh), isNegated: inversions & Self.destination != 0, to: &writer)
  }
  /// Both backends print a full range as nothing, negated or not (iptables before 1.8.11).
  private func save(_ option: StaticString, _ range: PortRange, isNegated: Bool, to writer: inout RuleWriter) {
    if range == .all { return }
    writer.option(option, negated: isNegated)
    writer.write(ports: range)
  }
}

extension PortTest {
  /// The destination ports that it takes; nil if all, or all but some.
  var destinationPorts: PortRange? {
    let range = PortRange(destinationLow, destinationHigh)
    return inversions & Self.destination != 0 || range == .all ? nil : range
  }
}
