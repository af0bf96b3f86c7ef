/// The five places at which netfilter sees a packet (uapi/linux/netfilter.h).
public enum Hook: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  case prerouting, input, forward, output, postrouting

  /// As the base chain is named: `PREROUTING`.
  public var name: String {
    switch self {
    case .prerouting: "PREROUTING"
    case .input: "INPUT"
    case .forward: "FORWARD"
    case .output: "OUTPUT"
    case .postrouting: "POSTROUTING"
    }
  }
}

/// The five tables of iptables.
public enum Table: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  case raw, mangle, nat, filter, security

  public var name: String {
    switch self {
    case .raw: "raw"
    case .mangle: "mangle"
    case .nat: "nat"
    case .filter: "filter"
    case .security: "security"
    }
  }
  public init?(name: String) {
    guard let table = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = table
  }
  /// The hooks at which the table has a base chain (`valid_hooks` of iptable_raw.c, iptable_mangle.c, …).
  public var hooks: [Hook] {
    switch self {
    case .raw: [.prerouting, .output]
    case .mangle: [.prerouting, .input, .forward, .output, .postrouting]
    case .nat: [.prerouting, .input, .output, .postrouting]
    case .filter, .security: [.input, .forward, .output]
    }
  }
}

/// Which of the kernel's two implementations holds the rules.
public enum Backend: String, BitwiseCopyable, Sendable, Hashable, CaseIterable { case legacy, nft }

/// What becomes of a packet in the end.
public enum Verdict: String, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  /// It ends in this node's own stack.
  case delivered
  /// It arrived, and leaves by another device or the same.
  case forwarded
  /// It was made on this node and leaves on a device other than lo.
  case sent
  /// A rule or a policy drops it without an answer.
  case dropped
  /// A rule drops it and answers.
  case rejected
  /// Routing, a martian check or its time to live ends it.
  case unroutable
  /// It waits for a program's verdict.
  case queued
  /// Something took it out of the stack.
  case stolen

  /// Whether the packet gets where it is sent.
  public var isPass: Bool { self == .delivered || self == .forwarded || self == .sent }
}
