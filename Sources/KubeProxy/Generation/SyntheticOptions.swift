import PacketPath

extension SyntheticCluster {
  /// Whose rules are written: forms changed between these releases of Kubernetes.
  public enum Era: String, Sendable, Hashable, CaseIterable, Comparable {
    case release8 = "1.8"
    case release16 = "1.16"
    case release24 = "1.24"
    case release30 = "1.30"

    public static func < (a: Era, b: Era) -> Bool { allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)! }
    var probabilities: Probability.Era { self < .release24 ? .fiveDigits : .tenDigits }
    var colon: ServicePort.ColonStyle { self < .release24 ? .always : .whereNamed }
  }
  public enum Mode: String, Sendable, Hashable, CaseIterable { case iptables, ipvs }

  public struct Options: Sendable, Hashable {
    public var services = 100
    /// How many a Service has: each number of the range is as likely.
    public var endpoints = 1...10
    public var mode = Mode.iptables
    /// Of a hundred Services, how many have a node port.
    public var nodePortPercent = 0
    /// One Service in ten gets a load balancer, and with it a node port; one in four of these restricts its clients.
    public var hasLoadBalancers = false
    /// One Service in ten keeps a client at its endpoint.
    public var hasAffinity = false
    /// One in three of those that are reached from outside, and from 1.24 on one in twenty of all, uses endpoints of the node alone.
    public var hasLocalPolicy = false
    /// One Service in twenty has none.
    public var hasNoEndpoints = false
    /// Each Service has addresses of both families.
    public var hasIPv6 = false
    public var era = Era.release30
    public var seed: UInt64 = 1
    public init() {}

    var families: [IPFamily] { hasIPv6 ? [.ipv4, .ipv6] : [.ipv4] }

    /// What cannot be made, in words; nil: all is well.
    public var problem: String? {
      if !(0...100_000).contains(services) { return "a cluster has from 0 to 100000 Services" }
      if endpoints.lowerBound < 0 || endpoints.upperBound > 10_000 { return "a Service has from 0 to 10000 endpoints" }
      if !(0...100).contains(nodePortPercent) { return "a percentage is from 0 to 100" }
      if mode == .ipvs && era == .release8 { return "ipvs mode of 1.8 used no sets, and is not written" }
      if hasIPv6 && era == .release8 { return "kube-proxy 1.8 knew no IPv6" }
      return nil
    }
  }
}
