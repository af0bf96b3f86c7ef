/// What a REJECT sends back.
public enum RejectionKind: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  case netUnreachable, hostUnreachable, portUnreachable, protoUnreachable, netProhibited, hostProhibited, adminProhibited, tcpReset, echoReply
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
  /// The names of a family, aliases included (libipt_REJECT, libip6t_REJECT).
  static func named(_ name: String, _ family: IPFamily) -> RejectionKind? {
    family == .ipv4 ? names4[name] : names6[name]
  }
  private static let names4: [String: RejectionKind] = [
    "icmp-net-unreachable": .netUnreachable, "net-unreach": .netUnreachable, "icmp-host-unreachable": .hostUnreachable,
    "host-unreach": .hostUnreachable, "icmp-port-unreachable": .portUnreachable, "port-unreach": .portUnreachable,
    "icmp-proto-unreachable": .protoUnreachable, "proto-unreach": .protoUnreachable, "icmp-net-prohibited": .netProhibited,
    "net-prohib": .netProhibited, "icmp-host-prohibited": .hostProhibited, "host-prohib": .hostProhibited,
    "icmp-admin-prohibited": .adminProhibited, "admin-prohib": .adminProhibited, "tcp-reset": .tcpReset, "tcp-rst": .tcpReset,
  ]
  private static let names6: [String: RejectionKind] = [
    "icmp6-no-route": .noRoute6, "no-route": .noRoute6, "icmp6-adm-prohibited": .admProhibited6, "adm-prohibited": .admProhibited6,
    "icmp6-addr-unreachable": .addrUnreachable6, "addr-unreach": .addrUnreachable6, "icmp6-port-unreachable": .portUnreachable6,
    "port-unreach": .portUnreachable6, "icmp6-policy-fail": .policyFail6, "policy-fail": .policyFail6, "icmp6-reject-route": .rejectRoute6,
    "reject-route": .rejectRoute6, "tcp-reset": .tcpReset6, "tcp-rst": .tcpReset6,
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
    guard let kind = RejectionKind.named(reader.string(reader.word()), reader.family) else { return nil }
    self.kind = kind
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect { .reject(kind) }
  public func save(to writer: inout RuleWriter) { writer.write(" -j REJECT --reject-with \(kind.name)") }
}
