public import PacketPath

/// What rules tell of the addresses around them, gathered in one pass over rules, or over the outline of a text.
public struct RuleEvidence: Sendable {
  /// What DNAT rules lead to, but kube-proxy's own address in userspace mode.
  private(set) var endpoints: [AddressSet] = []
  /// Addresses of the node that kube-proxy wrote down.
  private(set) var nodeAddresses = AddressIndex()
  /// What kube-proxy takes for the pods' addresses: `! -s RANGE … -j KUBE-MARK-MASQ`, `-s RANGE … -j KUBE-SVC-…`. The most frequent first.
  private(set) var podRanges: [Network] = []
  /// The device by which kube-proxy takes pods to come: `! -i NAME … -j KUBE-MARK-MASQ`; for a prefix, a name that begins so.
  private(set) var podDevice: InterfaceName?
  private var hosts: [AddressSet] = []
  private var networks = OrderedSet<Network>()

  /// Chains whose jumps an outline must note, to be evidence.
  public static let notedChains = ["KUBE-MARK-MASQ", "KUBE-NODEPORTS"]

  init(_ rulesets: [Ruleset]) { self.init(rulesets, outlines: []) }
  /// The same from texts of which only an outline was read, noting ``notedChains``.
  public init(_ rulesets: [Ruleset], outlines: [RulesetOutline]) {
    var ranges = Tally()
    for ruleset in rulesets { read(ruleset, &ranges) { _ in 1 } }
    for outline in outlines {
      hosts += outline.mentions.hosts
      endpoints += outline.mentions.translated
      for network in outline.mentions.networks.elements { networks.insert(network) }
      let lines = outline.mentions.tellingLines
      let telling = IPTablesSaveParser.parse(lines, of: outline)
      // A line makes one rule.
      read(telling, &ranges) { lines.indices.contains($0) ? lines[$0].count : 1 }
    }
    podRanges = zip(ranges.networks.elements, ranges.counts).sorted { a, b in
      (b.1, a.0.address, a.0.mask) < (a.1, b.0.address, b.0.mask)
    }.map(\.0)
  }

  /// The addresses of a network that stand in some rule by themselves.
  func used(in network: Network) -> AddressIndex {
    var found = Self.addresses(of: hosts + endpoints, in: network)
    for address in nodeAddresses.addresses where network.contains(address) { found.insert(address) }
    return found
  }
  private static func addresses(of sets: [AddressSet], in network: Network) -> AddressIndex {
    var found = AddressIndex()
    for set in sets { set.forEach(in: network) { found.insert($0) } }
    return found
  }
  /// How many endpoints lie in a network.
  func endpoints(in network: Network) -> Int {
    Self.addresses(of: endpoints, in: network).addresses.count
  }
  /// How many addresses and networks of the rules lie in a network, or around it (but 0.0.0.0/0).
  func mentions(of network: Network) -> Int {
    let around = networks.elements.count {
      $0.mask != 0 && ($0.contains(Address(network.address, network.family)) || network.contains(Address($0.address, $0.family)))
    }
    return around + Self.addresses(of: hosts, in: network).addresses.count
  }

  /// `count`: for how many rules one stands.
  private mutating func read(_ ruleset: Ruleset, _ ranges: inout Tally, count: (Int) -> Int) {
    var hosts = AddressSet(ruleset.family), endpoints = AddressSet(ruleset.family)
    let masquerading = ruleset.chain(named: "KUBE-MARK-MASQ", in: .nat), nodePorts = ruleset.chain(named: "KUBE-NODEPORTS", in: .nat)
    let proxied = ruleset.userspaceHostChains
    var services = OrderedSet<ChainID>(), isService: [Bool] = []
    for (index, rule) in ruleset.rules.enumerated() {
      let header = ruleset.header(of: rule)
      note(header.source?.value, &hosts)
      note(header.destination?.value, &hosts)
      switch rule.target {
      case .dnat(let target):
        guard let address = target.endpoint(in: ruleset.tables)?.address else { continue }
        let isProxied = proxied.contains { ruleset[$0].rules.contains(UInt32(index)) }
        if isProxied { nodeAddresses.insert(address) } else { endpoints.insert(address) }
      case .jump(let chain) where chain == masquerading:
        if let range = header.source?.negated { ranges.add(count(index), to: range) }
        if let pattern = header.inInterface?.negated, podDevice == nil { podDevice = Self.device(pattern) }
      case .jump(let chain) where chain == nodePorts:
        if let network = header.destination?.plain, network.isHost { nodeAddresses.insert(Address(network.address, network.family)) }
      case .jump(let chain):
        guard let range = header.source?.plain, !range.isHost, header.comment != nil else { continue }
        if services.insert(chain) { isService.append(ruleset.name(of: chain).hasPrefix(ChainName.Role.service.rawValue)) }
        // A load balancer's source ranges lead to KUBE-SVC too, under another comment.
        if let place = services.place(of: chain), isService[place], let text = header.comment.map({ ruleset.tables.unquoted($0) }),
          text.hasPrefix("pod traffic for") || text.hasPrefix("Redirect pods")
        {
          ranges.add(count(index), to: range)
        }
      default: break
      }
    }
    self.hosts.append(hosts)
    self.endpoints.append(endpoints)
  }
  private mutating func note(_ network: Network?, _ hosts: inout AddressSet) {
    guard let network else { return }
    if network.isHost { hosts.insert(Address(network.address, network.family)) } else { networks.insert(network) }
  }
  /// How often something was met, by network.
  private struct Tally {
    var networks = OrderedSet<Network>(), counts: [Int] = []
    mutating func add(_ count: Int, to network: Network) {
      if networks.insert(network) { counts.append(0) }
      if let place = networks.place(of: network) { counts[place] += count }
    }
  }
  private static func device(_ pattern: InterfacePattern) -> InterfaceName? {
    let text = pattern.description
    return InterfaceName(text.hasSuffix("+") ? text.dropLast() + "0" : text[...])
  }
}
