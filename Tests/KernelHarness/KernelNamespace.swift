#if os(Linux)

  import KernelShim

  /// A node in a network namespace of its own, in the real kernel, to which packets are sent one at a time.
  ///
  /// Not for use by several threads at once; any number of namespaces may exist side by side. With the last reference to it the namespace is
  /// gone, and everything in it: devices, rules, sets, connections. Nothing outside was changed.
  ///
  /// ```swift
  /// var node = KernelNode(backend: .nft, interfaces: [.init("eth0", ["192.168.0.10/24"]), .init("cni0", ["10.244.1.1/24"])])
  /// node.routes = ["default via 192.168.0.1 dev eth0"]
  /// node.iptables = rules
  /// let namespace = try KernelNamespace(node)
  /// let seen = try namespace.send(KernelPacket(.interface("eth0"), source: "203.0.113.9", destination: "10.0.1.175", 80))
  /// seen.path     // ["nat:PREROUTING:rule:1", ...]
  /// seen.verdict  // .forwarded
  /// seen.out      // source, ports, mark, device
  /// ```
  package final class KernelNamespace {
    package private(set) var node: KernelNode

    private let namespace: NetworkNamespace
    /// What the kernel tells; and, apart from it, questions with their answers.
    private let events: NetlinkSocket
    private let requests: NetlinkSocket
    private let taps: [String: TapDevice]
    private var decoder = EventDecoder()
    private var senders: [Sender: Descriptor] = [:]
    private var lastLabel: UInt32 = 0
    private var markLabels: [UInt32: UInt32] = [:]
    /// How many unroutable packets each source has sent.
    private var unroutable: [KernelAddress: Int] = [:]
    private var kept: [ConntrackEntry] = []
    private var frame = [UInt8](repeating: 0, count: 1 << 16)

    private struct Sender: Hashable {
      var source: KernelAddress
      var uid: UInt32
      var gid: UInt32
    }

    /// Builds the node. Throws ``KernelHarnessError`` with the tool's own words if rules, sets, routes or sysctls are refused.
    package init(_ node: KernelNode) throws {
      self.node = node
      let namespace = try NetworkNamespace()
      self.namespace = namespace
      (events, requests, taps, decoder) = try namespace.run {
        let events = try NetlinkSocket()
        let requests = try NetlinkSocket()
        try NodeSetup.writeDefaults()
        let taps = try NodeSetup.makeTaps(node.interfaces)
        try NodeSetup.configure(node, taps)
        try toolOutput(["nft", "-f", "-"], input: Probe.rules(tracksConnections: node.tracksConnections))
        for (name, value) in node.sysctls { try NodeSetup.writeSysctl(name, value) }
        var decoder = EventDecoder()
        decoder.inventory = try NodeSetup.load(node, requests)
        decoder.interfaceNames = NodeSetup.interfaceNames(["lo"] + taps.keys)
        try Probe.listen(events, backends: Set(node.ruleTexts.map(\.backend)))
        return (events, requests, taps, decoder)
      }
    }

    /// Puts one packet before the kernel and waits until it is through with it.
    ///
    /// Afterwards the connections it opened are forgotten, unless `keepsConnections`: then the next packet finds them.
    package func send(_ packet: KernelPacket, keepsConnections: Bool = false) throws -> KernelObservation {
      _ = try events.receive()
      decoder.forgetPackets()
      let bytes = packet.encoded(label: try label(for: packet))
      guard let identity = PacketIdentity(network: bytes[...], transport: nil) else { throw KernelHarnessError("not an IP packet") }
      var builder = ObservationBuilder(sent: identity, isLocal: packet.isLocal)
      let sendError = try inject(packet, bytes)
      try collect(into: &builder)
      try emptyTaps(builder.observation)
      kept += builder.observation.conntrack
      if !keepsConnections { try forgetConnections() }
      var observation = builder.finished(sendError: sendError, inventory: decoder.inventory)
      if observation.verdict == .unroutable, !packet.isIPv6, !packet.isLocal {
        unroutable[packet.source, default: 0] += 1
        observation.answerMayBeWithheld = observation.answer == nil && unroutable[packet.source, default: 0] > 5
      }
      return observation
    }

    /// Puts other rules in the place of those of the same tables. Connections, lists and sets stay.
    package func replaceRules(iptables: String?, ip6tables: String?) throws {
      (node.iptables, node.ip6tables) = (iptables, ip6tables)
      decoder.inventory = try namespace.run { try NodeSetup.loadRules(node, requests) }
    }

    /// Deletes every connection that packets of this namespace have opened.
    package func forgetConnections() throws {
      for entry in kept {
        // ENOENT: it has ended by itself (a reset, a timeout).
        try requests.perform(entry.deletion, ignoring: 2, "deleting a connection")
      }
      kept.removeAll(keepingCapacity: true)
    }

    /// What the counters of `node.backend`'s rules say. They count answers of the kernel too.
    package func counters() throws -> [KernelCounter] {
      try namespace.run {
        try [(node.iptables, false), (node.ip6tables, true)].filter { $0.0 != nil }
          .flatMap { try KernelCounter.read(toolOutput([node.backend.tool("save", isIPv6: $0.1), "-c"]), isIPv6: $0.1) }
      }
    }

    /// Runs a tool inside the namespace (`["ipset", "save"]`, `["ip", "-j", "address"]`) and returns what it printed; throws if it fails.
    /// It must not change the rules: their numbers were taken down when they were loaded.
    @discardableResult
    package func tool(_ arguments: [String], input: String = "") throws -> String {
      try namespace.run { try toolOutput(arguments, input: input) }
    }

    private func collect(into builder: inout ObservationBuilder) throws {
      repeat {
        for message in try events.receive() {
          for event in decoder.events(message) { builder.add(event) }
        }
        // Sending and arriving are done when the call returns, but what goes over lo waits for the processor's own queue.
      } while builder.underwayOnLoopback > 0 && events.isReadable(within: 5)
    }

    /// The errno of a local sender.
    private func inject(_ packet: KernelPacket, _ bytes: [UInt8]) throws -> Int32? {
      switch packet.arrival {
      case .interface(let name, let sourceMAC):
        guard let tap = taps[name] else { throw KernelHarnessError("the node has no \(name) on which a packet could arrive") }
        let mac = try ethernetAddress(sourceMAC ?? "02:ff:00:00:00:01")
        try tap.descriptor.write(packet.frame(bytes, from: mac, to: tap.mac, broadcasts: node.broadcasts(of: name)))
        return nil
      case .local(let uid, let gid):
        let sender = try descriptor(of: Sender(source: packet.source, uid: uid, gid: gid))
        _ = try checked(kernel_set_mark(sender.number, packet.mark), "a socket's mark")
        if !packet.isIPv6 { _ = try checked(kernel_set_tos(sender.number, Int32(packet.tos)), "a socket's type of service") }
        // The shim reads `bytes.count` bytes of the packet and as many of the address as its family has.
        let result = unsafe kernel_send_packet(
          sender.number, bytes, Int32(bytes.count), packet.destination.bytes, packet.isIPv6 ? 1 : 0, try scope(of: packet))
        return result < 0 ? -result : nil
      }
    }

    /// The index of the device that a link-local destination needs: without it the kernel would refuse, whatever the routes are.
    private func scope(of packet: KernelPacket) throws -> UInt32 {
      let bytes = packet.destination.bytes
      guard packet.isIPv6, bytes[0] == 0xFF || (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80) else { return 0 }
      guard let index = decoder.interfaceNames.first(where: { $0.value == packet.scope })?.key else {
        throw KernelHarnessError("\(packet.destination) needs a scope: the device to send over")
      }
      return index
    }

    private func descriptor(of sender: Sender) throws -> Descriptor {
      if let known = senders[sender] { return known }
      let made = try namespace.run {
        let socket = Descriptor(try checked(kernel_open_raw_socket(sender.source.isIPv6 ? 1 : 0, sender.uid, sender.gid), "a raw socket"))
        // The shim reads as many bytes of the address as its family has. What nobody can bind to is sent all the same.
        _ = unsafe kernel_bind_source(socket.number, sender.source.bytes, sender.source.isIPv6 ? 1 : 0)
        return socket
      }
      senders[sender] = made
      return made
    }

    /// The identification of the next packet: for one that arrives marked, that which the probe knows the mark by.
    private func label(for packet: KernelPacket) throws -> UInt32 {
      guard packet.mark != 0, !packet.isLocal else {
        lastLabel = lastLabel % (Probe.firstMarkLabel - 1) + 1
        return lastLabel
      }
      if let known = markLabels[packet.mark] { return known }
      let label = Probe.firstMarkLabel + UInt32(markLabels.count)
      guard label <= 0xFFFF else { throw KernelHarnessError("too many different marks in one namespace") }
      try tool(["nft", "-f", "-"], input: Probe.addMark(packet.mark, label: label))
      markLabels[packet.mark] = label
      return label
    }

    /// Reads the frames that left, so that no device's queue fills up. What was in them, POSTROUTING has told.
    private func emptyTaps(_ observation: KernelObservation) throws {
      for name in Set(observation.emitted.map(\.interface)) {
        while let tap = taps[name], try tap.descriptor.readPacket(into: &frame) != nil {}
      }
    }
  }

  extension KernelPacket {
    package var isLocal: Bool {
      if case .local = arrival { true } else { false }
    }
  }

#endif
