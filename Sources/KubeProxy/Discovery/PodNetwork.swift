import PacketPath

/// A network in which a source may be chosen.
struct PodNetwork {
  var network: Network
  /// The last part of the address that is tried first.
  var firstHost: UInt128
  var reason: String
  /// Nil: the route back tells.
  var device: InterfaceName?

  init(_ network: Network, firstHost: UInt128 = 5, reason: String, device: InterfaceName? = nil) {
    self.network = network
    self.firstHost = firstHost
    self.reason = reason
    self.device = device
  }
  /// Addresses to try: neither the network's own nor its first, which is its gateway's, nor its last. At most some thousand.
  var hosts: some Sequence<Address> {
    let size = ~network.mask & network.family.mask(length: network.family.width)
    let range: ClosedRange<UInt128>
    let start: UInt128
    if size < 4 {
      (range, start) = (0...size, 0)
    } else {
      let last = min(size - 1, 4095)
      (range, start) = (2...last, max(2, min(firstHost, last)))
    }
    let (network, lower, count) = (network, range.lowerBound, range.upperBound - range.lowerBound + 1)
    // From the first to the end, then those in front of it.
    return (0..<Int(count)).lazy.map { place in
      Address(network.address | (lower + (start - lower + UInt128(place)) % count), network.family)
    }
  }

  /// Where this node's pods may be, the likeliest first.
  static func all(_ family: IPFamily, _ evidence: RuleEvidence, _ facts: NodeFacts) -> [PodNetwork] {
    connected(family, evidence, facts) + routed(family, evidence, facts) + inferred(family, evidence, facts)
  }

  /// Networks of the node's own devices that hold endpoints or lie in the cluster's range: a bridge of pods.
  private static func connected(_ family: IPFamily, _ evidence: RuleEvidence, _ facts: NodeFacts) -> [PodNetwork] {
    let uplink = uplink(family, facts)
    let networks = (facts.addresses ?? []).filter { own in
      own.address.family == family && own.length < family.width && own.scope == .global && own.interface != uplink
    }
    let scored = networks.enumerated().map { index, own in
      let network = Network(own.address, length: own.length)
      let endpoints = evidence.endpoints(in: network)
      let inRange = evidence.podRanges.contains { $0.contains(own.address) }
      return (score: endpoints + (inRange ? 1 << 32 : 0), index: index, own: own, network: network)
    }
    return scored.filter { $0.score > 0 }.sorted { ($1.score, $0.index) < ($0.score, $1.index) }.map {
      PodNetwork($0.network, reason: "inferred from the pod network of \($0.own.interface)", device: $0.own.interface)
    }
  }
  /// Pods with a route each, as Calico has them.
  private static func routed(_ family: IPFamily, _ evidence: RuleEvidence, _ facts: NodeFacts) -> [PodNetwork] {
    let uplink = uplink(family, facts)
    return (facts.routes ?? []).filter { route in
      route.kind == .unicast && route.destination.family == family && route.destination.isHost && route.gateway == nil
        && route.interface != nil
        && route.interface != uplink
        && (evidence.podRanges.isEmpty || evidence.podRanges.contains { $0.contains(route.destination.address) && $0.family == family })
    }.sorted { $0.destination.address < $1.destination.address }.compactMap { route in
      route.interface.map { PodNetwork(route.destination, reason: "inferred from the route to a pod", device: $0) }
    }
  }
  /// The range that the rules take for pods', near an endpoint; else near any endpoint; else what is customary.
  private static func inferred(_ family: IPFamily, _ evidence: RuleEvidence, _ facts: NodeFacts) -> [PodNetwork] {
    let length = family == .ipv4 ? 24 : 64
    let ranges = evidence.podRanges.filter { $0.family == family }
    let device = !facts.knowsAddresses(of: family) || ranges.isEmpty ? evidence.podDevice : nil
    // Where most endpoints are: pods outnumber API servers.
    let networks = AddressSet.mostPopulated(
      4, of: evidence.endpoints.filter { $0.family == family }, length: length, in: ranges,
      without: (facts.addresses ?? []).map(\.address)
    ).map(\.network)
    var result = networks.map { network in
      let reason = ranges.first { $0.contains(Address(network.address, family)) }.map { "inferred from the cluster's range \($0)" }
      return PodNetwork(network, reason: reason ?? "inferred from endpoints in \(network)", device: device)
    }
    // Where endpoints fill a network, its neighbour.
    result += networks.prefix(1).map { network in
      let step: UInt128 = 1 << UInt128(family.width - length), last = network.address == network.mask
      let neighbour = Address(last ? network.address - step : network.address + step, family)
      return PodNetwork(Network(neighbour, length: length), reason: "next to endpoints in \(network)", device: device)
    }
    // The second /24 of a larger range: the first has the addresses that are given out first.
    result += ranges.map { range in
      let second: UInt128 = (range.length ?? 0) < length ? 1 << UInt128(family.width - length) : 0
      return PodNetwork(
        Network(Address(range.address | second, family), length: max(range.length ?? length, length)),
        reason: "inferred from the cluster's range \(range)",
        device: device)
    }
    let customary =
      family == .ipv4 ? Network(.v4(10, 244, 1, 0), length: 24) : Network(Address(0xfd00_0010_0244_0001 << 64, .ipv6), length: 64)
    return result + [PodNetwork(customary, reason: "of a customary pod network", device: device)]
  }

  /// The device of the default route: the network behind it is the nodes'.
  private static func uplink(_ family: IPFamily, _ facts: NodeFacts) -> InterfaceName? {
    (facts.routes ?? []).first { $0.kind == .unicast && $0.destination.family == family && $0.destination.mask == 0 }?.interface
  }
}
