import PacketPath

/// The nat chains of Services, as kube-proxy in iptables mode writes and iptables-save prints them.
///
/// Forms of the four eras: `-m comment` stands behind `-s -d -p`, the protocol's own match behind it.
struct IPTablesModeRules {
  let cluster: SyntheticCluster
  let family: IPFamily
  let catalogue: ChainCatalogue
  private let pods: String
  private let loopback: String
  private let mask: String
  var era: SyntheticCluster.Era { cluster.options.era }

  init(_ cluster: SyntheticCluster, _ family: IPFamily, _ catalogue: ChainCatalogue) {
    self.cluster = cluster
    self.family = family
    self.catalogue = catalogue
    pods = cluster.podNetwork(family).description
    loopback = family == .ipv4 ? "127.0.0.0/8" : "::1/128"
    mask = family == .ipv4 ? "255.255.255.255" : "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
  }

  // MARK: KUBE-SERVICES and KUBE-NODEPORTS

  func writeDispatch(_ view: ServiceView, _ out: inout ByteWriter) {
    let hash = catalogue.hash(of: view.service), port = String(view.service.port)
    func inside() -> String { "-p \(view.proto) -m comment --comment \"\(view.name) cluster IP\" -m \(view.proto) --dport \(port) -j " }
    if view.isReachedInside {
      if era < .release24 { out.write("-A KUBE-SERVICES ! -s ", pods, " -d ", view.clusterIP, " ", inside(), "KUBE-MARK-MASQ\n") }
      out.write(
        "-A KUBE-SERVICES -d ", view.clusterIP, " ", inside(), view.service.isInternallyLocal ? "KUBE-SVL-" : "KUBE-SVC-", hash, "\n")
    }
    guard let address = view.loadBalancerIP, view.hasEndpoints || era == .release8 else { return }
    out.write("-A KUBE-SERVICES -d ", address, " -p ", view.proto, " -m comment --comment \"", view.name, " loadbalancer IP\" -m ")
    out.write(view.proto, " --dport ", port, view.hasFirewallChain ? " -j KUBE-FW-" : " -j KUBE-EXT-", hash, "\n")
  }
  func writeNodePort(_ view: ServiceView, _ out: inout ByteWriter) {
    guard let port = view.service.nodePort, view.hasEndpoints || era == .release8 else { return }
    let hash = catalogue.hash(of: view.service)
    let rest = "-p \(view.proto) -m comment --comment \"\(view.name)\" -m \(view.proto) --dport \(port) -j "
    if era >= .release24 {
      out.write("-A KUBE-NODEPORTS ", rest, "KUBE-EXT-", hash, "\n")
    } else if view.service.isExternallyLocal {
      if era == .release16 { out.write("-A KUBE-NODEPORTS -s ", loopback, " ", rest, "KUBE-MARK-MASQ\n") }
      out.write("-A KUBE-NODEPORTS ", rest, "KUBE-XLB-", hash, "\n")
    } else {
      out.write("-A KUBE-NODEPORTS ", rest, "KUBE-MARK-MASQ\n-A KUBE-NODEPORTS ", rest, "KUBE-SVC-", hash, "\n")
    }
  }

  // MARK: Chains of one Service

  func writeExternalChain(_ view: ServiceView, _ out: inout ByteWriter) {
    let hash = catalogue.hash(of: view.service), chain = "-A KUBE-EXT-\(hash) "
    let comment = "traffic for \(view.name) external destinations\""
    guard view.service.isExternallyLocal else {
      out.write(chain, "-m comment --comment \"masquerade ", comment, " -j KUBE-MARK-MASQ\n", chain, "-j KUBE-SVC-", hash, "\n")
      return
    }
    let local = " -m addrtype --src-type LOCAL -j "
    out.write(chain, "-s ", pods, " -m comment --comment \"pod ", comment, " -j KUBE-SVC-", hash, "\n")
    out.write(chain, "-m comment --comment \"masquerade LOCAL ", comment, local, "KUBE-MARK-MASQ\n")
    out.write(chain, "-m comment --comment \"route LOCAL ", comment, local, "KUBE-SVC-", hash, "\n")
    if view.hasLocalChain { out.write(chain, "-j KUBE-SVL-", hash, "\n") }
  }
  func writeFirewallChain(_ view: ServiceView, _ out: inout ByteWriter) {
    let hash = catalogue.hash(of: view.service), chain = "-A KUBE-FW-\(hash) "
    let comment = "-m comment --comment \"\(view.name) loadbalancer IP\" -j "
    let target = (era >= .release24 ? "KUBE-EXT-" : view.service.isExternallyLocal ? "KUBE-XLB-" : "KUBE-SVC-") + hash
    // Of 1.8, a Service without endpoints has the chain and no local form of it.
    if era < .release24 && !view.service.isExternallyLocal { out.write(chain, comment, "KUBE-MARK-MASQ\n") }
    let ranges = cluster.sourceRanges(of: view.service, family)
    for range in ranges { out.write(chain, "-s ", range.description, " ", comment, target, "\n") }
    if ranges.isEmpty {
      out.write(chain, comment, target, "\n")
    } else if let address = view.loadBalancerIP {
      // The ranges hold the node: its own packets may have the load balancer's address as their source.
      out.write(chain, "-s ", address, " ", comment, target, "\n")
    }
    if era == .release30 {
      out.write(chain, "-m comment --comment \"other traffic to ", view.name, " will be dropped by KUBE-PROXY-FIREWALL\"\n")
    } else {
      out.write(chain, comment, "KUBE-MARK-DROP\n")
    }
  }
  func writeBalancerChain(_ view: ServiceView, _ out: inout ByteWriter) {
    guard view.hasEndpoints else { return }
    let hash = catalogue.hash(of: view.service), chain = "-A KUBE-XLB-\(hash) "
    out.write(
      chain, "-s ", pods, " -m comment --comment \"Redirect pods trying to reach external loadbalancer VIP to clusterIP\" -j KUBE-SVC-",
      hash, "\n")
    if era == .release16 {
      let local = " -m addrtype --src-type LOCAL -j "
      out.write(chain, "-m comment --comment \"masquerade LOCAL traffic for ", view.name, " LB IP\"", local, "KUBE-MARK-MASQ\n")
      out.write(
        chain, "-m comment --comment \"route LOCAL traffic for ", view.name, " LB IP to service chain\"", local, "KUBE-SVC-", hash, "\n")
    }
    if view.localPlaces.isEmpty {
      out.write(chain, "-m comment --comment \"", view.name, " has no local endpoints\" -j KUBE-MARK-DROP\n")
      return
    }
    let comment = "-m comment --comment \"\(view.name)\" "
    writeAffinity(chain, view, view.localPlaces, &out) { _ in comment }
    for (number, place) in view.localPlaces.enumerated() {
      out.write(chain, "-m comment --comment \"Balancing rule ", String(number), " for ", view.name, "\" ")
      writeShare(number, of: view.localPlaces.count, &out)
      out.write("-j KUBE-SEP-", catalogue.hash(ofEndpoint: place, of: view.service), "\n")
    }
  }
  /// KUBE-SVC, or KUBE-SVL where `isLocal`.
  func writeServiceChain(_ view: ServiceView, isLocal: Bool, _ out: inout ByteWriter) {
    let hash = catalogue.hash(of: view.service), chain = (isLocal ? "-A KUBE-SVL-" : "-A KUBE-SVC-") + hash + " "
    let places = isLocal ? view.localPlaces : view.places
    if era >= .release24 && isLocal == view.service.isInternallyLocal && !places.isEmpty {
      out.write(
        chain, "! -s ", pods, " -d ", view.clusterIP, " -p ", view.proto, " -m comment --comment \"", view.name, " cluster IP\" -m ")
      out.write(view.proto, " --dport ", String(view.service.port), " -j KUBE-MARK-MASQ\n")
    }
    if places.isEmpty && isLocal {
      out.write(chain, "-m comment --comment \"", view.name, " has no local endpoints\" -j KUBE-MARK-DROP\n")
    }
    let isCommented = hasComments
    func comment(_ place: Int) -> String {
      if !isCommented { return "" }
      return era >= .release24 ? "-m comment --comment \"\(view.name) -> \(view.texts[place])\" " : "-m comment --comment \"\(view.name)\" "
    }
    writeAffinity(chain, view, places, &out, comment)
    for (number, place) in places.enumerated() {
      out.write(chain, comment(place))
      writeShare(number, of: places.count, &out)
      out.write("-j KUBE-SEP-", catalogue.hash(ofEndpoint: place, of: view.service), "\n")
    }
  }
  /// A lost append took the comments of 1.14 to 1.17; of large clusters they are left out.
  private var hasComments: Bool { era != .release16 && !cluster.isLarge }

  private func writeAffinity(_ chain: String, _ view: ServiceView, _ places: [Int], _ out: inout ByteWriter, _ comment: (Int) -> String) {
    guard let seconds = view.service.affinitySeconds else { return }
    for place in places {
      let endpoint = "KUBE-SEP-" + catalogue.hash(ofEndpoint: place, of: view.service)
      out.write(chain, comment(place), "-m recent --rcheck --seconds ", String(seconds), " --reap --name ", endpoint, " --mask ", mask)
      out.write(" --rsource -j ", endpoint, "\n")
    }
  }
  private func writeShare(_ number: Int, of count: Int, _ out: inout ByteWriter) {
    if number == count - 1 { return }
    out.write("-m statistic --mode random --probability ", Probability.savedText(ofRule: number, of: count, era: era.probabilities), " ")
  }
  func writeEndpointChain(_ place: Int, _ service: SyntheticService, name: String, _ out: inout ByteWriter) {
    let chain = "KUBE-SEP-" + catalogue.hash(ofEndpoint: place, of: service)
    let address = cluster.address(of: cluster.pod(place, of: service), family)
    let proto = service.proto.description
    let comment = hasComments ? " -m comment --comment \"\(name)\"" : ""
    out.write("-A ", chain, " -s ", address.description, family == .ipv4 ? "/32" : "/128", comment, " -j KUBE-MARK-MASQ\n")
    out.write("-A ", chain, " -p ", proto, comment)
    if service.affinitySeconds != nil { out.write(" -m recent --set --name ", chain, " --mask ", mask, " --rsource") }
    out.write(" -m ", proto, " -j DNAT --to-destination ", Endpoint(address, port: service.targetPort).description, "\n")
  }
}
