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
  case ah(AHMatch)
  case bpf(BPFMatch)
  case cgroup(CgroupMatch)
  case cluster(ClusterMatch)
  case connbytes(ConnbytesMatch)
  case connlabel(ConnlabelMatch)
  case connlimit(ConnlimitMatch)
  case connmark(ConnmarkMatch)
  case cpu(CPUMatch)
  case dccp(DCCPMatch)
  case devgroup(DevgroupMatch)
  case dscp(DSCPMatch)
  case dst(DstMatch)
  case ecn(ECNMatch)
  case esp(ESPMatch)
  case eui64(EUI64Match)
  case frag(FragMatch)
  case hashlimit(HashlimitMatch)
  case hbh(HbhMatch)
  case helper(HelperMatch)
  case hl(HLMatch)
  case icmp(ICMPMatch)
  case icmp6(ICMPv6Match)
  case ipcomp(IPCompMatch)
  case iprange(IPRangeMatch)
  case ipv6header(IPv6HeaderMatch)
  case ipvs(IPVSMatch)
  case length(LengthMatch)
  case limit(LimitMatch)
  case mac(MACMatch)
  case mh(MHMatch)
  case multiport(MultiportMatch)
  case nfacct(NfacctMatch)
  case osf(OSFMatch)
  case owner(OwnerMatch)
  case physdev(PhysdevMatch)
  case pkttype(PkttypeMatch)
  case policy(PolicyMatch)
  case quota(QuotaMatch)
  case rateest(RateestMatch)
  case realm(RealmMatch)
  case rpfilter(RpfilterMatch)
  case rt(RtMatch)
  case sctp(SCTPMatch)
  case socket(SocketMatch)
  case srh(SRHMatch)
  case state(StateMatch)
  case string(StringMatch)
  case tcpmss(TCPMSSMatch)
  case time(TimeMatch)
  case tos(TOSMatch)
  case ttl(TTLMatch)
  case u32(U32Match)
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
  /// By the first letter, then one after the other.
  @inline(never) private init?(seldom reader: inout RuleReader) {
    switch reader.cursor.byte() {
    case 0x61:
      if reader.cursor.takes("ah") { self.init(AHMatch(parsing: &reader), Test.ah); return }
    case 0x62:
      if reader.cursor.takes("bpf") { self.init(BPFMatch(parsing: &reader), Test.bpf); return }
    case 0x63:
      if reader.cursor.takes("cgroup") { self.init(CgroupMatch(parsing: &reader), Test.cgroup); return }
      if reader.cursor.takes("cluster") { self.init(ClusterMatch(parsing: &reader), Test.cluster); return }
      if reader.cursor.takes("connbytes") { self.init(ConnbytesMatch(parsing: &reader), Test.connbytes); return }
      if reader.cursor.takes("connlabel") { self.init(ConnlabelMatch(parsing: &reader), Test.connlabel); return }
      if reader.cursor.takes("connlimit") { self.init(ConnlimitMatch(parsing: &reader), Test.connlimit); return }
      if reader.cursor.takes("connmark") { self.init(ConnmarkMatch(parsing: &reader), Test.connmark); return }
      if reader.cursor.takes("cpu") { self.init(CPUMatch(parsing: &reader), Test.cpu); return }
    case 0x64:
      if reader.cursor.takes("dccp") { self.init(DCCPMatch(parsing: &reader), Test.dccp); return }
      if reader.cursor.takes("devgroup") { self.init(DevgroupMatch(parsing: &reader), Test.devgroup); return }
      if reader.cursor.takes("dscp") { self.init(DSCPMatch(parsing: &reader), Test.dscp); return }
      if reader.cursor.takes("dst") { self.init(DstMatch(parsing: &reader), Test.dst); return }
    case 0x65:
      if reader.cursor.takes("ecn") { self.init(ECNMatch(parsing: &reader), Test.ecn); return }
      if reader.cursor.takes("esp") { self.init(ESPMatch(parsing: &reader), Test.esp); return }
      if reader.cursor.takes("eui64") { self.init(EUI64Match(parsing: &reader), Test.eui64); return }
    case 0x66:
      if reader.cursor.takes("frag") { self.init(FragMatch(parsing: &reader), Test.frag); return }
    case 0x68:
      if reader.cursor.takes("hashlimit") { self.init(HashlimitMatch(parsing: &reader), Test.hashlimit); return }
      if reader.cursor.takes("hbh") { self.init(HbhMatch(parsing: &reader), Test.hbh); return }
      if reader.cursor.takes("helper") { self.init(HelperMatch(parsing: &reader), Test.helper); return }
      if reader.cursor.takes("hl") { self.init(HLMatch(parsing: &reader), Test.hl); return }
    case 0x69:
      if reader.cursor.takes("icmp") { self.init(ICMPMatch(parsing: &reader), Test.icmp); return }
      if reader.cursor.takes("icmp6") || reader.cursor.takes("icmpv6") || reader.cursor.takes("ipv6-icmp") {
        self.init(ICMPv6Match(parsing: &reader), Test.icmp6); return
      }
      if reader.cursor.takes("ipcomp") { self.init(IPCompMatch(parsing: &reader), Test.ipcomp); return }
      if reader.cursor.takes("iprange") { self.init(IPRangeMatch(parsing: &reader), Test.iprange); return }
      if reader.cursor.takes("ipv6header") { self.init(IPv6HeaderMatch(parsing: &reader), Test.ipv6header); return }
      if reader.cursor.takes("ipvs") { self.init(IPVSMatch(parsing: &reader), Test.ipvs); return }
    case 0x6c:
      if reader.cursor.takes("length") { self.init(LengthMatch(parsing: &reader), Test.length); return }
      if reader.cursor.takes("limit") { self.init(LimitMatch(parsing: &reader), Test.limit); return }
    case 0x6d:
      if reader.cursor.takes("mac") { self.init(MACMatch(parsing: &reader), Test.mac); return }
      if reader.cursor.takes("mh") { self.init(MHMatch(parsing: &reader), Test.mh); return }
      if reader.cursor.takes("multiport") { self.init(MultiportMatch(parsing: &reader), Test.multiport); return }
    case 0x6e:
      if reader.cursor.takes("nfacct") { self.init(NfacctMatch(parsing: &reader), Test.nfacct); return }
    case 0x6f:
      if reader.cursor.takes("osf") { self.init(OSFMatch(parsing: &reader), Test.osf); return }
      if reader.cursor.takes("owner") { self.init(OwnerMatch(parsing: &reader), Test.owner); return }
    case 0x70:
      if reader.cursor.takes("physdev") { self.init(PhysdevMatch(parsing: &reader), Test.physdev); return }
      if reader.cursor.takes("pkttype") { self.init(PkttypeMatch(parsing: &reader), Test.pkttype); return }
      if reader.cursor.takes("policy") { self.init(PolicyMatch(parsing: &reader), Test.policy); return }
    case 0x71:
      if reader.cursor.takes("quota") { self.init(QuotaMatch(parsing: &reader), Test.quota); return }
    case 0x72:
      if reader.cursor.takes("rateest") { self.init(RateestMatch(parsing: &reader), Test.rateest); return }
      if reader.cursor.takes("realm") { self.init(RealmMatch(parsing: &reader), Test.realm); return }
      if reader.cursor.takes("rpfilter") { self.init(RpfilterMatch(parsing: &reader), Test.rpfilter); return }
      if reader.cursor.takes("rt") { self.init(RtMatch(parsing: &reader), Test.rt); return }
    case 0x73:
      if reader.cursor.takes("sctp") { self.init(SCTPMatch(parsing: &reader), Test.sctp); return }
      if reader.cursor.takes("socket") { self.init(SocketMatch(parsing: &reader), Test.socket); return }
      if reader.cursor.takes("srh") { self.init(SRHMatch(parsing: &reader), Test.srh); return }
      if reader.cursor.takes("state") { self.init(StateMatch(parsing: &reader), Test.state); return }
      if reader.cursor.takes("string") { self.init(StringMatch(parsing: &reader), Test.string); return }
    case 0x74:
      if reader.cursor.takes("tcpmss") { self.init(TCPMSSMatch(parsing: &reader), Test.tcpmss); return }
      if reader.cursor.takes("time") { self.init(TimeMatch(parsing: &reader), Test.time); return }
      if reader.cursor.takes("tos") { self.init(TOSMatch(parsing: &reader), Test.tos); return }
      if reader.cursor.takes("ttl") { self.init(TTLMatch(parsing: &reader), Test.ttl); return }
    case 0x75:
      if reader.cursor.takes("u32") { self.init(U32Match(parsing: &reader), Test.u32); return }
    default: break
    }
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
    default: acceptSeldom(&visitor)
    }
  }
  /// The rest of it, apart, so that the walk's loop stays small.
  @inline(never) private func acceptSeldom<V: MatchVisitor>(_ visitor: inout V) -> V.Result {
    switch self {
    case .ah(let match): visitor.visit(match)
    case .bpf(let match): visitor.visit(match)
    case .cgroup(let match): visitor.visit(match)
    case .cluster(let match): visitor.visit(match)
    case .connbytes(let match): visitor.visit(match)
    case .connlabel(let match): visitor.visit(match)
    case .connlimit(let match): visitor.visit(match)
    case .connmark(let match): visitor.visit(match)
    case .cpu(let match): visitor.visit(match)
    case .dccp(let match): visitor.visit(match)
    case .devgroup(let match): visitor.visit(match)
    case .dscp(let match): visitor.visit(match)
    case .dst(let match): visitor.visit(match)
    case .ecn(let match): visitor.visit(match)
    case .esp(let match): visitor.visit(match)
    case .eui64(let match): visitor.visit(match)
    case .frag(let match): visitor.visit(match)
    case .hashlimit(let match): visitor.visit(match)
    case .hbh(let match): visitor.visit(match)
    case .helper(let match): visitor.visit(match)
    case .hl(let match): visitor.visit(match)
    case .icmp(let match): visitor.visit(match)
    case .icmp6(let match): visitor.visit(match)
    case .ipcomp(let match): visitor.visit(match)
    case .iprange(let match): visitor.visit(match)
    case .ipv6header(let match): visitor.visit(match)
    case .ipvs(let match): visitor.visit(match)
    case .length(let match): visitor.visit(match)
    case .limit(let match): visitor.visit(match)
    case .mac(let match): visitor.visit(match)
    case .mh(let match): visitor.visit(match)
    case .multiport(let match): visitor.visit(match)
    case .nfacct(let match): visitor.visit(match)
    case .osf(let match): visitor.visit(match)
    case .owner(let match): visitor.visit(match)
    case .physdev(let match): visitor.visit(match)
    case .pkttype(let match): visitor.visit(match)
    case .policy(let match): visitor.visit(match)
    case .quota(let match): visitor.visit(match)
    case .rateest(let match): visitor.visit(match)
    case .realm(let match): visitor.visit(match)
    case .rpfilter(let match): visitor.visit(match)
    case .rt(let match): visitor.visit(match)
    case .sctp(let match): visitor.visit(match)
    case .socket(let match): visitor.visit(match)
    case .srh(let match): visitor.visit(match)
    case .state(let match): visitor.visit(match)
    case .string(let match): visitor.visit(match)
    case .tcpmss(let match): visitor.visit(match)
    case .time(let match): visitor.visit(match)
    case .tos(let match): visitor.visit(match)
    case .ttl(let match): visitor.visit(match)
    case .u32(let match): visitor.visit(match)
    case .opaque(let match): visitor.visit(match)
    case .source, .destination, .inInterface, .outInterface, .proto, .fragment, .comment, .tcp, .udp, .statistic, .mark,
      .conntrack, .addrtype, .recent, .set:
      preconditionFailure("a frequent match")
    }
  }
  /// What every match says of itself, in the order of the cases.
  public static let infos: [ExtensionInfo] = [
    SourceMatch.info, DestinationMatch.info, InInterfaceMatch.info, OutInterfaceMatch.info, ProtocolMatch.info, FragmentMatch.info,
    CommentMatch.info, TCPMatch.info, UDPMatch.info, StatisticMatch.info, MarkMatch.info, ConntrackMatch.info, AddrtypeMatch.info,
    RecentMatch.info, SetMatch.info, AHMatch.info, BPFMatch.info, CgroupMatch.info, ClusterMatch.info, ConnbytesMatch.info,
    ConnlabelMatch.info, ConnlimitMatch.info, ConnmarkMatch.info, CPUMatch.info, DCCPMatch.info, DevgroupMatch.info, DSCPMatch.info,
    DstMatch.info, ECNMatch.info, ESPMatch.info, EUI64Match.info, FragMatch.info, HashlimitMatch.info, HbhMatch.info, HelperMatch.info,
    HLMatch.info, ICMPMatch.info, ICMPv6Match.info, IPCompMatch.info, IPRangeMatch.info, IPv6HeaderMatch.info, IPVSMatch.info,
    LengthMatch.info, LimitMatch.info, MACMatch.info, MHMatch.info, MultiportMatch.info, NfacctMatch.info, OSFMatch.info,
    OwnerMatch.info, PhysdevMatch.info, PkttypeMatch.info, PolicyMatch.info, QuotaMatch.info, RateestMatch.info, RealmMatch.info,
    RpfilterMatch.info, RtMatch.info, SCTPMatch.info, SocketMatch.info, SRHMatch.info, StateMatch.info, StringMatch.info,
    TCPMSSMatch.info, TimeMatch.info, TOSMatch.info, TTLMatch.info, U32Match.info,
  ]
}

/// Something that looks at a match, whichever it is.
public protocol MatchVisitor {
  associatedtype Result
  mutating func visit<M: Match>(_ match: M) -> Result
}

extension Test {
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    var visitor = Evaluating(skb: skb, context: context)
    return accept(&visitor)
  }
  /// The same of a packet where it lies, the frequent ones directly: walks ask this for each test of each rule, and else would copy the packet
  /// each time.
  @inline(__always) func evaluate(inPlace skb: inout SocketBuffer, _ context: EvaluationContext) -> Answer {
    switch self {
    case .source(let match): match.evaluate(skb, in: context)
    case .destination(let match): match.evaluate(skb, in: context)
    case .inInterface(let match): match.evaluate(skb, in: context)
    case .outInterface(let match): match.evaluate(skb, in: context)
    case .proto(let match): match.evaluate(skb, in: context)
    case .comment: .yes
    case .tcp(let match): match.evaluate(skb, in: context)
    case .udp(let match): match.evaluate(skb, in: context)
    case .statistic(let match): match.evaluate(skb, in: context)
    case .mark(let match): match.evaluate(skb, in: context)
    case .conntrack(let match): match.evaluate(skb, in: context)
    default: evaluateSeldom(inPlace: &skb, context)
    }
  }
  @inline(never) private func evaluateSeldom(inPlace skb: inout SocketBuffer, _ context: EvaluationContext) -> Answer {
    evaluate(skb, in: context)
  }
  func advance(_ skb: SocketBuffer, in context: EvaluationContext, _ memory: inout Memory, _ key: StateKey) -> Answer {
    var visitor = Advancing(skb: skb, context: context, memory: memory, key: key)
    // One owner at a time, or every lookup would copy.
    memory = Memory()
    let answer = accept(&visitor)
    memory = visitor.memory
    return answer
  }
  var remembers: Bool {
    var visitor = AskingForMemory()
    return accept(&visitor)
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
  var reads: PacketFields {
    var visitor = AskingWhatIsRead()
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
private struct AskingWhatIsRead: MatchVisitor {
  func visit<M: Match>(_ match: M) -> PacketFields { match.reads }
}
private struct AskingForMemory: MatchVisitor {
  func visit<M: Match>(_ match: M) -> Bool { match.remembers }
}
private struct AskingForConntrack: MatchVisitor {
  func visit<M: Match>(_ match: M) -> Bool { match.needsConntrack }
}
