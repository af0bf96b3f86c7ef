#if os(Linux)

  import KernelHarness
  import PacketPath
  import Testing

  /// The same of packets that follow each other.
  @Suite("Facts of the kernel about flows, and a session's word for them", .needsKernel)
  struct FlowFactTests {
    private func scenario(_ setting: Setting, nat: [String]) -> Scenario {
      var node = SampleNode.node(setting.backend)
      (node.iptables, node.ip6tables) = (nil, nil)
      var scenario = Scenario(node: node, isIPv6: setting.isIPv6)
      scenario.isSequence = true
      scenario.rules = Table.nat.text(nat)
      return scenario
    }

    /// Sends the scenario's packets one after the other, and compares the session with what the kernel does.
    private func states(_ scenario: Scenario, _ title: String) throws -> [String] {
      var scenario = scenario
      scenario.tracksConnectionsIfNeeded()
      let namespace = try KernelNamespace(scenario.node)
      let states = try scenario.packets.map { try namespace.send($0, keepsConnections: true).connectionState ?? "none" }
      try expectAgreement(scenario, title)
      return states
    }

    @Test("An association of SCTP is assured with its fourth chunk, and INIT sent again stays NEW", arguments: Setting.all)
    func associations(_ setting: Setting) throws {
      let at = setting.addresses
      let pod = setting.bracketed(at.pod)
      var scenario = scenario(setting, nat: ["PREROUTING -p sctp -m sctp --dport 80 -j DNAT --to-destination \(pod):8080"])
      func chunk(_ chunk: KernelPacket.SCTPChunk, tag: UInt32, isReply: Bool = false) -> KernelPacket {
        var packet =
          isReply
          ? KernelPacket(.interface("cni0"), proto: 132, source: at.pod, 8080, destination: at.client, 40000)
          : KernelPacket(.interface("eth0"), proto: 132, source: at.client, 40000, destination: at.service, 80)
        (packet.sctpChunk, packet.sctpTag) = (chunk, tag)
        return packet
      }
      let client = KernelPacket.SCTPChunk.clientTag, server = KernelPacket.SCTPChunk.serverTag
      scenario.packets = [
        chunk(.initiation, tag: 0), chunk(.initiation, tag: 0), chunk(.initiationAcknowledgement, tag: client, isReply: true),
        chunk(.cookieEcho, tag: server), chunk(.cookieAcknowledgement, tag: client, isReply: true), chunk(.data, tag: server),
        chunk(.data, tag: client, isReply: true),
      ]
      let states = try states(scenario, "SCTP, \(setting.testDescription)")
      #expect(states == ["NEW", "NEW"] + Array(repeating: "ESTABLISHED", count: 5))
    }

    @Test("Every chunk of SCTP, in every state, from either end")
    func chunks() throws {
      let setting = Setting.all[0], at = setting.addresses
      var scenario = scenario(setting, nat: ["POSTROUTING -o eth9 -j MASQUERADE"])
      scenario.tracksConnectionsIfNeeded()
      let namespace = try KernelNamespace(scenario.node), lines = try NodeLines(namespace)
      func packet(_ chunk: KernelPacket.SCTPChunk, isReply: Bool) -> KernelPacket {
        var packet =
          isReply
          ? KernelPacket(.interface("cni0"), proto: 132, source: at.pod, 80, destination: at.client, 40000)
          : KernelPacket(.interface("eth0"), proto: 132, source: at.client, 40000, destination: at.pod, 80)
        packet.sctpChunk = chunk
        packet.tagSCTP(fromServer: isReply)
        return packet
      }
      let opening = [
        packet(.initiation, isReply: false), packet(.initiationAcknowledgement, isReply: true), packet(.cookieEcho, isReply: false),
        packet(.cookieAcknowledgement, isReply: true),
      ]
      let begun: [[KernelPacket]] =
        (0...4).map { Array(opening[..<$0]) } + [
          opening + [packet(.shutdown, isReply: false)], opening + [packet(.shutdown, isReply: true)],
          opening + [packet(.shutdown, isReply: false), packet(.shutdownAcknowledgement, isReply: true)],
          opening + [packet(.abort, isReply: false)], [packet(.heartbeat, isReply: false)],
          [packet(.shutdownAcknowledgement, isReply: false)],
          [packet(.heartbeatAcknowledgement, isReply: false)],
          [packet(.shutdownAcknowledgement, isReply: false), packet(.heartbeat, isReply: true)],
        ]
      var compared = 0
      let timeouts = ["CLOSED": 10, "ESTABLISHED": 210, "HEARTBEAT_SENT": 30]
      for before in begun {
        try namespace.tool(["conntrack", "-F"])
        for packet in before { _ = try namespace.send(packet, keepsConnections: true) }
        for entry in ConntrackParser.parse(SourceText(try namespace.tool(["conntrack", "-L", "-f", "ipv4"]))).value {
          let timeout = timeouts[entry.sctpState.name] ?? 3
          #expect((timeout - 1...timeout).contains(Int(entry.secondsLeft ?? 0)), "\(before.map(\.sctpChunk))")
        }
        for isReply in before.isEmpty ? [false] : [false, true] {
          for chunk in KernelPacket.SCTPChunk.allCases {
            try namespace.tool(["conntrack", "-F"])
            var player = SequencePlayer(scenario, lines), found: [String] = [], states: [String] = []
            // What comes behind it shows what was learnt of tags.
            for next in before + [
              packet(chunk, isReply: isReply), packet(.data, isReply: false), packet(.heartbeatAcknowledgement, isReply: true),
            ] {
              let seen = try namespace.send(next, keepsConnections: true)
              states.append(seen.connectionState ?? "none")
              found += player.differences(next, KernelResult(seen, of: scenario.backends))
            }
            found += player.differences(fromEntries: try namespace.tool(["conntrack", "-L", "-f", "ipv4"]))
            #expect(found == [], "\(before.map(\.sctpChunk)), then \(chunk) \(isReply ? "back" : "forth"): the kernel \(states)")
            #expect(!states.contains("none"))
            compared += 1
          }
        }
      }
      try namespace.tool(["conntrack", "-F"])
      for _ in 0...1 {
        _ = try namespace.send(packet(.initiation, isReply: false), keepsConnections: true)
        try namespace.tool(["sleep", "1.2"])
      }
      // One that is sent again does not keep the association.
      let entries = ConntrackParser.parse(SourceText(try namespace.tool(["conntrack", "-L", "-f", "ipv4"]))).value
      #expect(entries.count == 1 && entries.allSatisfy { $0.secondsLeft ?? 10 < 8 })
      #expect(compared == 13 * (2 * begun.count - 1))
    }

    @Test("A flow of UDP is assured by the packet that comes two seconds after the first, and rules see it", arguments: Setting.all)
    func streams(_ setting: Setting) throws {
      let at = setting.addresses
      var scenario = scenario(setting, nat: ["POSTROUTING -o eth9 -j MASQUERADE"])
      scenario.rules += Table.filter.text(["FORWARD -m conntrack --ctstatus ASSURED -j DROP"])
      scenario.tracksConnectionsIfNeeded()
      let namespace = try KernelNamespace(scenario.node)
      var player = SequencePlayer(scenario, try NodeLines(namespace)), verdicts: [String] = []
      let asked = KernelPacket(.interface("cni0"), proto: 17, source: at.pod, 40000, destination: at.client, 53)
      let answer = KernelPacket(.interface("eth0"), proto: 17, source: at.client, 53, destination: at.pod, 40000)
      for (packet, pause) in [(asked, 0.0), (answer, 0), (asked, 0), (asked, 2.5), (answer, 0)] {
        if pause > 0 { try namespace.tool(["sleep", "\(pause)"]) }
        player.pass(.seconds(pause))
        let seen = try namespace.send(packet, keepsConnections: true)
        verdicts.append(seen.verdict.rawValue)
        #expect(player.differences(packet, KernelResult(seen, of: scenario.backends)) == [])
      }
      #expect(verdicts == ["forwarded", "forwarded", "forwarded", "dropped", "dropped"])
    }

    @Test("hashlimit in bytes, and by windows: a flow's packets one after the other", arguments: Setting.all)
    func hashlimit(_ setting: Setting) throws {
      let at = setting.addresses
      let mode = "--hashlimit-mode srcip --hashlimit-name"
      for (number, limit) in [
        "--hashlimit-upto 320b/s \(mode) a", "--hashlimit-upto 320b/s --hashlimit-burst 640b \(mode) b",
        "--hashlimit-upto 1/sec --hashlimit-burst 1 --hashlimit-rate-match --hashlimit-rate-interval 60 \(mode) c",
        "--hashlimit-above 320b/s --hashlimit-rate-match --hashlimit-rate-interval 60 \(mode) d",
      ].enumerated() {
        var scenario = scenario(setting, nat: ["POSTROUTING -o eth9 -j MASQUERADE"])
        scenario.rules += Table.filter.text(["FORWARD -m hashlimit \(limit) -j ACCEPT", "FORWARD -j DROP"])
        scenario.packets = [100, 100, 60, 200, 60, 1000, 60, 60].map { length in
          var packet = KernelPacket(.interface("cni0"), proto: 17, source: at.pod, 40000, destination: at.client, 53)
          packet.length = length
          return packet
        }
        scenario.tracksConnectionsIfNeeded()
        let namespace = try KernelNamespace(scenario.node)
        var player = SequencePlayer(scenario, try NodeLines(namespace)), verdicts: [String] = []
        for packet in scenario.packets {
          let seen = try namespace.send(packet, keepsConnections: true)
          verdicts.append(seen.verdict.rawValue)
          #expect(player.differences(packet, KernelResult(seen, of: scenario.backends)) == [], "\(limit): \(verdicts)")
        }
        #expect(Set(verdicts) == ["forwarded", "dropped"], "\(number): \(verdicts)")
      }
    }

    @Test(
      "SNAT gives a sender's port the same address and port again, whatever the destination, where both are free", arguments: Setting.all)
    func earlierSources(_ setting: Setting) throws {
      let at = setting.addresses
      let range = setting.isIPv6 ? "fd00:192::100-fd00:192::1ff" : "192.168.0.100-192.168.0.199"
      let own = setting.bracketed(at.node)
      for (number, target) in ["SNAT --to-source \(range)", "SNAT --to-source \(own):1000-1099", "MASQUERADE"].enumerated() {
        for proto: UInt8 in number == 0 ? [17, 6, 99] : [17] {
          var scenario = scenario(setting, nat: ["POSTROUTING\(proto == 17 ? " -p udp" : "") -j \(target)"])
          let destinations = [at.service, at.rejected, at.reset, at.dropped]
          // Another sender's flow takes the port that the first one's would keep.
          let taking = KernelPacket(.interface("eth0"), proto: proto, source: at.otherPod, 40000, destination: destinations[0], 80)
          scenario.packets =
            (number == 2 ? [taking] : [])
            + destinations.map {
              KernelPacket(.interface("eth0"), proto: proto, source: at.pod, 40000, destination: $0, 80)
            }
          if proto == 99 { for place in scenario.packets.indices { scenario.packets[place].payload = [UInt8](repeating: 7, count: 16) } }
          scenario.tracksConnectionsIfNeeded()
          let namespace = try KernelNamespace(scenario.node), lines = try NodeLines(namespace)
          var player = SequencePlayer(scenario, lines), seen: [KernelObservation] = []
          for packet in scenario.packets {
            // A prediction beside the connections that are there says the same.
            var node = scenario.simulatedNode(lines)
            let text = try namespace.tool(["conntrack", "-L", "-f", setting.isIPv6 ? "ipv6" : "ipv4"])
            node.facts.connections = ConntrackParser.parse(SourceText(text)).value
            seen.append(try namespace.send(packet, keepsConnections: true))
            let result = KernelResult(seen.last!, of: scenario.backends)
            #expect(player.differences(packet, result) == [])
            #expect(Simulator(node).predict(Packet(packet)).differences(from: result, of: scenario.backends, tracksConnections: true) == [])
          }
          let sources = seen.suffix(4).map { "\($0.out?.source.description ?? "-") \($0.out?.sourcePort ?? 0)" }
          #expect(Set(sources).count == 1, "\(target): \(sources)")
        }
      }
    }

    @Test(
      "What is invalid in its zone and comes back over lo into another is tracked there, translated, and routed again",
      arguments: Setting.all)
    func invalidInOneZone(_ setting: Setting) throws {
      let at = setting.addresses
      let pod = setting.bracketed(at.pod)
      var scenario = scenario(setting, nat: ["PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination \(pod):8080"])
      scenario.rules += Table.raw.text(["OUTPUT -j CT --zone 6", "PREROUTING -j CT --zone 5"])
      func packet(_ flags: KernelPacket.TCPFlags) -> KernelPacket {
        var packet = KernelPacket(.local(), source: at.node, 40000, destination: at.bridge, 80)
        packet.tcpFlags = flags
        if flags == .ack { (packet.tcpSequence, packet.tcpAcknowledgement) = (1001, 5000) }
        return packet
      }
      scenario.packets = [packet(.syn), packet(.ack)]
      scenario.tracksConnectionsIfNeeded()
      let namespace = try KernelNamespace(scenario.node)
      let seen = try scenario.packets.map { try namespace.send($0, keepsConnections: true) }
      #expect(seen[0].verdict == .delivered && seen[1].verdict != .delivered)
      #expect(seen.map { $0.path.contains("nat:PREROUTING:rule:1") } == [false, true])
      try expectAgreement(scenario, "invalid in one zone, \(setting.testDescription)")
    }

    @Test("DCCP: packets between the same two addresses are of one connection, whatever their ports", arguments: Setting.all)
    func dccp(_ setting: Setting) throws {
      let at = setting.addresses
      var scenario = scenario(setting, nat: ["POSTROUTING -j MASQUERADE"])
      for port in [40000, 40001] as [UInt16] {
        scenario.packets.append(KernelPacket(.interface("cni0"), proto: 33, source: at.pod, port, destination: at.client, 80))
      }
      scenario.packets.append(KernelPacket(.interface("eth0"), proto: 33, source: at.client, 7, destination: at.node, 9))
      scenario.packets.append(KernelPacket(.interface("cni0"), proto: 33, source: at.pod, 40002, destination: at.client, 81))
      #expect(try states(scenario, "DCCP, \(setting.testDescription)") == ["NEW", "NEW", "ESTABLISHED", "ESTABLISHED"])
    }

    @Test(
      "Zones: a connection is found in its own, with --zone-orig its answers in zone 0; two of one look are two connections",
      arguments: Setting.all)
    func zones(_ setting: Setting) throws {
      let at = setting.addresses
      for (option, answers) in [("--zone 5", "INVALID"), ("--zone-orig 5", "ESTABLISHED"), ("--zone mark", "INVALID")] {
        var scenario = scenario(setting, nat: ["POSTROUTING -j ACCEPT"])
        scenario.rules += Table.raw.text(["PREROUTING -i cni0 -m mark --mark 0x5 -j CT \(option)"])
        func packet(mark: UInt32, isReply: Bool = false) -> KernelPacket {
          var packet =
            isReply
            ? KernelPacket(.interface("eth0"), source: at.client, 80, destination: at.pod, 40000)
            : KernelPacket(.interface("cni0"), source: at.pod, 40000, destination: at.client, 80)
          packet.mark = mark
          if isReply { (packet.tcpFlags, packet.tcpSequence, packet.tcpAcknowledgement) = ([.syn, .ack], 5000, 1001) }
          return packet
        }
        scenario.packets = [packet(mark: 5), packet(mark: 0, isReply: true), packet(mark: 0), packet(mark: 5)]
        let states = try states(scenario, "zones, \(option), \(setting.testDescription)")
        // Of the second connection that is alike the kernel lets the answers be found under one of both.
        #expect(states[...1] == ["NEW", answers], "\(option)")
      }
    }

    @Test(
      "A flow that is another's answers, but for its zone: of UDP it is dropped, of TCP it gets another source port from nat",
      arguments: Setting.all
    )
    func mirrored(_ setting: Setting) throws {
      let at = setting.addresses
      for (proto, hasNat) in [(17, true), (6, true), (132, true), (17, false), (6, false)] as [(UInt8, Bool)] {
        var scenario = scenario(setting, nat: ["POSTROUTING -j ACCEPT"])
        scenario.rules = (hasNat ? scenario.rules : "")
        scenario.rules += Table.raw.text(["PREROUTING -i cni0 -j CT --zone-reply 5"])
        scenario.packets = [
          KernelPacket(.interface("cni0"), proto: proto, source: at.pod, 40000, destination: at.client, 2000),
          KernelPacket(.interface("eth0"), proto: proto, source: at.client, 2000, destination: at.pod, 40000),
        ]
        scenario.tracksConnectionsIfNeeded()
        let namespace = try KernelNamespace(scenario.node)
        let seen = try scenario.packets.map { try namespace.send($0, keepsConnections: true) }
        #expect(seen.map(\.connectionState) == ["NEW", "NEW"] && seen[0].verdict == .forwarded)
        #expect(seen[1].verdict == (proto == 17 || !hasNat ? .dropped : .forwarded))
        if proto != 17 && hasNat { #expect(seen[1].out?.sourcePort != 2000) }
        try expectAgreement(scenario, "mirrored, \(proto), \(setting.testDescription)")
      }
    }

    /// A case is rules of nat, what more there is in raw, and the second packet's addresses and device. The first is from a pod to the client.
    @Test("A flow without ports whose answers would be another's has nothing to give way with, and is dropped", arguments: Setting.all)
    func withoutPorts(_ setting: Setting) throws {
      let at = setting.addresses, zone = "PREROUTING -i cni0 -j CT --zone-reply 5"
      typealias Case = (nat: [String], raw: [String], arrival: String, source: KernelAddress, destination: KernelAddress)
      let cases: [Case] = [
        (["POSTROUTING -j ACCEPT"], [zone], "eth0", at.client, at.pod), ([], [zone], "eth0", at.client, at.pod),
        (["POSTROUTING -j SNAT --to-source \(at.node)"], [], "cni0", at.otherPod, at.client),
        (["PREROUTING -d \(at.service) -j DNAT --to-destination \(at.client)"], [], "cni0", at.pod, at.service),
      ]
      for (number, (nat, raw, arrival, source, destination)) in cases.enumerated() {
        for proto in [99, 33, 50] as [UInt8] {
          var scenario = scenario(setting, nat: nat)
          scenario.rules = (nat.isEmpty ? "" : scenario.rules) + Table.raw.text(raw)
          scenario.packets = [
            KernelPacket(.interface("cni0"), proto: proto, source: at.pod, destination: at.client),
            KernelPacket(.interface(arrival), proto: proto, source: source, destination: destination),
          ]
          for index in scenario.packets.indices { scenario.packets[index].payload = [UInt8](repeating: 7, count: 16) }
          scenario.tracksConnectionsIfNeeded()
          let namespace = try KernelNamespace(scenario.node)
          let seen = try scenario.packets.map { try namespace.send($0, keepsConnections: true) }
          #expect(seen.map(\.connectionState) == ["NEW", "NEW"] && seen.map(\.verdict) == [.forwarded, .dropped])
          try expectAgreement(scenario, "without ports, \(number), \(proto), \(setting.testDescription)")
        }
      }
    }

    @Test(
      "A packet of a masqueraded connection that leaves by another device is dropped, and the connection forgotten; after SNAT it passes",
      arguments: Setting.all)
    func masqueradedElsewhere(_ setting: Setting) throws {
      let at = setting.addresses
      var scenario = scenario(
        setting,
        nat: ["POSTROUTING -p udp -m udp --dport 80 -j MASQUERADE", "POSTROUTING -p udp -m udp --dport 81 -j SNAT --to-source \(at.node)"])
      let six = setting.isIPv6 ? "-6 " : ""
      scenario.node.routes.append("\(six)default via \(at.pod) dev cni0 onlink table 100")
      scenario.node.rules.append("\(six)priority 100 fwmark 0x1 lookup 100")
      func packet(_ port: UInt16, mark: UInt32) -> KernelPacket {
        var packet = KernelPacket(.interface("cni0"), proto: 17, source: at.otherPod, destination: at.client, port)
        packet.mark = mark
        return packet
      }
      let namespace = try KernelNamespace(scenario.node)
      func verdict(_ packet: KernelPacket) throws -> Verdict? {
        scenario.packets.append(packet)
        return Verdict(rawValue: try namespace.send(packet, keepsConnections: true).verdict.rawValue)
      }
      #expect(try verdict(packet(80, mark: 0)) == .forwarded)
      #expect(try verdict(packet(80, mark: 1)) == .dropped)
      // It opens another, by the other device.
      #expect(try verdict(packet(80, mark: 1)) == .forwarded)
      #expect(try verdict(packet(80, mark: 1)) == .forwarded)
      #expect(try verdict(packet(81, mark: 0)) == .forwarded && verdict(packet(81, mark: 1)) == .forwarded)
      // Answers may come and go by any.
      let answer = KernelPacket(.interface("eth0"), proto: 17, source: at.client, 80, destination: at.bridge, 40000)
      #expect(try verdict(answer) == .forwarded && verdict(packet(80, mark: 0)) == .dropped)
      scenario.tracksConnectionsIfNeeded()
      try expectAgreement(scenario, "masqueraded elsewhere, \(setting.testDescription)")
    }
  }

#endif
