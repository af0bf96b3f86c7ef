/// `[!] -i name[+]` and `[!] -o name[+]`.
struct InterfaceMatch {
  private let pattern: Stored<InterfacePattern>
  let isNegated: Bool

  @inline(__always) init?(parsing reader: inout RuleReader) {
    isNegated = reader.isNegated
    let text = reader.word()
    guard reader.bytes(text).first != 0x22, let pattern = InterfacePattern(reader.bytes(text)) else { return nil }
    self.pattern = reader.store(pattern)
  }
  @inline(__always) func evaluate(_ name: InterfaceName, _ context: EvaluationContext) -> Answer {
    let pattern = pattern(in: context.ruleset.heap)
    if name.isUnknown && !pattern.matchesAll { return .unknown }
    return Answer(pattern.matches(name) != isNegated)
  }
  func pattern(in heap: Heap) -> InterfacePattern { heap[pattern] }
  /// The name, if it is just one.
  func name(in heap: Heap) -> InterfaceName? { isNegated ? nil : pattern(in: heap).exactName }
  /// Legacy prints no `+`, and loses the `!` with it (iptables before 1.8.11).
  func save(_ option: StaticString, to writer: inout RuleWriter) {
    let pattern = pattern(in: writer.ruleset.heap)
    if pattern.matchesAll && (!isNegated || writer.backend == .legacy) { return }
    writer.option(option, negated: isNegated)
    writer.write(" ")
    writer.write(pattern.description)
  }
}

/// `-i`: the device by which the packet arrived. Local packets have none.
public struct InInterfaceMatch: Match {
  public static let info = ExtensionInfo(
    "-i", aliases: ["--in-interface"], options: ["[!] -i name[+]"], "The input device, or the beginning of its name.")
  let interface: InterfaceMatch
  @inline(__always) public init?(parsing reader: inout RuleReader) {
    guard let interface = InterfaceMatch(parsing: &reader) else { return nil }
    self.interface = interface
  }
  @inline(__always) public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    interface.evaluate(skb.inInterface, context)
  }
  public func query(about skb: SocketBuffer, in context: EvaluationContext) -> Query? {
    Query(.arrivesBy(interface.pattern(in: context.ruleset.heap)), holdsWhen: !interface.isNegated)
  }
  public var reads: PacketFields { .interfaces }
  public func indexKey(in tables: RuleTables) -> IndexKey? { interface.name(in: tables.heap).map { IndexKey(.inInterface, $0) } }
  public func save(to writer: inout RuleWriter) { interface.save("-i", to: &writer) }
}

/// `-o`: the device by which the packet leaves. PREROUTING and INPUT have none.
public struct OutInterfaceMatch: Match {
  public static let info = ExtensionInfo(
    "-o", aliases: ["--out-interface"], options: ["[!] -o name[+]"], "The output device, or the beginning of its name.")
  let interface: InterfaceMatch
  @inline(__always) public init?(parsing reader: inout RuleReader) {
    guard let interface = InterfaceMatch(parsing: &reader) else { return nil }
    self.interface = interface
  }
  @inline(__always) public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    interface.evaluate(skb.outInterface, context)
  }
  public func query(about skb: SocketBuffer, in context: EvaluationContext) -> Query? {
    Query(.leavesBy(interface.pattern(in: context.ruleset.heap)), holdsWhen: !interface.isNegated)
  }
  public var reads: PacketFields { .interfaces }
  public func indexKey(in tables: RuleTables) -> IndexKey? { interface.name(in: tables.heap).map { IndexKey(.outInterface, $0) } }
  public func save(to writer: inout RuleWriter) { interface.save("-o", to: &writer) }
}
