import PacketPath

/// The files that a node and `kubectl` would give of a ``SyntheticCluster``.
public struct ClusterTexts: Sendable {
  public enum File: String, Sendable, Hashable, CaseIterable {
    case iptablesSave = "iptables-save.txt"
    case ip6tablesSave = "ip6tables-save.txt"
    case ipsetSave = "ipset-save.txt"
    case ipvsadm = "ipvsadm-save.txt"
    case addresses = "addresses.txt"
    case routes = "routes.txt"
    case services = "services.json"
    case endpointSlices = "endpointslices.json"
  }
  public let cluster: SyntheticCluster
  public init(_ cluster: SyntheticCluster) { self.cluster = cluster }

  /// What the options ask for, in the order of ``File``.
  public var files: [File] {
    File.allCases.filter { file in
      switch file {
      case .ip6tablesSave: cluster.options.hasIPv6
      case .ipsetSave, .ipvsadm: cluster.options.mode == .ipvs
      default: true
      }
    }
  }
  /// Writes one file. Throws what the sink throws.
  public func write(_ file: File, to sink: @escaping ByteSink) throws {
    var out = ByteWriter(sink)
    switch file {
    case .iptablesSave:
      switch cluster.options.mode {
      case .iptables: IPTablesModeWriter(cluster, .ipv4).write(to: &out)
      case .ipvs: IPVSModeWriter(cluster, .ipv4).write(to: &out)
      }
    case .ip6tablesSave:
      switch cluster.options.mode {
      case .iptables: IPTablesModeWriter(cluster, .ipv6).write(to: &out)
      case .ipvs: IPVSModeWriter(cluster, .ipv6).write(to: &out)
      }
    case .addresses: NodeTextWriter(cluster).writeAddresses(&out)
    case .routes: NodeTextWriter(cluster).writeRoutes(&out)
    case .ipsetSave: for family in cluster.options.families { IPVSModeSets(cluster, family).write(to: &out) }
    case .ipvsadm: for family in cluster.options.families { IPVSModeSets(cluster, family).writeVirtualServers(to: &out) }
    case .services: KubectlWriter(cluster).writeServices(&out)
    case .endpointSlices: KubectlWriter(cluster).writeEndpointSlices(&out)
    }
    try out.finish()
  }
  /// The whole of one file, in memory.
  public func bytes(_ file: File) -> [UInt8] {
    var bytes: [UInt8] = []
    let gather = Gatherer()
    // An array takes everything.
    try? write(file) { gather.bytes += $0 }
    swap(&bytes, &gather.bytes)
    return bytes
  }
  private final class Gatherer { var bytes: [UInt8] = [] }
}
