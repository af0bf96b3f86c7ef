/// What becomes of one packet: every way it can go, each with its exact weight.
public struct Prediction: Sendable {
  /// The packet as it was traced, with what was filled in.
  public var packet: Packet
  /// In the order of the walk, first match first.
  public var outcomes: [Outcome]
  /// Outcomes that get there, merged by endpoint.
  public var endpoints: [EndpointShare]
  /// Whether assignments of the assumptions differ in verdict, endpoint, share or masquerade.
  public var isUnknown: Bool
  /// The weight of the outcomes that were left out, if there were more than the limit; nil: all are here.
  public var remainder: Weight?
  /// What the answer rests on and did not find in the inputs.
  public var notes: [Diagnostic]
  public var isTruncated: Bool { remainder != nil }

  public init(
    packet: Packet, outcomes: [Outcome] = [], endpoints: [EndpointShare] = [], isUnknown: Bool = false, remainder: Weight? = nil,
    notes: [Diagnostic] = []
  ) {
    self.packet = packet
    self.outcomes = outcomes
    self.endpoints = endpoints
    self.isUnknown = isUnknown
    self.remainder = remainder
    self.notes = notes
  }
}

/// Where a packet is sent in the end.
public struct Endpoint: BitwiseCopyable, Sendable, Hashable {
  /// Nil: the inputs do not tell which of the node's addresses.
  public var address: Address?
  /// Nil for protocols without ports, or where a range leaves it open.
  public var port: UInt16?
  /// Where a text calls a real server by its host's name alone: its number among ``VirtualServers/hostNames``; else 0.
  public var host: UInt32 = 0
  public init(_ address: Address?, port: UInt16?) {
    self.address = address
    self.port = port
  }
}
extension Endpoint: CustomStringConvertible {
  /// `10.244.1.7:9376`, `[fd00::7]:9376`, `10.244.1.7`.
  public var description: String {
    guard let address else { return "this node" + (port.map { ":\($0)" } ?? "") }
    guard let port else { return address.description }
    return address.family == .ipv6 ? "[\(address)]:\(port)" : "\(address):\(port)"
  }
}

public struct EndpointShare: Sendable {
  public var endpoint: Endpoint
  /// Under the first assignment of the assumptions, if there are any.
  public var share: Weight
  /// The least and the greatest share over the assumptions; nil where there are none.
  public var minimum: Weight?, maximum: Weight?
  public init(_ endpoint: Endpoint, share: Weight, minimum: Weight? = nil, maximum: Weight? = nil) {
    self.endpoint = endpoint
    self.share = share
    self.minimum = minimum
    self.maximum = maximum
  }
}

/// One way a packet can go.
public struct Outcome: Sendable {
  /// Conditional on the assumptions, if there are any.
  public var weight: Weight
  /// The chances that came true or not on the way, whose product is the weight.
  var draws = Draws(choices: [], last: -1)
  public var verdict: Verdict
  /// Whether any rule translated the destination.
  public var isTranslated: Bool
  /// The destination after the last translation; untranslated, the original one.
  public var endpoint: Endpoint
  /// The Service's `namespace/name:port`, where comments on the path tell. Left nil by the engine.
  public var service: String?
  /// The packet at its end; nil if it has none.
  public var out: Emission?
  public var sourceTranslation: SourceTranslation?
  /// What is sent back by a rejection or a failed route; nil: nothing.
  public var answer: String?
  public var conntrackState: ConntrackState
  public var conntrackMark: UInt32
  public var reply: Reply?
  public var assumptions: [Assumption]
  public var path: [TraceStep]
  /// Of a packet that opens a connection, what conntrack takes for its answers.
  package var awaited: FlowTuple?
}

extension Outcome {
  /// The weight's exact factors, in the order of the walk.
  public var chances: [Chance] { draws.chances }
}

/// The decisions on an outcome's way: outcomes of one prediction share them, for most have most in common.
struct Draws: Sendable {
  var choices: [Choice]
  var last: Int32

  var chances: [Chance] {
    var result: [Chance] = [], at = last
    while at >= 0 {
      let choice = choices[Int(at)]
      if !choice.isAssumption { result.append(Chance(parts: choice.parts, whole: choice.whole)) }
      at = choice.parent
    }
    return result.reversed()
  }
}

/// A packet as it leaves, or as the node's own stack gets it.
public struct Emission: Sendable, Hashable {
  /// Nil: not known.
  public var interface: InterfaceName?
  public var source: Address?
  public var sourcePort: PortRange?
  public var destination: Address?
  public var destinationPort: UInt16?
  public var mark: UInt32
  public var ttl: UInt8
  public var tos: UInt8
}

/// How the source was translated.
public struct SourceTranslation: Sendable, Hashable {
  public enum Ports: Sendable, Hashable {
    /// As it was, if it is free.
    case kept
    /// Some port of the range.
    case range(PortRange)
    /// The protocol has none.
    case none
  }
  public var kind: Translation.Kind
  /// Nil: the inputs do not tell.
  public var address: Address?
  public var ports: Ports
}

/// What becomes of the endpoint's answer on its way back through this node.
public struct Reply: Sendable {
  /// Nil: not known.
  public var reachesClient: Bool?
  public var verdict: Verdict?
  public var path: [TraceStep]
}

/// Something that the inputs do not tell, and how an outcome takes it.
public struct Assumption: Sendable, Hashable {
  public var text: String
  /// The line of the rule that asked, and the ruleset it is in; nil where no rule did.
  public var line: Int?
  public var input: Int
  public var assumed: Bool
}

/// One step of a packet's path.
public struct TraceStep: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable {
    /// A rule that matched.
    case rule
    /// The end of a chain that was jumped to.
    case `return`
    /// A base chain's policy.
    case policy
    /// An IPVS virtual server chose.
    case virtualServer
  }
  public var hook: Hook
  /// A table of iptables, or `ipvs`.
  public var table: String
  public var chain: String?
  /// From 1; nil for a return or a policy.
  public var rule: Int?
  public var kind: Kind
  /// `JUMP KUBE-SERVICES`, `DNAT 10.244.1.7:9376`, `ACCEPT` …
  public var action: String
  /// From 1; nil for what stands in no text.
  public var line: Int?
  /// Which of the node's rulesets, by its place in ``Node/rulesets``.
  public var input: Int
  /// Whether the rule was completed as the node's tools would have made it.
  public var isCompleted: Bool
  /// 2: the packet came back over lo.
  public var pass: Int
  /// The rule as it is saved, and its comment.
  public var text: String?
  public var comment: String?
  /// The path's mark, as it is behind this step.
  public var mark: UInt32
}
