import PacketPath

/// The sets of kube-proxy in ipvs mode, and what is in them on this node.
struct IPVSModeSets {
  let cluster: SyntheticCluster
  let family: IPFamily
  private let order: [Int]
  private var prefix: String { family == .ipv4 ? "KUBE-" : "KUBE-6-" }

  enum Kind: Equatable { case addressPort, addressPortAddress, addressPortNetwork, port, address }
  struct Set {
    var name: String
    var kind: Kind
    /// In no order, as hash tables have it; of ports, in theirs.
    var entries: [String]
  }

  init(_ cluster: SyntheticCluster, _ family: IPFamily) {
    self.cluster = cluster
    self.family = family
    var random = SplitMix64(seed: cluster.options.seed &+ 77 &+ UInt64(family.rawValue))
    order = cluster.services.indices.shuffled(using: &random)
  }
  private var services: [SyntheticService] { order.map { cluster.services[$0] } }

  /// A set's name in this family. `ipset` takes at most 31 characters.
  func name(_ word: String) -> String { String((prefix + word).prefix(31)) }

  /// Those that have entries, by the word that their names end in, in kube-proxy's order.
  func all() -> [Set] {
    let words: [(String, Kind)] = [
      ("LOOP-BACK", .addressPortAddress), ("CLUSTER-IP", .addressPort), ("LOAD-BALANCER", .addressPort), ("LOAD-BALANCER-FW", .addressPort),
      ("LOAD-BALANCER-LOCAL", .addressPort), ("LOAD-BALANCER-SOURCE-IP", .addressPortAddress),
      ("LOAD-BALANCER-SOURCE-CIDR", .addressPortNetwork),
      ("NODE-PORT-TCP", .port), ("NODE-PORT-LOCAL-TCP", .port), ("NODE-PORT-UDP", .port), ("NODE-PORT-LOCAL-UDP", .port),
      ("HEALTH-CHECK-NODE-PORT", .port), ("IPVS-IPS", .address),
    ]
    let sets = words.map { Set(name: name($0.0), kind: $0.1, entries: entries($0.0)) }
    return sets.filter { set in
      // Of older releases these were not known.
      if cluster.options.era < .release24 && set.name.hasSuffix("HEALTH-CHECK-NODE-PORT") { return false }
      return cluster.options.era >= .release30 || !set.name.hasSuffix("IPVS-IPS")
    }
  }
  private func entries(_ word: String) -> [String] {
    func ports(_ proto: IPProtocol, isLocal: Bool) -> [String] {
      let all = services.filter { $0.proto == proto && $0.isExternallyLocal == isLocal }.compactMap(\.nodePort)
      return all.sorted().map(String.init)
    }
    switch word {
    case "LOOP-BACK":
      return services.flatMap { service in
        cluster.endpoints(of: service, family).filter(\.pod.isLocal).map { _, endpoint in
          let address = endpoint.address?.description ?? ""
          return "\(address),\(service.proto):\(service.targetPort),\(address)"
        }
      }.uniqued()
    case "CLUSTER-IP": return services.map { "\(cluster.clusterIP(of: $0, family)),\($0.proto):\($0.port)" }
    case "LOAD-BALANCER": return balanced { _ in true }
    case "LOAD-BALANCER-FW": return balanced(\.hasSourceRanges)
    case "LOAD-BALANCER-LOCAL": return balanced(\.isExternallyLocal)
    case "LOAD-BALANCER-SOURCE-IP":
      // The ranges hold the node: its own packets may have the load balancer's address as their source.
      return services.filter(\.hasSourceRanges).compactMap { service in
        cluster.loadBalancerIP(of: service, family).map { "\($0),\(service.proto):\(service.port),\($0)" }
      }
    case "LOAD-BALANCER-SOURCE-CIDR":
      return services.filter(\.hasSourceRanges).flatMap { service in
        cluster.sourceRanges(of: service, family).compactMap { range in
          cluster.loadBalancerIP(of: service, family).map { "\($0),\(service.proto):\(service.port),\(range)" }
        }
      }
    case "NODE-PORT-TCP": return (ports(.tcp, isLocal: false) + ports(.tcp, isLocal: true)).inOrder()
    case "NODE-PORT-LOCAL-TCP": return ports(.tcp, isLocal: true)
    case "NODE-PORT-UDP": return (ports(.udp, isLocal: false) + ports(.udp, isLocal: true)).inOrder()
    case "NODE-PORT-LOCAL-UDP": return ports(.udp, isLocal: true)
    case "HEALTH-CHECK-NODE-PORT": return services.compactMap(\.healthCheckPort).sorted().map(String.init)
    default:
      // What kube-ipvs0 holds (activeBindAddrs in kube-proxy): the node's own addresses, which serve node ports, are not among it.
      return services.flatMap { service in
        [cluster.clusterIP(of: service, family).description] + (cluster.loadBalancerIP(of: service, family).map { ["\($0)"] } ?? [])
      }.uniqued()
    }
  }
  private func balanced(_ isWanted: (SyntheticService) -> Bool) -> [String] {
    services.filter(isWanted).compactMap { service in
      cluster.loadBalancerIP(of: service, family).map { "\($0),\(service.proto):\(service.port)" }
    }
  }

  // MARK: ipset save

  func write(to out: inout ByteWriter) {
    var random = SplitMix64(seed: cluster.options.seed &+ UInt64(family.rawValue))
    for set in all() {
      out.write("create ", set.name, " ", header(set, &random), "\n")
      for entry in set.entries { out.write("add ", set.name, " ", entry, "\n") }
    }
  }
  private func header(_ set: Set, _ random: inout SplitMix64) -> String {
    if set.kind == .port { return "bitmap:port range 0-65535" }
    let type =
      switch set.kind {
      case .addressPort: "hash:ip,port"
      case .addressPortAddress: "hash:ip,port,ip"
      case .addressPortNetwork: "hash:ip,port,net"
      case .address, .port: "hash:ip"
      }
    // The kernel doubles a table that grows; kube-proxy's limit is 65536, unless it was told of more.
    var size = 1024, limit = 65536
    while size < set.entries.count { size *= 2 }
    while limit < set.entries.count { limit *= 2 }
    let initial = String(UInt32(truncatingIfNeeded: random.next()), radix: 16)
    let padded = String(repeating: "0", count: 8 - initial.count) + initial
    return "\(type) family \(family == .ipv4 ? "inet" : "inet6") hashsize \(size) maxelem \(limit) bucketsize 12 initval 0x\(padded)"
  }

  // MARK: ipvsadm -Sn

  func writeVirtualServers(to out: inout ByteWriter) {
    let node = cluster.podNetwork(ofNode: 0, family)
    // Node ports are served at every address of the node but those of the dummy device and of lo.
    let nodeAddresses = [cluster.address(ofNode: 0, family), Address(node.address + 1, family)]
    for service in services {
      let endpoints = cluster.endpoints(of: service, family)
      let local = endpoints.filter(\.pod.isLocal)
      server(cluster.clusterIP(of: service, family), service.port, service, service.isInternallyLocal ? local : endpoints, &out)
      let external = service.isExternallyLocal ? local : endpoints
      if let address = cluster.loadBalancerIP(of: service, family) { server(address, service.port, service, external, &out) }
      if let port = service.nodePort { for address in nodeAddresses { server(address, port, service, external, &out) } }
    }
  }
  private func server(
    _ address: Address, _ port: UInt16, _ service: SyntheticService, _ endpoints: [(pod: SyntheticCluster.Pod, endpoint: Endpoint)],
    _ out: inout ByteWriter
  ) {
    let name = Endpoint(address, port: port).description, proto = service.proto == .udp ? "-u" : "-t"
    out.write("-A ", proto, " ", name, " -s rr", service.affinitySeconds.map { " -p \($0)" } ?? "", "\n")
    for (_, endpoint) in endpoints { out.write("-a ", proto, " ", name, " -r ", endpoint.description, " -m -w 1\n") }
  }
}

extension [String] {
  fileprivate func uniqued() -> [String] {
    var seen: Swift.Set<String> = []
    return filter { seen.insert($0).inserted }
  }
  /// Numbers in their order.
  fileprivate func inOrder() -> [String] { sorted { (Int($0) ?? 0) < (Int($1) ?? 0) } }
}
