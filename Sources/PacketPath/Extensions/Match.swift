/// One test of a rule: everything about one word, `-m foo`, stands in the file of its match.
///
/// `BitwiseCopyable` keeps rules flat: no object, array or string in a match. Text stays in the ruleset as a ``TextRange``, what is
/// large or seldom in its ``Heap``. A match takes at most eleven bytes, so that a ``Test`` takes twelve (a test holds it to that).
public protocol Match: BitwiseCopyable, Sendable {
  static var info: ExtensionInfo { get }

  /// Reads the options behind `-m name`. Nil: not understood, the rule's test becomes opaque.
  init?(parsing reader: inout RuleReader)

  /// What the match means. This stands here and nowhere else.
  func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer

  /// The same in a session, where packets follow each other: answers from what the node remembers, and remembers more.
  func advance(_ skb: SocketBuffer, in context: EvaluationContext, _ memory: inout Memory, _ key: StateKey) -> Answer

  /// Whether `advance` remembers anything, or answers from what was remembered.
  var remembers: Bool { get }

  /// What would have to be known where `evaluate` says unknown. By default: whether this test holds for this packet.
  func query(about skb: SocketBuffer, in context: EvaluationContext) -> Query?

  /// The one value of a packet's field without which the match surely does not hold; nil if it is not so simple. Asked when an index is built.
  func indexKey(in tables: RuleTables) -> IndexKey?

  /// What of a packet decides `evaluate`. Asked when rules are flattened: by default all of it.
  var reads: PacketFields { get }

  /// Prints it as iptables-save does, `-m name` included.
  func save(to writer: inout RuleWriter)

  /// Whether loading a rule with it switches conntrack on (`nf_ct_netns_get` in the kernel's checkentry).
  var needsConntrack: Bool { get }
}

extension Match {
  public func advance(_ skb: SocketBuffer, in context: EvaluationContext, _ memory: inout Memory, _ key: StateKey) -> Answer {
    evaluate(skb, in: context)
  }
  public var remembers: Bool { false }
  public func query(about skb: SocketBuffer, in context: EvaluationContext) -> Query? { nil }
  public func indexKey(in tables: RuleTables) -> IndexKey? { nil }
  public var reads: PacketFields { .everything }
  public var needsConntrack: Bool { false }
}

/// What a test looks at.
public struct PacketFields: OptionSet, BitwiseCopyable, Sendable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let destination = PacketFields(rawValue: 1)
  public static let proto = PacketFields(rawValue: 2)
  /// Of a packet that is no later fragment.
  public static let destinationPort = PacketFields(rawValue: 4)
  public static let source = PacketFields(rawValue: 8)
  public static let mark = PacketFields(rawValue: 16)
  /// The connection's state, and which translations it has.
  public static let conntrackState = PacketFields(rawValue: 32)
  /// The devices by which it comes and goes.
  public static let interfaces = PacketFields(rawValue: 64)
  /// These, and whatever else there is.
  public static let everything = PacketFields(rawValue: .max)
}

/// What a match asks when the inputs do not tell, so that one packet gets one answer everywhere.
public enum Question: BitwiseCopyable, Sendable, Hashable {
  /// Whether a test holds: known by the text of the test, for as long as the packet does not change.
  case test(text: UInt64, generation: UInt16)
  /// Whether an address is one of the node's.
  case isLocal(UInt128)
  /// Whether the packet leaves by a device of that name.
  case leavesBy(InterfacePattern)
  /// Whether the packet came in by a device of that name.
  case arrivesBy(InterfacePattern)
  /// Whether a first packet opens a connection anew that was reset.
  case opensAnew
  /// Whether a connection was masqueraded at another device than the one by which its packet leaves.
  case leavesElsewhere
  /// Whether conntrack knows another tag of an association than its packet has, or none.
  case refusesTag
  /// Whether some values of a packet are in a set: a hash of the set's name, the values, and what the test asks of counters.
  case isInSet(UInt64)
}

/// What matches and targets may ask beyond the packet: the ruleset's own tables, and the facts about the node.
///
/// A class, so that handing it to a test costs one reference and no copies.
public final class EvaluationContext: Sendable {
  public let ruleset: RuleTables
  public let facts: NodeFacts
  public let backend: Backend
  /// Under which mask each list of `-m recent` keeps its addresses: that of the first rule that names it.
  let recentMasks: [String: UInt128]

  public convenience init(ruleset: RuleTables, facts: NodeFacts, backend: Backend) {
    self.init(ruleset: ruleset, facts: facts, backend: backend, recentMasks: [:])
  }
  init(ruleset: RuleTables, facts: NodeFacts, backend: Backend, recentMasks: [String: UInt128]) {
    self.ruleset = ruleset
    self.facts = facts
    self.backend = backend
    self.recentMasks = recentMasks
  }
}

/// A question, and which answer to it makes a test hold.
public struct Query: BitwiseCopyable, Sendable {
  public var question: Question
  public var holdsWhen: Bool
  public init(_ question: Question, holdsWhen: Bool) {
    self.question = question
    self.holdsWhen = holdsWhen
  }
}

/// What a user may know of an extension: `packetpath extensions` prints it.
public struct ExtensionInfo: Sendable {
  public enum Model: String, Sendable {
    /// Answers as the kernel does, whenever the packet and the inputs say enough.
    case exact
    /// Some answers are unknown or simplified; `note` tells which.
    case partial
    /// Read and printed, but always unknown.
    case opaque
  }
  public let name: String
  /// Names it also has, such as `ipv6-icmp`.
  public let aliases: [String]
  public let families: [IPFamily]
  /// Its options, as iptables prints them.
  public let options: [String]
  /// Other names of options, which are read but not printed.
  public let spellings: [String]
  public let model: Model
  /// Which test holds it to the kernel.
  public enum Judge: String, Sendable {
    /// Alone at every hook where it may stand; nearly all among others in random rulesets too.
    case words = "WordTests"
    /// With a real `ip_vs`, in a kernel that runs as a process.
    case virtualServers = "VirtualServerTests"
    /// It asks for what the kernel of the tests does not have.
    case none
  }
  public let judge: Judge
  /// How it is modelled, in a sentence.
  public let note: String

  public init(
    _ name: String, aliases: [String] = [], families: [IPFamily] = [.ipv4, .ipv6], options: [String] = [],
    spellings: [String] = [], model: Model = .exact, judge: Judge = .words, _ note: String
  ) {
    self.name = name
    self.aliases = aliases
    self.families = families
    self.options = options
    self.spellings = spellings
    self.model = model
    self.judge = judge
    self.note = note
  }
}
