#if os(Linux)

  /// One thing the kernel told about packets, decoded.
  enum KernelEvent {
    /// A matched rule or a chain's end.
    case step(PacketIdentity, KernelObservation.Step)
    /// A packet at one of the probe's places.
    case place(Probe.Place, ObservedPacket)
    /// A packet's connection state, told right behind conntrack.
    case state(String, PacketIdentity)
    /// A connection that was confirmed.
    case connection(ConntrackEntry)
  }

  /// Decodes the messages of one namespace, whichever of the two engines they are from.
  struct EventDecoder {
    var inventory = RuleInventory()
    var interfaceNames: [UInt32: String] = [:]
    private var nftPackets = NFTablesTrace()

    /// To be called between packets.
    mutating func forgetPackets() { nftPackets.forget() }

    /// What a message tells: mostly one thing.
    mutating func events(_ message: NetlinkMessage) -> [KernelEvent] {
      switch (message.subsystem, message.number) {
      case (.conntrack, 0): ConntrackEntry(message).map { [.connection($0)] } ?? []
      // NFT_MSG_TRACE
      case (.tables, 17): nftPackets.steps(message, inventory)
      // NFULNL_MSG_PACKET
      case (.log, 0): (message.resource == 0 ? legacyStep(message) : probeEvent(message)).map { [$0] } ?? []
      default: []
      }
    }

    /// A log line of the legacy engine: `TRACE: nat:KUBE-SERVICES:rule:3 ` (`trace_packet`, ip_tables.c).
    ///
    /// The kernel calls an unconditional rule with a standard verdict `policy:N` or `return:N`, N being its own number: it takes such a rule
    /// for a chain's end. Only a number behind the last rule is the end.
    private func legacyStep(_ message: NetlinkMessage) -> KernelEvent? {
      let attributes = message.attributes
      guard let prefix = attributes[10]?.text, prefix.hasPrefix("TRACE: "), let payload = attributes[9] else { return nil }
      let parts = prefix.dropFirst(7).split(separator: " ")[0].split(separator: ":")
      guard parts.count >= 4, let number = Int(parts[parts.count - 1]), let identity = PacketIdentity(network: payload, transport: nil)
      else {
        return nil
      }
      let isIPv6 = message.family == 10
      let table = String(parts[0])
      // A chain's name may have colons in it.
      let chain = parts[1..<parts.count - 2].joined(separator: ":")
      let ruleCount = inventory[.legacy, isIPv6, table, chain]?.targets.count ?? 0
      let kind: KernelObservation.Step.Kind
      switch parts[parts.count - 2] {
      case "policy" where number > ruleCount: kind = .policy
      case "return" where number > ruleCount: kind = .return
      default: kind = .rule(number)
      }
      let hook = KernelHook(number: Int(attributes[1]?.byte(2) ?? 99))
      return .step(identity, .init(backend: .legacy, hook: hook, isIPv6: isIPv6, table: table, chain: chain, kind: kind, pass: 1))
    }

    private func probeEvent(_ message: NetlinkMessage) -> KernelEvent? {
      let attributes = message.attributes
      guard message.resource == Probe.group, let prefix = attributes[10]?.text, let payload = attributes[9] else { return nil }
      guard let place = Probe.Place(rawValue: prefix) else {
        return PacketIdentity(network: payload, transport: nil).map { .state(prefix, $0) }
      }
      let names = [attributes[4], attributes[5]].map { $0.flatMap { interfaceNames[$0.network32()] } }
      let mark = attributes[2]?.network32() ?? 0
      return ObservedPacket(bytes: payload, mark: mark, inInterface: names[0], outInterface: names[1]).map { .place(place, $0) }
    }
  }

#endif
