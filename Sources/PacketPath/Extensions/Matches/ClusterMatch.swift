/// `-m cluster`: whether the packet's source is in this node's share, by a seeded hash (xt_cluster_mt in xt_cluster.c).
///
/// Without a conntrack entry it does not hold, negated or not.
public struct ClusterMatch: Match {
  public static let info = ExtensionInfo(
    "cluster",
    options: ["--cluster-total-nodes n", "[!] --cluster-local-node n", "[!] --cluster-local-nodemask mask", "--cluster-hash-seed seed"],
    "Exact: the hash is the kernel's, on a little-endian machine.")
  private struct Options: BitwiseCopyable {
    var total: UInt32 = 0, mask: UInt32 = 0, seed: UInt32 = 0
    var isNegated = false
    var seen = SeenOptions()
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var all = Options(), node: UInt64 = 1
    while true {
      if reader.takesPlain("--cluster-total-nodes", 0, of: &all.seen) {
        guard let number = reader.number(upTo: 32), number > 0 else { return nil }
        all.total = UInt32(number)
      } else if reader.takes("--cluster-local-node", 1, of: &all.seen) {
        guard let number = reader.number(upTo: 32), number > 0 else { return nil }
        (node, all.mask, all.isNegated) = (number, 1 << UInt32(number - 1), reader.isNegated)
      } else if reader.takes("--cluster-local-nodemask", 1, of: &all.seen) {
        guard let number = reader.number() else { return nil }
        (all.mask, all.isNegated) = (UInt32(number), reader.isNegated)
      } else if reader.takesPlain("--cluster-hash-seed", 2, of: &all.seen) {
        guard let number = reader.number() else { return nil }
        all.seed = UInt32(number)
      } else {
        break
      }
    }
    guard all.seen.contains(0), all.seen.contains(1), all.seen.contains(2), node <= UInt64(all.total) else { return nil }
    // A node beyond the last has no share.
    guard UInt64(all.mask) < UInt64(1) << UInt64(all.total) else { return nil }
    options = reader.store(all)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    // With the template of a CT rule it does not hold either, negated or not (asked of Linux 6.18).
    guard skb.conntrack.hasEntry else { return .no }
    let all = context.ruleset.heap[options], source = skb.conntrack.original.source
    // In network order, as the machine reads it. Of an IPv6 address the kernel hashes the first word alone: it takes the number of an address's
    // words for the number of its bytes (NF_CT_TUPLE_L3SIZE / sizeof(__u32)).
    let word = UInt32(truncatingIfNeeded: skb.packet.family == .ipv4 ? source : source >> 96).byteSwapped
    let node = (UInt64(JenkinsHash.hash([word], initial: all.seed)) * UInt64(all.total)) >> 32
    return Answer((all.mask >> UInt32(node) & 1 == 1) != all.isNegated)
  }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m cluster")
    writer.option("--cluster-local-nodemask", negated: all.isNegated)
    writer.write(" ")
    writer.write(paddedHex: all.mask)
    writer.write(" --cluster-total-nodes \(all.total) --cluster-hash-seed ")
    writer.write(paddedHex: all.seed)
  }
  public var needsConntrack: Bool { true }
}
