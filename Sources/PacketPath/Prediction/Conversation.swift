/// What follows a packet that a ``Session`` was sent: from its sender, or from the one whom it got to.
extension Packet {
  /// A further packet of the same connection: of TCP, with the flags that most have; of SCTP it is not told which chunks it has.
  public var further: Packet {
    var packet = self
    if proto == .tcp { packet.tcpFlags = .ack }
    packet.sctpChunks = []
    return packet
  }
  /// What the one who got this packet sends back.
  ///
  /// Addresses and ports are reversed from what the packet had become. It arrives by the device that the packet left by; the answer to one
  /// that ended in the node itself is the node's own.
  public func answer(after outcome: Outcome) throws(NoAnswer) -> Packet {
    let got = try asItArrived(outcome)
    var answer = Packet(from: got.destinationAddress, to: got.sourceAddress, proto: proto)
    if proto.hasPorts { (answer.sourcePort, answer.destinationPort) = (PortRange(got.destinationPort), got.sourcePort.low) }
    if proto.isICMP {
      guard let type = answeringICMPType else { throw .isNotAnswered }
      answer.icmpType = type
    }
    if proto == .tcp { answer.tcpFlags = answeringTCPFlags }
    answer.sctpChunks = sctpChunks.answering
    answer.comeBack(outcome)
    return answer
  }
  /// An ICMP error about this packet, and what it quotes of it: the packet as it had become. `source`: a router; nil: the one who got it. It goes to the
  /// packet's sender, if `destination` is no other; it says that a host cannot be reached.
  public func error(after outcome: Outcome, from source: Address? = nil, to destination: Address? = nil) throws(NoAnswer)
    -> (error: Packet, quoted: Packet)
  {
    if isICMPError { throw .isError }
    let quoted = try asItArrived(outcome)
    if [source, destination].contains(where: { $0 != nil && $0?.family != family }) { throw .isOtherFamily }
    var error = Packet(
      from: source ?? quoted.destinationAddress, to: destination ?? quoted.sourceAddress, proto: family == .ipv4 ? .icmp : .icmpv6)
    (error.icmpType, error.icmpCode) = family == .ipv4 ? (3, 1) : (1, 3)
    error.comeBack(outcome)
    return (error, quoted)
  }
  /// The packet as whoever got it sees it.
  private func asItArrived(_ outcome: Outcome) throws(NoAnswer) -> Packet {
    guard outcome.verdict.isPass, let out = outcome.out else { throw .didNotArrive(outcome.verdict) }
    guard let source = out.source, let destination = out.destination else { throw .isUnknown }
    var packet = Packet(from: source, to: destination, proto: proto)
    (packet.icmpType, packet.icmpCode, packet.tcpFlags, packet.sctpChunks) = (icmpType, icmpCode, tcpFlags, sctpChunks)
    if proto.hasPorts {
      guard let from = out.sourcePort, from.isSingle, let to = out.destinationPort else { throw .isUnknown }
      (packet.sourcePort, packet.destinationPort) = (from, to)
    }
    return packet
  }
  /// It comes from where the packet went.
  private mutating func comeBack(_ outcome: Outcome) {
    if outcome.verdict == .delivered { isLocal = true } else { inInterface = outcome.out?.interface ?? .unknown }
  }
  /// What is answered to a TCP segment, if nothing goes wrong.
  var answeringTCPFlags: TCPFlags { tcpFlags.contains(.syn) && !tcpFlags.contains(.ack) ? [.syn, .ack] : .ack }
  /// Why nothing can be said of an answer.
  public enum NoAnswer: Error, Sendable, Hashable {
    /// The packet did not get to anyone.
    case didNotArrive(Verdict)
    /// An ICMP message that does not ask.
    case isNotAnswered
    /// An ICMP error, about which there is no other (RFC 1122, 3.2.2).
    case isError
    /// A router of the other family.
    case isOtherFamily
    /// The inputs do not tell which address or port the packet had at its end.
    case isUnknown
  }
}
