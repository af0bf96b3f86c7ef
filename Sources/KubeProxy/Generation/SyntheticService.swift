public import PacketPath

/// One port of a Service of a ``SyntheticCluster``.
public struct SyntheticService: Sendable, Hashable {
  public var index: Int
  public var namespace: String, name: String
  /// Empty if the port has no name.
  public var portName: String
  public var proto: IPProtocol
  public var port: UInt16, targetPort: UInt16
  public var nodePort: UInt16?
  public var healthCheckPort: UInt16?
  public var hasLoadBalancer = false, hasSourceRanges = false
  /// externalTrafficPolicy and internalTrafficPolicy Local.
  public var isExternallyLocal = false, isInternallyLocal = false
  /// ClientIP affinity; nil: none.
  public var affinitySeconds: Int?
  public var endpointCount: Int
  /// Where its pods begin, among all.
  var firstPod: Int
  var hasLocalPod = false, hasNoLocalPod = false

  /// As chains are named after it.
  public var servicePort: ServicePort { ServicePort("\(namespace)/\(name)", port: portName, proto: proto) }
  public var isExternal: Bool { nodePort != nil || hasLoadBalancer }
}

/// Draws Services, one after the other.
struct ServiceMaker {
  private let options: SyntheticCluster.Options
  private var random: SplitMix64
  private(set) var endpointCount = 0
  private var usedNodePorts = 0
  private let firstNodePort: Int

  init(_ options: SyntheticCluster.Options) {
    self.options = options
    random = SplitMix64(seed: options.seed)
    // The usual range has 2768 ports; a cluster that needs more was given a wider one.
    let wanted = options.services * min(100, options.nodePortPercent + (options.hasLoadBalancers ? 15 : 0)) / 100
    firstNodePort = wanted < 2000 ? 30000 : 10000
  }

  mutating func service(_ index: Int) -> SyntheticService {
    let kind = Self.kinds[Int.random(in: 0..<Self.kinds.count, using: &random)]
    let team = Self.teams[Int.random(in: 0..<Self.teams.count, using: &random)]
    var service = SyntheticService(
      index: index, namespace: "\(team)-\(index % 97)", name: "\(kind.name)-\(index)", portName: chance(30) ? kind.portName : "",
      proto: kind.proto,
      port: kind.port, targetPort: kind.targetPort, endpointCount: Int.random(in: options.endpoints, using: &random),
      firstPod: endpointCount)
    let draws = (0..<7).map { _ in Int.random(in: 0..<100, using: &random) }
    if options.hasNoEndpoints && draws[0] < 5 { service.endpointCount = 0 }
    if options.hasLoadBalancers && draws[1] < 10 {
      service.hasLoadBalancer = true
      service.hasSourceRanges = draws[2] < 25
    }
    if draws[3] < options.nodePortPercent || service.hasLoadBalancer { service.nodePort = nextNodePort() }
    if options.hasAffinity && draws[4] < 10 { service.affinitySeconds = 10800 }
    if options.hasLocalPolicy {
      service.isExternallyLocal = service.isExternal && draws[5] < 33
      service.isInternallyLocal = options.era >= .release24 && draws[6] < 5
    }
    if service.isExternallyLocal && service.hasLoadBalancer { service.healthCheckPort = nextNodePort() }
    if service.endpointCount > 0 && (service.isExternallyLocal || service.isInternallyLocal) {
      service.hasLocalPod = chance(60)
      service.hasNoLocalPod = !service.hasLocalPod && chance(50)
    }
    endpointCount += service.endpointCount
    return service
  }
  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
  /// Nil when no port is left.
  private mutating func nextNodePort() -> UInt16? {
    guard firstNodePort + usedNodePorts <= 65535 else { return nil }
    usedNodePorts += 1
    return UInt16(firstNodePort + usedNodePorts - 1)
  }

  private struct Kind {
    var name: String, portName: String
    var proto = IPProtocol.tcp
    var port: UInt16, targetPort: UInt16
  }
  private static let kinds: [Kind] = [
    Kind(name: "web", portName: "http", port: 80, targetPort: 8080), Kind(name: "checkout", portName: "http", port: 80, targetPort: 8080),
    Kind(name: "catalogue", portName: "http", port: 80, targetPort: 3000),
    Kind(name: "api-gateway", portName: "https", port: 443, targetPort: 8443),
    Kind(name: "metrics", portName: "metrics", port: 9090, targetPort: 9090),
    Kind(name: "postgres", portName: "sql", port: 5432, targetPort: 5432),
    Kind(name: "redis", portName: "redis", port: 6379, targetPort: 6379),
    Kind(name: "users", portName: "grpc", port: 50051, targetPort: 50051),
    Kind(name: "hostnames", portName: "default", port: 80, targetPort: 9376),
    Kind(name: "resolver", portName: "dns", proto: .udp, port: 53, targetPort: 5353),
  ]
  private static let teams = ["shop", "billing", "search", "media", "platform", "data", "identity", "logistics"]
}
