/// A connection that conntrack knows: what its packets look like in each direction (`struct nf_conn`).
public struct Connection: BitwiseCopyable, Sendable, Hashable {
  public var family: IPFamily
  public var proto: IPProtocol
  /// As the first packet was, and as its answers will be: from the translated destination to the translated source.
  public var original: FlowTuple, reply: FlowTuple
  public var isSourceTranslated = false, isDestinationTranslated = false
  public var mark: UInt32 = 0
  /// Whether an answer was seen (`IPS_SEEN_REPLY`): until then its packets are NEW.
  public var hasReply = false
  /// TCP: over, but not yet forgotten (TIME_WAIT, CLOSE). A SYN opens the connection anew.
  public var isOver = false
  /// Seconds until it is forgotten, if no packet comes; nil: not told.
  public var secondsLeft: UInt32?

  public init(_ proto: IPProtocol, _ family: IPFamily, original: FlowTuple, reply: FlowTuple) {
    self.proto = proto
    self.family = family
    self.original = original
    self.reply = reply
  }
}

extension FlowTuple {
  public init(_ packet: Packet) {
    self.init(
      source: packet.source, destination: packet.destination, sourcePort: packet.sourcePort,
      destinationPort: PortRange(packet.destinationPort))
  }
  /// The same, seen from the other end.
  public var inverted: FlowTuple {
    FlowTuple(source: destination, destination: source, sourcePort: destinationPort, destinationPort: sourcePort)
  }
}
