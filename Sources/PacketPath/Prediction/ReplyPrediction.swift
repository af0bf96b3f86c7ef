/// What becomes of an endpoint's answer: it comes back to this node, or goes another way, and here it is translated back and filtered.
struct ReplyPrediction {
  let traversal: Traversal

  /// Nil where the inputs do not tell enough: the node's addresses, the devices, or the translated source.
  func reply(to state: WalkState, _ ending: Ending, from packet: Packet) -> Reply? {
    let final = state.skb.packet
    // The real server of direct routing or a tunnel answers by itself, as the address that was asked.
    if let served = state.skb.served, served.method != .masquerade, ending.verdict == .forwarded {
      return Reply(reachesClient: true, verdict: nil, path: [])
    }
    guard ending.verdict.isPass, traversal.facts.knowsAddresses(of: packet.family), !final.isSourceUnknown, !state.isDestinationUnknown,
      !state.isPortOpen, let answer = answer(to: final, state, ending)
    else { return nil }
    // The sender asked itself, and its own stack answers under the wrong address.
    if final.source == final.destination && ending.verdict == .forwarded {
      return Reply(reachesClient: !state.isTranslated, verdict: nil, path: [])
    }
    switch returns(final, state, ending) {
    case .unknown: return nil
    case .no: return Reply(reachesClient: !state.isTranslated, verdict: nil, path: [])
    default: return walk(answer, state, asked: packet)
    }
  }

  // MARK: The answer

  private func answer(to packet: Packet, _ state: WalkState, _ ending: Ending) -> Packet? {
    var answer = Packet(from: packet.destinationAddress, to: packet.sourceAddress, proto: packet.proto)
    switch packet.proto {
    case .icmp:
      guard packet.icmpType == 8 else { return nil }
      answer.icmpType = 0
    case .icmpv6:
      guard packet.icmpType == 128 else { return nil }
      answer.icmpType = 129
    default:
      answer.sourcePort = PortRange(packet.destinationPort)
      answer.destinationPort = packet.sourcePort.low
    }
    if packet.proto == .tcp { answer.tcpFlags = packet.answeringTCPFlags }
    answer.sctpChunks = packet.sctpChunks.answering
    if ending.verdict == .delivered { answer.isLocal = true } else { answer.inInterface = state.outDevice }
    return answer
  }
  // MARK: Which way it goes

  /// Whether the answer comes back to this node.
  private func returns(_ final: Packet, _ state: WalkState, _ ending: Ending) -> Answer {
    let facts = traversal.facts
    if ending.verdict != .forwarded || facts.isLocal(final.sourceAddress) == .yes { return .yes }
    guard case .unicast(let towardsClient, let clientGateway, _) = facts.route(to: RouteQuery(destination: final.sourceAddress)),
      case .unicast(let towardsEndpoint, let endpointGateway, _) = facts.route(to: RouteQuery(destination: final.destinationAddress)),
      towardsClient.isKnown, towardsEndpoint.isKnown
    else { return .unknown }
    if towardsClient == towardsEndpoint {
      // Neighbours answer each other directly; on a bridge that hands its packets to iptables, this node still sees it.
      if !facts.bridgePort(of: towardsClient, final.family).isNone { return .yes }
      // A listing without any bridge's port may be one that does not tell them (`ip -o addr`).
      let tellsPorts = facts.interfaces.contains { $0.master != nil }
      return tellsPorts || clientGateway != nil || endpointGateway != nil ? .no : .unknown
    }
    // Who stands behind one of our own links is reached through us, from wherever.
    return clientGateway == nil || endpointGateway == nil ? .yes : .unknown
  }

  /// Nil: to conntrack it is another flow's first packet, because of its zone, and in that zone its answers would be the first flow's packets.
  private func walk(_ answer: Packet, _ state: WalkState, asked: Packet) -> Reply? {
    var back = traversal
    (back.connection, back.mayOpenAnew, back.looksInZones) = (nil, false, false)
    if state.skb.conntrack.isKnown, let (known, isReply) = traversal.connection(of: state) {
      var entry = known
      if entry.learn(asked, isReply: isReply) != .ends { back.connection = (entry, !isReply) }
    } else if state.skb.conntrack.hasEntry {
      back.connection = (Connection(state, opening: asked), true)
    }
    // Conntrack does not know an answer to addresses of which it was not told.
    if state.skb.conntrack.isApart, let (entry, isReply) = back.connection {
      let expected = isReply ? entry.reply : entry.original
      if (answer.source, answer.destination) != (expected.source, expected.destination) { back.connection = nil }
    }
    back.served = state.skb.served
    var forks = Forks(), endings: [(WalkState, Ending)] = []
    forks.memory = back.course.memory
    forks.wait(WalkState(answer))
    while var state = forks.next(), endings.count < 256 {
      let ending = back.run(&state, &forks)
      endings.append((state, ending))
    }
    let isMirrored = endings.contains { state, _ in
      guard let (entry, isReply) = back.connection, state.skb.conntrack.hasEntry, !state.skb.conntrack.isKnown else { return false }
      return entry.zone.number(isReply: !isReply) == state.skb.conntrack.zone.number(isReply: true)
    }
    if isMirrored { return nil }
    let report = Report(traversal: back, trail: forks.trail)
    let results = endings.map { state, ending in (reaches(state, ending, asked), ending.verdict) }
    let isAgreed = results.allSatisfy { $0 == results[0] }
    return Reply(
      reachesClient: isAgreed ? results[0].0 : nil, verdict: isAgreed ? results[0].1 : nil, path: report.path(endings[0].0))
  }
  /// Whether it gets to the one who asked, as from the address that was asked.
  private func reaches(_ state: WalkState, _ ending: Ending, _ asked: Packet) -> Bool {
    let packet = state.skb.packet
    return ending.verdict.isPass && packet.source == asked.destination && packet.destination == asked.source
      && (!asked.proto.hasPorts || (packet.sourcePort.low == asked.destinationPort && packet.destinationPort == asked.sourcePort.low))
  }
}
