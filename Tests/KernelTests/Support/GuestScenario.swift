#if os(Linux)

  import KernelHarness
  import PacketPath

  /// A node with virtual servers and what happens there, for a kernel with `ip_vs` and for a session of the simulator.
  struct GuestScenario {
    enum Event {
      case packet(KernelPacket)
      /// A further packet of the one with this number among the packets (from 0).
      case next(Int, KernelPacket.TCPFlags)
      /// From the one who got that packet.
      case answer(Int, KernelPacket.TCPFlags)
      /// A command of ipvsadm.
      case edit(String)
      case sleep(Double)
    }
    var name: String
    var wires = ["eth0", "cni0"]
    /// Lines for `ip -batch`, after the devices are there and up.
    var ip: [String] = []
    var sysctls: [(key: String, value: String)] = [
      ("net.ipv4.ip_forward", "1"), ("net.ipv6.conf.all.forwarding", "1"), ("net.ipv4.conf.all.rp_filter", "0"),
      ("net.ipv4.conf.default.rp_filter", "0"), ("net.ipv4.vs.conntrack", "0"), ("net.ipv4.vs.expire_nodest_conn", "1"),
      ("net.ipv4.vs.expire_quiescent_template", "1"),
    ]
    var ipset = "", iptables = "", ip6tables = "", ipvsadm = ""
    var events: [Event] = []
    /// Texts that are asked for beforehand: they are what the simulator is given.
    private var texts: [String] {
      ["ip addr", "ip route show table all", "ip -6 route show table all", "ipvsadm -Sn", "ipvsadm -ln"]
        + (iptables.isEmpty ? [] : ["iptables-legacy-save"]) + (ip6tables.isEmpty ? [] : ["ip6tables-legacy-save"])
        + (ipset.isEmpty ? [] : ["ipset save"])
    }

    private static let mark = "-- next --"

    // MARK: For the kernel

    var job: GuestJob {
      var job = GuestJob(name)
      for wire in wires { job.wire(wire) }
      job.ip("link set lo up")
      for (key, value) in sysctls where key.contains("rp_filter") || key.contains("forward") { job.sysctl(key, value) }
      for wire in wires { job.ip("link set \(wire) up") }
      for line in ip { job.ip(line) }
      for (key, value) in sysctls { job.sysctl(key, value) }
      // The simulator asks for each packet what becomes of it: no answer may be withheld, and no window counts.
      job.sysctl("net.ipv4.icmp_ratemask", "0")
      if !ipset.isEmpty { job.load("ipset restore", ipset) }
      if !ipvsadm.isEmpty { job.load("ipvsadm -R", ipvsadm) }
      if !iptables.isEmpty { job.load("iptables-legacy-restore", iptables) }
      if !ip6tables.isEmpty { job.load("ip6tables-legacy-restore", ip6tables) }
      // One shell for all: each tool that is started costs time.
      job.run(texts.joined(separator: "; echo \(Self.mark); "))
      var packets: [KernelPacket] = []
      for (number, event) in events.enumerated() {
        switch event {
        case .packet(let packet):
          packets.append(packet)
          job.send(packet, label: UInt32(number + 1))
        case .next(let place, let flags):
          job.send(Self.further(packets[place], flags), label: UInt32(number + 1))
          // It counts among the agent's packets too.
          packets.append(packets[place])
        case .answer(let place, let flags): job.answer(place, flags)
        case .edit(let command): job.load("ipvsadm \(command)")
        case .sleep(let seconds): job.sleep(seconds)
        }
      }
      job.run("ipvsadm -lnc")
      return job
    }
    private static func further(_ packet: KernelPacket, _ flags: KernelPacket.TCPFlags) -> KernelPacket {
      var packet = packet
      packet.tcpFlags = flags
      if flags != .syn { (packet.tcpSequence, packet.tcpAcknowledgement) = (packet.tcpSequence + 1, 5001) }
      return packet
    }

    // MARK: For the simulator

    private func node(_ printed: [String: String]) -> Node {
      func text(_ command: String) -> SourceText { SourceText(printed[command] ?? "") }
      var facts = NodeFacts()
      let devices = AddressesParser.parse(text("ip addr")).value
      facts.add(interfaces: devices.interfaces, addresses: devices.addresses)
      facts.add(routes: RoutesParser.parse(text("ip route show table all")).value)
      facts.add(routes: RoutesParser.parse(text("ip -6 route show table all"), family: .ipv6).value)
      for (key, value) in sysctls { facts.sysctls[key] = value }
      facts.sets = IPSetSaveParser.parse(text("ipset save")).sets
      // In the order in which they were restored, which listings do not keep.
      facts.virtualServers = IPVSAdmParser.parse(SourceText(ipvsadm)).value
      facts.virtualServers.start = .restored
      var rulesets: [Ruleset] = []
      if !iptables.isEmpty { rulesets.append(IPTablesSaveParser.parse(text("iptables-legacy-save"), family: .ipv4)) }
      if !ip6tables.isEmpty { rulesets.append(IPTablesSaveParser.parse(text("ip6tables-legacy-save"), family: .ipv6)) }
      return Node(rulesets: rulesets, facts: facts, backend: .legacy)
    }

    /// What is different, event by event; empty: the simulator says what the kernel did.
    func differences(_ answers: [GuestJob.Answer]) -> [String] {
      guard let all = answers.first else { return ["no answer"] }
      let parts = (all.text + "\(Self.mark)\n").split(separator: "\(Self.mark)\n", omittingEmptySubsequences: false)
      let printed = Dictionary(zip(texts, parts.map(String.init))) { $1 }
      var answers = answers.dropFirst()
      var found = Self.differencesOfTexts(save: printed["ipvsadm -Sn"] ?? "", listing: printed["ipvsadm -ln"] ?? "")
      var session = Session(node(printed), seed: 1), now = 0.0
      var sent: [(packet: Packet, outcome: Outcome)] = [], kernels: [KernelPacket] = []
      func advance(to seconds: Double) {
        if seconds > now { session.advance(seconds: seconds - now) }
        now = max(now, seconds)
      }
      for (number, event) in events.enumerated() {
        switch event {
        case .edit(let command): session.edit(ipvsadm: command)
        case .sleep: break
        case .packet(let packet):
          guard let answer = answers.popFirst() else { return found + ["no answer"] }
          advance(to: answer.seconds)
          let result = session.send(Packet(packet))
          sent.append(result)
          kernels.append(packet)
          if let difference = Comparison(result.packet, result.outcome).difference(answer.packets) {
            found.append("event \(number), \(result.packet.brief): \(difference)")
          }
        case .next(let place, let flags):
          guard let answer = answers.popFirst() else { return found + ["no answer"] }
          advance(to: answer.seconds)
          let packet = Self.further(kernels[place], flags)
          let result = session.send(Packet(packet))
          sent.append(result)
          kernels.append(kernels[place])
          if let difference = Comparison(result.packet, result.outcome).difference(answer.packets) {
            found.append("event \(number), \(result.packet.brief), of event \(place): \(difference)")
          }
        case .answer(let place, let flags):
          guard let answer = answers.popFirst() else { return found + ["no answer"] }
          advance(to: answer.seconds)
          let (packet, outcome) = sent[place]
          guard outcome.verdict != .delivered, var back = try? packet.answer(after: outcome) else { continue }
          if back.proto == .tcp { back.tcpFlags = TCPFlags(rawValue: flags.rawValue) }
          let result = session.send(back)
          if let difference = Comparison(result.packet, result.outcome).difference(answer.packets) {
            found.append("event \(number), answer to packet \(place) (\(packet.brief)): \(difference)")
          }
        }
      }
      guard let last = answers.popFirst() else { return found + ["no listing of connections"] }
      advance(to: last.seconds)
      // A server or a client on the node itself answers in the kernel, and here it does not.
      let addresses = AddressesParser.parse(SourceText(printed["ip addr"] ?? "")).value.addresses ?? []
      let own = Set(addresses.map(\.address))
      return found
        + Self.differencesOfConnections(last.text, session.virtualConnections) {
          !own.contains($0.server) && !own.contains($0.client)
        }
    }
    /// Every text that the real ipvsadm prints parses back to what `ipvsadm -Sn` says.
    private static func differencesOfTexts(save: String, listing: String) -> [String] {
      let saved = IPVSAdmParser.parse(SourceText(save)), listed = IPVSAdmParser.parse(SourceText(listing))
      var found = (saved.diagnostics + listed.diagnostics).map { "ipvsadm: \($0)" }
      if IPVSAdmWriter.write(saved.value) != save { found.append("ipvsadm -Sn is written back otherwise") }
      // A listing shows ways of tunnels only if it is asked for them.
      if IPVSAdmWriter.write(listed.value) != save && !save.contains("--tun-type g") {
        found.append("ipvsadm -ln says something else than -Sn")
      }
      return found
    }
    private static func differencesOfConnections(_ listing: String, _ own: [VirtualConnection], isCompared: (VirtualConnection) -> Bool)
      -> [String]
    {
      let parsed = IPVSConnectionsParser.parse(SourceText(listing))
      func brief(_ connection: VirtualConnection) -> String {
        let state = connection.isTemplate ? "template" : connection.state.rawValue
        return
          "\(connection.proto.map(\.description) ?? "mark") \(state) \(connection.client):\(connection.clientPort) \(connection.selector) "
          + "\(connection.server):\(connection.serverPort)"
      }
      func byName(_ connections: [VirtualConnection]) -> [String: Double] {
        Dictionary(connections.filter(isCompared).map { (brief($0), $0.secondsLeft) }, uniquingKeysWith: max)
      }
      let kernel = byName(parsed.value), simulator = byName(own)
      // What is about to expire may be there or not.
      var found = parsed.diagnostics.map { "ipvsadm -lnc: \($0)" }
      for (name, left) in kernel where simulator[name] == nil && left > 2 { found.append("only the kernel has \(name), for \(left) s") }
      for (name, left) in simulator where kernel[name] == nil && left > 2 { found.append("only the simulator has \(name), for \(left) s") }
      for (name, left) in kernel {
        if let own = simulator[name], abs(own - left) > 3 { found.append("\(name) expires in \(left) s, and here in \(own) s") }
      }
      return found.sorted()
    }
  }

  /// What left a node, and what should have.
  private struct Comparison {
    let packet: Packet
    let outcome: Outcome
    init(_ packet: Packet, _ outcome: Outcome) { (self.packet, self.outcome) = (packet, outcome) }

    /// Nil: the kernel did what the outcome says.
    func difference(_ seen: [(device: String, packet: ObservedPacket)]) -> String? {
      let seen = seen.filter { !$0.packet.isNoise }
      let shown = seen.map { "\($0.packet.brief) by \($0.device)" }.joined(separator: ", ")
      let told = "the simulator says \(outcome.brief), the kernel sent \(shown.isEmpty ? "nothing" : shown)"
      // What is delivered to nobody is reset, and the reset of an answer travels.
      let isDelivered = outcome.verdict == .delivered && !packet.tcpFlags.contains(.rst)
      let travelled = seen.filter { !isAnswerOfNode($0.packet) && !(isDelivered && $0.packet.tcpFlags?.contains(.rst) == true) }
      if outcome.verdict == .forwarded || outcome.verdict == .sent, let out = outcome.out, out.interface != InterfaceName("lo") {
        return travelled.count == 1 && agrees(travelled[0].packet, by: travelled[0].device, out) ? nil : told
      }
      if !travelled.isEmpty { return told }
      // What is told to a process of the node leaves by no wire.
      if packet.isLocal { return nil }
      let answers = seen.map(\.packet)
      switch outcome.verdict {
      case .dropped: return answers.isEmpty ? nil : told
      case .rejected:
        // The kernel limits how many errors it sends: none is no contradiction.
        return answers.allSatisfy { $0.answerWord == outcome.answer } ? nil : told
      case .delivered where packet.proto == .tcp && !packet.tcpFlags.contains(.rst):
        return answers.count == 1 && answers[0].tcpFlags?.contains(.rst) == true ? nil : told
      default: return nil
      }
    }
    private func isAnswerOfNode(_ seen: ObservedPacket) -> Bool {
      seen.quoted != nil
        || seen.destination.description == "\(packet.sourceAddress)" && seen.source.description == "\(packet.destinationAddress)"
          && seen.sourcePort == packet.destinationPort
    }
    private func agrees(_ seen: ObservedPacket, by device: String, _ out: Emission) -> Bool {
      guard device == out.interface.map(\.description), seen.destination.description == out.destination.map(\.description),
        seen.source.description == out.source.map(\.description), seen.ttl == out.ttl
      else { return false }
      // Inside a tunnel's packet nothing is looked at.
      guard seen.proto == packet.proto.rawValue else { return [4, 41, 47, 17].contains(seen.proto) }
      if let port = out.destinationPort, seen.destinationPort != port { return false }
      // A port that the kernel draws, the session draws too.
      if case .range? = outcome.sourceTranslation?.ports { return true }
      return out.sourcePort.map { !$0.isSingle || seen.sourcePort == $0.low } ?? true
    }
  }

  extension ObservedPacket {
    /// What the kernel says of itself: neighbours and groups.
    fileprivate var isNoise: Bool {
      (isIPv6 && proto == 58 && (icmpType ?? 0) >= 130) || proto == 2 || (isIPv6 && proto == 0)
    }
    fileprivate var answerWord: String? {
      if tcpFlags?.contains(.rst) == true { return "tcp-reset" }
      switch (isIPv6, icmpType, icmpCode) {
      case (false, 3, 3): return "icmp-port-unreachable"
      case (true, 1, 4): return "icmp6-port-unreachable"
      default: return icmpType.map { "icmp \($0)/\(icmpCode ?? 0)" }
      }
    }
    fileprivate var brief: String {
      let ports = sourcePort.map { ":\($0)" } ?? "", port = destinationPort.map { ":\($0)" } ?? ""
      return "\(proto) \(source)\(ports) > \(destination)\(port) ttl \(ttl)" + (answerWord.map { " (\($0))" } ?? "")
    }
  }
  extension Packet {
    fileprivate var brief: String {
      "\(isLocal ? "local " : "")\(proto) \(sourceAddress):\(sourcePort) > \(destinationAddress):\(destinationPort)"
        + (proto == .tcp ? " " + tcpFlags.names.joined(separator: ",") : "")
    }
  }
  extension Outcome {
    fileprivate var brief: String {
      let out = out.map { out in
        " to \(out.destination?.description ?? "?"):\(out.destinationPort ?? 0) from \(out.source?.description ?? "?"):"
          + "\(out.sourcePort?.description ?? "?") by \(out.interface?.description ?? "?") ttl \(out.ttl)"
      }
      return "\(verdict.rawValue)\(out ?? "")\(answer.map { " (\($0))" } ?? "")"
    }
  }

#endif
