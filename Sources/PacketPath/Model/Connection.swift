/// A connection that conntrack knows: what its packets look like in each direction (`struct nf_conn`).
public struct Connection: BitwiseCopyable, Sendable, Hashable {
  public var family: IPFamily
  public var proto: IPProtocol
  /// As the first packet was, and as its answers will be: from the translated destination to the translated source.
  public var original: FlowTuple, reply: FlowTuple
  public var isSourceTranslated = false, isDestinationTranslated = false
  /// The device at which `-j MASQUERADE` gave it its source (`masq_index` of struct nf_conn_nat), for its packets have to leave by that one; none if no
  /// such rule did. Unknown: there was none that is known, or the source was translated, and by which rule is not told.
  var masqueradeDevice = InterfaceName.none
  package var zone = ConntrackZone.usual
  public var mark: UInt32 = 0
  /// Whether an answer was seen (`IPS_SEEN_REPLY`): until then its packets are NEW.
  public var hasReply = false
  /// Whether it is kept when room is needed (`IPS_ASSURED`): of TCP, once both have answered.
  public var isAssured = false
  /// Of TCP, how far it is.
  public var tcpState = TCPState.established
  /// When a session saw its first packet; nil: it was there before.
  var opened: Double?
  /// Of SCTP, the same and more.
  var association = Association(.established, hasReply: true)
  public var sctpState: SCTPState { association.state }
  /// Of TCP, what came last, and whether somebody has begun to close it.
  var lastSegment = LastSegment.unknown, hasBegunToClose = false
  enum LastSegment: UInt8, BitwiseCopyable, Hashable { case unknown, resetByOriginal, syn, other }
  /// Labels of `-m connlabel`; nil: not told.
  var labels: UInt128?
  /// What has come so far; nil: not told.
  var traffic: Traffic?
  /// Of ICMP, what is asked: an echo, if nobody says otherwise.
  public var icmpType: UInt8, icmpCode: UInt8 = 0
  /// Seconds until it is forgotten, if no packet comes; nil: not told.
  public var secondsLeft: UInt32?

  public init(_ proto: IPProtocol, _ family: IPFamily, original: FlowTuple, reply: FlowTuple) {
    self.proto = proto
    self.family = family
    self.original = original
    self.reply = reply
    icmpType = proto == .icmp ? 8 : proto == .icmpv6 ? 128 : 0
  }
}

/// Packets and bytes of a connection (`struct nf_conn_acct`): of the one who asked, and of the one who answers.
struct Traffic: BitwiseCopyable, Sendable, Hashable {
  struct Count: BitwiseCopyable, Sendable, Hashable {
    var packets: UInt64 = 0
    /// Nil: of some packet the length is not known.
    var bytes: UInt64? = 0
  }
  var original = Count(), reply = Count()

  mutating func add(_ packet: Packet, isReply: Bool) {
    func added(_ count: Count) -> Count {
      var bytes: UInt64?
      if let old = count.bytes, let length = packet.length { bytes = old + UInt64(length) }
      return Count(packets: count.packets + 1, bytes: bytes)
    }
    if isReply { reply = added(reply) } else { original = added(original) }
  }
}

// MARK: What packets make of it

extension Connection {
  /// TCP: over, but not yet forgotten.
  public var isOver: Bool { proto == .tcp && (tcpState == .timeWait || tcpState == .close) }

  func isOfZone(_ zone: ConntrackZone, isReply: Bool) -> Bool { self.zone.number(isReply: isReply) == zone.number(isReply: isReply) }
  /// What is wholly of other zones may be there without any hook of conntrack's: others than the rules track it.
  var isPartlyOfZone0: Bool { [false, true].contains { zone.number(isReply: $0) == 0 } }
  /// Whether a packet of an old connection opens another one: a SYN where it is over (nf_conntrack_tcp_packet). It is let pass without that where the
  /// connection was reset and its opener's reset was not the last that came.
  func isReplaced(by packet: Packet, isReply: Bool) -> Bool {
    guard isOver, tcpState == .timeWait || hasBegunToClose || lastSegment == .unknown || lastSegment == .resetByOriginal else {
      return false
    }
    return tcpState.after(packet.tcpFlags, isReply: isReply) == .becomes(.synSent)
  }
  /// How conntrack calls a packet of the connection (nf_conntrack_in).
  func state(of packet: Packet, isReply: Bool, _ settings: borrowing Sysctls.Settings) -> ConntrackState {
    switch proto {
    case .tcp where tcpState.after(packet.tcpFlags, isReply: isReply) == .invalid: return .invalid
    case .sctp where isInvalid(packet, isReply: isReply): return .invalid
    case .udplite where ConntrackState.ofFirstPacket(packet, settings) == .invalid: return .invalid
    default: return isReply || hasReply ? .established : .new
    }
  }
  /// What a packet does to the time that a connection has left.
  enum Effect { case renews, leaves, ends }
  /// What the connection learns of a packet that is not invalid.
  mutating func learn(_ packet: Packet, isReply: Bool, at now: Double? = nil) -> Effect {
    var ends = false, counts = true
    // nf_conntrack_udp_packet: still active two seconds after it was opened, and answered before this packet.
    if let now, let opened, proto == .udp || proto == .udplite, hasReply, now > opened + 2 { isAssured = true }
    if proto == .tcp {
      let effect = tcpState.after(packet.tcpFlags, isReply: isReply)
      let isSYN = packet.tcpFlags.intersection([.syn, .ack, .rst]) == .syn
      switch effect {
      case .becomes(.synSent) where isOver: counts = false
      // It acknowledges a SYN that was let pass, as of a connection of which conntrack has missed the beginning.
      case .ignored where isReply && lastSegment == .syn && packet.tcpFlags.isSuperset(of: [.syn, .ack]): tcpState = .synReceived
      case .becomes(let next):
        // A reset before any answer ends it; a SYN that is sent again does not keep it, nor is it counted.
        if !hasReply && packet.tcpFlags.contains(.rst) { ends = true }
        if !hasReply && isSYN && tcpState == .synSent { counts = false }
        if hasReply && next == .established && (tcpState == .synReceived || tcpState == .established) { isAssured = true }
        if next == .finWait { hasBegunToClose = true }
        tcpState = next
      case .ignored, .invalid: counts = false
      }
      if effect != .invalid {
        let isReset = packet.tcpFlags.contains(.rst) && !isReply
        lastSegment = isReset ? .resetByOriginal : isSYN && !isReply ? .syn : .other
      }
    }
    if proto == .sctp { counts = learnOfAssociation(packet, isReply: isReply) }
    if isReply { hasReply = true }
    if counts { traffic?.add(packet, isReply: isReply) }
    return ends ? .ends : counts ? .renews : .leaves
  }
}

extension Connection {
  private func isInvalid(_ packet: Packet, isReply: Bool) -> Bool {
    var next = association
    return next.take(packet, isReply: isReply) == .invalid
  }
  /// False: the packet does not keep the association. One that becomes established is assured from then on.
  private mutating func learnOfAssociation(_ packet: Packet, isReply: Bool) -> Bool {
    let before = association.state, renews = association.take(packet, isReply: isReply) == .renews
    if association.state == .established && before != .established { isAssured = true }
    return renews
  }
}

extension FlowTuple {
  /// As conntrack sees a packet.
  public init(_ packet: Packet) {
    self.init(source: packet.source, destination: packet.destination)
    if packet.proto.hasTrackedPorts { (sourcePort, destinationPort) = (packet.sourcePort, packet.destinationPorts) }
  }
  /// The same, seen from the other end.
  public var inverted: FlowTuple {
    FlowTuple(source: destination, destination: source, sourcePort: destinationPort, destinationPort: sourcePort)
  }
}
