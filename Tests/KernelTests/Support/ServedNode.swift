#if os(Linux)

  import KernelHarness
  import KubeProxy
  import PacketPath
  import TestSupport

  /// A node of kube-proxy in ipvs mode, by its texts, and packets to everything that it serves.
  struct ServedNode {
    var addresses: String, routes: String, ipset: String, ipvsadm: String, iptables: String, ip6tables: String
    var sysctls = ""

    /// One that is made up.
    init(_ options: SyntheticCluster.Options) {
      let texts = ClusterTexts(SyntheticCluster(options))
      func text(_ file: ClusterTexts.File) -> String {
        texts.files.contains(file) ? String(decoding: texts.bytes(file), as: UTF8.self) : ""
      }
      (addresses, routes, ipset) = (text(.addresses), text(.routes), text(.ipsetSave))
      (ipvsadm, iptables, ip6tables) = (text(.ipvsadm), text(.iptablesSave), text(.ip6tablesSave))
    }
    /// A capture.
    init(capture: String) throws {
      func text(_ name: String) throws -> String { try Corpus.string("captures/\(capture)/\(name)") }
      (addresses, routes, ipset) = (try text("addresses.txt"), try text("routes.txt"), try text("input.ipset"))
      (ipvsadm, iptables, ip6tables) = (try text("input.ipvsadm"), try text("input.rules"), "")
      sysctls = try text("input.sysctl")
    }

    private var servers: [VirtualServer] { IPVSAdmParser.parse(SourceText(ipvsadm)).value.all }

    func scenario(_ name: String, _ family: IPFamily, seed: UInt64, packets count: Int) -> GuestScenario {
      var scenario = GuestScenario(name: name)
      scenario.ip = ipLines
      for (key, value) in settings where !key.contains("bridge") { scenario.sysctls.append((key, value)) }
      (scenario.ipset, scenario.ipvsadm, scenario.iptables, scenario.ip6tables) = (ipset, ipvsadm, iptables, ip6tables)
      var draw = Draw(seed: seed)
      var packets = 0
      while packets < count {
        let packet = packet(family, &draw)
        scenario.events.append(.packet(packet))
        // What an answer of SCTP must carry to be one, the guest does not know.
        if packet.proto != KernelPacket.ProtocolNumber.sctp { scenario.events.append(.answer(packets, [.syn, .ack])) }
        packets += 1
        // No process of the node has such a connection: its answer is reset.
        if case .local = packet.arrival { continue }
        guard packet.proto == KernelPacket.ProtocolNumber.tcp, draw.isOnce(in: 3) else { continue }
        scenario.events += [.next(packets - 1, .ack), .answer(packets - 1, .ack)]
        packets += 1
      }
      return scenario
    }
    private var settings: [(String, String)] {
      [("net.ipv4.vs.conntrack", "1"), ("net.netfilter.nf_conntrack_tcp_be_liberal", "1")]
        + sysctls.split(separator: "\n").compactMap { line in
          let parts = line.split(separator: "=").map { $0.split(separator: " ").joined() }
          return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
    }
    /// The devices' addresses, and routes that do not come with them.
    private var ipLines: [String] {
      let devices = AddressesParser.parse(SourceText(addresses)).value
      var lines = ["link add kube-ipvs0 type dummy"]
      for own in devices.addresses ?? []
      where ["eth0", "cni0", "kube-ipvs0"].contains(own.interface.description) && !own.address.isLinkLocal {
        lines.append("addr add \(own.address)/\(own.length) dev \(own.interface)" + (own.address.family == .ipv6 ? " nodad" : ""))
      }
      for line in routes.split(separator: "\n") where line.contains(" via ") {
        // A TUN device has no neighbours.
        let words = line.split(separator: " ").prefix { $0 != "proto" && $0 != "metric" && $0 != "pref" }.joined(separator: " ")
        lines.append("route add \(words) onlink")
      }
      return lines
    }

    // MARK: Packets

    /// From a pod, itself perhaps an endpoint, from the node, or from outside; to something that is served, or to a port beside it.
    private func packet(_ family: IPFamily, _ draw: inout Draw) -> KernelPacket {
      let served = servers.filter { $0.family == family }
      guard case .address(let address, let port, let proto) = draw.pick(served).selector else {
        preconditionFailure("kube-proxy uses no marks")
      }
      let asked = draw.isOnce(in: 12) ? port &+ 1 : port
      let destination = KernelAddress(address.description)!
      let source: KernelAddress, arrival: KernelPacket.Arrival
      switch draw.number(1...10) {
      case 1...4:
        let pods = localPods(family)
        let ends = pods.filter { pod in
          served.contains { $0.selector == .address(address, port: port, proto: proto) && $0.realServers.contains { $0.address == pod } }
        }
        let pod =
          !ends.isEmpty && draw.isOnce(in: 2) ? draw.pick(ends) : draw.isOnce(in: 2) || pods.isEmpty ? stranger(family) : draw.pick(pods)
        (source, arrival) = (KernelAddress(pod.description)!, .interface("cni0"))
      case 5...6:
        // As the kernel chooses: the virtual address itself, which is local.
        (source, arrival) = (destination, .local())
      default:
        (source, arrival) = (client(address, family, &draw), .interface("eth0"))
      }
      return KernelPacket(
        arrival, proto: proto.rawValue, source: source, UInt16(draw.number(1024...65535)), destination: destination, asked)
    }
    private func network(_ family: IPFamily) -> InterfaceAddress? {
      AddressesParser.parse(SourceText(addresses)).value.addresses?.first {
        $0.interface.description == "cni0" && $0.address.family == family
      }
    }
    /// Endpoints on this node.
    private func localPods(_ family: IPFamily) -> [Address] {
      guard let own = network(family) else { return [] }
      let network = Network(own.address, length: own.length)
      var pods: [Address] = []
      for server in servers.flatMap(\.realServers) where network.contains(server.address) && !pods.contains(server.address) {
        pods.append(server.address)
      }
      return pods
    }
    /// A pod of this node that is nobody's endpoint.
    private func stranger(_ family: IPFamily) -> Address {
      let own = network(family)!
      return Address(own.address.bits - 1 + 249, family)
    }
    /// A client outside, one of those that a load balancer's source ranges let in, if it has any.
    private func client(_ address: Address, _ family: IPFamily, _ draw: inout Draw) -> KernelAddress {
      let ranges = ipset.split(separator: "\n").compactMap { line -> Address? in
        guard line.contains("SOURCE-CI"), line.contains(" \(address),"), let range = line.split(separator: ",").last else { return nil }
        return Network(String(range)).map { Address($0.address + 5, family) }
      }
      if !ranges.isEmpty && draw.isOnce(in: 2) { return KernelAddress(draw.pick(ranges).description)! }
      return KernelAddress(family == .ipv4 ? "198.51.100.\(draw.number(1...9))" : "2001:db8:9::\(draw.number(1...9))")!
    }
  }

#endif
