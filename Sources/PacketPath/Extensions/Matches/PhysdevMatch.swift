/// `-m physdev`: the bridge ports of a bridged packet (physdev_mt in xt_physdev.c).
///
/// A packet that is not bridged has none: plain options do not hold, negated ones do.
public struct PhysdevMatch: Match {
  public static let info = ExtensionInfo(
    "physdev",
    options: [
      "[!] --physdev-in name[+]", "[!] --physdev-is-in", "[!] --physdev-out name[+]", "[!] --physdev-is-out", "[!] --physdev-is-bridged",
    ],
    "Exact for routed packets, and for bridged ones whose ports are given.")
  private struct Options: BitwiseCopyable {
    var input: InterfacePattern?, output: InterfacePattern?
    var testsIsIn = false, testsIsOut = false, testsBridged = false
    var invertsIn = false, invertsOut = false, invertsIsIn = false, invertsIsOut = false, invertsBridged = false
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    let start = reader.cursor.offset
    while true {
      if all.input == nil, reader.takes("--physdev-in") {
        let name = reader.word()
        guard let pattern = InterfacePattern(reader.bytes(name)) else { return nil }
        (all.input, all.invertsIn) = (pattern, reader.isNegated)
      } else if all.output == nil, reader.takes("--physdev-out") {
        let name = reader.word()
        guard let pattern = InterfacePattern(reader.bytes(name)) else { return nil }
        (all.output, all.invertsOut) = (pattern, reader.isNegated)
      } else if !all.testsIsIn, reader.takes("--physdev-is-in") {
        (all.testsIsIn, all.invertsIsIn) = (true, reader.isNegated)
      } else if !all.testsIsOut, reader.takes("--physdev-is-out") {
        (all.testsIsOut, all.invertsIsOut) = (true, reader.isNegated)
      } else if !all.testsBridged, reader.takes("--physdev-is-bridged") {
        (all.testsBridged, all.invertsBridged) = (true, reader.isNegated)
      } else {
        break
      }
    }
    guard reader.cursor.offset != start else { return nil }
    options = reader.store(all)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    let all = context.ruleset.heap[options]
    let input = skb.packet.physIn, output = skb.packet.physOut
    // Of a port that there is, but of which nobody says which one, only its being there is known.
    if all.testsIsIn && !input.isNone == all.invertsIsIn { return .no }
    if all.testsIsOut && !output.isNone == all.invertsIsOut { return .no }
    if all.testsBridged && (!input.isNone && !output.isNone) == all.invertsBridged { return .no }
    func holds(_ pattern: InterfacePattern?, _ name: InterfaceName, _ isNegated: Bool) -> Answer {
      guard let pattern else { return .yes }
      return name.isUnknown ? .unknown : Answer(!name.isNone && pattern.matches(name)).negated(isNegated)
    }
    return holds(all.input, input, all.invertsIn).and(holds(all.output, output, all.invertsOut))
  }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m physdev")
    if all.testsIsIn { writer.option("--physdev-is-in", negated: all.invertsIsIn) }
    if let pattern = all.input {
      writer.option("--physdev-in", negated: all.invertsIn)
      writer.write(" \(pattern)")
    }
    if all.testsIsOut { writer.option("--physdev-is-out", negated: all.invertsIsOut) }
    if let pattern = all.output {
      writer.option("--physdev-out", negated: all.invertsOut)
      writer.write(" \(pattern)")
    }
    if all.testsBridged { writer.option("--physdev-is-bridged", negated: all.invertsBridged) }
  }
}
