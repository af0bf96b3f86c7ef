/// What the virtual servers of a node remember from one packet to the next: where their schedulers stand, and their connections.
struct ServerMemory: Sendable {
  /// What IPVS does with a packet.
  enum Decision {
    /// By its place.
    case server(Int)
    /// None can be had, and the client is told.
    case none
    /// Its connection's server is gone, and nobody is told.
    case lost
    /// It belongs to no connection and opens none: it is the node's own.
    case unserved
  }
  /// By the virtual server's place; one that is not here has not been asked yet.
  private var states: [Int: SchedulerState] = [:]
  private var connections: [VirtualFlow: Entry] = [:]
  /// Answers, by what they look like.
  private var answers: [VirtualFlow: VirtualFlow] = [:]
  /// Draws where a running node's schedulers stand.
  private var generator = SplitMix64(seed: 0)
  /// Not later than the first connection's expiry.
  private var nextExpiry = Double.infinity

  private struct Entry {
    var served: ServedPacket
    var server: SchedulerState.ServerID
    /// At which the server gets the packets.
    var port: UInt16
    var state: VirtualConnection.State
    var expires: Double
    var connection: ServerConnection
    var isControlled: Bool
    /// Nothing was seen of what the server answers (`IP_VS_CONN_F_NOOUTPUT`).
    var isClientAlone: Bool
  }

  init() {}
  /// With the connections that a node has.
  init(_ facts: NodeFacts, seed: UInt64) {
    // Other draws than those of the packets' chances.
    generator = SplitMix64(seed: ~seed)
    let servers = facts.virtualServers
    for listed in servers.connections {
      guard let flow = VirtualFlow(listed), let place = servers.place(of: listed) else { continue }
      insert(listed, flow, place, facts)
    }
  }
  private mutating func insert(_ listed: VirtualConnection, _ flow: VirtualFlow, _ place: Int, _ facts: NodeFacts) {
    let service = facts.virtualServers.all[place], real = facts.virtualServers.realServer(of: listed, in: place)
    let id = SchedulerState.ServerID(listed.server, port: real.map { service.realServers[$0].port } ?? listed.serverPort)
    let connection = ServerConnection(
      client: listed.client, clientPorts: PortRange(listed.clientPort), destination: Address(flow.destination, listed.client.family),
      port: flow.destinationPort, proto: flow.proto)
    var state = states[place] ?? begin(place, connection, facts)
    state.control(connection)
    states[place] = state
    let method = real.map { service.realServers[$0].method } ?? .masquerade
    let served = ServedPacket(
      address: flow.destination, port: flow.destinationPort, method: method, server: Int32(place), realServer: Int32(real ?? -1))
    add(
      flow,
      Entry(
        served: served, server: id, port: listed.serverPort, state: listed.state, expires: listed.secondsLeft, connection: connection,
        isControlled: service.persistence != nil, isClientAlone: method != .masquerade))
    answers[VirtualFlow(answerTo: flow, from: listed.server, listed.serverPort)] = flow
  }
  /// A virtual server is asked for the first time.
  private mutating func begin(_ place: Int, _ connection: ServerConnection, _ facts: NodeFacts) -> SchedulerState {
    let servers = facts.virtualServers
    var state = servers.schedulers[place]
    if servers.start == .live { state = state.drawn(servers.all[place], for: connection, using: &generator) }
    state.expiresQuiescentTemplates = facts.expiresQuiescentTemplates
    return state
  }
  private mutating func add(_ flow: VirtualFlow, _ entry: Entry) {
    connections[flow] = entry
    nextExpiry = min(nextExpiry, entry.expires)
  }

  // MARK: Packets

  /// The real server of a packet, by its place: its connection's, or the scheduler's choice for a new one. `opens`: whether it may open one.
  /// `isTracked`: conntrack knows the packet's connection by IPVS.
  mutating func serve(
    _ packet: Packet, by place: Int, opens: Bool, isTracked: Bool, in facts: NodeFacts, at now: Double
  ) -> Decision {
    expire(at: now)
    let flow = VirtualFlow(packet)
    if let entry = connections[flow] {
      switch fate(of: entry, meeting: packet, facts.sysctls) {
      case .kept:
        follow(packet, of: flow, from: entry.isClientAlone ? .clientAlone : .client, at: now)
        return .server(Int(entry.served.realServer))
      case .lost: return .lost
      case .replaced:
        // What is forgotten with the entry is this very packet's connection.
        if isTracked || !opens {
          remove(flow)
          return isTracked ? .lost : .unserved
        }
      }
    }
    guard opens else { return .unserved }
    let connection = ServerConnection(packet)
    var state = states[place] ?? begin(place, connection, facts)
    let server = state.schedule(connection, at: now), real = server.flatMap { state.place(of: $0) }
    states[place] = state
    // The entry that is replaced expires a moment later (ip_vs_conn_expire_now): its server was still counted for it.
    remove(flow)
    guard let server, let real else { return .none }
    let service = facts.virtualServers.all[place]
    if service.isOnePacket && packet.proto == .udp { return .server(real) }
    let method = service.realServers[real].method
    let served = ServedPacket(
      address: packet.destination, port: packet.destinationPort, method: method, server: Int32(place), realServer: Int32(real))
    let first = VirtualConnection.State.none.after(packet, from: method == .masquerade ? .client : .clientAlone)
    if packet.proto == .tcp && !first.isActive { states[place]?.setActive(false, at: server) }
    add(
      flow,
      Entry(
        served: served, server: server, port: service.port(of: service.realServers[real], asked: packet.destinationPort), state: first,
        expires: now + first.timeout, connection: connection,
        isControlled: service.persistence != nil, isClientAlone: method != .masquerade))
    return .server(real)
  }
  /// A packet that is put back under the virtual server's address (handle_response).
  mutating func answered(_ packet: Packet, at now: Double) {
    expire(at: now)
    guard let flow = answers[VirtualFlow(packet)], entry(of: flow, answeredBy: packet) != nil else { return }
    connections[flow]?.isClientAlone = false
    follow(packet, of: flow, from: .server, at: now)
  }
  private mutating func follow(_ packet: Packet, of flow: VirtualFlow, from direction: VirtualConnection.Direction, at now: Double) {
    guard var entry = connections[flow] else { return }
    let next = entry.state.after(packet, from: direction)
    if next.isActive != entry.state.isActive { states[Int(entry.served.server)]?.setActive(next.isActive, at: entry.server) }
    (entry.state, entry.expires) = (next, now + next.timeout)
    add(flow, entry)
  }
  private func fate(of entry: Entry, meeting packet: Packet, _ sysctls: Sysctls) -> VirtualConnection.Fate {
    let weight = states[Int(entry.served.server)]?.weight(of: entry.server)
    return VirtualConnection.fate(
      entry.state, meeting: packet, weight: weight, isControlled: entry.isControlled, isMasqueraded: entry.served.method == .masquerade,
      sysctls)
  }
  /// Whether a packet belongs to a connection that is known.
  func knows(_ packet: Packet) -> Bool { connections[VirtualFlow(packet)] != nil }
  /// Whether a packet meets a connection that is over, and opens it anew.
  func isOver(_ packet: Packet) -> Bool {
    packet.proto == .tcp && packet.tcpFlags.contains(.syn) && connections[VirtualFlow(packet)]?.state.isOver ?? false
  }
  /// What a virtual server had made of the packet that `packet` answers; nil: it answers none. `tracked`: its connection by conntrack.
  func served(answering packet: Packet, tracked: Connection?) -> ServedPacket? {
    (answers[VirtualFlow(packet)] ?? tracked.map { VirtualFlow($0) }).flatMap { entry(of: $0, answeredBy: packet)?.served }
  }
  /// The connection of a flow, if it still has the server that answers: one that came anew may have got another.
  private func entry(of flow: VirtualFlow, answeredBy packet: Packet) -> Entry? {
    guard let entry = connections[flow] else { return nil }
    if entry.served.method != .masquerade || !packet.proto.hasPorts { return entry }
    return entry.server.address.bits == packet.source && PortRange(entry.port) == packet.sourcePort ? entry : nil
  }
  /// A served packet has left as `final`: that is what its answer will look like.
  mutating func note(_ packet: Packet, served: ServedPacket, leftAs final: Packet) {
    var asked = packet
    (asked.destination, asked.destinationPort) = (served.address, served.port)
    let flow = VirtualFlow(asked)
    guard connections[flow] != nil else { return }
    var answer = VirtualFlow(final)
    (answer.source, answer.destination) = (answer.destination, answer.source)
    (answer.sourcePort, answer.destinationPort) = (answer.destinationPort, answer.sourcePort)
    answers[answer] = flow
  }

  /// Connections and the templates of persistent clients, in no order.
  func listing(at now: Double) -> [VirtualConnection] {
    var memory = self
    memory.expire(at: now)
    let connections = memory.connections.map { flow, entry in
      let family = entry.server.address.family
      return VirtualConnection(
        flow.proto, entry.state, secondsLeft: entry.expires - now, client: Address(flow.source, family), clientPort: flow.sourcePort,
        selector: .address(Address(flow.destination, family), port: flow.destinationPort, proto: flow.proto), server: entry.server.address,
        serverPort: entry.port)
    }
    return connections + memory.states.values.flatMap { $0.listing(at: now) }
  }

  // MARK: Edits

  /// A command of ipvsadm about a real server of the node's own text; false: it is none.
  mutating func edit(_ command: IPVSAdmCommand, in facts: NodeFacts, at now: Double) -> Bool {
    guard let place = command.selector.flatMap({ facts.virtualServers.place(of: $0) }), let server = command.server else { return false }
    let service = facts.virtualServers.all[place],
      real = service.realServers.firstIndex { $0.address == server.address && $0.port == server.port }
    guard let real else { return false }
    expire(at: now)
    let nobody = ServerConnection(client: .any(service.family), clientPorts: .all, destination: .any(service.family), port: 0, proto: .tcp)
    var state = states[place] ?? begin(place, nobody, facts)
    defer { states[place] = state }
    let id = SchedulerState.ServerID(server.address, port: server.port)
    switch command.action {
    case .addServer: return state.add(server, place: real)
    case .editServer: return state.edit(server)
    case .deleteServer:
      state.expiresConnectionsWithoutServer = facts.sysctls.number("net.ipv4.vs.expire_nodest_conn") ?? 1 != 0
      guard state.remove(id) else { return false }
      // expire_nodest_conn_work, a moment later.
      if state.expiresConnectionsWithoutServer {
        connections = connections.filter { !(Int($0.value.served.server) == place && $0.value.server == id) }
      }
      return true
    default: return false
    }
  }

  // MARK: Time

  private mutating func remove(_ flow: VirtualFlow) {
    guard let entry = connections.removeValue(forKey: flow) else { return }
    states[Int(entry.served.server)]?.release(entry.server, wasActive: entry.state.isActive, of: entry.connection)
  }
  /// What has expired until now goes, in the order of time: a template that still has connections is prolonged.
  private mutating func expire(at now: Double) {
    while true {
      let template = states.values.compactMap(\.nextExpiry).min() ?? .infinity
      guard min(nextExpiry, template) <= now else { return }
      if template < nextExpiry {
        for place in Array(states.keys) { states[place]?.expireTemplates(at: template) }
        continue
      }
      let due = nextExpiry
      for (flow, entry) in connections where entry.expires <= due { remove(flow) }
      nextExpiry = connections.values.map(\.expires).min() ?? .infinity
      if connections.count < answers.count / 2 { answers = answers.filter { connections[$0.value] != nil } }
    }
  }
}

extension VirtualFlow {
  /// An answer, as it comes from the server to the client's own address.
  init(answerTo flow: VirtualFlow, from server: Address, _ port: UInt16) {
    self = flow
    (source, sourcePort) = (server.bits, port)
    (destination, destinationPort) = (flow.source, flow.sourcePort)
  }
}

extension NodeFacts {
  /// `net.ipv4.vs.expire_quiescent_template`: as kube-proxy sets it, where it is not given.
  var expiresQuiescentTemplates: Bool { sysctls.number("net.ipv4.vs.expire_quiescent_template") ?? 1 != 0 }
}
