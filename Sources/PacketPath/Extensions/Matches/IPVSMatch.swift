/// `-m ipvs`: what IPVS knows of the packet (ipvs_mt in xt_ipvs.c). Only what comes out of a virtual server carries its mark.
public struct IPVSMatch: Match {
  public static let info = ExtensionInfo(
    "ipvs",
    options: [
      "[!] --ipvs", "[!] --vproto protocol", "[!] --vaddr address[/length]", "[!] --vport port", "--vdir ORIGINAL|REPLY",
      "[!] --vmethod GATE|IPIP|MASQ", "[!] --vportctl port",
    ], judge: .virtualServers, "Exact for requests; of answers only `--ipvs` holds, as in the kernel.")
  private struct Options: BitwiseCopyable {
    var proto: UInt8 = 0, method: UInt8 = 0
    var isReply = false
    var address: HostAndLength?
    var port: UInt16 = 0, controlPort: UInt16 = 0
    var seen = SeenOptions(), inverted = SeenOptions()
    var asksForMore: Bool { (1...6).contains { seen.contains($0) } }
  }
  private let options: Stored<Options>
  private static let methods = ["GATE", "IPIP", "MASQ"]

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while let isTaken = Self.readOption(&all, &reader) {
      guard isTaken else { return nil }
    }
    if all.seen.isEmpty { return nil }
    options = reader.store(all)
  }
  /// Nil: none of its options stands here. False: one whose value is not understood.
  private static func readOption(_ all: inout Options, _ reader: inout RuleReader) -> Bool? {
    func inverts(_ index: UInt32) { if reader.isNegated { _ = all.inverted.insert(index) } }
    if reader.takes("--ipvs", 0, of: &all.seen) {
      inverts(0)
    } else if reader.takes("--vproto", 1, of: &all.seen) {
      inverts(1)
      guard let proto = reader.protocolNumber() else { return false }
      all.proto = proto.rawValue
    } else if reader.takes("--vaddr", 2, of: &all.seen) {
      inverts(2)
      guard let host = reader.hostAndLength() else { return false }
      all.address = host
    } else if reader.takes("--vport", 3, of: &all.seen) {
      inverts(3)
      guard let port = reader.wrappedPort(), reader.cursor.endsValue() else { return false }
      all.port = port
    } else if reader.takesPlain("--vdir", 4, of: &all.seen) {
      let word = reader.string(reader.word()).uppercased()
      guard word == "ORIGINAL" || word == "REPLY" else { return false }
      all.isReply = word == "REPLY"
    } else if reader.takes("--vmethod", 5, of: &all.seen) {
      inverts(5)
      guard let method = methods.firstIndex(of: reader.string(reader.word()).uppercased()) else { return false }
      all.method = UInt8(method)
    } else if reader.takes("--vportctl", 6, of: &all.seen) {
      inverts(6)
      guard let port = reader.wrappedPort(), reader.cursor.endsValue() else { return false }
      all.controlPort = port
    } else {
      return nil
    }
    return true
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    let all = context.ruleset.heap[options]
    if !all.asksForMore { return Answer((skb.served != nil) != all.inverted.contains(0)) }
    guard let served = skb.served, !served.isAnswer else { return .no }
    let service = context.facts.virtualServers.all[Int(served.server)]
    let method: UInt8 =
      switch served.method {
      case .route, .local: 0
      case .tunnel: 1
      case .masquerade: 2
      }
    func holds(_ index: UInt32, _ value: @autoclosure () -> Bool) -> Bool {
      !all.seen.contains(index) || value() != all.inverted.contains(index)
    }
    return Answer(
      holds(1, skb.packet.proto.rawValue == all.proto) && holds(2, all.address?.contains(served.address, skb.packet.family) ?? false)
        && holds(3, served.port == all.port) && !all.isReply && holds(5, method == all.method)
        && holds(6, service.persistence != nil && service.port == all.controlPort))
  }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m ipvs")
    // Every other option implies it, and then it is not printed.
    if !all.asksForMore { writer.option("--ipvs", negated: all.inverted.contains(0)) }
    if all.seen.contains(1) {
      writer.option("--vproto", negated: all.inverted.contains(1))
      writer.write(" \(all.proto)")
    }
    if let address = all.address {
      writer.option("--vaddr", negated: all.inverted.contains(2))
      writer.write(" " + address.text(writer.family))
    }
    if all.seen.contains(3) {
      writer.option("--vport", negated: all.inverted.contains(3))
      writer.write(" \(all.port)")
    }
    if all.seen.contains(4) { writer.write(all.isReply ? " --vdir REPLY" : " --vdir ORIGINAL") }
    if all.seen.contains(5) {
      writer.option("--vmethod", negated: all.inverted.contains(5))
      writer.write(" " + Self.methods[Int(all.method)])
    }
    if all.seen.contains(6) {
      writer.option("--vportctl", negated: all.inverted.contains(6))
      writer.write(" \(all.controlPort)")
    }
  }
}
