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
    let usesLoopback =
      packet.sourceAddress.isLoopback || packet.destinationAddress.isLoopback
      || prediction.outcomes.contains { $0.endpoint.address?.isLoopback ?? false }
    for setting in defaults where !setting.key.contains("route_localnet") || usesLoopback {
      note(setting.key, setting.value, setting.reason)
    }
    if packet.proto == .tcp && !packet.tcpFlags.contains(.syn) && facts.sysctls["net.netfilter.nf_conntrack_tcp_loose"] == nil {
      note("net.netfilter.nf_conntrack_tcp_loose", "1")
    }
    return notes
  }
}
