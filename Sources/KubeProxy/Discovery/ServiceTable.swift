public import PacketPath

/// Every address of every Service that the rules know, in iptables and userspace mode, and every virtual server of IPVS.
///
/// Host ports of pods (KUBE-HOSTPORTS) are no Services and are left out.
public struct ServiceTable: Sendable {
  /// In the order of the rules, and then of the virtual servers.
  public private(set) var addresses: [ServiceAddress] = []
  /// The node's addresses at which node ports are served, where kube-proxy was started with `--nodeport-addresses`; empty: at all of them.
  public private(set) var nodePortAddresses: [Address] = []
  /// Of each address, in the same order.
  private var keys = OrderedSet<Key>()
  private var byService = OrderedMap<String, [Int]>()

  private struct Key: Hashable {
    var address: Address?, port: UInt16, proto: IPProtocol
    var mode: ServiceAddress.Mode
    var family: IPFamily
  }

  /// `facts`: for virtual servers, and the sets that tell what their addresses are.
  public init(_ rulesets: [Ruleset], facts: NodeFacts = NodeFacts()) {
    for (input, ruleset) in rulesets.enumerated() {
      var reader = ServiceRuleReader(ruleset, input: input)
      reader.read()
      nodePortAddresses += reader.nodePortAddresses.filter { !nodePortAddresses.contains($0) }
      for address in reader.found { add(address) }
    }
    for address in VirtualServerReader(facts).addresses { add(address) }
    for (index, address) in addresses.enumerated() {
      if let service = address.service { byService[Self.withoutPort(service), default: []].append(index) }
    }
  }
  public init(_ ruleset: Ruleset) { self.init([ruleset]) }

  /// Several rules of one address make one: its first rule counts, and what the others add is added.
  private mutating func add(_ new: ServiceAddress) {
    let key = Key(address: new.address, port: new.port, proto: new.proto, mode: new.mode, family: new.family)
    guard let place = keys.place(of: key) else {
      keys.insert(key)
      addresses.append(new)
      return
    }
    if addresses[place].chain == nil && new.chain != nil {
      let refusal = addresses[place].refusal
      addresses[place] = new
      addresses[place].refusal = refusal
    }
    if addresses[place].service == nil { addresses[place].service = new.service }
    if addresses[place].refusal == nil { addresses[place].refusal = new.refusal }
  }

  // MARK: Looking up

  static func withoutPort(_ name: String) -> String { String(name.prefix { $0 != ":" }) }

  /// The addresses of `namespace/name`, of all its ports, or of `namespace/name:PORT`, where PORT is a number or the port's name.
  ///
  /// A number is the Service's own port, by which its node ports are found too; or else a node port. Cluster IPs come first.
  public func addresses(of name: String) -> [ServiceAddress] {
    let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
    guard let service = parts.first else { return [] }
    let all = (byService[service] ?? []).map { addresses[$0] }
    let found: [ServiceAddress]
    if parts.count < 2 {
      found = all
    } else if let number = UInt16(parts[1]) {
      let direct = all.filter { $0.port == number && $0.kind != .nodePort }
      let names = Set(direct.map(\.service))
      found = direct.isEmpty ? all.filter { $0.port == number } : direct + all.filter { $0.kind == .nodePort && names.contains($0.service) }
    } else {
      found = all.filter { $0.service == name }
    }
    return found.enumerated().sorted { (rank($0.element.kind), $0.offset) < (rank($1.element.kind), $1.offset) }.map(\.element)
  }
  private func rank(_ kind: ServiceAddress.Kind) -> Int { ServiceAddress.Kind.allCases.firstIndex(of: kind) ?? 0 }

  /// What a destination belongs to: its own address, else a node port. `isLocal`: whether it is one of the node's own addresses.
  public func address(at destination: Address, port: UInt16, proto: IPProtocol, isLocal: Bool = false) -> ServiceAddress? {
    func find(_ address: Address?, _ mode: ServiceAddress.Mode) -> ServiceAddress? {
      let key = Key(address: address, port: port, proto: proto, mode: mode, family: destination.family)
      return keys.place(of: key).map { addresses[$0] }
    }
    if let own = find(destination, .iptables) ?? find(destination, .userspace) ?? find(destination, .ipvs) {
      return own
    }
    return isLocal ? find(nil, .iptables) ?? find(nil, .userspace) : nil
  }
}
