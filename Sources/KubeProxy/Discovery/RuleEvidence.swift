public import PacketPath

/// What rules tell of the addresses around them, gathered in one pass over rules, or over the outline of a text.
public struct RuleEvidence: Sendable {
  /// What DNAT rules lead to, but kube-proxy's own address in userspace mode.
  private(set) var endpoints: [AddressList] = []
  /// Addresses of the node that kube-proxy wrote down.
  private(set) var nodeAddresses: Set<Address> = []
  /// What kube-proxy takes for the pods' addresses: `! -s RANGE … -j KUBE-MARK-MASQ`, `-s RANGE … -j KUBE-SVC-…`. The most frequent first.
  private(set) var podRanges: [Network] = []
  /// The device by which kube-proxy takes pods to come: `! -i NAME … -j KUBE-MARK-MASQ`; for a prefix, a name that begins so.
  private(set) var podDevice: InterfaceName?
  private var hosts: [AddressList] = []
  private var networks: Set<Network> = []

  /// Chains whose jumps an outline must note, to be evidence.
  public static let notedChains = ["KUBE-MARK-MASQ", "KUBE-NODEPORTS"]

  init(_ rulesets: [Ruleset]) { self.init(rulesets, outlines: []) }
  /// The same from texts of which only an outline was read, noting ``notedChains``.
  public init(_ rulesets: [Ruleset], outlines: [RulesetOutline]) {
    var ranges: [Network: Int] = [:]
    for ruleset in rulesets { read(ruleset, &ranges) { _ in 1 } }
    for outline in outlines {
      hosts += outline.mentions.hosts
      endpoints += outline.mentions.translated
      networks.formUnion(outline.mentions.networks)
      let lines = outline.mentions.tellingLines
      let telling = IPTablesSaveParser.parse(lines, of: outline)
      // A line makes one rule.
      read(telling, &ranges) { lines.indices.contains($0) ? lines[$0].count : 1 }
    }
    podRanges = ranges.sorted { a, b in (b.value, a.key.address, a.key.mask) < (a.value, b.key.address, b.key.mask) }.map(\.key)
  }

  /// The addresses of a network that stand in some rule by themselves.
  func used(in network: Network) -> Set<Address> {
    (hosts + endpoints).reduce(into: nodeAddresses.filter { network.contains($0) }) { $0.formUnion($1.addresses(in: network)) }
  }
  /// How many endpoints lie in a network.
  func endpoints(in network: Network) -> Int {
    endpoints.reduce(into: Set<Address>()) { $0.formUnion($1.addresses(in: network)) }.count
  }
  /// How many addresses and networks of the rules lie in a network, or around it (but 0.0.0.0/0).
  func mentions(of network: Network) -> Int {
    let around = networks.count {
      $0.mask != 0 && ($0.contains(Address(network.address, network.family)) || network.contains(Address($0.address, $0.family)))
    }
    return around + hosts.reduce(into: Set<Address>()) { $0.formUnion($1.addresses(in: network)) }.count
  }

  /// `count`: for how many rules one stands.
  private mutating func read(_ ruleset: Ruleset, _ ranges: inout [Network: Int], count: (Int) -> Int) {
    var hosts = AddressList(ruleset.family), endpoints = AddressList(ruleset.family)
    let masquerading = ruleset.chain(named: "KUBE-MARK-MASQ", in: .nat), nodePorts = ruleset.chain(named: "KUBE-NODEPORTS", in: .nat)
    let proxied = ["KUBE-PORTALS-HOST", "KUBE-NODEPORT-HOST"].compactMap { ruleset.chain(named: $0, in: .nat) }.map { ruleset[$0].rules }
    var services: [ChainID: Bool] = [:]
    for (index, rule) in ruleset.rules.enumerated() {
      let header = ruleset.header(of: rule)
      for wanted in [header.source, header.destination] {
        guard let network = wanted?.value else { continue }
        if network.isHost { hosts.append(Address(network.address, network.family)) } else { networks.insert(network) }
      }
      switch rule.target {
      case .dnat(let target):
        guard let address = target.endpoint(in: ruleset.tables)?.address else { continue }
        if proxied.contains(where: { $0.contains(UInt32(index)) }) { nodeAddresses.insert(address) } else { endpoints.append(address) }
      case .jump(let chain) where chain == masquerading:
        if let range = header.source?.negated { ranges[range, default: 0] += count(index) }
        if let pattern = header.inInterface?.negated, podDevice == nil { podDevice = Self.device(pattern) }
      case .jump(let chain) where chain == nodePorts:
        if let network = header.destination?.plain, network.isHost { nodeAddresses.insert(Address(network.address, network.family)) }
      case .jump(let chain):
        guard let range = header.source?.plain, !range.isHost, header.comment != nil else { continue }
        let isService = services[chain] ?? ruleset.name(of: chain).hasPrefix(ChainName.Role.service.rawValue)
        services[chain] = isService
        // A load balancer's source ranges lead to KUBE-SVC too, under another comment.
        if isService, let text = header.comment.map({ ruleset.tables.unquoted($0) }),
          text.hasPrefix("pod traffic for") || text.hasPrefix("Redirect pods")
        {
          ranges[range, default: 0] += count(index)
        }
      default: break
      }
    }
    self.hosts.append(hosts)
    self.endpoints.append(endpoints)
  }
  private static func device(_ pattern: InterfacePattern) -> InterfaceName? {
    let text = pattern.description
    return InterfaceName(text.hasSuffix("+") ? text.dropLast() + "0" : text[...])
  }
}
