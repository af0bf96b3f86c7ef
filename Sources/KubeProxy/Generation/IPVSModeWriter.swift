import PacketPath

/// `iptables-save` of a node with kube-proxy in ipvs mode: few rules, which ask sets, and only those sets that have entries.
struct IPVSModeWriter {
  let cluster: SyntheticCluster
  let family: IPFamily
  private let sets: IPVSModeSets
  private let filled: Swift.Set<String>
  private var era: SyntheticCluster.Era { cluster.options.era }

  init(_ cluster: SyntheticCluster, _ family: IPFamily) {
    self.cluster = cluster
    self.family = family
    sets = IPVSModeSets(cluster, family)
    filled = Swift.Set(sets.all().filter { !$0.entries.isEmpty }.map(\.name))
  }
  func write(to out: inout ByteWriter) {
    let save = SavedTables(era, family)
    save.write([("mangle", { mangle(save, &$0) }), ("filter", { filter(save, &$0) }), ("nat", { nat(save, &$0) })], &out)
  }
  private func mangle(_ save: SavedTables, _ out: inout ByteWriter) {
    save.chains(
      ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"], era >= .release24 ? ["KUBE-IPTABLES-HINT", "KUBE-KUBELET-CANARY"] : [],
      &out)
  }
  /// A rule that asks a set, if the set has entries.
  private func rule(
    _ chain: String, match: String = "", _ comment: String?, _ word: String, _ directions: String, _ target: String,
    _ out: inout ByteWriter
  ) {
    let name = sets.name(word)
    guard filled.contains(name) else { return }
    out.write(
      "-A ", chain, " ", match, comment.map { "-m comment --comment \"\($0)\" " } ?? "", "-m set --match-set ", name, " ", directions)
    out.write(" -j ", target, "\n")
  }

  // MARK: nat

  private func nat(_ save: SavedTables, _ out: inout ByteWriter) {
    var chains = ["KUBE-LOAD-BALANCER", "KUBE-MARK-MASQ", "KUBE-NODE-PORT", "KUBE-POSTROUTING", "KUBE-SERVICES"]
    if era >= .release24 { chains.append("KUBE-KUBELET-CANARY") }
    if era < .release30 { chains += ["KUBE-FIREWALL", "KUBE-MARK-DROP"] }
    save.chains(["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"], chains.sorted(), &out)
    out.write("-A PREROUTING -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\n")
    out.write("-A OUTPUT -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\n")
    out.write("-A POSTROUTING -m comment --comment \"kubernetes postrouting rules\" -j KUBE-POSTROUTING\n")
    if era < .release30 {
      sources("KUBE-FIREWALL", &out)
      out.write("-A KUBE-FIREWALL -j KUBE-MARK-DROP\n")
      let comment = "Kubernetes service load balancer ip + port for load balancer with sourceRange"
      rule("KUBE-LOAD-BALANCER", comment, "LOAD-BALANCER-FW", "dst,dst", "KUBE-FIREWALL", &out)
    }
    let local = "Kubernetes service load balancer ip + port with externalTrafficPolicy=local"
    rule("KUBE-LOAD-BALANCER", local, "LOAD-BALANCER-LOCAL", "dst,dst", "RETURN", &out)
    out.write("-A KUBE-LOAD-BALANCER -j KUBE-MARK-MASQ\n")
    if era < .release30 { out.write("-A KUBE-MARK-DROP -j MARK --set-xmark 0x8000/0x8000\n") }
    out.write("-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000\n")
    for proto in ["tcp", "udp"] {
      let name = proto.uppercased()
      let local = "Kubernetes nodeport \(name) port with externalTrafficPolicy=local"
      rule("KUBE-NODE-PORT", match: "-p \(proto) ", local, "NODE-PORT-LOCAL-\(name)", "dst", "RETURN", &out)
      let all = "Kubernetes nodeport \(name) port for masquerade purpose"
      rule("KUBE-NODE-PORT", match: "-p \(proto) ", all, "NODE-PORT-\(name)", "dst", "KUBE-MARK-MASQ", &out)
    }
    let hairpin = "Kubernetes endpoints dst ip:port, source ip for solving hairpin purpose"
    rule("KUBE-POSTROUTING", hairpin, "LOOP-BACK", "dst,dst,src", "MASQUERADE", &out)
    save.masquerading(&out)
    if era == .release30 { out.write("-A KUBE-SERVICES -s ", family == .ipv4 ? "127.0.0.0/8" : "::1/128", " -j RETURN\n") }
    rule("KUBE-SERVICES", "Kubernetes service lb portal", "LOAD-BALANCER", "dst,dst", "KUBE-LOAD-BALANCER", &out)
    let masquerade = "Kubernetes service cluster ip + port for masquerade purpose"
    rule("KUBE-SERVICES", match: "! -s \(cluster.podNetwork(family)) ", masquerade, "CLUSTER-IP", "dst,dst", "KUBE-MARK-MASQ", &out)
    out.write("-A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODE-PORT\n")
    rule("KUBE-SERVICES", nil, "CLUSTER-IP", "dst,dst", "ACCEPT", &out)
    rule("KUBE-SERVICES", nil, "LOAD-BALANCER", "dst,dst", "ACCEPT", &out)
  }
  /// Who may reach load balancers that restrict their clients.
  private func sources(_ chain: String, _ out: inout ByteWriter) {
    let range = "Kubernetes service load balancer ip + port + source cidr for packet filter purpose"
    rule(chain, range, "LOAD-BALANCER-SOURCE-CIDR", "dst,dst,src", "RETURN", &out)
    let host = "Kubernetes service load balancer ip + port + source IP for packet filter purpose"
    rule(chain, host, "LOAD-BALANCER-SOURCE-IP", "dst,dst,src", "RETURN", &out)
  }

  // MARK: filter

  private func filter(_ save: SavedTables, _ out: inout ByteWriter) {
    var chains = ["KUBE-FIREWALL", "KUBE-FORWARD"]
    if era >= .release24 { chains += ["KUBE-KUBELET-CANARY", "KUBE-NODE-PORT"] }
    if era == .release30 { chains += ["KUBE-IPVS-FILTER", "KUBE-IPVS-OUT-FILTER", "KUBE-PROXY-FIREWALL", "KUBE-SOURCE-RANGES-FIREWALL"] }
    save.chains(["INPUT", "FORWARD", "OUTPUT"], chains.sorted(), &out)
    func jump(_ base: String, _ comment: String, _ chain: String) {
      out.write("-A ", base, " -m comment --comment \"", comment, "\" -j ", chain, "\n")
    }
    if era == .release30 {
      jump("INPUT", "kubernetes ipvs access filter", "KUBE-IPVS-FILTER")
      jump("INPUT", "kube-proxy firewall rules", "KUBE-PROXY-FIREWALL")
    }
    if era >= .release24 { jump("INPUT", "kubernetes health check rules", "KUBE-NODE-PORT") }
    out.write("-A INPUT -j KUBE-FIREWALL\n")
    if era == .release30 { jump("FORWARD", "kube-proxy firewall rules", "KUBE-PROXY-FIREWALL") }
    jump("FORWARD", "kubernetes forwarding rules", "KUBE-FORWARD")
    if era == .release30 { jump("OUTPUT", "kubernetes ipvs access filter", "KUBE-IPVS-OUT-FILTER") }
    out.write("-A OUTPUT -j KUBE-FIREWALL\n")
    save.firewall(&out)
    forwarding(&out)
    if era == .release30 {
      for word in ["LOAD-BALANCER", "CLUSTER-IP"] { rule("KUBE-IPVS-FILTER", nil, word, "dst,dst", "RETURN", &out) }
      rule("KUBE-IPVS-FILTER", nil, "HEALTH-CHECK-NODE-PORT", "dst", "RETURN", &out)
      let reject = "REJECT --reject-with \(family == .ipv4 ? "icmp-port-unreachable" : "icmp6-port-unreachable")"
      rule("KUBE-IPVS-FILTER", match: "-m conntrack --ctstate NEW ", nil, "IPVS-IPS", "dst", reject, &out)
    }
    if era >= .release24 {
      let comment = "Kubernetes health check node port"
      rule("KUBE-NODE-PORT", comment, "HEALTH-CHECK-NODE-PORT", "dst", "ACCEPT", &out)
    }
    if era == .release30 {
      let comment = "Kubernetes service load balancer ip + port for load balancer with sourceRange"
      rule("KUBE-PROXY-FIREWALL", comment, "LOAD-BALANCER-FW", "dst,dst", "KUBE-SOURCE-RANGES-FIREWALL", &out)
      sources("KUBE-SOURCE-RANGES-FIREWALL", &out)
      out.write("-A KUBE-SOURCE-RANGES-FIREWALL -j DROP\n")
    }
  }
  private func forwarding(_ out: inout ByteWriter) {
    let established = " -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n"
    out.write("-A KUBE-FORWARD -m comment --comment \"kubernetes forwarding rules\" -m mark --mark 0x4000/0x4000 -j ACCEPT\n")
    if era >= .release24 {
      out.write("-A KUBE-FORWARD -m comment --comment \"kubernetes forwarding conntrack rule\"", established)
      return
    }
    let pods = cluster.podNetwork(family).description
    out.write("-A KUBE-FORWARD -s ", pods, " -m comment --comment \"kubernetes forwarding conntrack pod source rule\"", established)
    out.write("-A KUBE-FORWARD -d ", pods, " -m comment --comment \"kubernetes forwarding conntrack pod destination rule\"", established)
  }
}
