/// `[!] --sport a[:b]` and `[!] --dport a[:b]`, which tcp, udp, dccp and sctp share.
struct PortTest: BitwiseCopyable {
  /// How a number that is no port, or an end before its beginning, is taken: tcp and sctp refuse it; for udp and dccp (XTTYPE_PORTRC)
  /// it wraps, and the range is empty.
  enum Manner { case strict, lenient }
  private var sourceLow: UInt16 = 0, sourceHigh: UInt16 = .max, destinationLow: UInt16 = 0, destinationHigh: UInt16 = .max
  private var flags: UInt8 = 0
  private static let invertsSource: UInt8 = 1, invertsDestination: UInt8 = 2, hasSource: UInt8 = 4, hasDestination: UInt8 = 8
  private static let isLenient: UInt8 = 16

  @inline(__always) init(_ manner: Manner = .strict) { if manner == .lenient { flags = Self.isLenient } }

  /// Consumes one port option. Nil: its value is not understood, or it was there before. False: none stands here.
  @inline(__always) mutating func takes(_ reader: inout RuleReader) -> Bool? {
    if reader.takes("--dport") || reader.takes("--destination-port") {
      guard flags & Self.hasDestination == 0, let range = range(&reader) else { return nil }
      (destinationLow, destinationHigh) = (range.low, range.high)
      flags |= reader.isNegated ? Self.hasDestination | Self.invertsDestination : Self.hasDestination
      return true
    }
    if reader.takes("--sport") || reader.takes("--source-port") {
      guard flags & Self.hasSource == 0, let range = range(&reader) else { return nil }
      (sourceLow, sourceHigh) = (range.low, range.high)
      flags |= reader.isNegated ? Self.hasSource | Self.invertsSource : Self.hasSource
      return true
    }
    return false
  }
  @inline(__always) private func range(_ reader: inout RuleReader) -> PortRange? {
    let start = reader.cursor.offset
    if let range = reader.portRange() { return range }
    return flags & Self.isLenient != 0 ? wrapped(&reader, from: start) : nil
  }
  @inline(never) private func wrapped(_ reader: inout RuleReader, from start: Int) -> PortRange? {
    reader.cursor.offset = start
    return reader.wrappedPortRange()
  }
  @inline(__always) func evaluate(_ packet: Packet, _ context: EvaluationContext) -> Answer {
    // A later fragment has no ports: legacy says no, even to `!`; nft's native test reads what stands there instead.
    if packet.isLaterFragment { return context.backend == .legacy ? .no : .unknown }
    let isNegated = flags & Self.invertsDestination != 0
    if packet.portsAbove > 0 { return evaluateOpen(packet, context) }
    if (destinationLow <= packet.destinationPort && packet.destinationPort <= destinationHigh) == isNegated {
      return isNegated && isLost(destinationLow, destinationHigh, context) ? evaluateSource(packet, context) : .no
    }
    return sourceLow == 0 && sourceHigh == .max && flags & Self.invertsSource == 0 ? .yes : evaluateSource(packet, context)
  }
  /// Of a packet whose destination port nat has drawn.
  @inline(never) private func evaluateOpen(_ packet: Packet, _ context: EvaluationContext) -> Answer {
    let isNegated = flags & Self.invertsDestination != 0
    let isYes = isNegated && isLost(destinationLow, destinationHigh, context)
    let answer = isYes ? .yes : PortRange(destinationLow, destinationHigh).test(packet.destinationPorts).negated(isNegated)
    return answer == .no ? .no : answer.and(evaluateSource(packet, context))
  }
  private func evaluateSource(_ packet: Packet, _ context: EvaluationContext) -> Answer {
    let isNegated = flags & Self.invertsSource != 0
    if isNegated && isLost(sourceLow, sourceHigh, context) { return .yes }
    return PortRange(sourceLow, sourceHigh).test(packet.sourcePort).negated(isNegated)
  }
  /// iptables-nft 1.8.9 makes no test of `! --dport 0:65535`; legacy one that never holds.
  private func isLost(_ low: UInt16, _ high: UInt16, _ context: EvaluationContext) -> Bool {
    low == 0 && high == .max && context.backend == .nft
  }
  /// Whether nothing is tested but a whole range that is negated, of which nft keeps nothing.
  var isOnlyNegatedFull: Bool {
    flags & (Self.invertsSource | Self.invertsDestination) != 0 && sourceLow == 0 && sourceHigh == .max && destinationLow == 0
      && destinationHigh == .max
  }
  /// Filed under the one destination port. (A later fragment has none, and nft would read something else: such packets do not use the index.)
  var indexKey: IndexKey? {
    destinationLow == destinationHigh && flags & Self.invertsDestination == 0 ? IndexKey(port: destinationLow) : nil
  }

  /// Both ports, or only the destination's.
  var reads: PacketFields {
    sourceLow == 0 && sourceHigh == .max && flags & Self.invertsSource == 0 ? [.proto, .destinationPort] : .everything
  }

  /// tcp and udp print a full range as nothing, negated or not (iptables before 1.8.11); sctp and dccp print what was given.
  func save(printsFull: Bool = false, to writer: inout RuleWriter) {
    let source = PortRange(sourceLow, sourceHigh), destination = PortRange(destinationLow, destinationHigh)
    if flags & Self.hasSource != 0 && (printsFull || source != .all) {
      writer.option("--sport", negated: flags & Self.invertsSource != 0)
      writer.write(ports: source)
    }
    if flags & Self.hasDestination != 0 && (printsFull || destination != .all) {
      writer.option("--dport", negated: flags & Self.invertsDestination != 0)
      writer.write(ports: destination)
    }
  }
}

extension PortTest {
  /// The destination ports that it takes; nil if all, or all but some.
  var destinationPorts: PortRange? {
    let range = PortRange(destinationLow, destinationHigh)
    return flags & Self.invertsDestination != 0 || range == .all ? nil : range
  }
  /// The destination ports that it names, whether it takes these or the others; nil if none.
  var namedPorts: PortRange? {
    let range = PortRange(destinationLow, destinationHigh)
    return range == .all ? nil : range
  }
}
