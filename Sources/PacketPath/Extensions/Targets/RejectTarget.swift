/// What a REJECT sends back.
public enum RejectionKind: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  case netUnreachable, hostUnreachable, portUnreachable, protoUnreachable, netProhibited, hostProhibited, adminProhibited, tcpReset,
    echoReply
  case noRoute6, admProhibited6, addrUnreachable6, portUnreachable6, policyFail6, rejectRoute6, tcpReset6

  /// As iptables prints it.
  public var name: String {
    switch self {
    case .netUnreachable: "icmp-net-unreachable"
    case .hostUnreachable: "icmp-host-unreachable"
    case .portUnreachable: "icmp-port-unreachable"
    case .protoUnreachable: "icmp-proto-unreachable"
    case .netProhibited: "icmp-net-prohibited"
    case .hostProhibited: "icmp-host-prohibited"
    case .adminProhibited: "icmp-admin-prohibited"
    case .tcpReset, .tcpReset6: "tcp-reset"
    case .echoReply: "echo-reply"
    case .noRoute6: "icmp6-no-route"
    case .admProhibited6: "icmp6-adm-prohibited"
    case .addrUnreachable6: "icmp6-addr-unreachable"
    case .portUnreachable6: "icmp6-port-unreachable"
    case .policyFail6: "icmp6-policy-fail"
    case .rejectRoute6: "icmp6-reject-route"
    }
  }
  /// What a name, its short form or the beginning of either means, in any case (REJECT_parse in libipt_REJECT.c, libip6t_REJECT.c).
  static func named(_ name: String, _ family: IPFamily) -> RejectionKind? {
    let name = name.lowercased()
    return (family == .ipv4 ? kinds4 : kinds6).first { $0.kind.name.hasPrefix(name) || $0.short.hasPrefix(name) }?.kind
  }
  /// In the order of iptables: of several that begin so, the first is meant.
  private static let kinds4: [(kind: RejectionKind, short: String)] = [
    (.netUnreachable, "net-unreach"), (.hostUnreachable, "host-unreach"), (.protoUnreachable, "proto-unreach"),
    (.portUnreachable, "port-unreach"), (.netProhibited, "net-prohib"), (.hostProhibited, "host-prohib"), (.tcpReset, "tcp-rst"),
    (.adminProhibited, "admin-prohib"),
  ]
  private static let kinds6: [(kind: RejectionKind, short: String)] = [
    (.noRoute6, "no-route"), (.admProhibited6, "adm-prohibited"), (.addrUnreachable6, "addr-unreach"), (.portUnreachable6, "port-unreach"),
    (.tcpReset6, "tcp-reset"), (.policyFail6, "policy-fail"), (.rejectRoute6, "reject-route"),
  ]
  var isReset: Bool { self == .tcpReset || self == .tcpReset6 }
}

/// `-j REJECT --reject-with kind`: drops and answers (ipt_REJECT.c, ip6t_REJECT.c).
public struct RejectTarget: Target {
  public static let info = ExtensionInfo("REJECT", options: ["--reject-with kind"], "Exact, with what is sent back, or that nothing is.")
  let kind: RejectionKind

  public init?(parsing reader: inout RuleReader) {
    guard reader.takesPlain("--reject-with") else {
      kind = reader.family == .ipv4 ? .portUnreachable : .portUnreachable6
      return
    }
    guard let text = reader.quoted(), text.count > 0,
      let kind = RejectionKind.named(String(decoding: reader.unquoted(text), as: UTF8.self), reader.family)
    else { return nil }
    guard reader.requires(!kind.isReset || reader.proto == .tcp, "it needs -p tcp") else { return nil }
    self.kind = kind
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect { .reject(kind) }
  public func save(to writer: inout RuleWriter) { writer.write(" -j REJECT --reject-with \(kind.name)") }
}
