#if os(Linux)

  /// What the kernel counted at one rule, or at the end of one base chain.
  package struct KernelCounter: Sendable, Hashable {
    package var isIPv6: Bool
    package var table: String
    package var chain: String
    /// nil: the chain's policy.
    package var rule: Int?
    package var packets: UInt64
    package var bytes: UInt64

    /// From what an iptables-save tool printed with `-c`. User chains have no counter.
    static func read(_ text: String, isIPv6: Bool) -> [KernelCounter] {
      var counts: [String: Int] = [:]
      return SavedLine.lines(of: text).compactMap { line in
        var counter = KernelCounter(
          isIPv6: isIPv6, table: line.table, chain: line.chain, rule: nil, packets: line.packets, bytes: line.bytes)
        switch line.kind {
        case .chain(let isBase): return isBase ? counter : nil
        case .rule:
          let key = "\(line.table) \(line.chain)"
          counts[key, default: 0] += 1
          counter.rule = counts[key]
          return counter
        }
      }
    }
  }

#endif
