import PacketPath

/// Finds the Service addresses of one ruleset, chain by chain.
struct ServiceRuleReader {
  private let ruleset: Ruleset
  private let input: Int
  private(set) var found: [ServiceAddress] = []
  private(set) var nodePortAddresses: [Address] = []
  private var affinities = (chains: OrderedSet<ChainID>(), seconds: [Int?]())

  init(_ ruleset: Ruleset, input: Int) {
    self.ruleset = ruleset
    self.input = input
  }

  mutating func read() {
    readChain("KUBE-SERVICES", .nat) { reader, rule, header in reader.readService(rule, header) }
    readChain("KUBE-NODEPORTS", .nat) { reader, rule, header in reader.readNodePort(rule, header) }
    for name in ["KUBE-PORTALS-CONTAINER", "KUBE-PORTALS-HOST"] {
      readChain(name, .nat) { reader, rule, header in reader.readProxied(rule, header, .userspace) }
    }
    for name in ["KUBE-NODEPORT-CONTAINER", "KUBE-NODEPORT-HOST"] {
      readChain(name, .nat) { reader, rule, header in reader.readProxied(rule, header, .nodePort) }
    }
    readChain("KUBE-SERVICES", .filter) { reader, rule, header in reader.readRefusal(rule, header, .clusterIP) }
    readChain("KUBE-EXTERNAL-SERVICES", .filter) { reader, rule, header in reader.readRefusal(rule, header, .externalIP) }
    let places = found.indices.filter { found[$0].rule != nil }
    for (place, line) in zip(places, ruleset.lines(of: found.compactMap(\.rule))) { found[place].line = line }
  }
  private mutating func readChain(_ name: String, _ table: Table, _ body: (inout Self, RuleID, RuleHeader) -> Void) {
    guard let chain = ruleset.chain(named: name, in: table) else { return }
    for raw in ruleset[chain].rules {
      let rule = RuleID(raw: raw)
      body(&self, rule, ruleset.header(of: ruleset[rule]))
    }
  }
  private func comment(_ header: RuleHeader) -> String { header.comment.map { ruleset.tables.unquoted($0) } ?? "" }
  private func jump(of rule: RuleID) -> ChainID? {
    switch ruleset[rule].target {
    case .jump(let chain), .goTo(let chain): chain
    default: nil
    }
  }
  private func singlePort(_ header: RuleHeader) -> UInt16? { header.destinationPorts.flatMap { $0.isSingle ? $0.low : nil } }
  private func host(_ header: RuleHeader) -> Address? {
    header.destination?.plain.flatMap { $0.isHost ? Address($0.address, $0.family) : nil }
  }

  // MARK: iptables mode

  private mutating func readService(_ rule: RuleID, _ header: RuleHeader) {
    guard let chain = jump(of: rule), let address = host(header) else { return }
    let name = ruleset.name(of: chain)
    if name == "KUBE-NODEPORTS" { return nodePortAddresses.append(address) }
    guard let role = ChainName.role(of: name), let port = singlePort(header), let proto = header.proto else { return }
    let comment = comment(header)
    add(rule, address, port, proto, Self.kind(comment, role), comment, chain: chain)
  }
  /// By the comment; large clusters and some versions leave it out, then by the chain.
  private static func kind(_ comment: String, _ role: ChainName.Role) -> ServiceAddress.Kind {
    if comment.hasSuffix(" loadbalancer IP") { return .loadBalancerIP }
    if comment.hasSuffix(" external IP") { return .externalIP }
    if comment.hasSuffix(" cluster IP") { return .clusterIP }
    return switch role {
    case .firewall: .loadBalancerIP
    case .service, .local: .clusterIP
    case .external, .loadBalancer: .externalIP
    }
  }
  private mutating func readNodePort(_ rule: RuleID, _ header: RuleHeader) {
    guard let chain = jump(of: rule), ChainName.role(of: ruleset.name(of: chain)) != nil, let port = singlePort(header),
      let proto = header.proto
    else { return }
    add(rule, nil, port, proto, .nodePort, comment(header), chain: chain)
  }
  private mutating func add(
    _ rule: RuleID, _ address: Address?, _ port: UInt16, _ proto: IPProtocol, _ kind: ServiceAddress.Kind, _ comment: String, chain: ChainID
  ) {
    found.append(
      ServiceAddress(
        service: ServiceName.of(comment: comment), address: address, port: port, proto: proto, kind: kind, mode: .iptables,
        family: ruleset.family,
        affinitySeconds: affinity(of: chain, depth: 0), chain: ruleset.name(of: chain), refusal: nil, proxyPort: nil, input: input,
        rule: rule, line: nil))
  }
  /// The seconds of the first `recent` rule in a chain, or in one that it leads to: from KUBE-FW to KUBE-EXT to KUBE-SVC.
  private mutating func affinity(of chain: ChainID, depth: Int) -> Int? {
    if let known = affinities.chains.place(of: chain) { return affinities.seconds[known] }
    var result: Int?
    for raw in ruleset[chain].rules where result == nil {
      let rule = RuleID(raw: raw)
      if let seconds = ruleset.header(of: ruleset[rule]).recheckSeconds {
        result = Int(seconds)
      } else if let next = jump(of: rule), depth < 3, ChainName.role(of: ruleset.name(of: next)) != nil {
        result = affinity(of: next, depth: depth + 1)
      }
    }
    affinities.chains.insert(chain)
    affinities.seconds.append(result)
    return result
  }

  /// `N has no endpoints`: the filter table refuses what nat does not translate.
  private mutating func readRefusal(_ rule: RuleID, _ header: RuleHeader, _ kind: ServiceAddress.Kind) {
    let refusal: ServiceAddress.Refusal
    switch ruleset[rule].target {
    case .reject: refusal = .reject
    case .drop: refusal = .drop
    default: return
    }
    let comment = comment(header), address = host(header)
    guard comment.contains("endpoints"), let port = singlePort(header), let proto = header.proto,
      address != nil || header.wantsLocalDestination
    else {
      return
    }
    found.append(
      ServiceAddress(
        service: ServiceName.of(comment: comment), address: address, port: port, proto: proto, kind: address == nil ? .nodePort : kind,
        mode: .iptables, family: ruleset.family, affinitySeconds: nil, chain: nil, refusal: refusal, proxyPort: nil, input: input,
        rule: rule, line: nil))
  }

  // MARK: Userspace mode

  private mutating func readProxied(_ rule: RuleID, _ header: RuleHeader, _ kind: ServiceAddress.Kind) {
    let proxyPort: UInt16?
    switch ruleset[rule].target {
    case .redirect(let target): proxyPort = target.port
    case .dnat(let target): proxyPort = target.endpoint(in: ruleset.tables)?.port
    default: return
    }
    let address = host(header)
    guard let port = singlePort(header), let proto = header.proto, address != nil || kind == .nodePort else { return }
    found.append(
      ServiceAddress(
        service: ServiceName.of(comment: comment(header)), address: address, port: port, proto: proto, kind: kind, mode: .userspace,
        family: ruleset.family,
        affinitySeconds: nil, chain: nil, refusal: nil, proxyPort: proxyPort, input: input, rule: rule, line: nil))
  }
}
