import PacketPath

/// What connections that were given have to do with an answer.
struct KnownConnections: Sendable {
  /// A connection as far as a packet without a source port tells it.
  private struct Flow: Hashable {
    var family: IPFamily, proto: IPProtocol, source: UInt128, destination: UInt128, destinationPort: UInt16
  }
  private var flows: [Flow: [Connection]] = [:]
  /// More than this are counted and not named.
  private static let maximumNamed = 3

  init(_ connections: [Connection]) {
    for entry in connections {
      let flow = Flow(
        family: entry.family, proto: entry.proto, source: entry.original.source, destination: entry.original.destination,
        destinationPort: entry.original.destinationPort.low)
      flows[flow, default: []].append(entry)
    }
  }

  /// The packet's own connection, or those between the same ends that it could be of.
  func notes(on prediction: Prediction, _ simulator: Simulator) -> [Diagnostic] {
    if flows.isEmpty { return [] }
    let packet = prediction.packet
    if let (entry, isReply) = simulator.connection(of: packet) {
      let state = isReply || entry.hasReply ? "established" : "not answered yet"
      let text = "the packet is \(isReply ? "an answer in" : "of") a connection that is given, \(state): the nat tables are not asked"
      return [Diagnostic(.note, text)] + (isReply ? [] : staleNote([entry], simulator.predict(packet, asNew: true)))
    }
    let flow = Flow(
      family: packet.family, proto: packet.proto, source: packet.source, destination: packet.destination,
      destinationPort: packet.destinationPort)
    let zone = simulator.zone(of: packet)
    let possible = (flows[flow] ?? []).filter {
      $0.zone.number(isReply: false) == zone.number(isReply: false)
        && !packet.sourcePort.isSingle && packet.sourcePort.contains($0.original.sourcePort.low) && !$0.isOver
    }
    if possible.isEmpty { return [] }
    let named = possible.prefix(Self.maximumNamed).map { "from port \($0.original.sourcePort) to \(Self.endpoint(of: $0))" }
    let more = possible.count > Self.maximumNamed ? " and \(possible.count - Self.maximumNamed) more" : ""
    let text =
      "a new connection is asked for; \(packet.sourceAddress) has \(possible.count == 1 ? "one" : "\(possible.count)") already: "
      + named.joined(separator: ", ") + more + "; --sport asks for it"
    return [Diagnostic(.note, text)] + staleNote(possible, prediction)
  }
  /// Endpoints to which connections are still held, and new ones never go.
  private func staleNote(_ entries: [Connection], _ fresh: Prediction) -> [Diagnostic] {
    if fresh.isTruncated || fresh.endpoints.contains(where: { $0.endpoint.address == nil }) { return [] }
    var stale: [Endpoint] = []
    for entry in entries where entry.isDestinationTranslated {
      let endpoint = Self.endpoint(of: entry)
      let isLed = fresh.endpoints.contains {
        $0.endpoint.address == endpoint.address && ($0.endpoint.port == nil || $0.endpoint.port == endpoint.port)
      }
      if !isLed && !stale.contains(endpoint) { stale.append(endpoint) }
    }
    if stale.isEmpty { return [] }
    let names = stale.prefix(Self.maximumNamed).map(\.description).joined(separator: ", ")
    let more = stale.count > Self.maximumNamed ? " and \(stale.count - Self.maximumNamed) more" : ""
    return [Diagnostic(.warning, "stale: no rule leads to \(names)\(more) any more, and the connection keeps it until it is forgotten")]
  }
  /// Where a connection's packets go.
  private static func endpoint(of entry: Connection) -> Endpoint {
    Endpoint(Address(entry.reply.source, entry.family), port: entry.proto.hasPorts ? entry.reply.sourcePort.low : nil)
  }
}

/// What the virtual servers of IPVS that are given have to do with an answer: connections that are listed, and what never gets to IPVS.
enum KnownVirtualServers {
  static func notes(on prediction: Prediction, _ facts: NodeFacts) -> [Diagnostic] {
    let asked = prediction.packet.destinationAddress
    if facts.virtualServers.addresses.contains(asked), facts.isLocal(asked) == .no {
      let text = "\(asked) has a virtual server and is no address of this node (kube-ipvs0): what is forwarded never gets to IPVS"
      return [Diagnostic(.warning, text)]
    }
    guard let listed = facts.virtualServers.listed(of: prediction.packet), prediction.outcomes.count == 1,
      prediction.outcomes[0].endpoint.address == listed.server, prediction.outcomes[0].path.contains(where: { $0.kind == .virtualServer })
    else { return [] }
    let server = Endpoint(listed.server, port: prediction.outcomes[0].endpoint.port)
    let text =
      listed.isTemplate
      ? "the client is listed as a persistent one (ipvsadm -lnc): it keeps \(server)"
      : "the packet is of a connection that is listed (ipvsadm -lnc, \(listed.state.rawValue)): it keeps \(server)"
    return [Diagnostic(.note, text)]
  }
}
