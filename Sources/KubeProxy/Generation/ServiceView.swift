import PacketPath

/// A Service as kube-proxy on this node sees it in one family: which chains it has, and the words in their rules.
struct ServiceView {
  let cluster: SyntheticCluster
  let service: SyntheticService
  let family: IPFamily
  /// `namespace/name:port`, as the era writes it.
  let name: String
  let proto: String
  /// As `-d` and `-s` print a host: `10.96.1.0/32`.
  let clusterIP: String
  let loadBalancerIP: String?
  /// Places of all endpoints and of those on this node, in the order of their text, as kube-proxy sorts them.
  let places: [Int], localPlaces: [Int]
  let texts: [String]

  var era: SyntheticCluster.Era { cluster.options.era }

  init(_ cluster: SyntheticCluster, _ service: SyntheticService, _ family: IPFamily) {
    self.cluster = cluster
    self.service = service
    self.family = family
    name = service.servicePort.name(cluster.options.era.colon)
    proto = service.proto.description
    let host = family == .ipv4 ? "/32" : "/128"
    clusterIP = cluster.clusterIP(of: service, family).description + host
    loadBalancerIP = cluster.loadBalancerIP(of: service, family).map { $0.description + host }
    let endpoints = cluster.endpoints(of: service, family)
    let texts = endpoints.map(\.endpoint.description)
    let places = endpoints.indices.sorted { texts[$0] < texts[$1] }
    self.texts = texts
    self.places = places
    localPlaces = places.filter { endpoints[$0].pod.isLocal }
  }

  var hasEndpoints: Bool { !places.isEmpty }
  /// Whether the nat table sends the cluster's own clients anywhere.
  var isReachedInside: Bool { era == .release8 || !internalPlaces.isEmpty }
  var internalPlaces: [Int] { service.isInternallyLocal ? localPlaces : places }
  var externalPlaces: [Int] { service.isExternallyLocal ? localPlaces : places }

  // MARK: Which chains there are

  var hasServiceChain: Bool { era == .release8 || hasEndpoints && (era < .release24 || !service.isInternallyLocal || service.isExternal) }
  var hasLocalChain: Bool {
    era >= .release24 && (service.isInternallyLocal || service.isExternallyLocal)
      && (era == .release24 ? hasEndpoints : !localPlaces.isEmpty)
  }
  var hasExternalChain: Bool { era >= .release24 && service.isExternal && hasEndpoints }
  var hasFirewallChain: Bool {
    guard service.hasLoadBalancer else { return false }
    return era == .release8 || hasEndpoints && (era < .release24 || service.hasSourceRanges)
  }
  var hasBalancerChain: Bool { era < .release24 && service.isExternallyLocal && (era == .release8 || hasEndpoints) }
  /// Whether an endpoint has a chain: not if the Service is only reached from the node, and the endpoint is not here.
  static func hasChain(_ service: SyntheticService, _ pod: SyntheticCluster.Pod) -> Bool {
    !service.isInternallyLocal || service.isExternal || pod.isLocal
  }
}
