#if os(Linux)

  import KernelHarness

  /// The sequence numbers of a flow of TCP, as far as conntrack has followed them (tcp_in_window in nf_conntrack_proto_tcp.c).
  struct FlowNumbers {
    /// The next ones of both ends.
    private(set) var ours: UInt32 = 1000, theirs: UInt32 = 5000
    /// Whether the one who was asked has told its sequence numbers to conntrack, and whether somebody has reset the connection.
    private var isServerKnown = false, isReset = false

    /// The end of the asker's SYN, if it came last: a SYN,ACK then acknowledges it, and conntrack goes by the numbers of these two, even where it had let
    /// the SYN pass as one of an old connection (nf_conntrack_tcp_packet).
    private var opened: UInt32?

    /// What conntrack has seen of a packet.
    mutating func count(_ packet: KernelPacket, isAnswer: Bool, _ state: String?) {
      guard packet.proto == KernelPacket.ProtocolNumber.tcp, let state, ["NEW", "ESTABLISHED"].contains(state) else { return }
      let flags = packet.tcpFlags, next = packet.tcpSequence + (flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1)
      let isSYN = flags.intersection([.syn, .ack, .rst]) == .syn && !isAnswer, isSYNACK = flags.isSuperset(of: [.syn, .ack]) && isAnswer
      if isSYN && state == "NEW" { self = FlowNumbers() }
      if isSYNACK, let opened { (self, ours) = (FlowNumbers(), opened) }
      if isAnswer { theirs = max(theirs, next) } else if !isSYN || state == "NEW" { ours = max(ours, next) }
      opened = isSYN ? next : nil
      if isSYNACK { isServerKnown = true }
      if flags.contains(.rst) { isReset = true }
    }
    /// Before a SYN,ACK, what is acknowledged is out of conntrack's window: in most states it is invalid anyway, but not after a reset, where whoever
    /// predicts would have to know the numbers.
    func isOutOfWindow(_ packet: KernelPacket, isAnswer: Bool) -> Bool {
      packet.proto == KernelPacket.ProtocolNumber.tcp && packet.tcpFlags.contains(.ack) && !isAnswer && isReset && !isServerKnown
    }
    /// A packet with the numbers that its sender would give it now. A reset counts only with the one that is awaited (RFC 5961).
    func numbered(_ packet: KernelPacket, isAnswer: Bool) -> KernelPacket {
      guard packet.proto == KernelPacket.ProtocolNumber.tcp else { return packet }
      var packet = packet
      let isOpening = packet.tcpFlags.contains(.syn), awaited = isOpening ? opened ?? ours : ours
      let acknowledged = packet.tcpFlags.contains(.ack) ? (isAnswer ? awaited : theirs) : 0
      let next = isOpening ? packet.tcpSequence : isAnswer ? theirs : ours
      (packet.tcpSequence, packet.tcpAcknowledgement) = (next, acknowledged)
      return packet
    }
  }

  /// What the two ends of flows have sent, one after the other once more, with the numbers that they would give it by now.
  struct RepeatedPackets {
    struct Sent {
      var packet: KernelPacket
      var isAnswer: Bool
      var flow: UInt16
    }
    private var rest: ArraySlice<Sent>, last: Sent?
    private var numbers: [UInt16: FlowNumbers]

    init(_ sent: [Sent], _ numbers: [UInt16: FlowNumbers]) { (rest, self.numbers) = (sent[...], numbers) }

    /// `state`: what conntrack has called the last one.
    mutating func next(_ state: String?) -> KernelPacket? {
      if let last { numbers[last.flow]?.count(last.packet, isAnswer: last.isAnswer, state) }
      last = nil
      while var sent = rest.popFirst() {
        if let now = numbers[sent.flow] {
          if now.isOutOfWindow(sent.packet, isAnswer: sent.isAnswer) { continue }
          sent.packet = now.numbered(sent.packet, isAnswer: sent.isAnswer)
        }
        last = sent
        return sent.packet
      }
      return nil
    }
  }

#endif
