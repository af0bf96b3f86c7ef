#if os(Linux)

  import KernelHarness
  import PacketPath

  /// Draws flows: a first packet, its answers, further packets, and ICMP errors about them, as they follow from what the kernel did.
  struct RandomFlows {
    private var draw: Draw
    private var random: RandomPackets
    private let isIPv6: Bool
    private var flowsLeft: Int
    private var stepsLeft = 0
    private var number: UInt16 = 0
    private var hasPing = false
    /// What was sent last, and by whom.
    private var last: (packet: KernelPacket, kind: Kind)?
    /// The flow's latest packets as they left the node: of the one who asked, and of the one who answers.
    private var asking: Emitted?, answering: Emitted?
    private var first: KernelPacket?
    private var numbers = FlowNumbers()
    /// What was sent by flows' two ends, and the numbers of each flow.
    private var sent: [RepeatedPackets.Sent] = [], allNumbers: [UInt16: FlowNumbers] = [:]
    /// How far an association of SCTP is: nothing, INIT, INIT ACK, COOKIE ECHO, COOKIE ACK.
    private var association = 0

    private enum Kind { case asking, answering, other }
    private struct Emitted {
      var packet: ObservedPacket
      /// Where the one stands who got it.
      var arrival: KernelPacket.Arrival
    }

    init(_ scenario: Scenario, draw: Draw, flows: Int) {
      self.draw = draw
      isIPv6 = scenario.isIPv6
      flowsLeft = flows
      random = RandomPackets(scenario.node, isIPv6: isIPv6, draw: draw)
      let at = AddressPool.of(isIPv6: isIPv6)
      random.targets =
        at.services.flatMap { [($0, 6, 80), ($0, 17, 53)] } + [(at.near[1], 6, 8080), (at.own[0], 6, 30080), (at.own[0], 17, 600)]
    }

    mutating func next(_ seen: KernelObservation?) -> KernelPacket? {
      note(seen)
      for _ in 0..<20 where stepsLeft > 0 {
        stepsLeft -= 1
        if let packet = step() { return packet }
      }
      guard flowsLeft > 0 else { return nil }
      flowsLeft -= 1
      return begin()
    }

    /// What was sent, but for ICMP errors, to be sent once more. `seen`: what became of the last packet, if ``next(_:)`` was not told.
    mutating func repeated(after seen: KernelObservation?) -> RepeatedPackets {
      note(seen)
      return RepeatedPackets(sent, allNumbers)
    }

    /// Who got the last packet can answer it.
    private mutating func note(_ seen: KernelObservation?) {
      defer { last = nil }
      if let seen, let last, last.kind != .other { count(last.packet, last.kind, seen) }
      guard let seen, let last, last.kind != .other, let out = seen.out else { return }
      let arrival: KernelPacket.Arrival? = seen.delivered != nil ? .local() : out.outInterface.map { .interface($0) }
      guard let arrival, out.bytes.count <= 200 else { return }
      let emitted = Emitted(packet: out, arrival: arrival)
      if last.kind == .asking { asking = emitted } else { answering = emitted }
    }

    /// What both ends may send next, by what conntrack has seen.
    private mutating func count(_ packet: KernelPacket, _ kind: Kind, _ seen: KernelObservation) {
      if packet.proto == KernelPacket.ProtocolNumber.sctp { associate(kind, seen) }
      numbers.count(packet, isAnswer: kind == .answering, seen.connectionState)
      allNumbers[number] = numbers
    }

    private mutating func associate(_ kind: Kind, _ seen: KernelObservation) {
      let isTaken =
        ["NEW", "ESTABLISHED"].contains(seen.connectionState) && ["forwarded", "sent", "delivered"].contains(seen.verdict.rawValue)
      guard isTaken, association < 4, last?.packet.sctpChunk == Self.opening[association], (kind == .answering) == (association % 2 == 1)
      else {
        return
      }
      association += 1
    }
    private static let opening: [KernelPacket.SCTPChunk] = [.initiation, .initiationAcknowledgement, .cookieEcho, .cookieAcknowledgement]
    /// The chunk that comes next in the usual course, or now and then any other.
    private mutating func chunked(_ packet: KernelPacket, _ kind: Kind) -> KernelPacket {
      guard packet.proto == KernelPacket.ProtocolNumber.sctp else { return packet }
      var packet = packet
      let chunks: [KernelPacket.SCTPChunk] =
        kind == .asking
        ? [.initiation, .initiation, .cookieEcho, .cookieEcho, .data]
        : [.initiationAcknowledgement, .initiationAcknowledgement, .initiationAcknowledgement, .cookieAcknowledgement, .data]
      packet.sctpChunk = draw.isOnce(in: 4) ? draw.pick(KernelPacket.SCTPChunk.allCases) : chunks[association]
      packet.tagSCTP(fromServer: kind == .answering)
      return packet
    }

    // MARK: Steps

    private mutating func begin() -> KernelPacket {
      (asking, answering, numbers, association) = (nil, nil, FlowNumbers(), 0)
      number += 1
      stepsLeft = draw.number(2...6)
      var packet = random.next()
      while !isUsable(packet) { packet = random.next() }
      if IPProtocol(rawValue: packet.proto).isICMP { hasPing = true }
      // Each flow has a port of its own, or the kernel would have to draw others where sources become one.
      packet.sourcePort = (draw.isOnce(in: 4) ? 600 : 40000) + number
      if packet.proto == KernelPacket.ProtocolNumber.tcp {
        packet.tcpFlags = draw.isOnce(in: 5) ? draw.pick([.ack, .rst, [.syn, .ack], [.fin, .ack]]) : .syn
        if packet.tcpFlags.contains(.ack) { packet.tcpAcknowledgement = numbers.theirs }
        packet.length = nil
      }
      first = packet
      return send(packet, .asking)
    }
    /// Of an identifier the simulator is not told, so that one flow with some has to do.
    private func isUsable(_ packet: KernelPacket) -> Bool {
      let proto = IPProtocol(rawValue: packet.proto), asked = Packet(packet)
      if proto == .udplite || packet.proto == 135 { return false }
      return !proto.isICMP || (!hasPing && !asked.isICMPError)
    }
    private mutating func send(_ packet: KernelPacket, _ kind: Kind) -> KernelPacket {
      let packet = chunked(packet, kind)
      last = (packet, kind)
      if kind != .other { sent.append(.init(packet: packet, isAnswer: kind == .answering, flow: number)) }
      return packet
    }

    /// The flow's next packet; nil: what was drawn cannot be.
    private mutating func step() -> KernelPacket? {
      if answering == nil, !draw.isOnce(in: 4) { return answer() }
      switch draw.number(0...7) {
      case 0: return again()
      case 1, 2: return further()
      case 3: return answer()
      case 4: return asking.flatMap { error(about: $0, from: nil) }
      case 5: return asking.flatMap { error(about: $0, from: $0.packet.destination) }
      case 6: return answering.flatMap { error(about: $0, from: draw.isOnce(in: 2) ? nil : $0.packet.destination) }
      default: return asking.flatMap { error(about: $0, from: nil, toOther: true) }
      }
    }
    /// What came first, once more. A reset counts only with the number that is awaited by then (RFC 5961), and numbers are taken to be right.
    private mutating func again() -> KernelPacket? {
      guard var packet = first else { return nil }
      if packet.proto == KernelPacket.ProtocolNumber.tcp && packet.tcpFlags.contains(.rst) { packet.tcpSequence = numbers.ours }
      return send(packet, .asking)
    }
    private mutating func further() -> KernelPacket? {
      guard var packet = first else { return nil }
      if packet.proto == KernelPacket.ProtocolNumber.tcp {
        packet.tcpFlags = draw.isOnce(in: 4) ? draw.pick([[.fin, .ack], .rst, .syn]) : .ack
        if numbers.isOutOfWindow(packet, isAnswer: false) { return nil }
        packet.tcpSequence = numbers.ours
        packet = numbers.numbered(packet, isAnswer: false)
      }
      packet.ttl = draw.isOnce(in: 4) ? 9 : 64
      return send(packet, .asking)
    }
    private mutating func answer() -> KernelPacket? {
      guard let got = asking else { return nil }
      let out = got.packet
      guard isUnicast(out.source), isUnicast(out.destination) else { return nil }
      var packet = KernelPacket(
        got.arrival, proto: out.proto, source: out.destination, out.destinationPort ?? 0, destination: out.source, out.sourcePort ?? 0)
      if out.proto == KernelPacket.ProtocolNumber.tcp, let flags = out.tcpFlags {
        let isOpening = flags.contains(.syn) && !flags.contains(.ack)
        packet.tcpFlags = isOpening ? [.syn, .ack] : draw.isOnce(in: 5) ? [.fin, .ack] : .ack
        if draw.isOnce(in: 6) { packet.tcpFlags = [.rst, .ack] }
        packet.tcpSequence = 5000
        packet = numbers.numbered(packet, isAnswer: true)
      }
      if IPProtocol(rawValue: out.proto).isICMP {
        guard let type = Packet(KernelPacket(out, from: .local())).answeringICMPType else { return nil }
        packet.icmpType = type
        let header = isIPv6 ? 40 : Int(out.bytes[0] & 15) * 4
        packet.icmpIdentifier = UInt16(out.bytes[header + 4]) << 8 | UInt16(out.bytes[header + 5])
      }
      if ![6, 17, 1, 58, 132, 33].contains(out.proto) { packet.payload = [UInt8](repeating: 7, count: 16) }
      return send(packet, .answering)
    }
    /// From a router (nil), or from the one who got the packet; `toOther`: not to the packet's sender.
    private mutating func error(about got: Emitted, from sender: KernelAddress?, toOther: Bool = false) -> KernelPacket? {
      let at = AddressPool.of(isIPv6: isIPv6)
      let source = sender ?? KernelAddress(draw.pick(at.far + at.near))!
      let destination = toOther ? KernelAddress(draw.pick(at.own))! : got.packet.source
      guard isUnicast(source), isUnicast(destination) else { return nil }
      var packet = KernelPacket(got.arrival, proto: isIPv6 ? 58 : 1, source: source, destination: destination)
      let kinds: [(UInt8, UInt8)] = isIPv6 ? [(1, 0), (1, 4), (2, 0), (3, 0)] : [(3, 1), (3, 3), (3, 4), (11, 0), (5, 1)]
      (packet.icmpType, packet.icmpCode) = draw.pick(kinds)
      packet.icmpIdentifier = 0
      packet.payload = got.packet.bytes
      return send(packet, .other)
    }
    private func isUnicast(_ address: KernelAddress) -> Bool {
      let first = address.bytes[0]
      if address.isIPv6 { return first != 0xFF && first != 0xFE && address.bytes.contains { $0 != 0 } }
      return first != 0 && first < 224 && address.bytes.last != 255
    }
  }

#endif
