/// Where a packet stands on its way through the node. Trivial: a fork copies it.
///
/// A test that fails always leads to the next rule, so a walk only ever resumes at a rule, at the beginning of a stage, or at
/// a virtual server, with the real server that it has chosen.
struct WalkState: BitwiseCopyable {
  var skb: SocketBuffer
  /// The device by which it leaves. OUTPUT goes on seeing the one it was first routed to, in `skb`.
  var outDevice = InterfaceName.none
  var stage: Stage
  /// Which entry of the hook's schedule.
  var entry: UInt8 = 0
  /// Whether it is inside a chain, at `rule`.
  var isWalking = false
  /// How the table ends at once, in a branch that waited in the middle of a target.
  var settled = Settled.nothing
  enum Settled: UInt8, BitwiseCopyable { case nothing, accept, drop }
  var depth: UInt32 = 0
  var chain: UInt32 = 0
  var rule: UInt32 = 0, end: UInt32 = 0
  var frame: Int32 = -1
  var choice: Int32 = -1
  var step: Int32 = -1
  /// The destination was translated by a rule.
  var isTranslated = false
  /// The translated port is drawn at random, or the address is not known.
  var isPortOpen = false, isDestinationUnknown = false
  var sourceKind: Translation.Kind?
  var isSourcePortKept = true
  /// The real server that its virtual server chose: its place, ``noServer``, ``lostServer`` of a connection, ``unserved``, or ``undecided``.
  var realServer = WalkState.undecided
  static let undecided: Int32 = -1, noServer: Int32 = -2, unserved: Int32 = -3, lostServer: Int32 = -4
  /// Coming back over lo, nat gave it another destination than it had by then (nf_nat_ipv6_in), so that it is routed anew.
  var hasLostRoute = false
  /// Its answers would be another connection's, and nat has found no others: behind the hook conntrack drops it.
  var isUnconfirmable = false
  /// The frame was addressed to a group or to everybody (`pkt_type` of an sk_buff).
  var arrivedForMany = false
  /// What OUTPUT's mangle and nat tables compare with, to route again.
  var before = Before()

  struct Before: BitwiseCopyable {
    var source: UInt128 = 0, destination: UInt128 = 0
    var mark: UInt32 = 0
    var tos: UInt8 = 0, ttl: UInt8 = 0
  }
  /// Address and port, as far as they are known.
  @inline(__always) var destination: Endpoint {
    Endpoint(
      isDestinationUnknown ? nil : skb.packet.destinationAddress,
      port: skb.packet.proto.hasPorts && !isPortOpen ? skb.packet.destinationPort : nil)
  }
  init(_ packet: Packet) {
    skb = SocketBuffer(packet)
    stage = packet.isLocal ? .routeOutput : .arrive
    arrivedForMany = !packet.isLocal && (packet.destinationAddress.isMulticast || packet.destinationAddress.isLimitedBroadcast)
  }
}

/// Where between and in the hooks a packet is: the kernel's packet flow diagram, as a list.
enum Stage: UInt8, BitwiseCopyable {
  /// ip_rcv, ip6_rcv: checks in front of every hook.
  case arrive
  case prerouting
  /// ip_route_input
  case routeInput
  case input, deliver
  /// ip_forward
  case startForward
  case forward
  /// ip_route_output
  case routeOutput
  case output
  case postrouting
  case transmit
}

/// How a packet's way ended.
struct Ending: BitwiseCopyable {
  var verdict: Verdict
  var reason: Reason = .none
  /// Whether the sender is told, where the reason has an answer.
  var isAnswered = true
}

/// Why it ended so: what is sent back, or which check failed.
enum Reason: BitwiseCopyable, Equatable {
  case none
  case rejected(RejectionKind)
  /// REJECT, but such a packet gets no answer.
  case rejectedSilently
  case noRoute, unreachable, prohibited, blackhole
  /// A local packet with no route never reaches a hook.
  case sendFailed
  case martianSource, martianDestination
  case reversePath
  case forwardingDisabled
  case ttlExceeded
  case linkLocalSource
  /// Waits for the rest of its fragments.
  case reassembly
  /// A translation for which no address can be had.
  case noTranslation
  /// Answers would be those of a connection that is there, and nat finds no others.
  case taken
  /// The connection was masqueraded at another device, and is forgotten.
  case leavesElsewhere
  /// Rules that call themselves: no kernel loads them.
  case ruleLoop
}
