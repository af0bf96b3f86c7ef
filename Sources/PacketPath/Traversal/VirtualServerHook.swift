/// What IPVS does with a packet at LOCAL_IN and LOCAL_OUT, and with answers (ip_vs_core.c, ip_vs_xmit.c).
extension Traversal {
  /// ip_vs_in, or for an answer ip_vs_out.
  func serve<C: Choices>(_ state: inout WalkState, _ choices: inout C) -> Ending? {
    if let served {
      putBack(served, &state, &choices)
      return nil
    }
    guard state.skb.hook != .forward, state.skb.served == nil, !state.arrivedForMany, let place = virtualServer(for: state) else {
      return nil
    }
    if state.realServer == WalkState.undecided { decide(place, &state, &choices) }
    if state.realServer == WalkState.unserved { return nil }
    record(place, &state, &choices)
    switch state.realServer {
    case WalkState.noServer: return refuse(state)
    case WalkState.lostServer: return Ending(verdict: .dropped)
    default: return send(to: course.facts.virtualServers.all[place].realServers[Int(state.realServer)], of: place, &state)
    }
  }
  /// Whether what is known of a packet's connection is of IPVS: its translation is then not conntrack's to do.
  func isServed(_ state: WalkState) -> Bool {
    guard let (entry, isReply) = connection(of: state) else { return false }
    if isReply, let served {
      // Unless a rule led to the virtual server: the answer is then put back twice.
      return entry.original.destination == served.address && entry.original.destinationPort == PortRange(served.port)
    }
    return virtualServer(for: state).map { realServer(of: course.facts.virtualServers.all[$0], answering: entry.reply) != nil } ?? false
  }

  private func virtualServer(for state: WalkState) -> Int? {
    if course.facts.virtualServers.isEmpty || state.skb.packet.isLaterFragment { return nil }
    return course.facts.virtualServers.find(state.skb.packet, mark: state.skb.mark)
  }
  /// ip_vs_schedule and the protocols' conn_schedule: whether a packet opens a connection of a virtual server.
  private func opensConnection(_ packet: Packet, of server: VirtualServer) -> Bool {
    if packet.proto == .tcp {
      if packet.tcpFlags.contains(.rst) { return false }
      if !packet.tcpFlags.contains(.syn) && course.facts.sysctls.settings[.sloppyTCP] ?? 0 == 0 { return false }
    }
    if packet.proto == .sctp, !packet.sctpChunks.isEmpty {
      if packet.sctpChunks == .abort { return false }
      if !packet.sctpChunks.contains(.initiation) && course.facts.sysctls.number("net.ipv4.vs.sloppy_sctp") ?? 0 == 0 { return false }
    }
    // Data connections of FTP, from the real server's side.
    if packet.sourcePort == PortRange(VirtualServers.ftpData) { return false }
    if case .address(_, VirtualServers.ftp, _) = server.selector, packet.destinationPort != VirtualServers.ftp, server.persistence == nil {
      return false
    }
    return true
  }

  // MARK: Choosing

  private func decide<C: Choices>(_ place: Int, _ state: inout WalkState, _ choices: inout C) {
    let server = course.facts.virtualServers.all[place], packet = state.skb.packet
    let opens = opensConnection(packet, of: server)
    if choices.memory?.isOfSession ?? false { return settle(decideInOrder(place, state, opens: opens, &choices), &state) }
    if let known = known(place, packet, state) { return settle(known, &state) }
    if !opens { return settle(.unserved, &state) }
    if isForNoPort(server, packet) { return settle(.none, &state) }
    var scheduler = course.facts.virtualServers.schedulers[place]
    scheduler.expiresQuiescentTemplates = course.facts.expiresQuiescentTemplates
    let chances = scheduler.chances(for: ServerConnection(packet))
    choices.choose(chances.map(\.chance), &state) { $0.realServer = chances[$1].place.map { Int32($0) } ?? WalkState.noServer }
  }
  /// Port 0 stands for all ports only where clients are persistent (ip_vs_schedule).
  private func isForNoPort(_ server: VirtualServer, _ packet: Packet) -> Bool {
    guard case .address(_, 0, _) = server.selector else { return false }
    return server.persistence == nil && packet.destinationPort != 0
  }
  private func settle(_ decision: ServerMemory.Decision, _ state: inout WalkState) {
    state.realServer =
      switch decision {
      case .server(let real): Int32(real)
      case .none: WalkState.noServer
      case .unserved: WalkState.unserved
      case .lost: WalkState.lostServer
      }
  }
  /// Whether conntrack knows the packet's connection, and IPVS made it known (ip_vs_conn_uses_old_conntrack).
  private func usesOldConntrack(_ state: WalkState) -> Bool {
    connection(of: state) != nil && course.facts.sysctls.settings[.virtualServerConntrack] ?? 1 != 0
  }
  /// What a connection that is listed makes of a packet; nil: there is none, or the packet is taken as one of none.
  private func known(_ place: Int, _ packet: Packet, _ state: WalkState) -> ServerMemory.Decision? {
    let server = course.facts.virtualServers.all[place]
    guard course.facts.virtualServers.listedConnections != nil else {
      guard let (entry, isReply) = connection(of: state), !isReply else { return nil }
      return realServer(of: server, answering: entry.reply).map { .server($0) }
    }
    guard let listed = course.facts.virtualServers.connection(of: packet) else { return nil }
    let real = course.facts.virtualServers.realServer(of: listed, in: place)
    let fate = VirtualConnection.fate(
      listed.state, meeting: packet, weight: real.map { Int(server.realServers[$0].weight) }, isControlled: server.persistence != nil,
      isMasqueraded: real.map { server.realServers[$0].method == .masquerade } ?? true, course.facts.sysctls)
    switch fate {
    case .kept: return real.map { .server($0) }
    case .lost: return .lost
    case .replaced: return usesOldConntrack(state) ? .lost : nil
    }
  }
  /// One packet after another: the scheduler goes on from where the last connection left it.
  private func decideInOrder<C: Choices>(_ place: Int, _ state: WalkState, opens: Bool, _ choices: inout C) -> ServerMemory.Decision {
    let packet = state.skb.packet, usesOldConntrack = usesOldConntrack(state)
    let isForNoPort = isForNoPort(course.facts.virtualServers.all[place], packet), now = choices.memory?.now ?? 0
    var memory = choices.memory?.virtualServers ?? ServerMemory()
    choices.memory?.virtualServers = ServerMemory()
    defer { choices.memory?.virtualServers = memory }
    let decision = memory.serve(packet, by: place, opens: opens && !isForNoPort, isTracked: usesOldConntrack, in: facts, at: now)
    switch decision {
    case .unserved where opens && isForNoPort: return .none
    case .lost:
      if usesOldConntrack, !memory.knows(packet), let (entry, _) = connection { choices.memory?.connections.forget(entry) }
    default: break
    }
    return decision
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
    stopTracking(&state)
    if isHere { return nil }
    if server.method == .tunnel { encapsulate(for: server, &state) }
    return routeOut(to: server, &state)
  }
  private func rewrite(to server: RealServer, of place: Int, _ state: inout WalkState) {
    state.skb.packet.destination = server.address.bits
    if server.name != nil { state.isDestinationUnknown = true }
    state.skb.packet.destinationPort = course.facts.virtualServers.all[place].port(of: server, asked: state.skb.packet.destinationPort)
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
    (outer.tcpFlags, outer.sctpChunks) = ([], [])
    if case .address(let source) = course.facts.sourceAddress(towards: server.address, state.skb.sender) {
      outer.source = source.bits
    } else {
      outer.isSourceUnknown = true
    }
    state.skb.packet = outer
    state.skb.conntrack = Conntrack()
  }
  /// ip_vs_notrack: what goes on without conntrack is not tracked from here on.
  private func stopTracking(_ state: inout WalkState) {
    if course.facts.sysctls.settings[.virtualServerConntrack] ?? 1 == 0 && course.tracksConnections {
      state.skb.conntrack.state = .untracked
    }
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
  private func putBack<C: Choices>(_ served: ServedPacket, _ state: inout WalkState, _ choices: inout C) {
    guard served.method == .masquerade, !state.skb.isSecondPass, state.skb.served == nil else { return }
    let now = choices.memory?.now ?? 0
    choices.memory?.virtualServers.answered(state.skb.packet, at: now)
    state.skb.served = served
    state.skb.served?.isAnswer = true
    state.skb.packet.source = served.address
    if state.skb.packet.proto.hasPorts { state.skb.packet.sourcePort = PortRange(served.port) }
    stopTracking(&state)
    state.skb.generation &+= 1
  }
}
