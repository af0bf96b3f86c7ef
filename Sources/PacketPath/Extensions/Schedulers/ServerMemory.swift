/// What the virtual servers of a node remember from one packet to the next: where their schedulers stand, and their connections.
struct ServerMemory: Sendable {
  /// By the virtual server's place; one that is not here has not been asked yet.
  private var states: [Int: SchedulerState] = [:]
  private var connections: [Flow: Entry] = [:]
  /// Answers, by what they look like.
  private var answers: [Flow: Flow] = [:]

  private struct Flow: Hashable {
    var source: UInt128, destination: UInt128
    var sourcePort: UInt16, destinationPort: UInt16
    var proto: IPProtocol

    init(_ packet: Packet) {
      (source, destination, proto) = (packet.source, packet.destination, packet.proto)
      (sourcePort, destinationPort) = (packet.sourcePort.low, packet.destinationPort)
    }
  }
  private struct Entry {
    var served: ServedPacket
    var server: SchedulerState.ServerID
    var state: State
    var expires: Double
  }
  /// A TCP connection as IPVS sees it from the client's packets (tcp_states in ip_vs_proto_tcp.c); others have one state.
  private enum State {
    case synReceived, established, closeWait, timeWait, close, datagram, initiated

    var isActive: Bool { self == .synReceived || self == .established }
    /// In seconds (tcp_timeouts, udp_timeouts, sctp_timeouts).
    var timeout: Double {
      switch self {
      case .synReceived, .closeWait: 60
      case .established: 900
      case .timeWait: 120
      case .close: 10
      case .datagram: 300
      case .initiated: 4
      }
    }
    func after(_ flags: TCPFlags) -> State {
      if flags.contains(.rst) { return self == .synReceived ? self : .close }
      if flags.contains(.fin) {
        switch self {
        case .synReceived: return .timeWait
        case .established: return .closeWait
        default: return self
        }
      }
      return flags.contains(.ack) && self == .synReceived ? .established : self
    }
  }

  /// The real server of a packet, by its place: its connection's, or the scheduler's choice for a new one; nil: none can be had.
  mutating func serve(_ packet: Packet, by place: Int, in facts: NodeFacts, at now: Double) -> Int? {
    expire(at: now)
    let flow = Flow(packet)
    if var entry = connections[flow] {
      let next = packet.proto == .tcp ? entry.state.after(packet.tcpFlags) : entry.state
      if next.isActive != entry.state.isActive { states[place]?.setActive(next.isActive, at: entry.server) }
      entry.state = next
      entry.expires = now + next.timeout
      connections[flow] = entry
      return Int(entry.served.realServer)
    }
    var state = states[place] ?? facts.virtualServers.schedulers[place]
    defer { states[place] = state }
    guard let server = state.schedule(ServerConnection(packet)), let real = state.place(of: server) else { return nil }
    let service = facts.virtualServers.all[place]
    if service.isOnePacket && packet.proto == .udp { return real }
    let served = ServedPacket(
      address: packet.destination, port: packet.destinationPort, method: service.realServers[real].method, server: Int32(place),
      realServer: Int32(real))
    let first: State = packet.proto == .tcp ? .synReceived : packet.proto == .udp ? .datagram : .initiated
    connections[flow] = Entry(served: served, server: server, state: first, expires: now + first.timeout)
    return real
  }
  /// Whether a packet belongs to a connection that is known.
  func knows(_ packet: Packet) -> Bool { connections[Flow(packet)] != nil }
  /// What a virtual server had made of the packet that `packet` answers; nil: it answers none.
  func served(answering packet: Packet) -> ServedPacket? { answers[Flow(packet)].flatMap { connections[$0]?.served } }
  /// A served packet has left as `final`: that is what its answer will look like.
  mutating func note(_ packet: Packet, served: ServedPacket, leftAs final: Packet) {
    var asked = packet
    (asked.destination, asked.destinationPort) = (served.address, served.port)
    let flow = Flow(asked)
    guard connections[flow] != nil else { return }
    var answer = Flow(final)
    (answer.source, answer.destination) = (answer.destination, answer.source)
    (answer.sourcePort, answer.destinationPort) = (answer.destinationPort, answer.sourcePort)
    answers[answer] = flow
  }
  private mutating func expire(at now: Double) {
    guard connections.contains(where: { $0.value.expires <= now }) else { return }
    for (flow, entry) in connections where entry.expires <= now {
      connections[flow] = nil
      states[Int(entry.served.server)]?.release(entry.server, wasActive: entry.state.isActive)
    }
    answers = answers.filter { connections[$0.value] != nil }
  }
}
