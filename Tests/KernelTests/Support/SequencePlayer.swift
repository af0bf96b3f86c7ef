#if os(Linux)

  import KernelHarness
  import PacketPath

  /// The simulator's side of a sequence: a session, and what the first packet's prediction promises of the answer.
  struct SequencePlayer {
    private let scenario: Scenario
    private var session: Session
    private let simulator: Simulator
    private var sent = 0
    /// Whether the last packet's way rests on something that the inputs do not tell.
    private(set) var isOpen = false
    /// The answer that the first packet would get, and what is said of it; nil: nothing.
    private var promise: (answer: Packet, reply: Reply)?

    init(_ scenario: Scenario, _ lines: NodeLines) {
      self.scenario = scenario
      let node = scenario.simulatedNode(lines)
      (session, simulator) = (Session(node, seed: 1), Simulator(node))
    }

    /// A step that takes longer ends the sequence.
    static let longestStep = Duration.seconds(2)
    /// As much time passes for the session as has for the kernel.
    mutating func pass(_ duration: Duration) { session.advance(seconds: duration.inSeconds) }
    /// Sends the session a packet, and tells how it is not as the kernel has it. `entries`: what `conntrack -L` printed then; nil: it was not asked.
    mutating func differences(_ packet: KernelPacket, _ seen: KernelResult, entries: String? = nil) -> [String] {
      let asked = Packet(packet), backends = scenario.backends, tracks = scenario.node.tracksConnections
      defer { sent += 1 }
      // Where one port of several is drawn, that of the kernel; if it is none of them, the session draws another.
      let drawn = seen.out?.destinationPort ?? (scenario.drawsDestinationPorts ? destinationPort(of: asked, in: entries ?? "") : nil)
      let (_, outcome) = session.send(asked, about: packet.quoted, drawnPort: seen.out?.sourcePort, drawnDestinationPort: drawn)
      var found = seen.differences(from: outcome, of: backends, tracksConnections: tracks)
      // Of a packet that went nowhere and left no entry nobody sees which destination port the kernel has drawn.
      isOpen = !outcome.assumptions.isEmpty || drawn == nil && scenario.drawsDestinationPorts
      if sent == 1, let (answer, reply) = promise, asked.isSameSegment(as: answer) {
        found += seen.differences(from: reply, to: asked, of: backends).map { "of the reply that was promised: \($0)" }
      }
      promise = nil
      // A prediction of one packet does not say what its way leaves to be remembered.
      if sent == 0 && !scenario.remembers { promise = promise(of: asked, seen) }
      return found
    }
    /// That to which the kernel translated a first packet, by the entry that it has left.
    private func destinationPort(of asked: Packet, in entries: String) -> UInt16? {
      ConntrackParser.parse(SourceText(entries)).value.first { $0.proto == asked.proto && $0.original == FlowTuple(asked) }?.reply
        .sourcePort.low
    }
    private func promise(of asked: Packet, _ seen: KernelResult) -> (Packet, Reply)? {
      let outcomes = simulator.predict(asked, replies: true).outcomes
      let same = outcomes.first {
        seen.differences(from: $0, of: scenario.backends, tracksConnections: scenario.node.tracksConnections).isEmpty
      }
      guard let same, let reply = same.reply, let answer = try? asked.answer(after: same) else { return nil }
      return (answer, reply)
    }

    /// How the session's connections are not those of `conntrack -L`, which was called so long after the last packet was: who has expired by then may
    /// be listed or not, for the kernel has seen the packet a little later than it was sent, and the entries later still.
    func differences(fromEntries text: String, after elapsed: Duration = .zero) -> [String] {
      let theirs = Set(ConntrackParser.parse(SourceText(text)).value.map(\.compared)), now = session.memory.now
      let entries = session.memory.connections.expiries.filter { $0.expires > now - Self.longestStep.inSeconds }
      let mine = Set(entries.map(\.connection.compared))
      let alive = Set(entries.filter { $0.expires > now + elapsed.inSeconds }.map(\.connection.compared))
      return alive.subtracting(theirs).map { "an entry is not there: \($0)" }.sorted()
        + theirs.subtracting(mine).map { "an entry is not predicted: \($0)" }.sorted()
    }
  }

  extension Duration {
    fileprivate var inSeconds: Double { self / .seconds(1) }
  }

  extension Scenario {
    fileprivate var drawsDestinationPorts: Bool {
      (rules + rulesBeside).split(separator: "\n").contains { line in
        ["-j DNAT", "-j REDIRECT"].contains { line.contains($0) } && line.contains("--random")
      }
    }
  }

  extension Connection {
    /// What is compared, in words.
    fileprivate var compared: String {
      func words(_ tuple: FlowTuple) -> String {
        "\(Address(tuple.source, family)):\(proto.hasTrackedPorts ? tuple.sourcePort.low : 0) > \(Address(tuple.destination, family)):\(proto.hasTrackedPorts ? tuple.destinationPort.low : 0)"
      }
      return [
        "\(proto) \(words(original)), \(words(reply)) mark \(mark)\(zoneWords)", hasReply ? "replied" : "", isAssured ? "assured" : "",
        proto == .tcp ? tcpState.name : proto == .sctp ? sctpState.name : "",
      ].filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  extension Connection {
    fileprivate var zoneWords: String {
      let numbers = [false, true].map { zone.number(isReply: $0) }
      return numbers == [0, 0] ? "" : " zones \(numbers[0]) and \(numbers[1])"
    }
  }

  extension Packet {
    fileprivate func isSameSegment(as other: Packet) -> Bool {
      source == other.source && destination == other.destination && sourcePort == other.sourcePort
        && destinationPort == other.destinationPort
        && proto == other.proto && tcpFlags == other.tcpFlags && sctpChunks == other.sctpChunks && icmpType == other.icmpType
        && inInterface == other.inInterface
        && isLocal == other.isLocal
    }
  }

  extension KernelPacket {
    /// Of an ICMP error, the packet that it is about.
    var quoted: Packet? {
      guard Packet(self).isICMPError, let observed = ObservedPacket(bytes: payload[...]) else { return nil }
      return Packet(KernelPacket(observed, from: .local()))
    }
    /// A packet like one that was seen, from elsewhere.
    init(_ seen: ObservedPacket, from arrival: Arrival) {
      self.init(
        arrival, proto: seen.proto, source: seen.source, seen.sourcePort ?? 0, destination: seen.destination, seen.destinationPort ?? 0)
      tcpFlags = seen.tcpFlags ?? []
      (icmpType, icmpCode) = (seen.icmpType ?? 0, seen.icmpCode ?? 0)
    }
  }

  extension KernelResult {
    /// How an answer is not as it was promised.
    fileprivate func differences(from reply: Reply, to asked: Packet, of backends: [KernelBackend]) -> [String] {
      guard let promised = reply.verdict else { return [] }
      var found = pathDifferences(reply.path, of: backends)
      if promised.rawValue != verdict { found.append("verdict: predicted \(promised), the kernel \(verdict)") }
      return found
    }
  }

#endif
