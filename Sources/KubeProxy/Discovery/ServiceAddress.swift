public import PacketPath

/// An address by which rules reach a Service.
public struct ServiceAddress: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case clusterIP, nodePort, externalIP, loadBalancerIP
    /// Of IPVS: what kind of address it is, a virtual server does not tell.
    case virtualServer
    /// Of userspace mode's portals: a cluster IP or an external one, the rules do not tell.
    case userspace
  }
  /// The mode of kube-proxy that wrote the rules.
  public enum Mode: String, Sendable, Hashable { case iptables, ipvs, userspace }
  /// What the filter table does with packets that no endpoint is there for.
  public enum Refusal: String, Sendable, Hashable { case reject, drop }

  /// `namespace/name[:port]`; nil if no comment tells.
  public var service: String?
  /// Nil for a node port: every address of the node, or those of ``ServiceTable/nodePortAddresses``.
  public var address: Address?
  public var port: UInt16
  public var proto: IPProtocol
  public var kind: Kind
  public var mode: Mode
  public var family: IPFamily
  /// How long a client stays with its endpoint, in seconds; nil: no session affinity.
  public var affinitySeconds: Int?
  /// The chain that its packets go to: KUBE-SVC-…, KUBE-SVL-…, KUBE-EXT-…, KUBE-FW-… or KUBE-XLB-…; nil if there is none.
  public var chain: String?
  /// What becomes of packets without an endpoint, or without one on this node. With a ``chain`` there are also packets for which there is one.
  public var refusal: Refusal?
  /// Of userspace mode: kube-proxy's own port.
  public var proxyPort: UInt16?
  /// Which of several rulesets, and its rule; nil: a virtual server's.
  public var input: Int
  public var rule: RuleID?
  /// Of IPVS: its place among the node's virtual servers.
  public var virtualServer: Int?
  /// The rule's or the virtual server's line in its text, from 1; nil if it is a completed one.
  public var line: Int?
}

extension ServiceAddress: CustomStringConvertible {
  /// `10.0.1.175:80`, `[fd00::1]:53/udp`, `*:30080`
  public var description: String {
    let place = address.map { Endpoint($0, port: port).description } ?? "*:\(port)"
    return proto == .tcp ? place : "\(place)/\(proto)"
  }
}
