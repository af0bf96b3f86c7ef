/// A node through which packets go one after the other: each leaves behind what the kernel would remember.
///
/// One outcome a packet. Chances come out as they are told, and otherwise as the seed draws; the same seed gives the same session.
public struct Session: Sendable {
  private let simulator: Simulator
  private var procession: Procession
  private var senders = Senders()
  /// Whether some rule puts packets into zones.
  private let hasZones: Bool
  public private(set) var memory = Memory()

  public init(_ node: Node, seed: UInt64) {
    // Tests that remember count the packets that reach them: no rule may be left out.
    simulator = Simulator(node, engine: .linear)
    procession = Procession(generator: SplitMix64(seed: seed))
    hasZones = node.rulesets.contains { ruleset in
      ruleset.rules.contains { if case .ct(let target) = $0.target { target.setsZone(ruleset.tables.heap) } else { false } }
    }
    memory = Memory(node.facts)
    memory.isOfSession = true
    for connection in node.facts.connections {
      memory.connections.insert(connection, expires: connection.secondsLeft.map { Double($0) } ?? .infinity, isListed: true)
    }
    memory.virtualServers = ServerMemory(node.facts, seed: seed)
  }

  /// Time goes by. Precondition: not backwards.
  public mutating func advance(seconds: Double) {
    precondition(seconds >= 0, "time does not run backwards")
    memory.now += seconds
  }
  /// All connections are forgotten; lists, counters and buckets stay.
  public mutating func forgetConnections() { memory.connections.removeAll() }

  /// Connections of IPVS and its templates, as `ipvsadm -lnc` would list them now; in no order.
  public var virtualConnections: [VirtualConnection] { memory.virtualServers.listing(at: memory.now) }
  /// `ipvsadm -e -t 10.96.0.20:80 -r 10.244.1.7:8080 -w 0`: adds, edits or deletes a real server that the node's own text names. False: it does not.
  @discardableResult public mutating func edit(ipvsadm command: String) -> Bool {
    let words = command.split(separator: " ").drop { $0 == "ipvsadm" }.map(String.init)
    return memory.virtualServers.edit(IPVSAdmCommand(words), in: simulator.node.facts, at: memory.now)
  }

  /// What becomes of one packet. A source port that is not given is drawn; chunks of SCTP that are not told are those that come next in the usual
  /// course. `draws`: how the chances that it meets come out, in order.
  ///
  /// `about`: of an ICMP error, the packet that it quotes, as that was where the error was made.
  public mutating func send(_ packet: Packet, about quoted: Packet? = nil, draws: [Bool] = []) -> (packet: Packet, outcome: Outcome) {
    send(packet, about: quoted, draws: draws, drawnPort: nil, drawnDestinationPort: nil)
  }
  /// `drawnPort`: the source port that comes out where one is drawn among several; `drawnDestinationPort`: the same of the destination.
  package mutating func send(_ packet: Packet, about quoted: Packet?, draws: [Bool] = [], drawnPort: UInt16?, drawnDestinationPort: UInt16?)
    -> (packet: Packet, outcome: Outcome)
  {
    var packet = packet
    if !packet.sourcePort.isSingle {
      packet.sourcePort = PortRange(UInt16.random(in: packet.sourcePort.low...packet.sourcePort.high, using: &procession.generator))
    }
    procession.trail.removeAll()
    (procession.told, procession.toldPort) = (draws, drawnDestinationPort)
    procession.memory = memory
    memory = Memory()
    // Of the senders, this one last: what it says of itself holds from here on.
    senders.add(packet)
    var traversal = simulator.traversal(for: packet, knowing: senders)
    let zone = zone(of: packet, traversal)
    if packet.proto == .sctp && packet.sctpChunks.isEmpty && traversal.course.tracksConnections {
      let known = procession.memory?.connections.find(packet, in: zone, at: procession.memory?.now ?? 0)
      packet.sctpChunks = known.map { $0.entry.association.expected(isReply: $0.isReply) } ?? .initiation
    }
    let known = procession.memory?.lookUp(packet, about: quoted, in: zone)
    (traversal.connection, traversal.quoted) = (known, quoted)
    traversal.served = procession.memory?.virtualServers.served(answering: packet, tracked: known.flatMap { $0.isReply ? $0.entry : nil })
    var state = WalkState(packet)
    let ending = traversal.run(&state, &procession)
    memory = procession.memory ?? Memory()
    procession.memory = nil
    if ending.verdict.isPass { settle(&state, isNew: memory.connectionLookedUp == nil, drawnPort) }
    if let served = state.skb.served { memory.virtualServers.note(packet, served: served, leftAs: state.skb.packet) }
    remember(packet, state, ending)
    let outcome = Report(traversal: traversal, trail: procession.trail).outcome(state, ending, weight: .one)
    return (packet, outcome)
  }

  /// What rules in front of conntrack will say of a packet's zone: they are walked twice, and draw and remember but once.
  private func zone(of packet: Packet, _ traversal: Traversal) -> ConntrackZone {
    if !hasZones { return .usual }
    var rehearsal = procession, unknowing = traversal
    unknowing.connection = nil
    return unknowing.zone(of: packet, &rehearsal)
  }
  /// A port that the kernel draws at random is drawn here, and another one if the answers would look like those of another connection
  /// (nf_nat_l4proto_unique_tuple).
  private mutating func settle(_ state: inout WalkState, isNew: Bool, _ drawn: UInt16?) {
    var flow = state.skb.flow, ports = flow.sourcePort
    func isTaken(_ flow: FlowTuple) -> Bool {
      isNew && state.skb.conntrack.hasEntry && state.skb.packet.proto.hasTrackedPorts
        && memory.connections.isTaken(answersTo: flow, of: state.skb.packet, in: state.skb.conntrack.zone, at: memory.now)
    }
    if ports.isSingle {
      if !isTaken(flow) { return }
      ports = AddressTranslation.portClass(of: ports)
      state.isSourcePortKept = false
    }
    // nf_nat_setup_info: what is not as it was is translated, a flow without a rule too.
    state.skb.conntrack.translations.insert(.snat)
    for attempt in 0...128 {
      if attempt == 0 {
        guard let drawn, ports.contains(drawn) else { continue }
        flow.sourcePort = PortRange(drawn)
      } else {
        flow.sourcePort = PortRange(UInt16.random(in: ports.low...ports.high, using: &procession.generator))
      }
      if !isTaken(flow) { break }
    }
    state.skb.becomes(flow, isSource: true)
  }
  /// nf_conntrack_confirm: an entry for a first packet that got through; what an existing one learns from any.
  private mutating func remember(_ packet: Packet, _ state: WalkState, _ ending: Ending) {
    let known = memory.connectionLookedUp
    guard state.skb.conntrack.hasEntry else {
      if let known { memory.connections.update(known.entry) }
      return
    }
    if let known, state.skb.conntrack.isKnown {
      // nf_ct_kill_acct
      if ending.reason == .leavesElsewhere { return memory.connections.forget(known.entry) }
      var entry = known.entry
      (entry.mark, entry.labels) = (state.skb.conntrack.mark, memory.labels)
      if state.skb.conntrack.state == .related {
        memory.connections.update(entry)
      } else {
        switch entry.learn(packet, isReply: known.isReply, at: memory.now) {
        case .renews: memory.connections.update(entry, expires: memory.now + entry.timeout)
        case .leaves: memory.connections.update(entry)
        case .ends: memory.connections.forget(entry)
        }
      }
      return
    }
    // What comes back over lo was confirmed when it left, if it was not invalid then.
    if ending.verdict.isPass || state.skb.isSecondPass && !memory.hasLookedAgain {
      var entry = Connection(state, opening: packet)
      (entry.labels, entry.opened) = (memory.labels, memory.now)
      memory.connections.insert(entry, expires: memory.now + entry.timeout)
    }
  }
}

extension Connection {
  /// As a first packet leaves it behind. `first`: as it came.
  init(_ state: WalkState, opening first: Packet) {
    let packet = state.skb.packet, conntrack = state.skb.conntrack
    self.init(packet.proto, packet.family, original: conntrack.original, reply: state.skb.flow.inverted)
    isSourceTranslated = conntrack.translations.contains(.snat)
    isDestinationTranslated = conntrack.translations.contains(.dnat)
    if state.sourceKind == .masquerade { masqueradeDevice = state.outDevice }
    (mark, zone) = (conntrack.mark, conntrack.zone)
    if proto.isICMP { (icmpType, icmpCode) = (first.icmpType, first.icmpCode) }
    if proto == .tcp && first.tcpFlags.contains(.syn) { tcpState = .synSent }
    if proto == .sctp, let opened = Association(opening: first.sctpChunks) { association = opened }
    lastSegment = .other
    var traffic = Traffic()
    traffic.add(first, isReply: false)
    self.traffic = traffic
  }
}
