/// What routing does to a packet between the hooks, and which checks end it there.
extension Traversal {
  private func unroutable(_ reason: Reason) -> Ending { Ending(verdict: .unroutable, reason: reason) }

  // MARK: Arriving

  /// Checks in front of every hook: ip6_rcv_core throws away what no neighbour may send. IPv4 looks later.
  func arrive(_ state: inout WalkState) -> Ending? {
    let packet = state.skb.packet
    if packet.family == .ipv6 && state.skb.inInterface != .loopback {
      if packet.sourceAddress.isMulticast || packet.sourceAddress.isLoopback { return unroutable(.martianSource) }
      if packet.destinationAddress.isLoopback { return unroutable(.martianDestination) }
    }
    if packet.physIn.isNone { state.skb.packet.physIn = facts.bridgePort(of: state.skb.inInterface, packet.family) }
    beginPrerouting(&state)
    return nil
  }

  /// ip_route_input_slow, ip6_route_input: martians first, then local or forward.
  func routeInput<C: Choices>(_ state: inout WalkState, _ choices: inout C) -> Ending? {
    if let martian = martian(state) { return martian }
    if state.isDestinationUnknown {
      beginInput(&state)
      return nil
    }
    switch settled(facts.route(to: query(state)), &state, &choices) {
    case .local:
      if let refused = validateSource(state, isForward: false) { return refused }
      beginInput(&state)
      return nil
    case .broadcast, .multicast:
      beginInput(&state)
      return nil
    case .unicast(let device, _, _):
      if let refused = forwardable(state) { return refused }
      if let refused = validateSource(state, isForward: true) { return refused }
      state.outDevice = device
      state.stage = .startForward
      return nil
    case .none, .unknown: return forwardable(state) ?? unroutable(.noRoute)
    case .unreachable: return forwardable(state) ?? unroutable(.unreachable)
    case .prohibit: return forwardable(state) ?? unroutable(.prohibited)
    case .blackhole: return unroutable(.blackhole)
    }
  }
  private func query(_ state: WalkState) -> RouteQuery {
    let packet = state.skb.packet
    var query = RouteQuery(destination: packet.destinationAddress, source: packet.isSourceUnknown ? nil : packet.sourceAddress)
    query.mark = state.skb.mark
    query.tos = packet.tos
    query.inInterface = packet.isLocal ? .none : state.skb.inInterface
    query.proto = packet.proto
    query.sourcePort = packet.sourcePort
    query.destinationPort = packet.destinationPort
    query.uid = packet.uid
    return query
  }
  /// Where the inputs do not tell whether the destination is the node's own, it is assumed either way.
  private func settled<C: Choices>(_ result: RouteResult, _ state: inout WalkState, _ choices: inout C) -> RouteResult {
    guard result == .unknown else { return result }
    let record = AssumptionRecord(question: .isLocal(state.skb.packet.destination), rule: Rule.noText, layer: 0, test: nil)
    if choices.assume(record, first: true, &state, otherwise: state) { return .local }
    var other = facts
    other.knownRemote.insert(state.skb.packet.destinationAddress)
    return other.route(to: query(state))
  }

  /// Addresses that may not be on a wire (ip_route_input_slow; ip6_input and ip6_forward).
  private func martian(_ state: WalkState) -> Ending? {
    let packet = state.skb.packet, source = packet.sourceAddress, destination = packet.destinationAddress
    guard packet.family == .ipv4 else {
      return destination.isLoopback && state.skb.inInterface != .loopback ? unroutable(.martianDestination) : nil
    }
    if !packet.isSourceUnknown && (source.isMulticast || source.isLimitedBroadcast) { return unroutable(.martianSource) }
    if destination.isLimitedBroadcast { return nil }
    if !packet.isSourceUnknown && source.isZeroNet && !(source.isUnspecified && destination.isMulticast) { return unroutable(.martianSource) }
    if destination.isZeroNet { return unroutable(.martianDestination) }
    if state.skb.inInterface == .loopback { return nil }
    if destination.isLoopback && !routesLocalnet(state.skb.inInterface) { return unroutable(.martianDestination) }
    if !packet.isSourceUnknown && source.isLoopback && !routesLocalnet(state.skb.inInterface) { return unroutable(.martianSource) }
    return nil
  }
  /// fib_validate_source: one's own address from outside, and rp_filter. IPv6 has neither.
  private func validateSource(_ state: WalkState, isForward: Bool) -> Ending? {
    let packet = state.skb.packet, device = state.skb.inInterface
    guard packet.family == .ipv4, !packet.isSourceUnknown, device != .loopback else { return nil }
    if packet.source == 0 { return nil }
    if facts.isLocal(packet.sourceAddress) == .yes && !packet.sourceAddress.isLoopback && !isSet("accept_local", on: device, combine: .or) {
      return unroutable(.martianSource)
    }
    let strictness = number("rp_filter", on: device, combine: .maximum)
    if strictness == 0 || facts.routes == nil { return nil }
    var back = RouteQuery(destination: packet.sourceAddress, source: packet.destinationAddress)
    back.tos = packet.tos
    if isSet("src_valid_mark", on: device, combine: .or) { back.mark = state.skb.mark }
    switch facts.route(to: back) {
    case .unicast(let out, _, _): return strictness == 1 && out.isKnown && device.isKnown && out != device ? unroutable(.reversePath) : nil
    case .local: return nil
    default: return unroutable(.reversePath)
    }
  }
  /// Whether the node forwards at all; if not, it is silent even where there is no route.
  private func forwardable(_ state: WalkState) -> Ending? {
    let packet = state.skb.packet, device = state.skb.inInterface
    let family = packet.family
    let isOn: Int
    if family == .ipv4 {
      isOn = (device.isKnown ? facts.sysctls.conf(family, device.description, "forwarding") : nil) ?? facts.sysctls.number("net.ipv4.ip_forward") ?? 1
    } else {
      isOn = facts.sysctls.number("net.ipv6.conf.all.forwarding") ?? 1
    }
    if isOn == 0 { return unroutable(.forwardingDisabled) }
    if family == .ipv6 && !packet.isSourceUnknown {
      if packet.sourceAddress.isLinkLocal || packet.sourceAddress.isUnspecified { return unroutable(.linkLocalSource) }
    }
    return nil
  }

  // MARK: Forwarding

  /// ip_forward, ip6_forward: the time to live, and one less of it.
  func startForward(_ state: inout WalkState) -> Ending? {
    if isBridged(state) {
      state.skb.packet.physOut = .unknown
    } else {
      if state.skb.packet.ttl <= 1 { return unroutable(.ttlExceeded) }
      state.skb.packet.ttl -= 1
    }
    state.skb.generation &+= 1
    state.skb.outInterface = state.outDevice
    beginForward(&state)
    return nil
  }

  /// What came through a bridge port and was translated to somewhere behind the same bridge leaves on the bridge's level: FORWARD and
  /// POSTROUTING see it, ip_forward does not (br_nf_pre_routing_finish).
  private func isBridged(_ state: WalkState) -> Bool {
    !state.skb.packet.physIn.isNone && state.isTranslated && state.outDevice == state.skb.inInterface
  }

  // MARK: Sending

  /// ip_route_output: a local packet has its route before any hook sees it.
  func routeOutput<C: Choices>(_ state: inout WalkState, _ choices: inout C) -> Ending? {
    switch settled(facts.route(to: query(state)), &state, &choices) {
    case .local: state.outDevice = .loopback
    case .unicast(let device, _, _):
      if let refused = loopbackSource(state, device) { return refused }
      state.outDevice = device
    case .broadcast, .multicast: state.outDevice = .unknown
    case .none, .unknown, .unreachable, .prohibit, .blackhole: return unroutable(.sendFailed)
    }
    state.skb.outInterface = state.outDevice
    beginOutput(&state)
    return nil
  }
  /// 127.0.0.0/8 leaves by no other device than lo (__mkroute_output).
  private func loopbackSource(_ state: WalkState, _ device: InterfaceName) -> Ending? {
    let packet = state.skb.packet
    guard packet.family == .ipv4, packet.sourceAddress.isLoopback, !packet.isSourceUnknown, !routesLocalnet(device) else { return nil }
    return unroutable(.martianSource)
  }

  func remember(_ state: inout WalkState) {
    let packet = state.skb.packet
    state.before = WalkState.Before(
      source: packet.source, destination: packet.destination, mark: state.skb.mark, tos: packet.tos, ttl: packet.ttl)
  }
  /// Whether mangle OUTPUT changed what routing looks at (ipt_mangle_out; IPv6 looks at the hop limit too).
  func hasChanged(_ state: WalkState) -> Bool {
    let packet = state.skb.packet, before = state.before
    if packet.source != before.source || packet.destination != before.destination || state.skb.mark != before.mark { return true }
    return packet.family == .ipv4 ? packet.tos != before.tos : packet.ttl != before.ttl || packet.tos != before.tos
  }
  /// ip_route_me_harder: another device perhaps; the source stays what it was. OUTPUT goes on seeing the old device.
  func routeAgain(_ state: inout WalkState) -> Ending? {
    if state.isDestinationUnknown {
      state.outDevice = .loopback
      return nil
    }
    switch facts.route(to: query(state)) {
    case .local: state.outDevice = .loopback
    case .unicast(let device, _, _):
      if let refused = loopbackSource(state, device) { return refused }
      state.outDevice = device
    case .broadcast, .multicast: break
    // A translated destination of which nobody says that it is local is taken to be elsewhere.
    case .unknown: state.outDevice = .unknown
    case .none, .unreachable, .prohibit, .blackhole: return unroutable(.noRoute)
    }
    return nil
  }

  // MARK: Settings

  enum Combination { case or, maximum }
  /// A setting of a device: with that of `all`, as the kernel combines the two (IN_DEV_ORCONF, IN_DEV_MAXCONF).
  private func number(_ key: String, on device: InterfaceName, combine: Combination) -> Int {
    let all = facts.sysctls.conf(.ipv4, "all", key) ?? 0
    let name = device.isKnown ? device.description : "default"
    let own = facts.sysctls.conf(.ipv4, name, key) ?? facts.sysctls.conf(.ipv4, "default", key) ?? 0
    return combine == .or ? (all | own) : max(all, own)
  }
  private func isSet(_ key: String, on device: InterfaceName, combine: Combination) -> Bool { number(key, on: device, combine: combine) != 0 }
  private func routesLocalnet(_ device: InterfaceName) -> Bool { isSet("route_localnet", on: device, combine: .or) }
}
