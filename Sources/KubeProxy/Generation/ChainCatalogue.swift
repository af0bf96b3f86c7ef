import PacketPath

/// The hashes that name a cluster's chains, and their order: 32 bytes an endpoint, the most that writing rules of any number needs.
struct ChainCatalogue {
  /// By Service.
  let services: [ChainHash]
  /// By Service and place, one Service behind the other.
  let endpoints: [ChainHash]
  /// Services in the order of their chains' names.
  let serviceOrder: [UInt32]
  /// Endpoints in the order of their chains' names: Service in the upper half, place in the lower.
  let endpointOrder: [UInt64]
  private let starts: [Int]

  init(_ cluster: SyntheticCluster, _ family: IPFamily, includes: (SyntheticService, SyntheticCluster.Pod) -> Bool) {
    let colon = cluster.options.era.colon
    var services: [ChainHash] = [], endpoints: [ChainHash] = [], starts: [Int] = []
    var keys: [(ChainHash, UInt64)] = []
    services.reserveCapacity(cluster.services.count)
    starts.reserveCapacity(cluster.services.count)
    endpoints.reserveCapacity(cluster.endpointCount)
    keys.reserveCapacity(cluster.endpointCount)
    for service in cluster.services {
      // As ChainName does it, which the tests hold this to.
      let name = service.servicePort.name(colon) + service.proto.description
      services.append(ChainHash(name))
      starts.append(endpoints.count)
      for (place, (pod, endpoint)) in cluster.endpoints(of: service, family).enumerated() {
        let hash = ChainHash(name + endpoint.description)
        endpoints.append(hash)
        if includes(service, pod) { keys.append((hash, UInt64(service.index) << 32 | UInt64(place))) }
      }
    }
    keys.sort { $0.0 < $1.0 }
    self.services = services
    self.endpoints = endpoints
    self.starts = starts
    endpointOrder = keys.map(\.1)
    serviceOrder = services.indices.sorted { services[$0] < services[$1] }.map { UInt32($0) }
  }
  func hash(of service: SyntheticService) -> String { services[service.index].text }
  func hash(ofEndpoint place: Int, of service: SyntheticService) -> String { endpoints[starts[service.index] + place].text }
}
