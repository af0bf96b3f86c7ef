import PacketPath

/// `trace --packets --stateful`: lines follow each other through one session, and name those before them.
struct PacketConversation {
  /// What was sent in the name of an id, and what became of it.
  private struct Sent {
    /// As the connection's client sent it first.
    var client: Packet
    var packet: Packet
    var outcome: Outcome?
  }
  private let tracer: Tracer
  private var session: Session
  private var sent: [String: Sent] = [:]

  init(_ tracer: Tracer, _ arguments: ParsedArguments) throws(CommandError) {
    guard let seed: UInt64 = try arguments.number(.seed) else {
      throw CommandError("--stateful needs --seed, so that the same draws can be made again")
    }
    if arguments.has(.sample) { throw CommandError("--sample and --stateful: many connections, or one after the other") }
    self.tracer = tracer
    session = Session(tracer.node.simulator.node, seed: seed)
  }

  /// Does what a line says. `packet`: that of a line that says one. Nil: nothing was sent.
  mutating func told(_ line: PacketLine, _ packet: AskedPacket?) throws(PacketLine.Failure) -> Told? {
    switch line.deed {
    case .advance(let seconds): session.advance(seconds: seconds)
    case .flushConnections: session.forgetConnections()
    case .packet: if let packet { return send(packet, line, client: nil) }
    case .next(let id):
      let earlier = try earlier(id, line)
      return send(asked(earlier.client.further, line), line, client: earlier.client)
    case .answer(let id):
      let earlier = try earlier(id, line)
      let answer = try asked(
        following(earlier, id, line) { packet, outcome throws(Packet.NoAnswer) in try packet.answer(after: outcome) }, line)
      return send(answer, line, client: earlier.client)
    case .error(let id):
      let earlier = try earlier(id, line)
      let (packet, quoted) = try following(earlier, id, line) { packet, outcome throws(Packet.NoAnswer) in
        try packet.error(after: outcome, from: line.source, to: line.destinationOfError)
      }
      let error = asked(packet, line)
      guard error.packet.isICMPError else {
        throw PacketLine.Failure(id: line.id, message: "icmpType: \(error.packet.icmpType) is no error")
      }
      return send(error, line, client: earlier.client, about: quoted)
    }
    return nil
  }

  private mutating func send(_ asked: AskedPacket, _ line: PacketLine, client: Packet?, about quoted: Packet? = nil) -> Told {
    let (told, packet, outcome) = tracer.told(asked, &session, about: quoted, draws: line.draws)
    if let id = line.id { sent[id] = Sent(client: client ?? packet, packet: packet, outcome: outcome) }
    return told
  }
  private func asked(_ packet: Packet, _ line: PacketLine) -> AskedPacket {
    var packet = packet
    line.options.apply(to: &packet)
    return AskedPacket(packet, origin: "\(packet.sourceAddress)")
  }
  private func earlier(_ id: String, _ line: PacketLine) throws(PacketLine.Failure) -> Sent {
    guard let earlier = sent[id] else {
      let hint = Suggestion.among(sent.keys.sorted(), for: id).map { "; " + $0 } ?? ""
      throw PacketLine.Failure(id: line.id, message: "no earlier packet has the id \(id)\(hint)")
    }
    return earlier
  }
  /// What follows an earlier packet from who got it, or why nothing does.
  private func following<T>(_ earlier: Sent, _ id: String, _ line: PacketLine, _ make: (Packet, Outcome) throws(Packet.NoAnswer) -> T)
    throws(PacketLine.Failure) -> T
  {
    let fault: String
    do throws(Packet.NoAnswer) {
      guard let outcome = earlier.outcome else { throw .isUnknown }
      return try make(earlier.packet, outcome)
    } catch {
      switch error {
      case .didNotArrive(let verdict): fault = "nobody got \(id) (\(verdict.rawValue)), and nobody answers"
      case .isNotAnswered: fault = "\(id) is no ICMP message that is answered"
      case .isError: fault = "\(id) is an ICMP error itself"
      case .isOtherFamily: fault = "\(id) is of another family"
      case .isUnknown: fault = "the inputs do not tell what \(id) had become, and so not what its answer is"
      }
    }
    throw PacketLine.Failure(id: line.id, message: fault)
  }
}
