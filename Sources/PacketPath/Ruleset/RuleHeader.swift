/// What a rule wants of a packet's header, for those who read rules instead of walking them.
///
/// Only what can be said in these words: a rule may test more (``RuleHeader/hasOtherTests``).
public struct RuleHeader: Sendable {
  /// A value that must hold, or with `!` in front must not.
  public struct Wanted<Value: Sendable & Equatable>: Sendable, Equatable {
    public var value: Value
    public var isNegated: Bool
    /// The value, if it must hold.
    public var plain: Value? { isNegated ? nil : value }
    public var negated: Value? { isNegated ? value : nil }
  }
  public internal(set) var source: Wanted<Network>?
  public internal(set) var destination: Wanted<Network>?
  public internal(set) var inInterface: Wanted<InterfacePattern>?
  /// Nil: any, or any but one.
  public internal(set) var proto: IPProtocol?
  /// Of tcp, udp or sctp; nil: any, or any but some.
  public internal(set) var destinationPorts: PortRange?
  /// `-m addrtype --dst-type LOCAL`
  public internal(set) var wantsLocalDestination = false
  /// `-m recent --rcheck --seconds n`
  public internal(set) var recheckSeconds: UInt32?
  /// With its quotes, as it stands in the text.
  public internal(set) var comment: TextRange?
  /// Whether something else is tested too.
  public internal(set) var hasOtherTests = false
}

extension Ruleset {
  /// What a rule wants of a packet's header.
  public func header(of rule: Rule) -> RuleHeader {
    var header = RuleHeader()
    for test in tests[rule.testRange] {
      switch test {
      case .source(let match): header.source = .init(value: match.address.network(in: tables.heap), isNegated: match.address.isNegated)
      case .destination(let match):
        header.destination = .init(value: match.address.network(in: tables.heap), isNegated: match.address.isNegated)
      case .inInterface(let match):
        header.inInterface = .init(value: match.interface.pattern(in: tables.heap), isNegated: match.interface.isNegated)
      case .proto(let match):
        if match.isNegated { header.hasOtherTests = true } else { header.proto = match.proto }
      case .tcp(let match): header.destinationPorts = match.destinationPorts(in: tables.heap)
      case .udp(let match): header.destinationPorts = match.destinationPorts
      case .sctp(let match): header.destinationPorts = match.destinationPorts
      case .addrtype(let match):
        if match.isLocalDestination { header.wantsLocalDestination = true } else { header.hasOtherTests = true }
      case .recent(let match):
        header.recheckSeconds = match.recheckSeconds(in: tables.heap)
        header.hasOtherTests = true
      case .comment(let match): header.comment = match.text
      default: header.hasOtherTests = true
      }
    }
    return header
  }

  /// The lines of the text, from 1, in which rules stand, one after the other; of many, in one pass over it. Completed rules have none.
  public func lines(of rules: [RuleID]) -> [Int?] {
    if rules.count < 64 { return rules.map { self.line(of: $0) } }
    let wanted = rules.indices.filter { !self[rules[$0]].isCompleted }.sorted { self[rules[$0]].text < self[rules[$1]].text }
    var result = [Int?](repeating: nil, count: rules.count), line = 1
    var cursor = tables.text.cursor()
    for place in wanted {
      while case let end = cursor.lineEnd(), end < Int(self[rules[place]].text) {
        cursor.offset = end + 1
        line += 1
      }
      result[place] = line
    }
    return result
  }
}
