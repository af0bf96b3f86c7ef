/// What routing does to a packet between the hooks, and which checks end it there.
///
/// Checks take the state `inout` though they only look at it: it is large, and would be copied for each.
extension Traversal {
  private func unroutable(_ reason: Reason) -> Ending { Ending(verdict: .unroutable, reason: reason) }
  /// With an answer, if such a packet gets one.
  private func unroutable(_ reason: Reason, _ state: WalkState) -> Ending {
    Ending(verdict: .unroutable, reason: reason, isAnswered: isAnswerable(state))
  }

  // MARK: Arriving

  /// Checks in front of every hook: ip6_rcv_core throws away what no neighbour may send. IPv4 looks later.
  func arrive(_ state: inout WalkState) -> Ending? {
    let packet = state.skb.packet
    if packet.family == .ipv6 && state.skb.inInterface != .loopback {
      if packet.sourceAddress.isMulticast || packet.sourceAddress.isLoopback { return unroutable(.martianSource) }
      if packet.destinationAddress.isLoopback { return unroutable(.martianDestination) }
    }
    if course.facts.isBroadcast(packet.destinationAddress, on: state.skb.inInterface) { state.arrivedForMany = true }
    if packet.physIn.isNone { state.skb.packet.physIn = course.facts.bridgePort(of: state.skb.inInterface, packet.family) }
    if course.looksAtFrames, packet.destinationMAC == nil, !state.arrivedForMany, state.skb.packet.physIn.isNone {
      state.skb.packet.destinationMAC = course.facts.interface(named: state.skb.inInterface)?.mac
    }
    beginPrerouting(&state)
    return nil
  }

  /// ip_route_input_slow, ip6_route_input: martians first, then local or forward.
  func routeInput<C: Choices>(_ state: inout WalkState, _ choices: inout C) -> Ending? {
    if let martian = martian(&state) { return martian }
    // What goes from nowhere to nowhere is for everybody (ip_route_input_slow).
    let packet = state.skb.packet
    if packet.family == .ipv4 && packet.sourceAddress.isUnspecified && packet.destinationAddress.isUnspecified && !packet.isSourceUnknown {
      beginInput(&state)
      return nil
    }
    if state.isDestinationUnknown {
      beginInput(&state)
      return nil
    }
    switch settled(course.facts.route(to: query(&state)), &state, &choices) {
    case .local:
      if let refused = validateSource(&state, out: nil) { return refused }
      beginInput(&state)
      return nil
    case .broadcast:
      if let refused = validateSource(&state, out: nil, isForMany: true) { return refused }
      beginInput(&state)
      return nil
    case .multicast:
      if let refused = refuseGroup(&state, &choices) ?? validateSource(&state, out: nil, isForMany: true) { return refused }
      beginInput(&state)
      return nil
    case .unicast(let device, _, _):
      if let refused = forwardable(&state) { return refused }
      if let refused = validateSource(&state, out: device) { return refused }
      state.outDevice = device
      state.stage = .startForward
      return nil
    case .none, .unknown: return refusesSilently(&state) ?? unroutable(.noRoute, state)
    // IPv6 does not tell an unreachable route from none (ip6_rt_init_dst_reject).
    case .unreachable: return refusesSilently(&state) ?? unroutable(state.skb.packet.family == .ipv4 ? .unreachable : .noRoute, state)
    case .prohibit: return refusesSilently(&state) ?? unroutable(.prohibited, state)
    case .blackhole: return unroutable(.blackhole)
    }
  }
  /// IPv4 that does not forward says nothing about routes that it does not have (ip_error); IPv6 does.
  private func refusesSilently(_ state: inout WalkState) -> Ending? { state.skb.packet.family == .ipv4 ? forwardable(&state) : nil }

  /// A group's packets get in if somebody on the node has joined it. The groups of all nodes everybody is in; of others nothing is known.
  private func refuseGroup<C: Choices>(_ state: inout WalkState, _ choices: inout C) -> Ending? {
    let group = state.skb.packet.destinationAddress
    let isOfAllNodes = group == .v4(224, 0, 0, 1) || group == Address(0xff02 << 112 | 1, .ipv6)
    if isOfAllNodes || state.skb.inInterface == .loopback { return nil }
    let record = AssumptionRecord(question: .isLocal(group.bits), rule: Rule.noText, layer: 0, test: nil)
    return choices.assume(record, first: true, &state, otherwise: state) ? nil : unroutable(.martianDestination)
  }
  func query(_ state: inout WalkState) -> RouteQuery {
    let packet = state.skb.packet
    var query = RouteQuery(destination: packet.destinationAddress, source: packet.isSourceUnknown ? nil : packet.sourceAddress)
    query.mark = state.skb.mark
    query.tos = packet.tos
    query.inInterface = packet.isLocal ? .none : state.skb.inInterface
    query.proto = packet.proto
    query.sourcePort = packet.sourcePort
    query.destinationPort = packet.destinationPort
    if packet.isLocal { query.uid = packet.uid }
    query.sender = state.skb.sender
    // A link-local address means one of the arrival device's link, and a translation to ::1 has no way but a default route's (rt6_need_strict).
    if packet.family == .ipv6 && (packet.destinationAddress.isLinkLocal || packet.destinationAddress.isLoopback) && !packet.isLocal
      && state.skb.inInterface.isKnown
    {
      query.outInterface = state.skb.inInterface
    }
    return query
  }
  /// Where the inputs do not tell whether the destination is the node's own, it is assumed either way.
  private func settled<C: Choices>(_ result: RouteResult, _ state: inout WalkState, _ choices: inout C) -> RouteResult {
    guard result == .unknown else { return result }
    let record = AssumptionRecord(question: .isLocal(state.skb.packet.destination), rule: Rule.noText, layer: 0, test: nil)
    if choices.assume(record, first: true, &state, otherwise: state) { return .local }
    var remote = query(&state)
    remote.takesUnknownAsRemote = true
    return course.facts.route(to: remote)
  }

  /// Addresses that may not be on a wire (ip_route_input_slow; ip6_input and ip6_forward).
  private func martian(_ state: inout WalkState) -> Ending? {
    let packet = state.skb.packet, source = packet.sourceAddress, destination = packet.destinationAddress
    guard packet.family == .ipv4 else { return nil }
    if !packet.isSourceUnknown && (source.isMulticast || source.isLimitedBroadcast) { return unroutable(.martianSource) }
    if destination.isLimitedBroadcast { return nil }
    if !packet.isSourceUnknown && source.isUnspecified && !(destination.isUnspecified || destination.bits >> 8 == 0xe00000) {
      return unroutable(.martianSource)
    }
    if destination.isUnspecified { return source.isUnspecified ? nil : unroutable(.martianDestination) }
    if state.skb.inInterface == .loopback { return nil }
    if destination.isLoopback && !routesLocalnet(state.skb.inInterface) { return unroutable(.martianDestination) }
    if !packet.isSourceUnknown && source.isLoopback && !routesLocalnet(state.skb.inInterface) { return unroutable(.martianSource) }
    return nil
  }
  /// fib_validate_source: one's own address from outside, and rp_filter. IPv6 has neither. `out`: by which device the packet is to leave.
  /// What comes back over lo is asked only where it has lost its route. `isForMany`: nobody in particular would answer, and the way back is looked up without a source.
  private func validateSource(_ state: inout WalkState, out: InterfaceName?, isForMany: Bool = false) -> Ending? {
    let packet = state.skb.packet, device = state.skb.inInterface
    guard packet.family == .ipv4, !packet.isSourceUnknown, packet.source != 0, device != .loopback || state.skb.isSecondPass else {
      return nil
    }
    let strictness = course.facts.sysctls.settings.number(.rpFilter, on: device, combine: .maximum)
    let acceptsLocal = isSet(.acceptLocal, on: device)
    guard course.facts.routes != nil, strictness != 0 || (course.facts.index.hasOwnRules && !acceptsLocal) else {
      return !acceptsLocal && course.facts.hasAddress(packet.sourceAddress, state.skb.sender) ? unroutable(.martianSource) : nil
    }
    var back = RouteQuery(destination: packet.sourceAddress, source: isForMany ? nil : packet.destinationAddress)
    back.tos = packet.tos
    back.sender = state.skb.sender
    // Where rules ask for them, the ports change places (__fib_validate_source).
    (back.proto, back.sourcePort) = (packet.proto, packet.destinationPorts)
    if packet.sourcePort.isSingle { back.destinationPort = packet.sourcePort.low }
    back.inInterface = out ?? .none
    if isSet(.srcValidMark, on: device) { back.mark = state.skb.mark }
    let local = course.facts.index.localRoute(to: packet.sourceAddress)
    switch course.facts.route(to: back) {
    case .unicast(let way, _, _): return way == device || !way.isKnown ? nil : mismatch(strictness, device, back)
    case .local:
      if !acceptsLocal { return unroutable(.martianSource) }
      return local == nil || local?.interface == device ? nil : mismatch(strictness, device, back)
    case .broadcast, .multicast: return unroutable(.martianSource)
    case .none, .unreachable, .prohibit, .blackhole, .unknown: return strictness == 0 ? nil : unroutable(.reversePath)
    }
  }
  /// The way back is another device's: strict mode refuses, and so does any mode on a device without an address.
  private func mismatch(_ strictness: Int, _ device: InterfaceName, _ back: RouteQuery) -> Ending? {
    let hasAddress = course.facts.addresses?.contains { $0.interface == device && $0.address.family == .ipv4 } ?? true
    return strictness == 1 || (strictness != 0 && !hasAddress) ? unroutable(.reversePath) : nil
  }
  /// Whether the node forwards at all; if not, it is silent even where there is no route.
  private func forwardable(_ state: inout WalkState) -> Ending? {
    let packet = state.skb.packet, device = state.skb.inInterface
    let isOn: Int
    if packet.family == .ipv4 {
      isOn =
        (device.isKnown ? course.facts.sysctls.settings.own(.forwarding, of: device) : nil)
        ?? course.facts.sysctls.settings[.forwarding4] ?? 1
    } else {
      isOn = course.facts.sysctls.settings[.forwarding6] ?? 1
    }
    return isOn == 0 ? unroutable(.forwardingDisabled) : nil
  }

  // MARK: Forwarding

  /// ip_forward, ip6_forward: the time to live, and one less of it.
  func startForward(_ state: inout WalkState) -> Ending? {
    if isBridged(&state) {
      state.skb.packet.physOut = .unknown
    } else {
      // What came to many is not sent on, whatever its destination has become.
      if state.arrivedForMany { return unroutable(.martianDestination) }
      if state.skb.packet.ttl <= 1 { return unroutable(.ttlExceeded, state) }
      let packet = state.skb.packet, source = packet.sourceAddress
      // Not looked at where the packet goes back to where it came from (ip6_forward).
      if packet.family == .ipv6, !packet.isSourceUnknown, state.outDevice != state.skb.inInterface,
        source.isLinkLocal || source.isUnspecified
      {
        return source.isLinkLocal ? unroutable(.linkLocalSource, state) : unroutable(.martianSource)
      }
      state.skb.packet.ttl -= 1
      state.skb.checksum.forward()
    }
    state.skb.generation &+= 1
    state.skb.outInterface = state.outDevice
    beginForward(&state)
    return nil
  }

  /// What came through a bridge port and was translated to somewhere behind the same bridge leaves on the bridge's level: FORWARD and
  /// POSTROUTING see it, ip_forward does not (br_nf_pre_routing_finish).
  private func isBridged(_ state: inout WalkState) -> Bool {
    !state.skb.packet.physIn.isNone && state.isTranslated && state.outDevice == state.skb.inInterface
  }

  // MARK: Sending

  /// ip_route_output: a local packet has its route before any hook sees it.
  func routeOutput<C: Choices>(_ state: inout WalkState, _ choices: inout C) -> Ending? {
    switch settled(course.facts.route(to: query(&state)), &state, &choices) {
    case .local: state.outDevice = .loopback
    case .unicast(let device, _, _):
      if let refused = loopbackSource(&state, device) { return refused }
      state.outDevice = device
    case .broadcast, .multicast: state.outDevice = .unknown
    case .none, .unknown, .unreachable, .prohibit, .blackhole: return unroutable(.sendFailed)
    }
    state.skb.outInterface = state.outDevice
    beginOutput(&state)
    return nil
  }
  /// 127.0.0.0/8 leaves by no other device than lo (__mkroute_output).
  private func loopbackSource(_ state: inout WalkState, _ device: InterfaceName) -> Ending? {
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
    switch course.facts.route(to: query(&state)) {
    case .local: state.outDevice = .loopback
    case .unicast(let device, _, _):
      if let refused = loopbackSource(&state, device) { return refused }
      state.outDevice = device
    case .broadcast, .multicast: break
    // A translated destination of which nobody says that it is local is taken to be elsewhere.
    case .unknown: state.outDevice = .unknown
    // The sender is told, and nobody else.
    case .none, .unreachable, .prohibit, .blackhole: return unroutable(.sendFailed)
    }
    return nil
  }

  // MARK: Settings

  private func isSet(_ key: Sysctls.Settings.DeviceKey, on device: InterfaceName) -> Bool {
    course.facts.sysctls.settings.number(key, on: device, combine: .or) != 0
  }
  func routesLocalnet(_ device: InterfaceName) -> Bool { isSet(.routeLocalnet, on: device) }
}
