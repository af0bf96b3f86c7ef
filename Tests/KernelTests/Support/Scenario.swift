#if os(Linux)

  import KernelHarness
  import PacketPath

  /// A node and packets to be put before it, for the kernel and for the simulator. It holds rules of one family.
  struct Scenario: Sendable {
    var node: KernelNode
    var isIPv6: Bool
    var packets: [KernelPacket] = []
    /// Whether the packets follow each other, each with what those before it left behind; else each is a first packet.
    var isSequence = false

    /// The rules of the scenario's family, as `iptables-restore` reads them.
    var rules: String {
      get { (isIPv6 ? node.ip6tables : node.iptables) ?? "" }
      set { if isIPv6 { node.ip6tables = newValue } else { node.iptables = newValue } }
    }

    /// The same of the other engine; empty: it holds none.
    var rulesBeside: String {
      get { (isIPv6 ? node.beside?.ip6tables : node.beside?.iptables) ?? "" }
      set {
        let text = newValue.isEmpty ? nil : newValue
        node.beside = text.map { isIPv6 ? .init(ip6tables: $0) : .init(iptables: $0) }
      }
    }
    /// The engines that hold rules, in the order in which they are asked at equal priority: the one that registered last is first
    /// (nf_hook_entries_grow in netfilter/core.c).
    var backends: [KernelBackend] { node.beside == nil ? [node.backend] : [node.backend.other, node.backend] }
    /// The rules as the simulator reads them, in the same order.
    var rulesets: [Ruleset] {
      backends.map { backend in
        let text = SourceText(backend == node.backend ? rules : rulesBeside)
        var ruleset = IPTablesSaveParser.parse(text, family: isIPv6 ? .ipv6 : .ipv4)
        ruleset.headerBackend = backend.simulated
        return ruleset
      }
    }
    var needsConntrack: Bool { rulesets.contains(where: \.needsConntrack) }

    /// Lets the kernel track connections only if a rule makes it, as the simulator has it.
    mutating func tracksConnectionsIfNeeded() { node.tracksConnections = needsConntrack }

    func simulator(_ facts: NodeLines) -> Simulator { Simulator(simulatedNode(facts)) }
    /// The simulator's node. `facts` are what the kernel printed about the same node (``NodeLines``).
    func simulatedNode(_ facts: NodeLines) -> Node {
      var known = facts.facts
      for (name, value) in node.sysctls { known.sysctls[name] = value }
      if let sets = node.ipset { known.sets = IPSetSaveParser.parse(SourceText(sets)).sets }
      return Node(rulesets: rulesets, facts: known, backend: node.backend.simulated)
    }
  }

  extension KernelBackend {
    var simulated: Backend { self == .nft ? .nft : .legacy }
  }

  extension Packet {
    /// The packet that the kernel is given, in the simulator's terms.
    init(_ packet: KernelPacket) {
      let family: IPFamily = packet.isIPv6 ? .ipv6 : .ipv4
      func address(_ bytes: [UInt8]) -> Address { Address(bytes.reduce(0) { $0 << 8 | UInt128($1) }, family) }
      self.init(
        from: address(packet.source.bytes), to: address(packet.destination.bytes), port: packet.destinationPort,
        proto: IPProtocol(rawValue: packet.proto))
      if proto.hasPorts { sourcePort = PortRange(packet.sourcePort) } else { destinationPort = 0 }
      if proto == .tcp { tcpFlags = TCPFlags(rawValue: packet.tcpFlags.rawValue) }
      if proto == .sctp { sctpChunks = SCTPChunks(type: Int(packet.sctpChunk.rawValue)) }
      if proto == .icmp || proto == .icmpv6 { (icmpType, icmpCode) = (packet.icmpType, packet.icmpCode) }
      (mark, ttl, tos) = (packet.mark, packet.ttl, packet.tos)
      length = UInt32(packet.encodedLength)
      switch packet.arrival {
      case .interface(let name, let sourceMAC):
        inInterface = InterfaceName(name) ?? .unknown
        mac = (sourceMAC ?? "02:ff:00:00:00:01").split(separator: ":").reduce(0) { $0 << 8 | (UInt64($1, radix: 16) ?? 0) }
      case .local(let uid, let gid):
        isLocal = true
        (self.uid, self.gid) = (uid, gid)
      }
    }
  }

#endif
