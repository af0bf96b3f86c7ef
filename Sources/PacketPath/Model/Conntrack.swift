/// What conntrack thinks of a packet, as `--ctstate` tests it (`XT_CONNTRACK_STATE_…` in uapi/linux/netfilter/xt_conntrack.h).
public struct ConntrackState: OptionSet, BitwiseCopyable, Sendable, Hashable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let invalid = ConntrackState(rawValue: 1)
  public static let new = ConntrackState(rawValue: 2)
  public static let related = ConntrackState(rawValue: 4)
  public static let established = ConntrackState(rawValue: 8)
  public static let untracked = ConntrackState(rawValue: 16)
  public static let snat = ConntrackState(rawValue: 32)
  public static let dnat = ConntrackState(rawValue: 64)
  /// In the order in which iptables prints them.
  static let names = ["INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED", "SNAT", "DNAT"]
  public var names: [String] { Self.names.indices.filter { rawValue >> $0 & 1 == 1 }.map { Self.names[$0] } }
  init?(name: some StringProtocol) {
    guard let bit = Self.names.firstIndex(of: name.uppercased()) else { return nil }
    rawValue = 1 << UInt8(bit)
  }
}

/// One direction of a connection: addresses and ports (for ICMP the identifier, which nobody tells us, is 0).
public struct FlowTuple: BitwiseCopyable, Sendable, Hashable {
  public var source: UInt128 = 0, destination: UInt128 = 0
  public var sourcePort = PortRange(0), destinationPort = PortRange(0)
}

/// Among which connections a packet's is looked for (`struct nf_conntrack_zone`).
package struct ConntrackZone: BitwiseCopyable, Sendable, Hashable {
  static let usual = ConntrackZone()
  var number: UInt16 = 0
  /// Whether it is meant for packets of the one who asks, and of the one who answers; where it is not, they are of zone 0.
  var isForOriginal = true, isForReply = true

  /// `nf_ct_zone_id`
  package func number(isReply: Bool) -> UInt16 { (isReply ? isForReply : isForOriginal) ? number : 0 }
}

/// The connection that a packet belongs to, as far as one packet makes it known.
public struct Conntrack: BitwiseCopyable, Sendable, Hashable {
  /// Empty before the conntrack hook, and where conntrack is off; then one of invalid, new, related, established, untracked.
  public var state: ConntrackState = []
  /// `IPS_SRC_NAT` and `IPS_DST_NAT`: which translations have changed something so far.
  public var translations: ConntrackState = []
  /// Which bindings are made, if only null ones (`IPS_SRC_NAT_DONE`, `IPS_DST_NAT_DONE`).
  public var isSourceBound = false, isDestinationBound = false
  /// Whether a `CT` rule in front of conntrack has said how to track it (`nf_ct_set` with a template).
  public var hasTemplate = false
  /// The zone that such a rule has given it, or that its mark is one.
  var zone = ConntrackZone.usual, isZoneMark = false
  public var mark: UInt32 = 0
  /// As the packet was when conntrack first saw it; of a connection that was known, as its first packet was.
  public var original = FlowTuple()
  /// Whether the connection was known before the packet came. The rest says what was known of it.
  public var isKnown = false
  /// Whether the packet comes from the one who answers, or is an ICMP error about one that did.
  public var isReply = false
  /// `EXPECTED`, `SEEN_REPLY`, `ASSURED`, `CONFIRMED`, from the lowest bit on.
  var status: UInt8 = 0
  var proto = IPProtocol(rawValue: 0)
  /// As the answers are: of a connection that was known, or, of one that ``isApart``, the addresses.
  var reply = FlowTuple()
  /// Whether a rule has given the packet another address without telling conntrack (``SocketBuffer/changeUntold(_:to:)``).
  var isApart = false

  /// Whether all there is as yet is a rule's template, which is the same for all packets.
  @inline(__always) var isTemplate: Bool { hasTemplate && state.isEmpty }
  /// What conntrack does not take goes on without it, and comes back over lo as if no rule had said anything (nf_conntrack_in).
  mutating func forgetTemplate() { (hasTemplate, zone, isZoneMark) = (false, .usual, false) }
  /// Whether there is an entry: neither invalid, nor untracked, nor unseen.
  @inline(__always) public var hasEntry: Bool { !state.isDisjoint(with: [.new, .related, .established]) }
}

extension SocketBuffer {
  /// A first packet as nat has it: what its answers are to look like, seen from the other end. It is as the packet is by now, less what conntrack was
  /// not told (`curr_tuple` in nf_nat_setup_info).
  @inline(__always) var flow: FlowTuple {
    var flow = FlowTuple(packet)
    if conntrack.isApart { (flow.source, flow.destination) = (conntrack.reply.destination, conntrack.reply.source) }
    return flow
  }
  /// Gives the packet another address, of which conntrack and nat learn nothing, and its checksum neither.
  mutating func changeUntold(_ address: WritableKeyPath<Packet, UInt128>, to after: UInt128) {
    if conntrack.hasEntry {
      if !conntrack.isKnown { conntrack.reply = flow.inverted }
      conntrack.isApart = true
    }
    checksum.replace(packet[keyPath: address], by: after)
    packet[keyPath: address] = after
    generation &+= 1
  }
  /// What nat does to the packet of a translated flow: address and port are the flow's, whatever the packet has by now (nf_nat_manip_pkt). It keeps the
  /// checksums of protocols that it knows; addresses are in DCCP's too, of which it has known nothing since Linux 6.16.
  mutating func takeOver(_ flow: FlowTuple, isSource: Bool) {
    if isSource {
      if packet.proto == .dccp { checksum.replace(packet.source, by: flow.source) }
      packet.source = flow.source
      if packet.proto.hasTrackedPorts { packet.sourcePort = flow.sourcePort }
    } else {
      if packet.proto == .dccp { checksum.replace(packet.destination, by: flow.destination) }
      packet.destination = flow.destination
      if packet.proto.hasTrackedPorts { packet.destinationPorts = flow.destinationPort }
    }
  }
  /// The same of a flow that is being set up: its answers are to look like it.
  mutating func becomes(_ flow: FlowTuple, isSource: Bool) {
    takeOver(flow, isSource: isSource)
    guard conntrack.isApart else { return }
    if isSource { conntrack.reply.destination = flow.source } else { conntrack.reply.source = flow.destination }
  }
}
