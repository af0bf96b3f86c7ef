/// `-j TRACE`: the kernel logs the rest of the packet's way; it goes on (trace_tg in xt_TRACE.c).
public struct TraceTarget: Target {
  public static let info = ExtensionInfo("TRACE", "Goes on.")
  public init?(parsing reader: inout RuleReader) {}
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect { .goOn }
  public func save(to writer: inout RuleWriter) { writer.write(" -j TRACE") }
}
