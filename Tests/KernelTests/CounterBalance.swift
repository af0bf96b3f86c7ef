#if os(Linux)

  import KernelHarness

  /// The sum of what was traced, to be held against what the kernel counted.
  struct CounterBalance {
    private var traced: [String: UInt64] = [:]

    /// User chains have no counter for their end.
    mutating func add(_ seen: KernelObservation) {
      for step in seen.steps + seen.answerSteps where step.kind != .return {
        traced["\(step.isIPv6 ? "IPv6" : "IPv4") \(step)", default: 0] += 1
      }
    }

    /// A line for every rule and policy where the two disagree.
    func differences(from counters: [KernelCounter]) -> [String] {
      var counted: [String: UInt64] = [:]
      for counter in counters where counter.packets > 0 {
        let place = counter.rule.map { "rule:\($0)" } ?? "policy"
        counted["\(counter.isIPv6 ? "IPv6" : "IPv4") \(counter.table):\(counter.chain):\(place)"] = counter.packets
      }
      return Set(traced.keys).union(counted.keys).sorted().filter { traced[$0] != counted[$0] }
        .map { "\($0): \(traced[$0] ?? 0) traced, \(counted[$0] ?? 0) counted" }
    }
  }

#endif
