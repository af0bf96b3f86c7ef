/// What a rule does with a packet that matches: everything about one word, `-j FOO`, stands in the file of its target.
public protocol Target: BitwiseCopyable, Sendable {
  static var info: ExtensionInfo { get }

  /// Reads the options behind `-j NAME`. Nil: not understood, the target becomes opaque.
  init?(parsing reader: inout RuleReader)

  /// What it does: changes the packet in place and says how the walk goes on.
  func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect

  /// Prints it as iptables-save does, ` -j NAME` included.
  func save(to writer: inout RuleWriter)

  /// Whether loading a rule with it switches conntrack on.
  var needsConntrack: Bool { get }
}

extension Target {
  public var needsConntrack: Bool { false }
}

/// How a walk goes on after a target.
public enum TargetEffect: BitwiseCopyable, Sendable {
  /// With the next rule (`XT_CONTINUE`).
  case goOn
  /// The table is done with the packet (`NF_ACCEPT`).
  case accept
  case drop
  /// Back to the calling chain, or from a base chain to its policy (`XT_RETURN`).
  case returns
  case jump(ChainID)
  case goTo(ChainID)
  /// Dropped, with this sent back.
  case reject(RejectionKind)
  /// The first packet of a flow gets a new source or destination, and the nat table is done at this hook.
  case translate(Translation)
  /// A program decides (`NF_QUEUE`).
  case queue
  /// A program decides if one listens; else the table is done with the packet.
  case queueOrAccept
  /// To a transparent socket of the node, with a mark, where there is one: the table is done with the packet. Else it is dropped.
  case toSocket(mark: UInt32, mask: UInt32)
  /// Taken out of the stack (`NF_STOLEN`).
  case steal
  /// Nobody knows.
  case unknown
}

/// Which side of a flow a translation changes (`enum nf_nat_manip_type`).
public enum ManipulatedSide: UInt8, BitwiseCopyable, Sendable, Hashable { case source, destination }

/// A translation that a target asks for (`struct nf_nat_range2`).
public struct Translation: BitwiseCopyable, Sendable, Hashable {
  public enum Kind: String, BitwiseCopyable, Sendable, Hashable { case masquerade, snat, dnat, netmap, redirect }
  public var kind: Kind
  public var side: ManipulatedSide
  /// Nil where the address stays. Equal ends: one address.
  public var addresses: AddressRange?
  /// Nil where the port stays if it can.
  public var ports: PortRange?
  /// DNAT `--to a:low-high/base`: the port shifts by its distance from the base.
  public var basePort: UInt16?
  public var isRandom = false, isPersistent = false
  /// The address is one of the node's, but the inputs do not tell which.
  public var isAddressUnknown = false
  /// No address can be had: the packet is dropped.
  public var isImpossible = false

  public init(_ kind: Kind, _ side: ManipulatedSide) {
    self.kind = kind
    self.side = side
  }
}

/// Addresses from `low` to `high`, both included.
public struct AddressRange: BitwiseCopyable, Sendable, Hashable {
  public var low: UInt128, high: UInt128
  public init(_ low: UInt128, _ high: UInt128) {
    self.low = low
    self.high = high
  }
}
