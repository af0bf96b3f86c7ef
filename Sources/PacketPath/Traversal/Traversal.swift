/// A packet's way through one node: which hooks see it, in which order, and what routing does in between.
///
/// One switch over the stages, to be read beside the kernel's packet flow diagram. Everything is per packet; a walk of a chain may split
/// it, and each part goes on here to its own end.
struct Traversal: Sendable {
  let course: Course
  /// The connection that the packet belongs to, and whether it comes from the one who answers; nil: it opens one.
  var connection: (entry: Connection, isReply: Bool)?
  /// Whether, instead, each way looks for it among those that are given, in the zone that it has come to.
  var looksInZones = false
  /// Whether it goes as if no connection were there before it.
  var knowsNoConnections = false
  /// Whether the packet may open it anew.
  var mayOpenAnew = false
  /// Of an ICMP error, which is about a connection and no packet of it, the packet that it quotes.
  var quoted: Packet?
  /// For an answer, what a virtual server had made of the packet that is answered.
  var served: ServedPacket?

  init(_ course: Course) { self.course = course }
  var layers: [Layer] { course.layers }
  var facts: NodeFacts { course.facts }

  /// Goes on until the packet's end.
  func run<C: Choices>(_ state: inout WalkState, _ choices: inout C) -> Ending {
    while true {
      let ending: Ending? =
        switch state.stage {
        case .arrive: arrive(&state)
        case .prerouting: hook(.prerouting, &state, &choices)
        case .routeInput: routeInput(&state, &choices)
        case .input: hook(.input, &state, &choices)
        case .deliver: Ending(verdict: .delivered)
        case .startForward: startForward(&state)
        case .forward: hook(.forward, &state, &choices)
        case .routeOutput: routeOutput(&state, &choices)
        case .output: hook(.output, &state, &choices)
        case .postrouting: hook(.postrouting, &state, &choices)
        case .transmit: transmit(&state)
        }
      if let ending { return ending }
    }
  }

  // MARK: Hooks

  func enter(_ stage: Stage, _ hook: Hook, _ state: inout WalkState) {
    state.stage = stage
    state.skb.hook = hook
    state.entry = 0
  }
  /// Calls what stands at a hook, one entry after the other (nf_hook_slow).
  @inline(__always) private func hook<C: Choices>(_ hook: Hook, _ state: inout WalkState, _ choices: inout C) -> Ending? {
    while let entry = course.schedule[hook, state.entry] {
      if let ending = call(entry, &state, &choices) { return ending }
      state.entry &+= 1
      // A virtual server has sent it on to OUTPUT.
      if state.skb.hook != hook { return nil }
    }
    if hook == .postrouting || hook == .input, state.isUnconfirmable || !course.schedule.hasNat, let ending = confirm(state, choices) {
      return ending
    }
    leave(hook, &state)
    return nil
  }
  @inline(__always) private func call<C: Choices>(_ entry: Schedule.Entry, _ state: inout WalkState, _ choices: inout C) -> Ending? {
    switch entry {
    case .conntrack: track(&state, &choices)
    case .bind: bind(&state, &choices)
    case .virtualServers: serve(&state, &choices)
    case .table(.nat, let layer): translate(layer, &state, &choices)
    case .table(let table, let layer): filter(table, layer, &state, &choices)
    }
  }
  /// Goes from the packet's beginning to the nat table of its first hook. False: it ends before, or never gets there.
  func beginTranslation<C: Choices>(_ state: inout WalkState, _ choices: inout C) -> Bool {
    guard (state.skb.packet.isLocal ? routeOutput(&state, &choices) : arrive(&state)) == nil else { return false }
    let hook = state.skb.hook
    while let entry = course.schedule[hook, state.entry] {
      if case .table(.nat, _) = entry { return state.skb.conntrack.hasEntry && !state.skb.conntrack.isDestinationBound }
      if call(entry, &state, &choices) != nil || state.skb.hook != hook { return false }
      state.entry &+= 1
    }
    return false
  }
  /// Where a packet goes that a hook let pass.
  private func leave(_ hook: Hook, _ state: inout WalkState) {
    switch hook {
    case .prerouting where state.skb.isSecondPass && !state.hasLostRoute:
      // What comes back over lo keeps the route that it was sent with.
      state.skb.outInterface = .none
      enter(.input, .input, &state)
    case .prerouting: state.stage = .routeInput
    case .input: state.stage = .deliver
    case .forward: enter(.postrouting, .postrouting, &state)
    case .output:
      state.skb.outInterface = state.outDevice
      if state.skb.served != nil && !state.skb.packet.isLocal { state.skb.inInterface = state.skb.packet.inInterface }
      enter(.postrouting, .postrouting, &state)
    case .postrouting: state.stage = .transmit
    }
  }
  /// Walks a base chain, or goes on where the state stands in one.
  @inline(__always)
  private func walk<C: Choices>(_ table: Table, _ layer: UInt8, _ state: inout WalkState, _ choices: inout C) -> TableResult {
    course.withLayer(layer) { layer in
      if state.isWalking { return layer.walk(&state, &choices) }
      guard let base = layer.ruleset.baseChain(table, state.skb.hook) else { return .accept }
      if course.isShared(table, layer.number, state.skb.hook), choices.asked != nil {
        return walkShared(base, layer, &state, &choices)
      }
      layer.enter(base, &state)
      return layer.walk(&state, &choices)
    }
  }
  /// The steps of such a walk are taken over from another branch that made it, or it is made here and noted for others.
  private func walkShared<C: Choices>(_ base: ChainID, _ layer: Layer, _ state: inout WalkState, _ choices: inout C) -> TableResult {
    if choices.takeOver(layer.number, base, &state) { return .accept }
    let before = state.skb, asked = choices.asked, firstStep = choices.trail.steps.count
    layer.enter(base, &state)
    let result = layer.walk(&state, &choices)
    if case .accept = result, choices.asked == asked { choices.note(layer.number, base, before, state.skb, firstStep: firstStep) }
    return result
  }
  private func filter<C: Choices>(_ table: Table, _ layer: UInt8, _ state: inout WalkState, _ choices: inout C) -> Ending? {
    let reroutes = table == .mangle && state.skb.hook == .output
    if reroutes && !state.isWalking { remember(&state) }
    switch walk(table, layer, &state, &choices) {
    case .accept, .translate: return reroutes && hasChanged(state) ? routeAgain(&state) : nil
    case .drop: return Ending(verdict: .dropped)
    case .reject(let kind): return reject(kind, state)
    case .queue: return Ending(verdict: .queued)
    case .steal: return Ending(verdict: .stolen)
    case .loop: return Ending(verdict: .dropped, reason: .ruleLoop)
    }
  }

  // MARK: Conntrack and nat

  /// nf_conntrack_in: what conntrack thinks of the packet.
  private func track<C: Choices>(_ state: inout WalkState, _ choices: inout C) -> Ending? {
    guard course.tracksConnections, !state.skb.conntrack.hasEntry || !state.skb.isSecondPass,
      state.skb.served == nil || state.skb.conntrack.state.isEmpty
    else {
      return nil
    }
    if state.skb.packet.isLaterFragment { return Ending(verdict: .stolen, reason: .reassembly) }
    if state.skb.conntrack.state == .untracked { return nil }
    let packet = state.skb.packet
    // nf_ct_zone_tmpl
    if state.skb.conntrack.isZoneMark { state.skb.conntrack.zone.number = UInt16(truncatingIfNeeded: state.skb.mark) }
    if isWrong(&state) {
      state.skb.conntrack.state = .invalid
      state.skb.conntrack.forgetTemplate()
      return nil
    }
    if let (entry, isReply, mayOpenAnew) = known(state.skb, &choices), !mayOpenAnew || !opensAnew(&state, &choices) {
      let isRelated = packet.isICMPError
      var understood = isRelated ? .related : entry.state(of: packet, isReply: isReply, course.facts.sysctls.settings)
      if !isRelated && isRefused(entry, isReply, &state, &choices) { understood = .invalid }
      state.skb.conntrack.state = understood
      if understood != .invalid {
        recognise(entry, isReply, &state, at: choices.memory?.now)
      } else {
        state.skb.conntrack.forgetTemplate()
      }
      return nil
    }
    // What a rule in front of conntrack marked was its template.
    state.skb.conntrack.mark = 0
    state.skb.conntrack.state = .ofFirstPacket(state.skb.packet, course.facts.sysctls.settings)
    state.skb.conntrack.original = FlowTuple(packet)
    if state.skb.conntrack.state == .invalid { state.skb.conntrack.forgetTemplate() }
    return nil
  }
  /// Whether conntrack sees that the checksum of what arrives is wrong (`net.netfilter.nf_conntrack_checksum`; tcp_error, udp_error,
  /// nf_conntrack_icmpv6_error). UDP-Lite it never takes for right.
  private func isWrong(_ state: inout WalkState) -> Bool {
    // Asked for every packet: it is looked at where it lies.
    let proto = state.skb.packet.proto
    guard state.skb.packet.family == .ipv6, state.skb.hook == .prerouting, proto == .tcp || proto == .udp || proto == .icmpv6,
      course.facts.sysctls.settings[.conntrackChecksum] ?? 1 != 0
    else { return false }
    return state.skb.checksum.isWrong(state.skb.packet, at: .prerouting)
  }
  /// The connection that conntrack finds, and whether the packet may open it anew.
  private func known<C: Choices>(_ skb: SocketBuffer, _ choices: inout C) -> (entry: Connection, isReply: Bool, mayOpenAnew: Bool)? {
    let zone = skb.conntrack.zone
    if looksInZones { return course.connections.findOrReset(skb.packet, in: zone) }
    if skb.isSecondPass, choices.memory?.isOfSession ?? false {
      return choices.memory?.lookAgain(skb.packet, about: quoted, in: zone).map { ($0.entry, $0.isReply, false) }
    }
    guard let (entry, isReply) = connection, entry.isOfZone(zone, isReply: isReply) else {
      return skb.isSecondPass && !knowsNoConnections ? course.connections.findOrReset(skb.packet, in: zone) : nil
    }
    return (entry, isReply, mayOpenAnew)
  }
  /// The same, where a session may have looked for it again.
  private func connection<C: Choices>(of state: WalkState, _ choices: C) -> (entry: Connection, isReply: Bool)? {
    if state.skb.isSecondPass, let memory = choices.sessionMemory, memory.hasLookedAgain { return memory.connectionLookedUp }
    return connection(of: state)
  }
  /// The connection of which a packet is on its way.
  func connection(of state: WalkState) -> (entry: Connection, isReply: Bool)? {
    // It may be of a zone to which the packet has come only over lo.
    func isElsewhere(_ known: (entry: Connection, isReply: Bool)?) -> Bool {
      known.map { !$0.entry.isOfZone(state.skb.conntrack.zone, isReply: $0.isReply) } ?? true
    }
    return looksInZones || state.skb.isSecondPass && state.skb.conntrack.isKnown && isElsewhere(connection)
      ? course.connections.find(recognised: state.skb) : connection
  }
  /// In which zone conntrack will look for a packet's connection, as rules in front of it say.
  func zone<C: Choices>(of packet: Packet, _ choices: inout C) -> ConntrackZone {
    var state = WalkState(packet)
    guard (packet.isLocal ? routeOutput(&state, &choices) : arrive(&state)) == nil else { return .usual }
    let hook = state.skb.hook
    while let entry = course.schedule[hook, state.entry] {
      if case .conntrack = entry { break }
      if call(entry, &state, &choices) != nil || state.skb.hook != hook { return .usual }
      state.entry &+= 1
    }
    if state.skb.conntrack.isZoneMark { state.skb.conntrack.zone.number = UInt16(truncatingIfNeeded: state.skb.mark) }
    return state.skb.conntrack.zone
  }
  private func opensAnew<C: Choices>(_ state: inout WalkState, _ choices: inout C) -> Bool {
    let record = AssumptionRecord(question: .opensAnew, rule: Rule.noText, layer: 0, test: nil)
    return choices.assume(record, first: true, &state, otherwise: state)
  }
  private func isRefused<C: Choices>(_ entry: Connection, _ isReply: Bool, _ state: inout WalkState, _ choices: inout C) -> Bool {
    guard entry.proto == .sctp, entry.association.mayRefuse(state.skb.packet, isReply: isReply) else { return false }
    let record = AssumptionRecord(question: .refusesTag, rule: Rule.noText, layer: 0, test: nil)
    return choices.assume(record, first: false, &state, otherwise: state)
  }
  /// What rules can see of a connection that was known.
  private func recognise(_ entry: Connection, _ isReply: Bool, _ state: inout WalkState, at now: Double?) {
    var learnt = entry
    if !state.skb.packet.isICMPError { _ = learnt.learn(state.skb.packet, isReply: isReply, at: now) }
    state.skb.conntrack.mark = entry.mark
    (state.skb.conntrack.original, state.skb.conntrack.reply) = (entry.original, entry.reply)
    (state.skb.conntrack.isKnown, state.skb.conntrack.isReply, state.skb.conntrack.proto) = (true, isReply, entry.proto)
    state.skb.conntrack.status = 8 | (learnt.isAssured ? 4 : 0) | (learnt.hasReply ? 2 : 0)
    if entry.isSourceTranslated { state.skb.conntrack.translations.insert(.snat) }
    if entry.isDestinationTranslated { state.skb.conntrack.translations.insert(.dnat) }
  }
  /// nf_nat_inet_fn: only a flow's first packet asks the table, once for each side.
  private func translate<C: Choices>(_ layer: UInt8, _ state: inout WalkState, _ choices: inout C) -> Ending? {
    let isSource = state.skb.hook == .postrouting || state.skb.hook == .input
    let isBound = isSource ? state.skb.conntrack.isSourceBound : state.skb.conntrack.isDestinationBound
    guard state.skb.conntrack.hasEntry, !isBound, !state.skb.conntrack.isKnown else { return nil }
    switch walk(.nat, layer, &state, &choices) {
    case .accept: return nil
    case .translate(let translation): return carryOut(settled(translation, state, &choices), &state, choices)
    case .drop: return Ending(verdict: .dropped)
    case .reject(let kind): return reject(kind, state)
    case .queue: return Ending(verdict: .queued)
    case .steal: return Ending(verdict: .stolen)
    case .loop: return Ending(verdict: .dropped, reason: .ruleLoop)
    }
  }
  /// With the destination port that `--random` draws of a range, where one is drawn.
  private func settled<C: Choices>(_ translation: Translation, _ state: WalkState, _ choices: inout C) -> Translation {
    guard translation.side == .destination, translation.isRandom, translation.basePort == nil, let ports = translation.ports,
      !ports.isSingle
    else { return translation }
    var flow = state.skb.flow
    if let range = translation.addresses, range.low == range.high { flow.destination = range.low }
    let packet = state.skb.packet, zone = state.skb.conntrack.zone, memory = choices.memory
    let port = choices.pickPort(in: ports) { port in
      flow.destinationPort = PortRange(port)
      return isTaken(flow, packet, zone, memory)
    }
    guard let port else { return translation }
    var settled = translation
    settled.ports = PortRange(port)
    return settled
  }
  /// nf_nat_setup_info; a local packet with another destination is routed again (nf_nat_ipv4_local_fn).
  func carryOut(_ translation: Translation, _ state: inout WalkState, isTaken: (FlowTuple) -> Bool = { _ in false }) -> Ending? {
    let before = state.skb.flow.destination
    if !AddressTranslation.apply(translation, to: &state, isTaken: isTaken) { return Ending(verdict: .dropped, reason: .noTranslation) }
    bind(translation.side == .source, &state)
    let isRedirected = state.skb.flow.destination != before || state.isDestinationUnknown
    // Tracked only when it came back over lo, in another zone (nf_nat_ipv4_pre_routing).
    if state.skb.isSecondPass && isRedirected { state.hasLostRoute = true }
    return state.skb.hook == .output && isRedirected ? routeAgain(&state) : nil
  }
  /// What nat does behind its tables: a null binding, or the translation of a connection that is known (nf_nat_packet).
  private func bind<C: Choices>(_ state: inout WalkState, _ choices: inout C) -> Ending? {
    guard state.skb.conntrack.hasEntry else { return nil }
    let isSource = state.skb.hook == .postrouting || state.skb.hook == .input
    let isFirstBinding = isSource && !state.skb.conntrack.isSourceBound
    bind(isSource, &state)
    guard state.skb.conntrack.isKnown, let (entry, isReply) = connection(of: state, choices) else {
      if isFirstBinding && !state.isUnconfirmable { yieldSourcePort(&state, choices) }
      translateAgain(isSource, &state)
      return nil
    }
    let isRelated = state.skb.packet.isICMPError
    if state.skb.hook == .postrouting && !isReply && !isRelated && leavesElsewhere(entry, &state, &choices) {
      return Ending(verdict: .dropped, reason: .leavesElsewhere)
    }
    // IPVS translates by itself, whatever it has put into the entry.
    if isSource == isReply && isServed(state) { return nil }
    // A wrong checksum ends an error here, whether it is translated or not (nf_nat_icmpv6_reply_translation).
    if isRelated && state.skb.packet.proto == .icmpv6 && state.skb.checksum.isWrong(state.skb.packet, at: state.skb.hook) {
      return Ending(verdict: .dropped)
    }
    // Answers are translated back at the mirrored hooks: what the source was turned into is their destination.
    let isTranslated = isSource != isReply ? entry.isSourceTranslated : entry.isDestinationTranslated
    if isRelated {
      // Of a translated connection no redirect is believed (nf_nat_icmp_reply_translation).
      let isRedirect = state.skb.packet.proto == .icmp && state.skb.packet.icmpType == 5
      if isRedirect && (entry.isSourceTranslated || entry.isDestinationTranslated) { return Ending(verdict: .dropped) }
    }
    guard isTranslated else { return nil }
    let before = state.skb.packet.destination, port = state.skb.packet.sourcePort
    let target = isReply ? entry.original.inverted : entry.reply.inverted
    if isRelated {
      // Of the error itself, the addresses.
      state.skb.checksum.renew()
      if isSource { state.skb.packet.source = target.source } else { state.skb.packet.destination = target.destination }
    } else {
      state.skb.takeOver(target, isSource: isSource)
      if !isSource { state.isTranslated = true }
      if isSource && !isReply { (state.sourceKind, state.isSourcePortKept) = (.snat, state.skb.packet.sourcePort == port) }
    }
    state.skb.generation &+= 1
    if state.skb.isSecondPass && state.skb.packet.destination != before { state.hasLostRoute = true }
    return state.skb.hook == .output && state.skb.packet.destination != before ? routeAgain(&state) : nil
  }
  /// A first packet that comes back over lo, and whose address a rule has changed since it was translated, gets the translated one again.
  private func translateAgain(_ isSource: Bool, _ state: inout WalkState) {
    guard state.skb.conntrack.isApart, state.skb.conntrack.translations.contains(isSource ? .snat : .dnat) else { return }
    let before = state.skb.packet.destination
    state.skb.becomes(state.skb.flow, isSource: isSource)
    if state.skb.isSecondPass && state.skb.packet.destination != before { state.hasLostRoute = true }
    state.skb.generation &+= 1
  }
  /// Whether the connection was masqueraded at another device than the one by which the packet leaves (nf_nat_oif_changed).
  private func leavesElsewhere<C: Choices>(_ entry: Connection, _ state: inout WalkState, _ choices: inout C) -> Bool {
    switch facts.leavesElsewhere(entry, state.skb) {
    case .no: return false
    case .yes: return true
    default:
      let record = AssumptionRecord(question: .leavesElsewhere, rule: Rule.noText, layer: 0, test: nil)
      return choices.assume(record, first: false, &state, otherwise: state)
    }
  }
  private func bind(_ isSource: Bool, _ state: inout WalkState) {
    if isSource { state.skb.conntrack.isSourceBound = true } else { state.skb.conntrack.isDestinationBound = true }
  }

  // MARK: Rejections

  private func reject(_ kind: RejectionKind, _ state: WalkState) -> Ending {
    let packet = state.skb.packet
    let isNoAnswer = kind.isReset && (packet.proto != .tcp || packet.tcpFlags.contains(.rst))
    let isSilent = isNoAnswer || !Self.sumsUp(state.skb, byReset: kind.isReset)
    return Ending(verdict: .rejected, reason: isSilent || !isAnswerable(state, byReset: kind.isReset) ? .rejectedSilently : .rejected(kind))
  }
  /// Whether REJECT finds nothing wrong with a packet's checksum (nf_reject_verify_csum): it verifies one over the whole payload, which few protocols
  /// have, unless it knows that one has a sum of its own, or of a part alone. DCCP it has not known since Linux 6.16: its checksum has a pseudo header,
  /// which IPv6 alone adds for any protocol. An ICMP error believes who has looked before (reject6_csum_ok), a reset does not.
  private static func sumsUp(_ skb: SocketBuffer, byReset: Bool) -> Bool {
    var checksum = skb.checksum
    func isRight() -> Bool { (!byReset && checksum.isBelieved) || !checksum.isWrong(skb.packet, at: skb.hook) }
    return switch skb.packet.proto {
    case .tcp, .udp, .icmp, .icmpv6: isRight()
    case .dccp: skb.packet.family == .ipv6 && isRight()
    case .sctp, .udplite, IPProtocol(rawValue: 47), .esp, .ah: true
    default: false
    }
  }
  /// Whether the sender of such a packet may be told what became of it (icmp_send in icmp.c, icmp6_send, nf_reject_ipv4.c, nf_reject_ipv6.c):
  /// not of an error or a later fragment, not of what was sent to many, not without a way back.
  func isAnswerable(_ state: WalkState, byReset: Bool = false) -> Bool {
    let packet = state.skb.packet, destination = packet.destinationAddress, source = packet.sourceAddress
    if packet.isLaterFragment || packet.isICMPError || state.arrivedForMany { return false }
    if destination.isMulticast || destination.isLimitedBroadcast || course.facts.isBroadcast(destination) { return false }
    // A reset goes from and to addresses of one node each (nf_send_reset6): none that is nothing, and no IPv4 address in IPv6's clothes.
    if byReset && packet.family == .ipv6 && [source, destination].contains(where: { $0.isUnspecified || $0.bits >> 32 == 0xffff }) {
      return false
    }
    guard !packet.isSourceUnknown else { return true }
    if source.isMulticast || (packet.family == .ipv6 && source.isUnspecified) { return false }
    guard course.facts.routes != nil else { return true }
    switch wayBack(to: source, from: destination, byReset: byReset, state.skb) {
    case .none, .unreachable, .prohibit, .blackhole: return false
    // An anycast address is no node.
    case .local: return course.facts.index.localRoute(to: source)?.kind != .anycast
    case .unicast(_, nil, _) where course.facts.isSubnetAnycast(source): return false
    // The answer would come from a loopback address, which in IPv4 leaves by no other device.
    case .unicast(let device, _, _): return !destination.isLoopback || packet.family == .ipv6 || routesLocalnet(device)
    case .broadcast, .multicast, .unknown: return true
    }
  }
  /// Where an answer goes: from the packet's destination, if that is the node's own or the answer a reset (ip_route_me_harder, nf_send_reset6), else
  /// from an address that its route gives. IPv6, if its route names no source, takes one of the device's by which the packet came, and its route
  /// with that one (icmp6_send).
  private func wayBack(to source: Address, from destination: Address, byReset: Bool, _ skb: SocketBuffer) -> RouteResult {
    let isFrom = byReset || course.facts.isLocal(destination, skb.sender) == .yes
    var query = RouteQuery(destination: source, source: isFrom ? destination : nil)
    // An ICMP error keeps the type of service, a reset does not.
    query.tos = byReset ? 0 : skb.packet.tos
    query.sender = skb.sender
    let first = course.facts.route(to: query)
    guard source.family == .ipv6, query.source == nil else { return first }
    if case .unicast(_, _, let preferred) = first, preferred != nil { return first }
    guard case .address(let own) = course.facts.address(on: skb.inInterface, for: source) else { return first }
    query.source = own
    return course.facts.route(to: query)
  }

  // MARK: Leaving

  /// Where a packet goes in the end: where its destination does not tell, because it is forwarded as it is or inside another, to a real server.
  @inline(__always) func endpoint(of state: WalkState) -> Endpoint {
    guard let served = state.skb.served, !served.isAnswer else { return state.destination }
    return endpoint(of: state, served)
  }
  private func endpoint(of state: WalkState, _ served: ServedPacket) -> Endpoint {
    let server = course.facts.virtualServers.all[Int(served.server)].realServers[Int(served.realServer)]
    var endpoint =
      served.method == .masquerade
      ? state.destination : Endpoint(server.name == nil ? server.address : nil, port: server.port == 0 ? served.port : server.port)
    if server.name != nil { endpoint.host = VirtualServers.hostNumber(Int(served.server), Int(served.realServer)) }
    return endpoint
  }

  private func transmit(_ state: inout WalkState) -> Ending? {
    guard state.skb.packet.isLocal else { return Ending(verdict: .forwarded) }
    guard state.outDevice == .loopback else { return Ending(verdict: .sent) }
    // loopback_xmit: it arrives again, with its mark, its connection and its route.
    state.skb.isSecondPass = true
    state.skb.inInterface = .loopback
    state.skb.outInterface = .none
    enter(.prerouting, .prerouting, &state)
    return nil
  }
  func beginForward(_ state: inout WalkState) { enter(.forward, .forward, &state) }
  func beginInput(_ state: inout WalkState) { enter(.input, .input, &state) }
  func beginPrerouting(_ state: inout WalkState) { enter(.prerouting, .prerouting, &state) }
  func beginOutput(_ state: inout WalkState) { enter(.output, .output, &state) }
}
