public import PacketPath

/// A cluster that never was: Services and endpoints made from a seed, the same for the same options everywhere.
///
/// It is what kube-proxy would have been told. What the node's tools would print of it, and kubectl, ``ClusterTexts`` writes. Only
/// kube-proxy's and kubelet's rules are there, none of a network plugin. Each Service has one port.
public struct SyntheticCluster: Sendable {
  public let options: Options
  public let services: [SyntheticService]
  /// Endpoints of all Services.
  public let endpointCount: Int
  /// Nodes, this one included: it is the first.
  public let nodeCount: Int
  let podsPerNode: Int

  /// Precondition: ``Options/problem`` is nil.
  public init(_ options: Options) {
    precondition(options.problem == nil, "options that exclude each other")
    self.options = options
    var maker = ServiceMaker(options)
    services = (0..<options.services).map { maker.service($0) }
    endpointCount = maker.endpointCount
    // Kubernetes is built for 110 pods a node and 5,000 nodes; beyond, pods serve several Services.
    nodeCount = min(max(3, (endpointCount + 109) / 110), 5000)
    // The other nodes have room for all: some Services have no pod here.
    podsPerNode = min(max(1, (endpointCount + nodeCount - 2) / (nodeCount - 1)), 250)
  }

  /// More endpoints than this in all, and kube-proxy leaves comments out of the rules that there are most of (from 1.9 on).
  static let largeClusterThreshold = 1000
  var isLarge: Bool { options.era != .release8 && endpointCount > Self.largeClusterThreshold }

  // MARK: Addresses

  /// The network of all pods: 10.244.0.0/16, or 10.128.0.0/9 where that is too small.
  public func podNetwork(_ family: IPFamily) -> Network {
    if family == .ipv6 { return Network(Address(0xfd00_0010_0244 << 80, .ipv6), length: 48) }
    return nodeCount < 255 ? Network(.v4(10, 244, 0, 0), length: 16) : Network(.v4(10, 128, 0, 0), length: 9)
  }
  /// The network of a node's pods.
  func podNetwork(ofNode node: Int, _ family: IPFamily) -> Network {
    let base = podNetwork(family).address
    return family == .ipv4
      ? Network(Address(base + UInt128(node + 1) << 8, .ipv4), length: 24)
      : Network(Address(base | UInt128(node + 1) << 64, .ipv6), length: 64)
  }
  /// A node's own address, in 192.168.0.0/16 or 2001:db8::/64. That of this node is 192.168.0.10.
  public func address(ofNode node: Int, _ family: IPFamily) -> Address {
    family == .ipv4 ? Address(0xc0a8_0000 + 10 + UInt128(node), .ipv4) : Address(0x2001_0db8 << 96 | (0x10 + UInt128(node)), .ipv6)
  }
  /// 10.96.0.0/12 or fd00:10:96::/108.
  public func clusterIP(of service: SyntheticService, _ family: IPFamily) -> Address {
    let number = UInt128(service.index) + 256
    return family == .ipv4 ? Address(0x0a60_0000 + number, .ipv4) : Address(0xfd00_0010_0096 << 80 | number, .ipv6)
  }
  /// In 198.18.0.0/15, the range for benchmarks (RFC 2544), or 2001:db8:113::/64; nil for a Service without a load balancer.
  public func loadBalancerIP(of service: SyntheticService, _ family: IPFamily) -> Address? {
    guard service.hasLoadBalancer else { return nil }
    let number = UInt128(service.index) + 1
    return family == .ipv4 ? Address(0xc612_0000 + number, .ipv4) : Address(0x2001_0db8_0113 << 80 | number, .ipv6)
  }
  /// From where a load balancer lets clients in; empty: from everywhere. The last holds the node itself.
  public func sourceRanges(of service: SyntheticService, _ family: IPFamily) -> [Network] {
    guard service.hasSourceRanges else { return [] }
    return family == .ipv4
      ? [Network(.v4(198, 51, 100, 0), length: 24), Network(.v4(192, 168, 0, 0), length: 16)]
      : [Network(Address(0x2001_0db8_0050 << 80, .ipv6), length: 64), Network(Address(0x2001_0db8 << 96, .ipv6), length: 64)]
  }

  // MARK: Endpoints

  /// One pod behind a Service.
  public struct Pod: Sendable, Hashable {
    /// From 0, which is this node.
    public var node: Int
    /// From 0, among the node's pods.
    public var number: Int
    public var isLocal: Bool { node == 0 }
  }
  /// The `place`-th pod of a Service. Pods stand on one node after another.
  public func pod(_ place: Int, of service: SyntheticService) -> Pod {
    precondition(place >= 0 && place < service.endpointCount, "no such endpoint")
    // Of a Service that must have a pod here, the first is; pods of its own follow from the second on.
    if place == 0 && service.hasLocalPod { return Pod(node: 0, number: podsPerNode + service.index % Self.extraPods) }
    let first = service.hasNoLocalPod ? 1 : 0, nodes = nodeCount - first
    let number = (service.firstPod + place) % (nodes * podsPerNode)
    return Pod(node: first + number % nodes, number: number / nodes)
  }
  /// Pods of this node that are there so that a Service has one here. They fit into a /24 with 250 more.
  private static let extraPods = 3

  public func address(of pod: Pod, _ family: IPFamily) -> Address {
    Address(podNetwork(ofNode: pod.node, family).address + 2 + UInt128(pod.number), family)
  }
  /// All endpoints of a Service, as they were made.
  public func endpoints(of service: SyntheticService, _ family: IPFamily) -> [(pod: Pod, endpoint: Endpoint)] {
    (0..<service.endpointCount).map {
      let pod = pod($0, of: service)
      return (pod, Endpoint(address(of: pod, family), port: service.targetPort))
    }
  }
}
