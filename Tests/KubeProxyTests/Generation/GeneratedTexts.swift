import KubeProxy
import PacketPath

/// Small clusters with everything in them.
enum Generated {
  /// Each era and mode that is written, with both families where there were two.
  static let options: [SyntheticCluster.Options] = SyntheticCluster.Era.allCases.flatMap { era in
    SyntheticCluster.Mode.allCases.flatMap { mode in [1, 2].map { options(era, mode, seed: $0) } }.filter { $0.problem == nil }
  }
  static func options(
    _ era: SyntheticCluster.Era, _ mode: SyntheticCluster.Mode = .iptables, services: Int = 120, endpoints: ClosedRange<Int> = 0...6,
    seed: UInt64 = 1
  ) -> SyntheticCluster.Options {
    var options = SyntheticCluster.Options()
    (options.services, options.endpoints, options.nodePortPercent, options.seed) = (services, endpoints, 40, seed)
    (options.mode, options.era, options.hasIPv6) = (mode, era, era != .release8)
    (options.hasLoadBalancers, options.hasAffinity, options.hasLocalPolicy, options.hasNoEndpoints) = (true, true, true, true)
    return options
  }
  static func text(_ cluster: SyntheticCluster, _ file: ClusterTexts.File) -> SourceText {
    SourceText(ClusterTexts(cluster).bytes(file), name: file.rawValue)
  }
  static func rules(_ cluster: SyntheticCluster, _ family: IPFamily) -> Ruleset {
    IPTablesSaveParser.parse(text(cluster, family == .ipv4 ? .iptablesSave : .ip6tablesSave))
  }
  /// What the node's own listings say.
  static func facts(_ cluster: SyntheticCluster) -> NodeFacts {
    var facts = NodeFacts()
    let listing = AddressesParser.parse(text(cluster, .addresses)).value
    facts.add(interfaces: listing.interfaces, addresses: listing.addresses)
    facts.add(routes: RoutesParser.parse(text(cluster, .routes)).value)
    return facts
  }
}
