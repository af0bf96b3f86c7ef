/// What IPVS does with a packet at LOCAL_IN and LOCAL_OUT, and with answers (ip_vs_core.c, ip_vs_xmit.c).
extension Traversal {
  /// ip_vs_in, or for an answer ip_vs_out.
  func serve<C: Choices>(_ state: inout WalkState, _ choices: inout C) -> Ending? {
    if let served {
      putBack(served, &state)
      return nil
    }
    guard state.skb.hook != .forward, state.skb.served == nil, !state.arrivedForMany else { return nil }
    let isKnown = connection != nil || choices.memory?.virtualServers.knows(state.skb.packet) ?? false
    guard let place = virtualServer(for: state, isKnown: isKnown) else { return nil }
    if state.realServer == WalkState.undecided { decide(place, &state, &choices) }
    record(place, &state, &choices)
    guard state.realServer >= 0 else { return refuse(state) }
    return send(to: course.facts.virtualServers.all[place].realServers[Int(state.realServer)], of: place, &state)
  }
  /// Whether a packet is for a virtual server that would take it.
  func isServed(_ state: WalkState) -> Bool { served != nil || virtualServer(for: state, isKnown: true) != nil }

  /// ip_vs_schedule and the protocols' conn_schedule: which packets open a connection.
  private func virtualServer(for state: WalkState, isKnown: Bool) -> Int? {
    let packet = state.skb.packet
    guard !course.facts.virtualServers.isEmpty, !packet.isLaterFragment,
      let place = course.facts.virtualServers.find(packet, mark: state.skb.mark)
    else {
      return nil
    }
    if packet.proto == .tcp && !isKnown {
      if packet.tcpFlags.contains(.rst) { return nil }
      if !packet.tcpFlags.contains(.syn) && course.facts.sysctls.settings[.sloppyTCP] ?? 0 == 0 { return nil }
    }
    // Data connections of FTP, from the real server's side.
    if packet.sourcePort == PortRange(VirtualServers.ftpData) { return nil }
    let server = course.facts.virtualServers.all[place]
    if case .address(_, VirtualServers.ftp, _) = server.selector, packet.destinationPort != VirtualServers.ftp, server.persistence == nil {
      return nil
    }
    return place
  }

  // MARK: Choosing

  private func decide<C: Choices>(_ place: Int, _ state: inout WalkState, _ choices: inout C) {
    let server = course.facts.virtualServers.all[place]
    if choices.memory != nil { return decideInOrder(place, &state, &choices) }
    if let (entry, isReply) = connection, !isReply, let known = realServer(of: server, answering: entry.reply) {
      state.realServer = Int32(known)
      return
    }
    // Port 0 stands for all ports only where clients are persistent.
    if case .address(_, 0, _) = server.selector, server.persistence == nil, state.skb.packet.destinationPort != 0 {
      state.realServer = WalkState.noServer
      return
    }
    let chances = course.facts.virtualServers.schedulers[place].chances(for: ServerConnection(state.skb.packet))
    choices.choose(chances.map(\.chance), &state) { $0.realServer = chances[$1].place.map { Int32($0) } ?? WalkState.noServer }
  }
  /// One packet after another: the scheduler goes on from where the last connection left it.
  private func decideInOrder<C: Choices>(_ place: Int, _ state: inout WalkState, _ choices: inout C) {
    var memory = choices.memory?.virtualServers ?? ServerMemory()
    choices.memory?.virtualServers = ServerMemory()
    let chosen = memory.serve(state.skb.packet, by: place, in: course.facts, at: choices.memory?.now ?? 0)
    choices.memory?.virtualServers = memory
    state.realServer = chosen.map { Int32($0) } ?? WalkState.noServer
  }
  /// Of a known connection, conntrack tells which server it has (ip_vs_update_conntrack).
  private func realServer(of server: VirtualServer, answering reply: FlowTuple) -> Int? {
    server.realServers.firstIndex { $0.address.bits == reply.source && ($0.port == 0 || $0.port == reply.sourcePort.low) }
  }
  private func record<C: Choices>(_ place: Int, _ state: inout WalkState, _ choices: inout C) {
    choices.trail.steps.append(
      Step(
        parent: state.step, index: UInt32(place), chain: state.realServer < 0 ? .max : UInt32(state.realServer), mark: state.skb.mark,
        kind: .virtualServer, hook: state.skb.hook, layer: 0, isSecondPass: state.skb.isSecondPass))
    state.step = Int32(choices.trail.steps.count - 1)
  }
  /// ip_vs_leave: no server can be had.
  private func refuse(_ state: WalkState) -> Ending {
    Ending(verdict: .rejected, reason: .rejected(state.skb.packet.family == .ipv4 ? .portUnreachable : .portUnreachable6))
  }

  // MARK: Sending (ip_vs_xmit.c)

  private func send(to server: RealServer, of place: Int, _ state: inout WalkState) -> Ending? {
    let packet = state.skb.packet
    state.skb.served = ServedPacket(
      address: packet.destination, port: packet.destinationPort, method: server.method, server: Int32(place), realServer: state.realServer)
    state.isTranslated = true
    let isHere = server.method == .local || server.name == nil && course.facts.isLocal(server.address, state.skb.sender) == .yes
    if server.name == nil, server.address.isLoopback, !packet.isLocal, server.method == .masquerade { return Ending(verdict: .dropped) }
    if !isHere {
      if packet.ttl <= 1 { return Ending(verdict: .unroutable, reason: .ttlExceeded) }
      state.skb.packet.ttl -= 1
    }
    if server.method == .masquerade { rewrite(to: server, of: place, &state) }
    state.skb.generation &+= 1
    // What is forwarded without conntrack is not tracked from here on (ip_vs_notrack).
    if course.facts.sysctls.settings[.virtualServerConntrack] ?? 1 == 0 && course.tracksConnections {
      state.skb.conntrack.state = .untracked
    }
    if isHere { return nil }
    if server.method == .tunnel { encapsulate(for: server, &state) }
    return routeOut(to: server, &state)
  }
  /// The destination becomes the real server's. A server without a port of its own leaves the packet's, and so does one of a persistent service that
  /// stands for several ports (ip_vs_sched_persist).
  private func rewrite(to server: RealServer, of place: Int, _ state: inout WalkState) {
    let service = course.facts.virtualServers.all[place]
    let keepsPort = server.port == 0 || service.persistence != nil && service.port != state.skb.packet.destinationPort
    state.skb.packet.destination = server.address.bits
    if server.name != nil { state.isDestinationUnknown = true }
    if !keepsPort { state.skb.packet.destinationPort = server.port }
  }
  /// The packet inside another, of this node: rules see that one from here on, and to conntrack it is a new flow.
  private func encapsulate(for server: RealServer, _ state: inout WalkState) {
    let tunnel = server.tunnel ?? RealServer.Tunnel(), inner = state.skb.packet
    var outer = inner
    outer.destination = server.address.bits
    outer.proto =
      switch tunnel.kind {
      case .ipip: inner.family == .ipv4 ? IPProtocol(rawValue: 4) : IPProtocol(rawValue: 41)
      case .gue: .udp
      case .gre: IPProtocol(rawValue: 47)
      }
    outer.sourcePort = tunnel.kind == .gue ? .all : PortRange(0)
    outer.destinationPort = tunnel.port
    outer.tcpFlags = []
    if case .address(let source) = course.facts.sourceAddress(towards: server.address, state.skb.sender) {
      outer.source = source.bits
    } else {
      outer.isSourceUnknown = true
    }
    state.skb.packet = outer
    state.skb.conntrack = Conntrack()
  }
  /// It goes to OUTPUT again, with a route to the real server, and from there to POSTROUTING. Without a route nothing is said to anybody.
  private func routeOut(to server: RealServer, _ state: inout WalkState) -> Ending? {
    state.outDevice = .unknown
    if server.name == nil {
      var query = RouteQuery(destination: server.address)
      query.sender = state.skb.sender
      switch course.facts.route(to: query) {
      case .unicast(let device, _, _): state.outDevice = device
      case .local, .unknown, .broadcast, .multicast: break
      case .none, .unreachable, .prohibit, .blackhole: return Ending(verdict: .unroutable, reason: .sendFailed)
      }
    }
    state.skb.inInterface = .none
    state.skb.outInterface = state.outDevice
    enter(.output, .output, &state)
    // One in front of the first: what calls the hook's entries goes on to the next.
    state.entry = .max
    return nil
  }

  // MARK: Answers

  /// handle_response: the real server's answer is the virtual server's.
  private func putBack(_ served: ServedPacket, _ state: inout WalkState) {
    guard served.method == .masquerade, !state.skb.isSecondPass, state.skb.served == nil else { return }
    state.skb.served = served
    state.skb.served?.isAnswer = true
    state.skb.packet.source = served.address
    if state.skb.packet.proto.hasPorts { state.skb.packet.sourcePort = PortRange(served.port) }
    state.skb.generation &+= 1
  }
}
