public import PacketPath

/// From where a packet comes, in the words of `--from`.
public enum Vantage: String, Sendable, Hashable, CaseIterable {
  /// A pod of this node, by the device that its network has here.
  case pod
  /// A process on the node itself.
  case node
  /// A client outside of the cluster.
  case outside
}

/// A packet that stands for a vantage, and how its source was chosen.
public struct ChosenPacket: Sendable {
  public var packet: Packet
  /// `10.244.1.5, inferred from the pod network of cni0, arriving on cni0`
  public var explanation: String
}

/// Chooses packets for ``Vantage``s: always the same for the same inputs.
///
/// A source is inferred from the inputs, is never an endpoint nor inside a host-length prefix of a rule, and for a pod and a client never
/// one of the node's addresses. Choosing needs a pass over the rules, once. Without the node's addresses, that the source of a local packet
/// is local and that of another is not, is for ``PacketPath/Simulator`` to know of each packet by itself.
public struct VantagePoints: Sendable {
  /// What is known of the node. Sources were chosen by its addresses and routes: other ones need other vantage points.
  public var facts: NodeFacts
  private let evidence: RuleEvidence
  /// For each vantage and family.
  private var sources: [[Candidate]] = []

  private struct Candidate: Sendable {
    var address: Address
    var reason: String
    /// Nil: the route back tells.
    var device: InterfaceName?
  }

  public init(_ rulesets: [Ruleset], facts: NodeFacts) { self.init(RuleEvidence(rulesets), facts: facts) }
  public init(_ evidence: RuleEvidence, facts: NodeFacts) {
    self.facts = facts
    self.evidence = evidence
    for family in IPFamily.allCases { for vantage in Vantage.allCases { sources.append(candidates(vantage, family)) } }
  }

  /// Every source that may be chosen, but those that a route gives.
  public var sourceAddresses: [Address] { sources.flatMap { $0.map(\.address) } }

  /// A packet from a vantage to a destination.
  public func packet(from vantage: Vantage, to destination: Address, port: UInt16 = 0, proto: IPProtocol = .tcp) -> ChosenPacket {
    let chosen = vantage == .node ? nodeSource(towards: destination) : source(vantage, otherThan: destination)
    var packet = Packet(from: chosen.address, to: destination, port: port, proto: proto)
    var text = "\(chosen.address), \(chosen.reason)"
    if vantage == .node {
      packet.isLocal = true
    } else {
      packet.inInterface = chosen.device ?? device(towards: chosen.address)
      text += packet.inInterface.isUnknown ? ", by an unknown device" : ", arriving on \(packet.inInterface)"
    }
    return ChosenPacket(packet: packet, explanation: text)
  }
  /// A packet from an address: of a process on the node if the node owns it, else it arrives on the device of its reverse route.
  public func packet(from source: Address, to destination: Address, port: UInt16 = 0, proto: IPProtocol = .tcp) -> ChosenPacket {
    var packet = Packet(from: source, to: destination, port: port, proto: proto)
    packet.isLocal = facts.isLocal(source) == .yes
    if !packet.isLocal { packet.inInterface = device(towards: source) }
    return ChosenPacket(packet: packet, explanation: "\(source), as given")
  }
  private func source(_ vantage: Vantage, otherThan destination: Address) -> Candidate {
    let vantages = Vantage.allCases, place = vantages.firstIndex(of: vantage) ?? 0
    let all = sources[(destination.family == .ipv4 ? 0 : vantages.count) + place]
    return all.first { $0.address != destination } ?? all.first
      ?? Candidate(address: .any(destination.family), reason: "no address is free")
  }
  /// The device by which the node would answer.
  private func device(towards address: Address) -> InterfaceName {
    if case .unicast(let device, _, _) = facts.route(to: RouteQuery(destination: address)) { return device }
    return .unknown
  }

  // MARK: The node

  /// The source that the kernel would choose; without addresses, a plausible one.
  private func nodeSource(towards destination: Address) -> Candidate {
    if !facts.knowsAddresses(of: destination.family) {
      let known = facts.isLocal(destination) == .yes
      if known { return Candidate(address: destination, reason: "the destination itself, an address of this node") }
      return source(.node, otherThan: destination)
    }
    if case .address(let address) = facts.sourceAddress(towards: destination) {
      return Candidate(
        address: address, reason: address == destination ? "the destination itself, an address of this node" : "as its route has it")
    }
    return source(.node, otherThan: destination)
  }

  // MARK: Candidates

  /// At least one, better two: one may be the packet's destination.
  private func candidates(_ vantage: Vantage, _ family: IPFamily) -> [Candidate] {
    switch vantage {
    case .pod: podCandidates(family)
    case .node: nodeCandidates(family)
    case .outside: outsideCandidates(family)
    }
  }
  private func firstFree(in networks: [PodNetwork], count: Int) -> [Candidate] {
    var result: [Candidate] = []
    for network in networks {
      var used = evidence.used(in: network.network)
      for own in facts.addresses ?? [] { used.insert(own.address) }
      for address in network.hosts where !used.contains(address) {
        result.append(Candidate(address: address, reason: network.reason, device: network.device))
        if result.count == count { return result }
      }
    }
    return result
  }
  private func podCandidates(_ family: IPFamily) -> [Candidate] {
    firstFree(in: PodNetwork.all(family, evidence, facts), count: 2)
  }
  private func nodeCandidates(_ family: IPFamily) -> [Candidate] {
    if let own = facts.addresses, facts.knowsAddresses(of: family) {
      let usable = own.filter { $0.address.family == family && $0.scope == .global && !$0.address.isLoopback }
      let found = (usable.filter { !$0.isSecondary } + usable).first ?? own.first { $0.address.family == family }
      return [Candidate(address: found?.address ?? .loopback(family), reason: "an address of this node")]
    }
    if let told = evidence.nodeAddresses.addresses.filter({ $0.family == family }).min(by: { $0.bits < $1.bits }) {
      return [Candidate(address: told, reason: "the node's address by its rules")]
    }
    let customary = family == .ipv4 ? Network(.v4(192, 168, 0, 0), length: 24) : Network(Address(0x2001_0db8 << 96, .ipv6), length: 64)
    return firstFree(in: [PodNetwork(customary, firstHost: 10, reason: "taken as this node's, for its addresses are not given")], count: 2)
  }
  /// Of the ranges for documentation (RFC 5737, RFC 3849), the one that the rules have least to do with.
  private func outsideCandidates(_ family: IPFamily) -> [Candidate] {
    let networks: [Network] =
      family == .ipv4
      ? [Network(.v4(192, 0, 2, 0), length: 24), Network(.v4(198, 51, 100, 0), length: 24), Network(.v4(203, 0, 113, 0), length: 24)]
      : [0x77, 0x78, 0x79].map { Network(Address(0x2001_0db8 << 96 | UInt128($0) << 80, .ipv6), length: 64) }
    let own = (facts.addresses ?? []).map { Network($0.address, length: $0.length) }
    let ranks = networks.map { network in
      evidence.mentions(of: network) + own.count { $0.contains(Address(network.address, family)) }
    }
    let ranked = networks.enumerated().sorted { (ranks[$0.offset], $0.offset) < (ranks[$1.offset], $1.offset) }
    return firstFree(
      in: ranked.map { PodNetwork($0.element, firstHost: family == .ipv4 ? 77 : 0x77, reason: "of a range for documentation") }, count: 2)
  }
}
