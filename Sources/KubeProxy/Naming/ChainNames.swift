public import PacketPath

/// One port of a Service, by the words of which kube-proxy makes the names of its chains.
public struct ServicePort: Sendable, Hashable {
  /// `namespace/name`.
  public var service: String
  /// Empty if the port has no name.
  public var port: String
  public var proto: IPProtocol

  public init(_ service: String, port: String = "", proto: IPProtocol = .tcp) {
    self.service = service
    self.port = port
    self.proto = proto
  }
  /// From a name as rules have it: `default/web`, `default/web:http`, or of old `default/web:`.
  public init(name: String, proto: IPProtocol = .tcp) {
    let colon = name.firstIndex(of: ":") ?? name.endIndex
    self.init(String(name[..<colon]), port: String(name[colon...].dropFirst()), proto: proto)
  }

  /// Whether a port without a name leaves a colon behind the Service's name.
  public enum ColonStyle: Sendable, CaseIterable {
    /// kube-proxy up to 1.18: `default/web:`.
    case always
    /// From 1.20 on: `default/web`.
    case whereNamed
  }
  public func name(_ colon: ColonStyle) -> String {
    port.isEmpty && colon == .whereNamed ? service : "\(service):\(port)"
  }
}

/// Names of kube-proxy's chains: the first 16 characters, in base 32, of the SHA-256 of what the chain is for (`portProtoHash` and
/// `servicePortEndpointChainName` in kube-proxy's iptables/proxier.go; unchanged from 1.1 on).
public enum ChainName {
  /// Chains that each port of a Service has. All of one port end in the same hash.
  public enum Role: String, Sendable, CaseIterable {
    /// All endpoints (1.1 on).
    case service = "KUBE-SVC-"
    /// Endpoints on this node (1.24 on).
    case local = "KUBE-SVL-"
    /// Source ranges of a load balancer (1.4 on).
    case firewall = "KUBE-FW-"
    /// Traffic from outside, of Services with externalTrafficPolicy Local (1.4 to 1.23).
    case loadBalancer = "KUBE-XLB-"
    /// Traffic from outside (1.24 on).
    case external = "KUBE-EXT-"
  }
  public static let endpointPrefix = "KUBE-SEP-"

  public static func of(_ role: Role, _ port: ServicePort, colon: ServicePort.ColonStyle = .whereNamed) -> String {
    role.rawValue + hash(port.name(colon) + port.proto.description)
  }
  /// The chain of one endpoint of a port.
  public static func of(_ endpoint: Endpoint, _ port: ServicePort, colon: ServicePort.ColonStyle = .whereNamed) -> String {
    endpointPrefix + hash(port.name(colon) + port.proto.description + endpoint.description)
  }
  static func hash(_ text: String) -> String { Base32.encode(SHA256.digest(text.utf8), count: 16) }

  /// The role of a chain, by its name alone.
  public static func role(of name: String) -> Role? { Role.allCases.first { name.hasPrefix($0.rawValue) } }
}
