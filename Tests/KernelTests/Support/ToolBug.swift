#if os(Linux)

  import KernelHarness

  /// A known mistake of a tool that loads rules: what the kernel was given is not what the rule says, and the tool prints the rule as it was
  /// written. Rules that meet one are not drawn, and ``FactTests`` holds each to be there still.
  enum ToolBug: String, CaseIterable {
    /// iptables-nft 1.8.9 compares two inverted ports of tcp or udp at once, as four bytes: the rule holds unless *both* are as it says.
    case bothPortsInverted = "iptables-nft 1.8.9 compiles `! --sport P ! --dport Q` as not (P and Q)"

    /// Whether it spoils a rule of an engine.
    func spoils(_ rule: String, _ backend: KernelBackend) -> Bool {
      switch self {
      case .bothPortsInverted:
        guard backend == .nft, rule.contains("-m tcp") || rule.contains("-m udp") else { return false }
        let words = rule.split(separator: " ")
        return ["--sport", "--dport"].allSatisfy { option in
          guard let place = words.firstIndex(of: option[...]), place > 0, words.indices.contains(place + 1) else { return false }
          // A range is compared by itself.
          return words[place - 1] == "!" && !words[place + 1].contains(":")
        }
      }
    }
    static func spoil(_ rule: String, _ backend: KernelBackend) -> Bool { allCases.contains { $0.spoils(rule, backend) } }
  }

#endif
