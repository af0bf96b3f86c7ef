import PacketPath

/// Finds the Service addresses that IPVS serves: a virtual server an address and port. What kind of address it is, the sets of ipvs mode tell.
struct VirtualServerReader {
  private let facts: NodeFacts

  init(_ facts: NodeFacts) { self.facts = facts }

  /// In the order of the text. A firewall mark is no address and is left out.
  var addresses: [ServiceAddress] {
    facts.virtualServers.all.enumerated().compactMap { place, server in
      guard case .address(let address, let port, let proto) = server.selector else { return nil }
      return ServiceAddress(
        service: nil, address: address, port: port, proto: proto, kind: kind(address, port, proto), mode: .ipvs, family: address.family,
        affinitySeconds: server.persistence.map { Int($0.timeout) }, chain: nil, refusal: nil, proxyPort: nil, input: 0, rule: nil,
        virtualServer: place, line: server.line)
    }
  }
  private func kind(_ address: Address, _ port: UInt16, _ proto: IPProtocol) -> ServiceAddress.Kind {
    var place = IPSetElement()
    (place.first, place.firstLength) = (address.bits, UInt8(address.family.width))
    (place.proto, place.port, place.portLength) = (proto.rawValue, port, 16)
    var number = IPSetElement()
    (number.port, number.portLength) = (port, 16)
    func holds(_ words: [String], _ element: IPSetElement) -> Bool {
      words.contains { set($0, address.family)?.contains(element) ?? false }
    }
    let name = proto.description.uppercased()
    if holds(["CLUSTER-IP"], place) { return .clusterIP }
    if holds(["LOAD-BALANCER"], place) { return .loadBalancerIP }
    if holds(["EXTERNAL-IP", "EXTERNAL-IP-LOCAL"], place) { return .externalIP }
    if holds(["NODE-PORT-\(name)", "NODE-PORT-LOCAL-\(name)"], number) { return .nodePort }
    if holds(["NODE-PORT-SCTP-HASH", "NODE-PORT-LOCAL-SCTP-HASH"], place) { return .nodePort }
    return .virtualServer
  }
  /// A set's name has at most 31 characters: kube-proxy cuts what is longer.
  private func set(_ word: String, _ family: IPFamily) -> IPSet? {
    IPSetName(((family == .ipv4 ? "KUBE-" : "KUBE-6-") + word).prefix(31)).flatMap { facts.sets[$0] }
  }
}
