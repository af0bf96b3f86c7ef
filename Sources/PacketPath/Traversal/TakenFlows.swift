/// What nat gives a first packet beside connections that are there already: a session's, or those that are given.
extension Traversal {
  /// As ``carryOut(_:_:isTaken:)``, beside the others.
  func carryOut<C: Choices>(_ translation: Translation, _ state: inout WalkState, _ choices: C) -> Ending? {
    let packet = state.skb.packet, zone = state.skb.conntrack.zone, memory = choices.sessionMemory
    guard memory != nil || hasOtherConnections else { return carryOut(translation, &state) }
    if translation.side == .source, let earlier = asEarlier(translation, state, memory) { return carryOut(earlier, &state) }
    // A ping would get another identifier, which nobody tells.
    guard !packet.proto.isICMP else { return carryOut(translation, &state) }
    if translation.side == .source {
      guard packet.proto.hasTrackedPorts else {
        let ending = carryOut(translation, &state) { isTaken($0, packet, zone, memory) }
        state.isUnconfirmable = isTaken(state.skb.flow, packet, zone, memory)
        return ending
      }
      let stays = AddressTranslation.staysAsItIs(state.skb.flow, packet.proto, translation)
      if stays ? mirrorsAnother(state, memory) : lacksPort(translation, state, memory) {
        state.isUnconfirmable = true
        return nil
      }
      // A session gives another source port in the end.
      if memory != nil { return carryOut(translation, &state) }
    }
    return carryOut(translation, &state) { isTaken($0, packet, zone, memory) }
  }
  /// SNAT to the address and port that the same sender, with the same port, has in another connection, if they fit and are free there
  /// (get_unique_tuple, find_appropriate_src). Nil: there is none such, or what lies in the range already stays.
  private func asEarlier(_ translation: Translation, _ state: WalkState, _ memory: Memory?) -> Translation? {
    let packet = state.skb.packet, zone = state.skb.conntrack.zone, hasPorts = packet.proto.hasTrackedPorts
    var flow = state.skb.flow
    // Of ICMP, the identifier would have to be the same.
    guard let range = translation.addresses, !translation.isRandom, !packet.isSourceUnknown, !packet.proto.isICMP, flow.sourcePort.isSingle,
      !AddressTranslation.staysAsItIs(flow, packet.proto, translation)
    else { return nil }
    let known = others(memory).sources(of: flow, of: packet, in: zone, at: memory?.now ?? 0).first { source in
      let fits = !hasPorts || translation.ports.map { $0.test(source.port) == .yes } ?? true
      return range.low <= source.address && source.address <= range.high && fits
    }
    guard let known else { return nil }
    (flow.source, flow.sourcePort) = (known.address, known.port)
    if isTaken(flow, packet, zone, memory) { return nil }
    var earlier = translation
    earlier.addresses = AddressRange(known.address, known.address)
    earlier.ports = hasPorts ? known.port : nil
    return earlier
  }
  /// Whether all ports that SNAT may give are taken: it gives the last that it tried, and conntrack does not confirm the flow
  /// (nf_nat_l4proto_unique_tuple, __nf_conntrack_confirm).
  private func lacksPort(_ translation: Translation, _ state: WalkState, _ memory: Memory?) -> Bool {
    guard let flows = AddressTranslation.flows(translation, state) else { return false }
    return flows.allSatisfy { isTaken($0, state.skb.packet, state.skb.conntrack.zone, memory) }
  }
  /// Whether a flow of UDP is, as it came, another's answers, and only its zone keeps it from being found as that: it is left as it is, and not
  /// confirmed (nf_nat_used_tuple_new, nf_ct_match_reverse).
  private func mirrorsAnother(_ state: WalkState, _ memory: Memory?) -> Bool {
    let packet = state.skb.packet, flow = state.skb.flow, conntrack = state.skb.conntrack
    guard packet.proto == .udp || packet.proto == .udplite, conntrack.translations.isEmpty, flow.sourcePort.isSingle,
      let other = others(memory).holder(ofAnswersTo: flow, of: packet, in: conntrack.zone, at: memory?.now ?? 0)
    else { return false }
    return !other.isSourceTranslated && !other.isDestinationTranslated && other.original == flow.inverted
      && other.reply == conntrack.original
  }
  private var hasOtherConnections: Bool { !knowsNoConnections && !course.connections.isEmpty }
  private func others(_ memory: Memory?) -> ConnectionTable { memory?.connections ?? course.connections }
  func isTaken(_ flow: FlowTuple, _ packet: Packet, _ zone: ConntrackZone, _ memory: Memory?) -> Bool {
    guard flow.sourcePort.isSingle else { return false }
    return others(memory).isTaken(answersTo: flow, of: packet, in: zone, at: memory?.now ?? 0)
  }
  /// A first packet whose answers would be another flow's is not confirmed (__nf_conntrack_confirm). Where there is no nat table, nothing gives way.
  func confirm<C: Choices>(_ state: WalkState, _ choices: C) -> Ending? {
    if state.isUnconfirmable { return Ending(verdict: .dropped, reason: .taken) }
    let memory = choices.sessionMemory, conntrack = state.skb.conntrack
    guard memory != nil || hasOtherConnections, !state.skb.isSecondPass, conntrack.hasEntry, !conntrack.isKnown,
      !state.skb.packet.proto.isICMP,
      isTaken(state.skb.flow, state.skb.packet, conntrack.zone, memory)
    else { return nil }
    return Ending(verdict: .dropped, reason: .taken)
  }
  /// A first packet whose answers would be another flow's gets another source port (nf_nat_alloc_null_binding), or will not be confirmed: without ports
  /// it has nothing to give way with (nf_nat_l4proto_unique_tuple).
  func yieldSourcePort<C: Choices>(_ state: inout WalkState, _ choices: C) {
    let memory = choices.sessionMemory, proto = state.skb.packet.proto
    guard memory != nil || hasOtherConnections, !proto.isICMP else { return }
    let isStuck = !proto.hasTrackedPorts && isTaken(state.skb.flow, state.skb.packet, state.skb.conntrack.zone, memory)
    if isStuck || mirrorsAnother(state, memory) {
      state.isUnconfirmable = true
      return
    }
    var flow = state.skb.flow
    guard memory == nil, proto.hasTrackedPorts, isTaken(flow, state.skb.packet, state.skb.conntrack.zone, nil) else { return }
    flow.sourcePort = AddressTranslation.portClass(of: flow.sourcePort)
    state.skb.conntrack.translations.insert(.snat)
    state.skb.becomes(flow, isSource: true)
    state.isSourcePortKept = false
    state.skb.generation &+= 1
  }
}
