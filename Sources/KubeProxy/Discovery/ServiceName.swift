public import PacketPath

/// The Service that a rule is for, by the comment that kube-proxy writes.
///
/// Every form from 1.1 to 1.3x: `N`, `N cluster IP`, `N -> 10.0.0.1:80`, `Balancing rule 0 for N`, `N has no endpoints` and so on, where N is
/// `namespace/name`, with `:port` where the port has a name, and up to 1.18 with a colon in any case.
public enum ServiceName {
  private static let prefixes = [
    "masquerade traffic for ", "masquerade LOCAL traffic for ", "route LOCAL traffic for ", "pod traffic for ", "other traffic to ",
    "Balancing rule ",
  ]
  private static let suffixes = [
    " cluster IP", " loadbalancer IP", " external IP", " has no endpoints", " has no local endpoints", " external destinations", " LB IP",
    " LB IP to service chain", " health check node port", " will be dropped by KUBE-PROXY-FIREWALL",
  ]

  /// `namespace/name` or `namespace/name:port`, without a trailing colon; nil if the comment names no Service.
  public static func of(comment: String) -> String? {
    // Names hold no blanks: what is around them is cut at the words.
    var text = comment[...]
    for prefix in prefixes where text.hasPrefix(prefix) {
      text = text.dropFirst(prefix.count)
      if prefix == "Balancing rule " {
        let words = text.split(separator: " ", maxSplits: 2)
        guard words.count == 3, words[0].utf8.allSatisfy({ $0 &- 48 < 10 }), words[1] == "for" else { return nil }
        text = words[2]
      }
      break
    }
    guard let blank = text.firstIndex(of: " ") else { return name(text) }
    let rest = text[blank...]
    guard suffixes.contains(String(rest)) || rest.hasPrefix(" -> ") || rest.hasPrefix(" traffic not accepted by ") else { return nil }
    return name(text[..<blank])
  }
  /// What has the form of a Service port's name, without a trailing colon.
  private static func name(_ text: Substring) -> String? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, isLabel(parts[0]) else { return nil }
    let halves = parts[1].split(separator: ":", omittingEmptySubsequences: false)
    guard halves.count <= 2, isLabel(halves[0]), halves.count == 1 || halves[1].isEmpty || isLabel(halves[1]) else { return nil }
    return String(text.hasSuffix(":") ? text.dropLast() : text)
  }
  private static func isLabel(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 &- 48 < 10 || ($0 | 32) &- 97 < 26 || $0 == 0x2d || $0 == 0x2e || $0 == 0x5f }
  }

  /// The Service that a packet's path tells: by the last of kube-proxy's rules in nat that names one, else in another table.
  ///
  /// Only chains whose names begin with `KUBE-` are asked: others write comments of their own.
  public static func of(path: [TraceStep]) -> String? {
    var other: String?
    for step in path.reversed() {
      guard let chain = step.chain, chain.hasPrefix("KUBE-"), let comment = step.comment, let service = of(comment: comment) else {
        continue
      }
      if step.table == "nat" { return service }
      if other == nil { other = service }
    }
    return other
  }
}

extension Prediction {
  /// The same, with each outcome's Service filled in.
  public func namingServices() -> Prediction {
    var result = self
    for i in result.outcomes.indices { result.outcomes[i].service = ServiceName.of(path: result.outcomes[i].path) }
    return result
  }
}
