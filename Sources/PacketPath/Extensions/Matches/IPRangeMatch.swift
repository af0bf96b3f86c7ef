/// `-m iprange`: addresses between two, both included (iprange_mt4 in xt_iprange.c).
public struct IPRangeMatch: Match {
  public static let info = ExtensionInfo("iprange", options: ["[!] --src-range from[-to]", "[!] --dst-range from[-to]"], "Exact.")
  private struct Ranges: BitwiseCopyable {
    var source = AddressRange(0, 0), destination = AddressRange(0, 0)
    var testsSource = false, testsDestination = false, invertsSource = false, invertsDestination = false
  }
  private let ranges: Stored<Ranges>

  public init?(parsing reader: inout RuleReader) {
    var all = Ranges()
    while true {
      if !all.testsSource, reader.takes("--src-range") {
        guard let range = Self.range(&reader) else { return nil }
        (all.source, all.testsSource, all.invertsSource) = (range, true, reader.isNegated)
      } else if !all.testsDestination, reader.takes("--dst-range") {
        guard let range = Self.range(&reader) else { return nil }
        (all.destination, all.testsDestination, all.invertsDestination) = (range, true, reader.isNegated)
      } else {
        break
      }
    }
    guard all.testsSource || all.testsDestination else { return nil }
    ranges = reader.store(all)
  }
  private static func range(_ reader: inout RuleReader) -> AddressRange? {
    guard let low = reader.partialAddress() else { return nil }
    var high = low
    if reader.takesByte(0x2d) {
      guard let last = reader.partialAddress() else { return nil }
      high = last
    }
    return reader.cursor.endsValue() ? AddressRange(low, high) : nil
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    let all = context.ruleset.heap[ranges], packet = skb.packet
    if all.testsDestination
      && (all.destination.low <= packet.destination && packet.destination <= all.destination.high) == all.invertsDestination
    {
      return .no
    }
    if !all.testsSource { return .yes }
    if packet.isSourceUnknown { return .unknown }
    return Answer((all.source.low <= packet.source && packet.source <= all.source.high) != all.invertsSource)
  }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[ranges], family = writer.family
    writer.write(" -m iprange")
    if all.testsSource {
      writer.option("--src-range", negated: all.invertsSource)
      writer.write(" \(Address(all.source.low, family))-\(Address(all.source.high, family))")
    }
    if all.testsDestination {
      writer.option("--dst-range", negated: all.invertsDestination)
      writer.write(" \(Address(all.destination.low, family))-\(Address(all.destination.high, family))")
    }
  }
}
