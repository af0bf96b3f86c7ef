/// Every target: a case, a parse line and an accept line each.
public enum TargetAction: BitwiseCopyable, Sendable {
  /// A rule without `-j` counts and goes on.
  case none
  case accept, drop, returns, queue
  case jump(ChainID)
  case goTo(ChainID)
  case dnat(DNATTarget)
  case mark(MarkTarget)
  case masquerade(MasqueradeTarget)
  case reject(RejectTarget)
  case log(LogTarget)
  case nflog(NflogTarget)
  case redirect(RedirectTarget)
  case snat(SNATTarget)
  case connmark(ConnmarkTarget)
  case ct(CTTarget)
  case audit(AuditTarget)
  case checksum(ChecksumTarget)
  case classify(ClassifyTarget)
  case connsecmark(ConnsecmarkTarget)
  case dnpt(DNPTTarget)
  case dscp(DSCPTarget)
  case ecn(ECNTarget)
  case hl(HLTarget)
  case hmark(HmarkTarget)
  case idletimer(IdletimerTarget)
  case led(LEDTarget)
  case netmap(NetmapTarget)
  case nfqueue(NfqueueTarget)
  case notrack(NotrackTarget)
  case rateest(RateestTarget)
  case secmark(SecmarkTarget)
  case set(SetTarget)
  case snpt(SNPTTarget)
  case synproxy(SYNProxyTarget)
  case tcpmss(TCPMSSTarget)
  case tcpoptstrip(TCPOptStripTarget)
  case tee(TEETarget)
  case tos(TOSTarget)
  case tproxy(TProxyTarget)
  case trace(TraceTarget)
  case ttl(TTLTarget)
  /// A target that nobody here knows: its words, from `-j` on.
  case opaque(TextRange)

  /// Reads the options behind `-j NAME`, where NAME is one of ours. Nil: no target of that name. `.some(nil)`: its options are not understood.
  @inline(__always) static func parse(_ reader: inout RuleReader) -> TargetAction?? {
    if reader.cursor.takes("DNAT") { return .some(DNATTarget(parsing: &reader).map(TargetAction.dnat)) }
    if reader.cursor.takes("MARK") { return .some(MarkTarget(parsing: &reader).map(TargetAction.mark)) }
    if reader.cursor.takes("RETURN") { return .some(.returns) }
    if reader.cursor.takes("ACCEPT") { return .some(.accept) }
    if reader.cursor.takes("DROP") { return .some(.drop) }
    return parseSeldom(&reader)
  }
  /// By the first letter, then one after the other.
  @inline(never) private static func parseSeldom(_ reader: inout RuleReader) -> TargetAction?? {
    switch reader.cursor.byte() {
    case 0x41:
      if reader.cursor.takes("AUDIT") { return .some(AuditTarget(parsing: &reader).map(TargetAction.audit)) }
    case 0x43:
      if reader.cursor.takes("CONNMARK") { return .some(ConnmarkTarget(parsing: &reader).map(TargetAction.connmark)) }
      if reader.cursor.takes("CT") { return .some(CTTarget(parsing: &reader).map(TargetAction.ct)) }
      if reader.cursor.takes("CHECKSUM") { return .some(ChecksumTarget(parsing: &reader).map(TargetAction.checksum)) }
      if reader.cursor.takes("CLASSIFY") { return .some(ClassifyTarget(parsing: &reader).map(TargetAction.classify)) }
      if reader.cursor.takes("CONNSECMARK") { return .some(ConnsecmarkTarget(parsing: &reader).map(TargetAction.connsecmark)) }
    case 0x44:
      if reader.cursor.takes("DNPT") { return .some(DNPTTarget(parsing: &reader).map(TargetAction.dnpt)) }
      if reader.cursor.takes("DSCP") { return .some(DSCPTarget(parsing: &reader).map(TargetAction.dscp)) }
    case 0x45:
      if reader.cursor.takes("ECN") { return .some(ECNTarget(parsing: &reader).map(TargetAction.ecn)) }
    case 0x48:
      if reader.cursor.takes("HL") { return .some(HLTarget(parsing: &reader).map(TargetAction.hl)) }
      if reader.cursor.takes("HMARK") { return .some(HmarkTarget(parsing: &reader).map(TargetAction.hmark)) }
    case 0x49:
      if reader.cursor.takes("IDLETIMER") { return .some(IdletimerTarget(parsing: &reader).map(TargetAction.idletimer)) }
    case 0x4c:
      if reader.cursor.takes("LOG") { return .some(LogTarget(parsing: &reader).map(TargetAction.log)) }
      if reader.cursor.takes("LED") { return .some(LEDTarget(parsing: &reader).map(TargetAction.led)) }
    case 0x4d:
      if reader.cursor.takes("MASQUERADE") { return .some(MasqueradeTarget(parsing: &reader).map(TargetAction.masquerade)) }
    case 0x4e:
      if reader.cursor.takes("NFLOG") { return .some(NflogTarget(parsing: &reader).map(TargetAction.nflog)) }
      if reader.cursor.takes("NETMAP") { return .some(NetmapTarget(parsing: &reader).map(TargetAction.netmap)) }
      if reader.cursor.takes("NFQUEUE") { return .some(NfqueueTarget(parsing: &reader).map(TargetAction.nfqueue)) }
      if reader.cursor.takes("NOTRACK") { return .some(NotrackTarget(parsing: &reader).map(TargetAction.notrack)) }
    case 0x51:
      if reader.cursor.takes("QUEUE") { return .some(.queue) }
    case 0x52:
      if reader.cursor.takes("REJECT") { return .some(RejectTarget(parsing: &reader).map(TargetAction.reject)) }
      if reader.cursor.takes("REDIRECT") { return .some(RedirectTarget(parsing: &reader).map(TargetAction.redirect)) }
      if reader.cursor.takes("RATEEST") { return .some(RateestTarget(parsing: &reader).map(TargetAction.rateest)) }
    case 0x53:
      if reader.cursor.takes("SNAT") { return .some(SNATTarget(parsing: &reader).map(TargetAction.snat)) }
      if reader.cursor.takes("SET") { return .some(SetTarget(parsing: &reader).map(TargetAction.set)) }
      if reader.cursor.takes("SECMARK") { return .some(SecmarkTarget(parsing: &reader).map(TargetAction.secmark)) }
      if reader.cursor.takes("SNPT") { return .some(SNPTTarget(parsing: &reader).map(TargetAction.snpt)) }
      if reader.cursor.takes("SYNPROXY") { return .some(SYNProxyTarget(parsing: &reader).map(TargetAction.synproxy)) }
    case 0x54:
      if reader.cursor.takes("TCPMSS") { return .some(TCPMSSTarget(parsing: &reader).map(TargetAction.tcpmss)) }
      if reader.cursor.takes("TCPOPTSTRIP") { return .some(TCPOptStripTarget(parsing: &reader).map(TargetAction.tcpoptstrip)) }
      if reader.cursor.takes("TEE") { return .some(TEETarget(parsing: &reader).map(TargetAction.tee)) }
      if reader.cursor.takes("TOS") { return .some(TOSTarget(parsing: &reader).map(TargetAction.tos)) }
      if reader.cursor.takes("TPROXY") { return .some(TProxyTarget(parsing: &reader).map(TargetAction.tproxy)) }
      if reader.cursor.takes("TRACE") { return .some(TraceTarget(parsing: &reader).map(TargetAction.trace)) }
      if reader.cursor.takes("TTL") { return .some(TTLTarget(parsing: &reader).map(TargetAction.ttl)) }
    default: break
    }
    return nil
  }

  /// The one switch over targets that are extensions; nil for verdicts and jumps.
  @inline(__always) func accept<V: TargetVisitor>(_ visitor: inout V) -> V.Result? {
    switch self {
    case .none, .accept, .drop, .returns, .queue, .jump, .goTo, .opaque: nil
    case .dnat(let target): visitor.visit(target)
    case .mark(let target): visitor.visit(target)
    case .masquerade(let target): visitor.visit(target)
    case .reject(let target): visitor.visit(target)
    case .log(let target): visitor.visit(target)
    case .nflog(let target): visitor.visit(target)
    case .redirect(let target): visitor.visit(target)
    case .snat(let target): visitor.visit(target)
    case .connmark(let target): visitor.visit(target)
    case .ct(let target): visitor.visit(target)
    case .audit(let target): visitor.visit(target)
    case .checksum(let target): visitor.visit(target)
    case .classify(let target): visitor.visit(target)
    case .connsecmark(let target): visitor.visit(target)
    case .dnpt(let target): visitor.visit(target)
    case .dscp(let target): visitor.visit(target)
    case .ecn(let target): visitor.visit(target)
    case .hl(let target): visitor.visit(target)
    case .hmark(let target): visitor.visit(target)
    case .idletimer(let target): visitor.visit(target)
    case .led(let target): visitor.visit(target)
    case .netmap(let target): visitor.visit(target)
    case .nfqueue(let target): visitor.visit(target)
    case .notrack(let target): visitor.visit(target)
    case .rateest(let target): visitor.visit(target)
    case .secmark(let target): visitor.visit(target)
    case .set(let target): visitor.visit(target)
    case .snpt(let target): visitor.visit(target)
    case .synproxy(let target): visitor.visit(target)
    case .tcpmss(let target): visitor.visit(target)
    case .tcpoptstrip(let target): visitor.visit(target)
    case .tee(let target): visitor.visit(target)
    case .tos(let target): visitor.visit(target)
    case .tproxy(let target): visitor.visit(target)
    case .trace(let target): visitor.visit(target)
    case .ttl(let target): visitor.visit(target)
    }
  }
  public static let infos: [ExtensionInfo] =
    StandardTarget.infos + [
      DNATTarget.info, MarkTarget.info, MasqueradeTarget.info, RejectTarget.info, LogTarget.info, NflogTarget.info, RedirectTarget.info,
      SNATTarget.info, ConnmarkTarget.info, CTTarget.info, AuditTarget.info, ChecksumTarget.info, ClassifyTarget.info,
      ConnsecmarkTarget.info, DNPTTarget.info, DSCPTarget.info, ECNTarget.info, HLTarget.info, HmarkTarget.info, IdletimerTarget.info,
      LEDTarget.info, NetmapTarget.info, NfqueueTarget.info, NotrackTarget.info, RateestTarget.info, SecmarkTarget.info, SetTarget.info,
      SNPTTarget.info, SYNProxyTarget.info, TCPMSSTarget.info, TCPOptStripTarget.info, TEETarget.info, TOSTarget.info,
      TProxyTarget.info, TraceTarget.info, TTLTarget.info,
    ]
}

public protocol TargetVisitor {
  associatedtype Result
  mutating func visit<T: Target>(_ target: T) -> Result
}

extension TargetAction {
  @inline(__always) func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    switch self {
    case .none: return .goOn
    case .accept: return .accept
    case .drop: return .drop
    case .returns: return .returns
    case .queue: return .queue
    case .jump(let chain): return .jump(chain)
    case .goTo(let chain): return .goTo(chain)
    case .mark(let target): return target.apply(to: &skb, in: context)
    case .dnat(let target): return target.apply(to: &skb, in: context)
    case .opaque: return .unknown
    default: return applySeldom(to: &skb, context)
    }
  }
  @inline(never) private func applySeldom(to skb: inout SocketBuffer, _ context: EvaluationContext) -> TargetEffect {
    var visitor = Applying(skb: skb, context: context)
    let effect = accept(&visitor) ?? .unknown
    skb = visitor.skb
    return effect
  }
  func save(to writer: inout RuleWriter, chainName: (ChainID) -> TextRange) {
    switch self {
    case .none: break
    case .accept: writer.write(" -j ACCEPT")
    case .drop: writer.write(" -j DROP")
    case .returns: writer.write(" -j RETURN")
    case .queue: writer.write(" -j QUEUE")
    case .jump(let chain):
      writer.write(" -j ")
      writer.write(chainName(chain))
    case .goTo(let chain):
      writer.write(" -g ")
      writer.write(chainName(chain))
    case .opaque(let text):
      writer.write(" ")
      writer.write(text)
    default:
      var visitor = Saving(writer: writer)
      accept(&visitor)
      writer = visitor.writer
    }
  }
  var needsConntrack: Bool {
    var visitor = AskingForConntrack()
    return accept(&visitor) ?? false
  }
}
private struct Applying: TargetVisitor {
  var skb: SocketBuffer
  let context: EvaluationContext
  @inline(__always) mutating func visit<T: Target>(_ target: T) -> TargetEffect { target.apply(to: &skb, in: context) }
}
private struct Saving: TargetVisitor {
  var writer: RuleWriter
  mutating func visit<T: Target>(_ target: T) { target.save(to: &writer) }
}
private struct AskingForConntrack: TargetVisitor {
  func visit<T: Target>(_ target: T) -> Bool { target.needsConntrack }
}
