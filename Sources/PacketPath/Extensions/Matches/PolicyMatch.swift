/// `-m policy`: what IPsec did to the packet, or will do (policy_mt in xt_policy.c).
public struct PolicyMatch: Match {
  public static let info = ExtensionInfo(
    "policy",
    options: [
      "--dir in|out", "--pol none|ipsec", "--strict", "[!] --reqid n", "[!] --spi n", "[!] --proto protocol", "[!] --mode transport|tunnel",
      "[!] --tunnel-src address[/length]", "[!] --tunnel-dst address[/length]", "--next",
    ], model: .partial, "Packets are taken to have nothing to do with IPsec: none holds, ipsec does not.")
  private struct Element: BitwiseCopyable {
    var requestID: UInt32 = 0, spi: UInt32 = 0
    var proto: UInt8 = 0
    var isTunnel = false
    var source: HostAndLength?, destination: HostAndLength?
    var seen = SeenOptions(), inverted = SeenOptions()
  }
  private struct Options: BitwiseCopyable {
    var isOut = false, isNone = false, isStrict = false
    var elements = InlineArray<4, Element>(repeating: Element())
    var count = 1
    var seen = SeenOptions()
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while true {
      if reader.takesPlain("--dir", 0, of: &all.seen) {
        let word = reader.string(reader.word())
        guard word == "in" || word == "out" else { return nil }
        all.isOut = word == "out"
      } else if reader.takesPlain("--pol", 1, of: &all.seen) {
        let word = reader.string(reader.word())
        guard word == "none" || word == "ipsec" else { return nil }
        all.isNone = word == "none"
      } else if reader.takesPlain("--strict", 2, of: &all.seen) {
        all.isStrict = true
      } else if reader.takesPlain("--next") {
        guard !all.elements[all.count - 1].seen.isEmpty, all.count < 4 else { return nil }
        all.count += 1
      } else {
        guard let isTaken = Self.read(&all.elements[all.count - 1], &reader) else { return nil }
        if !isTaken { break }
      }
    }
    let isEmpty = all.elements[all.count - 1].seen.isEmpty
    guard all.seen.contains(0), !(all.isStrict && (all.isNone || isEmpty)), all.count == 1 || (all.isStrict && !isEmpty) else { return nil }
    options = reader.store(all)
  }
  /// Nil: an option whose value is not understood.
  private static func read(_ element: inout Element, _ reader: inout RuleReader) -> Bool? {
    func inverts(_ index: UInt32) { if reader.isNegated { _ = element.inverted.insert(index) } }
    if reader.takes("--reqid", 0, of: &element.seen) {
      inverts(0)
      guard let number = reader.number() else { return nil }
      element.requestID = UInt32(number)
    } else if reader.takes("--spi", 1, of: &element.seen) {
      inverts(1)
      guard let number = reader.number() else { return nil }
      element.spi = UInt32(number)
    } else if reader.takes("--proto", 2, of: &element.seen) {
      inverts(2)
      guard let proto = reader.protocolNumber(), [50, 51, 108].contains(proto.rawValue) else { return nil }
      element.proto = proto.rawValue
    } else if reader.takes("--mode", 3, of: &element.seen) {
      inverts(3)
      let word = reader.string(reader.word())
      guard word == "transport" || word == "tunnel" else { return nil }
      element.isTunnel = word == "tunnel"
    } else if reader.takes("--tunnel-src", 4, of: &element.seen) {
      inverts(4)
      guard let host = reader.hostAndLength() else { return nil }
      element.source = host
    } else if reader.takes("--tunnel-dst", 5, of: &element.seen) {
      inverts(5)
      guard let host = reader.hostAndLength() else { return nil }
      element.destination = host
    } else {
      return false
    }
    return true
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { Answer(context.ruleset.heap[options].isNone) }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m policy")
    writer.write(all.isOut ? " --dir out" : " --dir in")
    writer.write(all.isNone ? " --pol none" : " --pol ipsec")
    if all.isStrict { writer.write(" --strict") }
    if all.isNone { return }
    for i in 0..<all.count {
      if i > 0 { writer.write(" --next") }
      save(all.elements[i], to: &writer)
    }
  }
  private func save(_ element: Element, to writer: inout RuleWriter) {
    func option(_ name: StaticString, _ index: UInt32) { writer.option(name, negated: element.inverted.contains(index)) }
    if element.seen.contains(0) {
      option("--reqid", 0)
      writer.write(" \(element.requestID)")
    }
    if element.seen.contains(1) {
      option("--spi", 1)
      writer.write(" ")
      writer.writeHex(element.spi)
    }
    if element.seen.contains(2) {
      option("--proto", 2)
      writer.write(" \(IPProtocol(element.proto))")
    }
    if element.seen.contains(3) {
      option("--mode", 3)
      writer.write(element.isTunnel ? " tunnel" : " transport")
    }
    if let host = element.destination {
      option("--tunnel-dst", 5)
      writer.write(" " + host.text(writer.family))
    }
    if let host = element.source {
      option("--tunnel-src", 4)
      writer.write(" " + host.text(writer.family))
    }
  }
}
