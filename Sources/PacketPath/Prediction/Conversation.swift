/// What follows a packet that a ``Session`` was sent: from its sender, or from the one whom it got to.
extension Packet {
  /// A further packet of the same connection: of TCP, with the flags that most have.
  public var further: Packet {
    var packet = self
    if proto == .tcp { packet.tcpFlags = .ack }
    return packet
  }
  /// What the one who got this packet sends back.
  ///
  /// Addresses and ports are reversed from what the packet had become. It arrives by the device that the packet left by; the answer to one
  /// that ended in the node itself is the node's own.
  public func answer(after outcome: Outcome) throws(NoAnswer) -> Packet {
    guard outcome.verdict.isPass, let out = outcome.out else { throw .didNotArrive(outcome.verdict) }
    guard let source = out.destination, let destination = out.source else { throw .isUnknown }
    var answer = Packet(from: source, to: destination, proto: proto)
    if proto.hasPorts {
      guard let from = out.destinationPort, let to = out.sourcePort, to.isSingle else { throw .isUnknown }
      (answer.sourcePort, answer.destinationPort) = (PortRange(from), to.low)
    }
    if proto.isICMP {
      guard let type = answeringICMPType else { throw .isNotAnswered }
      answer.icmpType = type
    }
    if proto == .tcp { answer.tcpFlags = answeringTCPFlags }
    if outcome.verdict == .delivered { answer.isLocal = true } else { answer.inInterface = out.interface ?? .unknown }
    return answer
  }
  /// What is answered to a TCP segment, if nothing goes wrong.
  var answeringTCPFlags: TCPFlags { tcpFlags.contains(.syn) && !tcpFlags.contains(.ack) ? [.syn, .ack] : .ack }
  /// Why nothing can be said of an answer.
  public enum NoAnswer: Error, Sendable, Hashable {
    /// The packet did not get to anyone.
    case didNotArrive(Verdict)
    /// An ICMP message that does not ask.
    case isNotAnswered
    /// The inputs do not tell which address or port the packet had at its end.
    case isUnknown
  }
}
