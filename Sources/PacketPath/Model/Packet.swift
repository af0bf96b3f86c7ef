/// A packet as it arrives at a node, or as a process on the node sends it.
public struct Packet: BitwiseCopyable, Sendable, Hashable {
  public var source: UInt128, destination: UInt128
  /// One port, or where nobody says which, a range.
  public var sourcePort: PortRange = .ephemeral
  public var destinationPort: UInt16 = 0
  /// How many of the ports above it may have instead: nat has drawn one of a range.
  var portsAbove: UInt16 = 0
  public var family: IPFamily
  public var proto: IPProtocol
  public var tcpFlags: TCPFlags = .syn
  /// Of SCTP; none: not told.
  public var sctpChunks: SCTPChunks = []
  public var icmpType: UInt8 = 0, icmpCode: UInt8 = 0
  public var ttl: UInt8 = 64
  /// The whole type-of-service byte, or IPv6's traffic class.
  public var tos: UInt8 = 0
  /// Whether a process on the node sends it.
  public var isLocal = false
  /// Where the answer rests on it, the source is not known (a masquerade without known addresses).
  public var isSourceUnknown = false
  /// The fwmark it begins with.
  public var mark: UInt32 = 0
  /// The device it arrives on; none for a local packet, perhaps unknown.
  public var inInterface: InterfaceName = .none
  /// In units of eight bytes; not zero: a later fragment, which has no ports.
  public var fragmentOffset: UInt16 = 0
  /// Bytes of the whole packet from the IP header on; nil: not known.
  public var length: UInt32?
  /// The socket's owner, for a local packet; nil: not known.
  public var uid: UInt32?, gid: UInt32?
  /// The 48 bits of the source MAC address; nil: not known.
  public var mac: UInt64?
  /// The same of its destination; nil: not known. Where a device's own address is given, a frame that arrives there is taken to be for it.
  public var destinationMAC: UInt64?
  /// The bridge ports, for a bridged packet.
  public var physIn: InterfaceName = .none, physOut: InterfaceName = .none
  /// Seconds since 1970 in UTC, for `-m time`; nil: not known.
  public var time: Int64?

  public init(from source: Address, to destination: Address, port: UInt16 = 0, proto: IPProtocol = .tcp) {
    precondition(source.family == destination.family, "a packet has addresses of one family")
    self.source = source.bits
    self.destination = destination.bits
    self.proto = proto
    family = destination.family
    destinationPort = port
    if proto == .icmp { icmpType = 8 }
    if proto == .icmpv6 { icmpType = 128 }
    if !proto.hasPorts { sourcePort = PortRange(0) }
    if proto != .tcp { tcpFlags = [] }
  }

  public var sourceAddress: Address { Address(source, family) }
  public var destinationAddress: Address { Address(destination, family) }
  /// Of an ICMP message that asks, the type of its answer; nil if it does not ask.
  public var answeringICMPType: UInt8? {
    switch (proto, icmpType) {
    case (.icmp, 8): 0
    case (.icmp, 13): 14
    case (.icmp, 15): 16
    case (.icmp, 17): 18
    case (.icmpv6, 128): 129
    case (.icmpv6, 139): 140
    default: nil
    }
  }
  /// Of an ICMP message that answers, the type of what was asked; nil if it is no answer.
  public var askingICMPType: UInt8? {
    switch (proto, icmpType) {
    case (.icmp, 0): 8
    case (.icmp, 14), (.icmp, 16), (.icmp, 18), (.icmpv6, 129), (.icmpv6, 140): icmpType - 1
    default: nil
    }
  }
  /// Whether it tells of another packet's fate.
  public var isICMPError: Bool {
    switch proto {
    case .icmp: [3, 4, 5, 11, 12].contains(icmpType)
    case .icmpv6: icmpType < 128
    default: false
    }
  }
  @inline(__always) public var isLaterFragment: Bool { fragmentOffset != 0 }
}

extension Packet {
  /// The ports of which its destination port is one; as a rule it is given.
  @inline(__always) var destinationPorts: PortRange {
    get { PortRange(destinationPort, destinationPort &+ portsAbove) }
    set { (destinationPort, portsAbove) = (newValue.low, newValue.high &- newValue.low) }
  }
}

/// A packet inside the node, with what the kernel attaches to it: the kernel's `sk_buff`.
public struct SocketBuffer: BitwiseCopyable, Sendable, Hashable {
  public var packet: Packet
  public var mark: UInt32
  public var inInterface: InterfaceName, outInterface: InterfaceName
  public var hook: Hook
  public var conntrack = Conntrack()
  /// Counts what changed a header or a mark, so that an assumption about an unchanged packet keeps its value.
  public var generation: UInt16 = 0
  var checksum = Checksum()
  /// Whether it comes back over lo from this node's own OUTPUT.
  public var isSecondPass = false
  /// What a virtual server has made of it (`ipvs_property`, and its IPVS connection); nil: none had it yet.
  public var served: ServedPacket?
  /// Who made the packet, whatever its source has become.
  public let sender: Sender

  public init(_ packet: Packet) {
    self.packet = packet
    sender = Sender(packet)
    mark = packet.mark
    inInterface = packet.isLocal ? .none : packet.inInterface
    outInterface = .none
    hook = packet.isLocal ? .output : .prerouting
  }
}
