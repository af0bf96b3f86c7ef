/// Every match: a case, a parse line and an accept line each.
///
/// The compiler refuses a case without its accept line; the tidy test refuses a file in `Matches/` without its lines here.
public enum Test: BitwiseCopyable, Sendable {
  case source(SourceMatch)
  case destination(DestinationMatch)
  case inInterface(InInterfaceMatch)
  case outInterface(OutInterfaceMatch)
  case proto(ProtocolMatch)
  case fragment(FragmentMatch)
  case comment(CommentMatch)
  case tcp(TCPMatch)
  case udp(UDPMatch)
  case statistic(StatisticMatch)
  case mark(MarkMatch)
  case conntrack(ConntrackMatch)
  case addrtype(AddrtypeMatch)
  case recent(RecentMatch)
  case set(SetMatch)
  case multiport(MultiportMatch)
  case icmp(ICMPMatch)
  case icmp6(ICMPv6Match)
  case iprange(IPRangeMatch)
  case nfacct(NfacctMatch)
  case physdev(PhysdevMatch)
  case sctp(SCTPMatch)
  case state(StateMatch)
  case udplite(UDPLiteMatch)
  case opaque(OpaqueMatch)

  /// Reads what stands behind `-m `, the most frequent first. Nil: not known, or not understood.
  @inline(__always) init?(parsing reader: inout RuleReader) {
    if reader.cursor.takes("comment") { self.init(CommentMatch(parsing: &reader), Test.comment); return }
    if reader.cursor.takes("tcp") { self.init(TCPMatch(parsing: &reader), Test.tcp); return }
    if reader.cursor.takes("udp") { self.init(UDPMatch(parsing: &reader), Test.udp); return }
    if reader.cursor.takes("statistic") { self.init(StatisticMatch(parsing: &reader), Test.statistic); return }
    if reader.cursor.takes("mark") { self.init(MarkMatch(parsing: &reader), Test.mark); return }
    if reader.cursor.takes("conntrack") { self.init(ConntrackMatch(parsing: &reader), Test.conntrack); return }
    if reader.cursor.takes("addrtype") { self.init(AddrtypeMatch(parsing: &reader), Test.addrtype); return }
    if reader.cursor.takes("recent") { self.init(RecentMatch(parsing: &reader), Test.recent); return }
    if reader.cursor.takes("set") { self.init(SetMatch(parsing: &reader), Test.set); return }
    self.init(seldom: &reader)
  }
  @inline(never) private init?(seldom reader: inout RuleReader) {
    if reader.cursor.takes("multiport") { self.init(MultiportMatch(parsing: &reader), Test.multiport); return }
    if reader.cursor.takes("icmp") { self.init(ICMPMatch(parsing: &reader), Test.icmp); return }
    if reader.cursor.takes("icmp6") || reader.cursor.takes("icmpv6") || reader.cursor.takes("ipv6-icmp") {
      self.init(ICMPv6Match(parsing: &reader), Test.icmp6)
      return
    }
    if reader.cursor.takes("iprange") { self.init(IPRangeMatch(parsing: &reader), Test.iprange); return }
    if reader.cursor.takes("nfacct") { self.init(NfacctMatch(parsing: &reader), Test.nfacct); return }
    if reader.cursor.takes("physdev") { self.init(PhysdevMatch(parsing: &reader), Test.physdev); return }
    if reader.cursor.takes("sctp") { self.init(SCTPMatch(parsing: &reader), Test.sctp); return }
    if reader.cursor.takes("state") { self.init(StateMatch(parsing: &reader), Test.state); return }
    if reader.cursor.takes("udplite") { self.init(UDPLiteMatch(parsing: &reader), Test.udplite); return }
    return nil
  }
  @inline(__always) private init?<M: Match>(_ match: M?, _ make: (M) -> Test) {
    guard let match else { return nil }
    self = make(match)
  }

  /// The one switch: evaluating, saving, asking and describing all go through it.
  @inline(__always) public func accept<V: MatchVisitor>(_ visitor: inout V) -> V.Result {
    switch self {
    case .source(let match): visitor.visit(match)
    case .destination(let match): visitor.visit(match)
    case .inInterface(let match): visitor.visit(match)
    case .outInterface(let match): visitor.visit(match)
    case .proto(let match): visitor.visit(match)
    case .fragment(let match): visitor.visit(match)
    case .comment(let match): visitor.visit(match)
    case .tcp(let match): visitor.visit(match)
    case .udp(let match): visitor.visit(match)
    case .statistic(let match): visitor.visit(match)
    case .mark(let match): visitor.visit(match)
    case .conntrack(let match): visitor.visit(match)
    case .addrtype(let match): visitor.visit(match)
    case .recent(let match): visitor.visit(match)
    case .set(let match): visitor.visit(match)
    case .multiport(let match): visitor.visit(match)
    case .icmp(let match): visitor.visit(match)
    case .icmp6(let match): visitor.visit(match)
    case .iprange(let match): visitor.visit(match)
    case .nfacct(let match): visitor.visit(match)
    case .physdev(let match): visitor.visit(match)
    case .sctp(let match): visitor.visit(match)
    case .state(let match): visitor.visit(match)
    case .udplite(let match): visitor.visit(match)
    case .opaque(let match): visitor.visit(match)
    }
  }
  /// What every match says of itself, in the order of the cases.
  public static let infos: [ExtensionInfo] = [
    SourceMatch.info, DestinationMatch.info, InInterfaceMatch.info, OutInterfaceMatch.info, ProtocolMatch.info, FragmentMatch.info,
    CommentMatch.info, TCPMatch.info, UDPMatch.info, StatisticMatch.info, MarkMatch.info, ConntrackMatch.info, AddrtypeMatch.info,
    RecentMatch.info, SetMatch.info, MultiportMatch.info, ICMPMatch.info, ICMPv6Match.info, IPRangeMatch.info, NfacctMatch.info,
    PhysdevMatch.info, SCTPMatch.info, StateMatch.info, UDPLiteMatch.info,
  ]
}

/// Something that looks at a match, whichever it is.
public protocol MatchVisitor {
  associatedtype Result
  mutating func visit<M: Match>(_ match: M) -> Result
}

extension Test {
  @inline(__always) public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    var visitor = Evaluating(skb: skb, context: context)
    return accept(&visitor)
  }
  func advance(_ skb: SocketBuffer, in context: EvaluationContext, _ memory: inout Memory, _ key: StateKey) -> Answer {
    var visitor = Advancing(skb: skb, context: context, memory: memory, key: key)
    // One owner at a time, or every lookup would copy.
    memory = Memory()
    let answer = accept(&visitor)
    memory = visitor.memory
    return answer
  }
  func query(about skb: SocketBuffer, in context: EvaluationContext) -> Query? {
    var visitor = Querying(skb: skb, context: context)
    return accept(&visitor)
  }
  func save(to writer: inout RuleWriter) {
    var visitor = Saving(writer: writer)
    accept(&visitor)
    writer = visitor.writer
  }
  func indexKey(in tables: RuleTables) -> IndexKey? {
    var visitor = AskingForKey(tables: tables)
    return accept(&visitor)
  }
  var needsConntrack: Bool {
    var visitor = AskingForConntrack()
    return accept(&visitor)
  }
  /// Where `-s -d -i -o -p -f` stand in a printed rule; matches come behind them, in the order in which they were written.
  var headerRank: Int? {
    switch self {
    case .source: 0
    case .destination: 1
    case .inInterface: 2
    case .outInterface: 3
    case .proto: 4
    case .fragment: 5
    default: nil
    }
  }
}
private struct Evaluating: MatchVisitor {
  let skb: SocketBuffer, context: EvaluationContext
  @inline(__always) func visit<M: Match>(_ match: M) -> Answer { match.evaluate(skb, in: context) }
}
private struct Advancing: MatchVisitor {
  let skb: SocketBuffer, context: EvaluationContext
  var memory: Memory
  let key: StateKey
  mutating func visit<M: Match>(_ match: M) -> Answer { match.advance(skb, in: context, &memory, key) }
}
private struct Querying: MatchVisitor {
  let skb: SocketBuffer, context: EvaluationContext
  func visit<M: Match>(_ match: M) -> Query? { match.query(about: skb, in: context) }
}
private struct Saving: MatchVisitor {
  var writer: RuleWriter
  mutating func visit<M: Match>(_ match: M) { match.save(to: &writer) }
}
private struct AskingForKey: MatchVisitor {
  let tables: RuleTables
  func visit<M: Match>(_ match: M) -> IndexKey? { match.indexKey(in: tables) }
}
private struct AskingForConntrack: MatchVisitor {
  func visit<M: Match>(_ match: M) -> Bool { match.needsConntrack }
}
