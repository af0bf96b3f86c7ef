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
      let bases = Table.nat.hooks.map { ":\($0.name) ACCEPT [0:0]\n" }.joined()
      scenario.rules = "*nat\n\(bases)\(nat.map { "-A \($0)\n" }.joined())COMMIT\n"
      return scenario
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
