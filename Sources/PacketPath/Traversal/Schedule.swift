/// What stands at each hook, in the order in which the kernel calls it.
struct Schedule: Sendable {
  enum Entry: BitwiseCopyable, Sendable {
    case conntrack
    case table(Table, layer: UInt8)
    /// The end of nat: flows that no rule translates are bound to what they are, and known ones are translated as they were.
    case bind
    /// IPVS: requests, and on their way back answers.
    case virtualServers
  }
  /// Whether some layer has a nat table.
  let hasNat: Bool
  /// Hook behind hook; and where each of them begins, and the last one ends.
  private var entries: [Entry] = []
  private var bounds = InlineArray<6, Int>(repeating: 0)

  /// Priorities of netfilter_ipv4.h. iptables-nft gives security 150, the kernel's own tables give it 50.
  init(_ layers: [Layer], hasVirtualServers: Bool = false) {
    hasNat = layers.contains { $0.ruleset.has(.nat) }
    for hook in Hook.allCases {
      var entries: [(priority: Int, entry: Entry)] = []
      if hook == .prerouting || hook == .output { entries.append((-200, .conntrack)) }
      if hasNat, hook != .forward { entries.append((Self.priority(.nat, hook, .legacy), .bind)) }
      if hasVirtualServers, let priority = Self.virtualServerPriority(hook) { entries.append((priority, .virtualServers)) }
      for (number, layer) in layers.enumerated() {
        for table in Table.allCases where layer.ruleset.baseChain(table, hook) != nil {
          entries.append((Self.priority(table, hook, layer.context.backend), .table(table, layer: UInt8(number))))
        }
      }
      // Of equal priority, the one registered last is called first: the caller gives layers in that order. The sort is stable.
      self.entries += entries.sorted { ($0.priority, Self.rank($0.entry)) < ($1.priority, Self.rank($1.entry)) }.map(\.entry)
      bounds[Int(hook.rawValue) + 1] = self.entries.count
    }
  }
  private static func rank(_ entry: Entry) -> Int { if case .bind = entry { 1 } else { 0 } }
  /// ip_vs_ops in ip_vs_core.c: behind filter INPUT, in front of filter OUTPUT. FORWARD is for answers.
  private static func virtualServerPriority(_ hook: Hook) -> Int? {
    switch hook {
    case .input: 99
    case .output: -98
    case .forward: 100
    case .prerouting, .postrouting: nil
    }
  }
  private static func priority(_ table: Table, _ hook: Hook, _ backend: Backend) -> Int {
    switch table {
    case .raw: -300
    case .mangle: -150
    case .nat: hook == .prerouting || hook == .output ? -100 : 100
    case .filter: 0
    case .security: backend == .nft ? 150 : 50
    }
  }
  /// The entry of a hook with a number; nil: it has no more.
  @inline(__always) subscript(_ hook: Hook, _ number: UInt8) -> Entry? {
    let place = bounds[Int(hook.rawValue)] + Int(number)
    return place < bounds[Int(hook.rawValue) + 1] ? entries[place] : nil
  }
}
