import PacketPath

/// `iptables-save` of a node with kube-proxy in iptables mode.
struct IPTablesModeWriter {
  let cluster: SyntheticCluster
  let family: IPFamily
  let rules: IPTablesModeRules
  /// The order in which kube-proxy met the Services: that of a Go map, another each time.
  let order: [Int]
  var era: SyntheticCluster.Era { cluster.options.era }

  init(_ cluster: SyntheticCluster, _ family: IPFamily) {
    self.cluster = cluster
    self.family = family
    rules = IPTablesModeRules(cluster, family, ChainCatalogue(cluster, family, includes: ServiceView.hasChain))
    var random = SplitMix64(seed: cluster.options.seed &+ UInt64(family.rawValue))
    order = cluster.services.indices.shuffled(using: &random)
  }
  private func view(_ index: Int) -> ServiceView { ServiceView(cluster, cluster.services[index], family) }
  private func views(inChainOrder isWanted: (ServiceView) -> Bool, _ body: (ServiceView) -> Void) {
    for index in rules.catalogue.serviceOrder {
      let view = view(Int(index))
      if isWanted(view) { body(view) }
    }
  }

  func write(to out: inout ByteWriter) {
    let save = SavedTables(era, family)
    save.write(
      [
        ("mangle", { mangle(save, &$0) }), ("filter", { filter(save, &$0) }), ("nat", { nat(save, &$0) }),
      ], &out)
  }

  // MARK: mangle

  private func mangle(_ save: SavedTables, _ out: inout ByteWriter) {
    let chains = era >= .release24 ? ["KUBE-IPTABLES-HINT", "KUBE-KUBELET-CANARY", "KUBE-PROXY-CANARY"] : ["KUBE-PROXY-CANARY"]
    save.chains(["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"], chains, &out)
  }

  // MARK: nat

  private func nat(_ save: SavedTables, _ out: inout ByteWriter) {
    save.chains(["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"], [], &out)
    natChains(&out)
    out.write("-A PREROUTING -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\n")
    out.write("-A OUTPUT -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\n")
    out.write("-A POSTROUTING -m comment --comment \"kubernetes postrouting rules\" -j KUBE-POSTROUTING\n")
    views(inChainOrder: \.hasExternalChain) { rules.writeExternalChain($0, &out) }
    views(inChainOrder: \.hasFirewallChain) { view in if view.hasEndpoints || era == .release8 { rules.writeFirewallChain(view, &out) } }
    if era < .release30 { out.write("-A KUBE-MARK-DROP -j MARK --set-xmark 0x8000/0x8000\n") }
    out.write("-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000\n")
    for index in order { rules.writeNodePort(view(index), &out) }
    save.masquerading(&out)
    for key in rules.catalogue.endpointOrder {
      let service = cluster.services[Int(key >> 32)]
      rules.writeEndpointChain(Int(key & 0xffff_ffff), service, name: service.servicePort.name(era.colon), &out)
    }
    for index in order { rules.writeDispatch(view(index), &out) }
    let exception = era == .release30 && family == .ipv6 ? "! -d ::1/128 " : ""
    out.write(
      "-A KUBE-SERVICES ", exception,
      "-m comment --comment \"kubernetes service nodeports; NOTE: this must be the last rule in this chain\"")
    out.write(" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS\n")
    views(inChainOrder: \.hasServiceChain) { rules.writeServiceChain($0, isLocal: false, &out) }
    views(inChainOrder: \.hasLocalChain) { rules.writeServiceChain($0, isLocal: true, &out) }
    views(inChainOrder: \.hasBalancerChain) { rules.writeBalancerChain($0, &out) }
  }
  /// Sorted by name.
  private func natChains(_ out: inout ByteWriter) {
    func declare(_ prefix: String, _ isWanted: (ServiceView) -> Bool, _ out: inout ByteWriter) {
      views(inChainOrder: isWanted) { out.write(":", prefix, rules.catalogue.hash(of: $0.service), " - [0:0]\n") }
    }
    func declare(_ names: [String], _ out: inout ByteWriter) { for name in names { out.write(":", name, " - [0:0]\n") } }
    declare("KUBE-EXT-", \.hasExternalChain, &out)
    declare("KUBE-FW-", \.hasFirewallChain, &out)
    if era >= .release24 { declare(["KUBE-KUBELET-CANARY"], &out) }
    if era < .release30 { declare(["KUBE-MARK-DROP"], &out) }
    declare(["KUBE-MARK-MASQ", "KUBE-NODEPORTS", "KUBE-POSTROUTING"], &out)
    if era >= .release16 { declare(["KUBE-PROXY-CANARY"], &out) }
    for key in rules.catalogue.endpointOrder {
      let hash = rules.catalogue.hash(ofEndpoint: Int(key & 0xffff_ffff), of: cluster.services[Int(key >> 32)])
      out.write(":KUBE-SEP-", hash, " - [0:0]\n")
    }
    declare(["KUBE-SERVICES"], &out)
    declare("KUBE-SVC-", \.hasServiceChain, &out)
    declare("KUBE-SVL-", \.hasLocalChain, &out)
    declare("KUBE-XLB-", \.hasBalancerChain, &out)
  }

  // MARK: filter

  private func filter(_ save: SavedTables, _ out: inout ByteWriter) {
    var chains = ["KUBE-FIREWALL", "KUBE-SERVICES"]
    if era >= .release16 { chains += ["KUBE-EXTERNAL-SERVICES", "KUBE-FORWARD", "KUBE-PROXY-CANARY"] }
    if era >= .release24 { chains += ["KUBE-KUBELET-CANARY", "KUBE-NODEPORTS"] }
    if era >= .release30 { chains += ["KUBE-PROXY-FIREWALL"] }
    save.chains(["INPUT", "FORWARD", "OUTPUT"], chains.sorted(), &out)
    for (chain, jump) in jumps {
      out.write("-A ", chain, " ", jump, "\n")
    }
    if era >= .release16 { for index in order { externalRefusal(view(index), &out) } }
    save.firewall(&out)
    if era >= .release16 { save.forwarding(pods: cluster.podNetwork(family).description, &out) }
    if era >= .release24 { for index in order { healthCheck(cluster.services[index], &out) } }
    if era >= .release30 { for index in order { firewalled(view(index), &out) } }
    for index in order { refusal(view(index), &out) }
  }
  private var jumps: [(String, String)] {
    let new = "-m conntrack --ctstate NEW ", services = "-m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES"
    let external = new + "-m comment --comment \"kubernetes externally-visible service portals\" -j KUBE-EXTERNAL-SERVICES"
    let forwarding = "-m comment --comment \"kubernetes forwarding rules\" -j KUBE-FORWARD"
    let health = "-m comment --comment \"kubernetes health check service ports\" -j KUBE-NODEPORTS"
    let firewall = new + "-m comment --comment \"kubernetes load balancer firewall\" -j KUBE-PROXY-FIREWALL"
    let drop = "-j KUBE-FIREWALL"
    switch era {
    case .release8: return [("INPUT", services), ("INPUT", drop), ("OUTPUT", services), ("OUTPUT", drop)]
    case .release16:
      return [
        ("INPUT", new + services), ("INPUT", external), ("INPUT", drop), ("FORWARD", forwarding), ("FORWARD", new + services),
        ("OUTPUT", new + services), ("OUTPUT", drop),
      ]
    case .release24:
      return [
        ("INPUT", health), ("INPUT", external), ("INPUT", drop), ("FORWARD", forwarding), ("FORWARD", new + services),
        ("FORWARD", external),
        ("OUTPUT", new + services), ("OUTPUT", drop),
      ]
    case .release30:
      return [
        ("INPUT", firewall), ("INPUT", health), ("INPUT", external), ("INPUT", drop), ("FORWARD", firewall), ("FORWARD", forwarding),
        ("FORWARD", new + services), ("FORWARD", external), ("OUTPUT", firewall), ("OUTPUT", new + services), ("OUTPUT", drop),
      ]
    }
  }
  private var reject: String { "-j REJECT --reject-with \(family == .ipv4 ? "icmp-port-unreachable" : "icmp6-port-unreachable")\n" }
  /// What a Service lacks, and what becomes of its packets; nil: nothing is refused.
  private func refusal(_ view: ServiceView, of places: [Int], isLocal: Bool) -> (comment: String, action: String)? {
    if !view.hasEndpoints { return ("has no endpoints", reject) }
    guard isLocal && places.isEmpty else { return nil }
    return era >= .release30 ? ("has no local endpoints", "-j DROP\n") : nil
  }
  private func externalRefusal(_ view: ServiceView, _ out: inout ByteWriter) {
    guard view.service.isExternal,
      let refusal = refusal(view, of: view.externalPlaces, isLocal: view.service.isExternallyLocal)
    else { return }
    if let address = view.loadBalancerIP { self.refuse(address, "KUBE-EXTERNAL-SERVICES", view, refusal, &out) }
    nodePortRefusal("KUBE-EXTERNAL-SERVICES", view, refusal, &out)
  }
  private func refusal(_ view: ServiceView, _ out: inout ByteWriter) {
    let internalLack = refusal(view, of: view.internalPlaces, isLocal: view.service.isInternallyLocal)
    // 1.24 says the same of both.
    let isRefused24 = era == .release24 && view.hasEndpoints && view.internalPlaces.isEmpty
    guard let refusal = internalLack ?? (isRefused24 ? ("has no endpoints", reject) : nil) else { return }
    if era == .release8 { nodePortRefusal("KUBE-SERVICES", view, refusal, &out) }
    refuse(view.clusterIP, "KUBE-SERVICES", view, refusal, &out)
  }
  private func refuse(
    _ address: String, _ chain: String, _ view: ServiceView, _ refusal: (comment: String, action: String), _ out: inout ByteWriter
  ) {
    out.write("-A ", chain, " -d ", address, " -p ", view.proto, " -m comment --comment \"", view.name, " ", refusal.comment, "\" -m ")
    out.write(view.proto, " --dport ", String(view.service.port), " ", refusal.action)
  }
  private func nodePortRefusal(_ chain: String, _ view: ServiceView, _ refusal: (comment: String, action: String), _ out: inout ByteWriter)
  {
    guard let port = view.service.nodePort else { return }
    out.write(
      "-A ", chain, " -p ", view.proto, " -m comment --comment \"", view.name, " ", refusal.comment, "\" -m addrtype --dst-type LOCAL -m ")
    out.write(view.proto, " --dport ", String(port), " ", refusal.action)
  }
  private func healthCheck(_ service: SyntheticService, _ out: inout ByteWriter) {
    guard let port = service.healthCheckPort else { return }
    out.write(
      "-A KUBE-NODEPORTS -p tcp -m comment --comment \"", service.servicePort.name(era.colon), " health check node port\" -m tcp --dport ")
    out.write(String(port), " -j ACCEPT\n")
  }
  private func firewalled(_ view: ServiceView, _ out: inout ByteWriter) {
    guard view.hasFirewallChain, let address = view.loadBalancerIP else { return }
    out.write(
      "-A KUBE-PROXY-FIREWALL -d ", address, " -p ", view.proto, " -m comment --comment \"", view.name, " traffic not accepted by KUBE-FW-")
    out.write(rules.catalogue.hash(of: view.service), "\" -m ", view.proto, " --dport ", String(view.service.port), " -j DROP\n")
  }
}
