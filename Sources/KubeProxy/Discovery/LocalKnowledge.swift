public import PacketPath

/// What kube-proxy's rules tell of the node, where its addresses and sysctls are not among the inputs.
public enum LocalKnowledge {
  /// Fills in which addresses are the node's and which are not, where `facts` holds no addresses of a family.
  ///
  /// Local: what KUBE-PORTALS-HOST and KUBE-NODEPORT-HOST translate to, kube-proxy's own address. Not local: addresses of Services in
  /// iptables mode, and what DNAT rules lead to otherwise. Costs a pass over the rules.
  ///
  /// `outlines`: of texts whose rulesets hold a part of their rules; of those, what is said of `sources` counts as well.
  public static func fill(
    _ facts: inout NodeFacts, from rulesets: [Ruleset], outlines: [RulesetOutline] = [], askedBy sources: [Address] = []
  ) {
    for ruleset in rulesets where !facts.knowsAddresses(of: ruleset.family) { fill(&facts, from: ruleset) }
    for outline in outlines where !facts.knowsAddresses(of: outline.family) {
      facts.knownRemote.formUnion(
        sources.filter { source in
          !source.isLoopback && outline.mentions.translated.contains { $0.contains(source) }
        })
    }
    facts.knownRemote.subtract(facts.knownLocal)
  }
  private static func fill(_ facts: inout NodeFacts, from ruleset: Ruleset) {
    let hostChains = ruleset.userspaceHostChains
    for (index, rule) in ruleset.rules.enumerated() {
      guard case .dnat(let target) = rule.target, let address = target.endpoint(in: ruleset.tables)?.address, !address.isLoopback else {
        continue
      }
      if hostChains.contains(where: { ruleset[$0].rules.contains(UInt32(index)) }) {
        facts.knownLocal.insert(address)
      } else {
        facts.knownRemote.insert(address)
      }
    }
    for address in serviceAddresses(of: ruleset) { facts.knownRemote.insert(address) }
  }
  /// Cluster, external and load balancer IPs of iptables mode, those without endpoints included.
  private static func serviceAddresses(of ruleset: Ruleset) -> [Address] {
    let names: [(String, Table)] = [("KUBE-SERVICES", .nat), ("KUBE-SERVICES", .filter), ("KUBE-EXTERNAL-SERVICES", .filter)]
    return names.compactMap { ruleset.chain(named: $0.0, in: $0.1) }.flatMap { ruleset[$0].rules }.compactMap { raw in
      let header = ruleset.header(of: ruleset[RuleID(raw: raw)])
      // Without a port it is the node's own address: `-d ADDRESS -j KUBE-NODEPORTS`.
      guard header.destinationPorts != nil, let network = header.destination?.plain, network.isHost else { return nil }
      return Address(network.address, network.family)
    }
  }

  /// A setting of the kernel that the rules let suppose, and why.
  public struct SysctlDefault: Sendable, Hashable {
    public var key: String, value: String
    public var reason: String
  }
  /// What kube-proxy has set, to judge by its rules, and `given` does not tell.
  ///
  /// `route_localnet` is 1 where node ports are served at 127.0.0.1: the jump to KUBE-NODEPORTS does not leave out 127.0.0.0/8 (it does
  /// from 1.26 on, with `--iptables-localhost-nodeports=false`).
  public static func sysctlDefaults(for rulesets: [Ruleset], given: Sysctls = Sysctls()) -> [SysctlDefault] {
    let key = "net.ipv4.conf.all.route_localnet"
    guard given[key] == nil, rulesets.contains(where: servesLocalhost) else { return [] }
    return [SysctlDefault(key: key, value: "1", reason: "kube-proxy's jump to KUBE-NODEPORTS does not leave out 127.0.0.0/8")]
  }
  private static func servesLocalhost(_ ruleset: Ruleset) -> Bool {
    guard ruleset.family == .ipv4, let services = ruleset.chain(named: "KUBE-SERVICES", in: .nat),
      let nodePorts = ruleset.chain(named: "KUBE-NODEPORTS", in: .nat),
      ruleset.chains.contains(where: { $0.table == .nat && ruleset.tables.string($0.name).hasPrefix(ChainName.Role.service.rawValue) })
    else { return false }
    return ruleset[services].rules.contains { raw in
      let rule = ruleset[RuleID(raw: raw)]
      guard case .jump(nodePorts) = rule.target else { return false }
      return ruleset.header(of: rule).destination?.negated?.contains(Address.loopback(.ipv4)) != true
    }
  }
}

extension Ruleset {
  /// Chains of userspace mode that translate what the node itself sends: to kube-proxy's own address.
  var userspaceHostChains: [ChainID] { ["KUBE-PORTALS-HOST", "KUBE-NODEPORT-HOST"].compactMap { chain(named: $0, in: .nat) } }
}
