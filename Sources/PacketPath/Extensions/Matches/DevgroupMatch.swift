/// `-m devgroup`: the groups of the devices by which the packet came and leaves (devgroup_mt in xt_devgroup.c).
public struct DevgroupMatch: Match {
  public static let info = ExtensionInfo(
    "devgroup", options: ["[!] --src-group value[/mask]", "[!] --dst-group value[/mask]"],
    "By the devices' groups where they are given, else every device is in group 0. Of the groups' names only `default`, 0, is known.")
  private struct Options: BitwiseCopyable { var source: NamedNumberTest?, destination: NamedNumberTest? }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while true {
      if all.source == nil, reader.takes("--src-group") {
        guard let test = NamedNumberTest(&reader, nameOfZero: "default") else { return nil }
        all.source = test
      } else if all.destination == nil, reader.takes("--dst-group") {
        guard let test = NamedNumberTest(&reader, nameOfZero: "default") else { return nil }
        all.destination = test
      } else {
        break
      }
    }
    guard all.source != nil || all.destination != nil else { return nil }
    options = reader.store(all)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    let all = context.ruleset.heap[options]
    return test(all.source, skb.inInterface, context.facts).and(test(all.destination, skb.outInterface, context.facts))
  }
  private func test(_ test: NamedNumberTest?, _ device: InterfaceName, _ facts: NodeFacts) -> Answer {
    guard let test else { return .yes }
    if facts.interfaces.isEmpty { return holds(test, 0) }
    return facts.interface(named: device).map { holds(test, $0.group) } ?? .unknown
  }
  /// The mask is for the rule's value too: what of it lies outside is not looked at.
  private func holds(_ test: NamedNumberTest, _ group: UInt32) -> Answer {
    Answer(((group ^ test.value) & test.mask == 0) != test.isNegated)
  }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m devgroup")
    all.source?.save("--src-group", nameOfZero: "default", to: &writer)
    all.destination?.save("--dst-group", nameOfZero: "default", to: &writer)
  }
}
