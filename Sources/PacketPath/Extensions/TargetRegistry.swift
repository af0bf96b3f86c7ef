/// Every target: a case, a parse line and an accept line each.
public enum TargetAction: BitwiseCopyable, Sendable {
  /// A rule without `-j` counts and goes on.
  case none
  case accept, drop, returns, queue
  case jump(ChainID)
  case goTo(ChainID)
  case dnat(DNATTarget)
  case log(LogTarget)
  case mark(MarkTarget)
  case masquerade(MasqueradeTarget)
  case nflog(NflogTarget)
  case redirect(RedirectTarget)
  case reject(RejectTarget)
  case snat(SNATTarget)
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
  @inline(never) private static func parseSeldom(_ reader: inout RuleReader) -> TargetAction?? {
    if reader.cursor.takes("MASQUERADE") { return .some(MasqueradeTarget(parsing: &reader).map(TargetAction.masquerade)) }
    if reader.cursor.takes("REJECT") { return .some(RejectTarget(parsing: &reader).map(TargetAction.reject)) }
    if reader.cursor.takes("LOG") { return .some(LogTarget(parsing: &reader).map(TargetAction.log)) }
    if reader.cursor.takes("NFLOG") { return .some(NflogTarget(parsing: &reader).map(TargetAction.nflog)) }
    if reader.cursor.takes("QUEUE") { return .some(.queue) }
    if reader.cursor.takes("REDIRECT") { return .some(RedirectTarget(parsing: &reader).map(TargetAction.redirect)) }
    if reader.cursor.takes("SNAT") { return .some(SNATTarget(parsing: &reader).map(TargetAction.snat)) }
    return nil
  }

  /// The one switch over targets that are extensions; nil for verdicts and jumps.
  @inline(__always) func accept<V: TargetVisitor>(_ visitor: inout V) -> V.Result? {
    switch self {
    case .none, .accept, .drop, .returns, .queue, .jump, .goTo, .opaque: nil
    case .dnat(let target): visitor.visit(target)
    case .log(let target): visitor.visit(target)
    case .mark(let target): visitor.visit(target)
    case .masquerade(let target): visitor.visit(target)
    case .nflog(let target): visitor.visit(target)
    case .redirect(let target): visitor.visit(target)
    case .reject(let target): visitor.visit(target)
    case .snat(let target): visitor.visit(target)
    }
  }
  public static let infos: [ExtensionInfo] =
    StandardTarget.infos + [
      DNATTarget.info, LogTarget.info, MarkTarget.info, MasqueradeTarget.info, NflogTarget.info, RedirectTarget.info, RejectTarget.info,
      SNATTarget.info,
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
    case .opaque: return .unknown
    default:
      var visitor = Applying(skb: skb, context: context)
      let effect = accept(&visitor) ?? .unknown
      skb = visitor.skb
      return effect
    }
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
