import KubeProxy
import PacketPath

/// Which settings of the kernel an answer took for granted.
enum AssumedSettings {
  /// One note for each setting that was not given and that decided something on some outcome's way.
  static func notes(_ prediction: Prediction, _ facts: NodeFacts, _ defaults: [LocalKnowledge.SysctlDefault]) -> [Diagnostic] {
    var notes: [Diagnostic] = []
    func note(_ key: String, _ value: String, _ reason: String = "") {
      notes.append(Diagnostic(.note, "\(key) is not given: \(value) is taken\(reason.isEmpty ? "" : ", for \(reason)")"))
    }
    let packet = prediction.packet
    let isForwarded = prediction.outcomes.contains { outcome in
      outcome.verdict == .forwarded || outcome.path.contains { $0.hook == .forward }
    }
    if isForwarded {
      let key = packet.family == .ipv4 ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding"
      if facts.sysctls[key] == nil { note(key, "1") }
    }
    if !packet.isLocal && packet.family == .ipv4 && facts.routes != nil && facts.sysctls["net.ipv4.conf.all.rp_filter"] == nil {
      note("net.ipv4.conf.all.rp_filter", "0")
    }
    let isBridged =
      packet.inInterface.isKnown && facts.interfaces.contains { $0.master == packet.inInterface }
      && prediction.outcomes.contains { $0.verdict == .forwarded && $0.isTranslated && $0.out?.interface == packet.inInterface }
    if isBridged && !facts.sysctls.isListing {
      let key = "net.bridge.bridge-nf-call-\(packet.family == .ipv4 ? "iptables" : "ip6tables")"
      if facts.sysctls[key] == nil { note(key, "1") }
    }
    let usesLoopback =
      packet.sourceAddress.isLoopback || packet.destinationAddress.isLoopback
      || prediction.outcomes.contains { $0.endpoint.address?.isLoopback ?? false }
    for setting in defaults where !setting.key.hasSuffix("route_localnet") || usesLoopback {
      note(setting.key, setting.value, setting.reason)
    }
    if prediction.outcomes.contains(where: { $0.path.contains { $0.kind == .virtualServer } }) {
      let reason = "kube-proxy sets it"
      if facts.sysctls["net.ipv4.vs.conntrack"] == nil { note("net.ipv4.vs.conntrack", "1", reason) }
      for key in ["net.ipv4.vs.expire_nodest_conn", "net.ipv4.vs.expire_quiescent_template"]
      where facts.virtualServers.listedConnections != nil && facts.sysctls[key] == nil {
        note(key, "1", reason)
      }
    }
    let isNew = prediction.outcomes.contains { !$0.conntrackState.contains(.established) }
    if isNew && packet.proto == .tcp && !packet.tcpFlags.contains(.syn) && facts.sysctls["net.netfilter.nf_conntrack_tcp_loose"] == nil {
      note("net.netfilter.nf_conntrack_tcp_loose", "1")
    }
    return notes
  }
}

/// Which lists of recent clients that are not given an answer took as empty.
enum AssumedLists {
  /// Rules in front of a step's own that are looked at: session affinity stands at a short chain's beginning.
  private static let maximumRules = 1024

  /// One note for each list that a rule asked in vain, in a chain on some outcome's way.
  static func notes(_ prediction: Prediction, _ node: Node) -> [Diagnostic] {
    var names: [String] = [], seen = OrderedSet<ChainPlace>()
    for step in prediction.outcomes.lazy.flatMap(\.path) where step.kind == .rule {
      guard let name = step.chain, let table = Table(name: step.table), let number = step.rule, node.rulesets.indices.contains(step.input)
      else { continue }
      guard seen.insert(ChainPlace(input: step.input, table: table, name: name, rule: number)) else { continue }
      let ruleset = node.rulesets[step.input]
      guard let chain = ruleset.chain(named: name, in: table) else { continue }
      for raw in ruleset[chain].rules.prefix(while: { ruleset.number(of: RuleID(raw: $0), in: chain) < number }).suffix(maximumRules) {
        for case .recent(let test) in ruleset.tests(of: ruleset[RuleID(raw: raw)]) {
          let words = ruleset.save(.recent(test)).split(separator: " ")
          guard words.contains("--rcheck") || words.contains("--update"), let at = words.firstIndex(of: "--name"), at + 1 < words.count
          else { continue }
          let name = String(words[at + 1])
          if node.facts.recent[name] == nil && !names.contains(name) { names.append(name) }
        }
      }
    }
    if names.isEmpty { return [] }
    let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
    return [Diagnostic(.note, "session affinity: the client is taken as new, for lists of recent clients are not given (\(shown))")]
  }
  private struct ChainPlace: Hashable {
    var input: Int, table: Table, name: String, rule: Int
  }
}
