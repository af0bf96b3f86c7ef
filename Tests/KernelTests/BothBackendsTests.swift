#if os(Linux)

  import KernelHarness
  import PacketPath
  import Testing

  /// Rules of ip_tables and of nf_tables in one node. At equal priority the kernel asks those first that were registered last.
  @Suite("Both engines at once: the simulator says what the kernel does", .needsKernel)
  struct BothBackendsTests {
    @Test("Random rulesets beside each other, loaded in either order", arguments: RandomRulesetTests.groups)
    func rulesets(_ seeds: [UInt64]) throws {
      for seed in seeds {
        for setting in Setting.all {
          let scenario = Scenario(besideEachOther: seed, first: setting.backend, isIPv6: setting.isIPv6, packets: 40)
          try expectAgreement(scenario, "both engines, seed \(seed), first \(setting.testDescription)")
        }
      }
    }

    /// What the rules loaded first, and those loaded second, make of a packet from outside to port 80 of the node.
    struct Case: Sendable, CustomTestStringConvertible {
      var testDescription: String
      var first: String, second: String
      var verdict: String
      /// Where the packet ends: POD1, POD2 or NODE; nil where it does not get there.
      var destination: String?
      var mark: UInt32 = 0

      /// POD1, POD2 and NODE in the rules stand for addresses.
      func scenario(_ setting: Setting) -> Scenario {
        var node = SampleNode.node(setting.backend)
        (node.iptables, node.ip6tables) = (nil, nil)
        var scenario = Scenario(node: node, isIPv6: setting.isIPv6)
        (scenario.rules, scenario.rulesBeside) = (Self.filled(first, setting), Self.filled(second, setting))
        let at = setting.addresses
        scenario.packets = [KernelPacket(.interface("eth0"), source: at.client, destination: at.node, 80)]
        scenario.tracksConnectionsIfNeeded()
        return scenario
      }
      static func filled(_ text: String, _ setting: Setting) -> String {
        let at = setting.addresses
        return text.replacing("POD1", with: at.pod.description).replacing("POD2", with: at.otherPod.description)
          .replacing("NODE", with: at.node.description)
      }
    }

    private static func table(_ table: Table, _ rules: String..., policy: String = "ACCEPT") -> String {
      table.text(rules, policy: policy)
    }
    static let cases: [Case] = [
      Case(
        testDescription: "Of two nat tables that translate, the one registered last is asked first, and the other no more",
        first: table(.nat, "PREROUTING -p tcp -j DNAT --to-destination POD1"),
        second: table(.nat, "PREROUTING -p tcp -j DNAT --to-destination POD2"), verdict: "forwarded", destination: "POD2"),
      Case(
        testDescription: "ACCEPT, RETURN and the policy of one nat table leave the flow to the other",
        first: table(.nat, "PREROUTING -p tcp -j DNAT --to-destination POD1"),
        second: table(.nat, "PREROUTING -p tcp -j ACCEPT", "PREROUTING -p tcp -j DNAT --to-destination POD2"), verdict: "forwarded",
        destination: "POD1"),
      Case(
        testDescription: "One table translates the destination, the other the source",
        first: table(.nat, "POSTROUTING -j MASQUERADE"), second: table(.nat, "PREROUTING -p tcp -j DNAT --to-destination POD1"),
        verdict: "forwarded", destination: "POD1"),
      Case(
        testDescription: "DROP in the tables that were registered first",
        first: table(.filter, "INPUT -p tcp -j DROP"), second: table(.filter, "INPUT -p tcp -j ACCEPT"), verdict: "dropped"),
      Case(
        testDescription: "DROP in the tables that were registered last",
        first: table(.filter, "INPUT -p tcp -j ACCEPT"), second: table(.filter, "INPUT -p tcp -j DROP"), verdict: "dropped"),
      Case(
        testDescription: "A policy of DROP, behind ACCEPT and RETURN",
        first: table(.filter, policy: "DROP"), second: table(.filter, "INPUT -p tcp -j ACCEPT"), verdict: "dropped"),
      Case(
        testDescription: "REJECT is met before the other's DROP",
        first: table(.filter, "INPUT -p tcp -j DROP"), second: table(.filter, "INPUT -p tcp -j REJECT"), verdict: "rejected"),
      Case(
        testDescription: "A mark that one sets is read by the other at a later hook",
        first: table(.mangle, "PREROUTING -j MARK --set-mark 0x5"),
        second: table(.filter, "INPUT -m mark --mark 0x5 -j MARK --set-mark 0x6"), verdict: "delivered", destination: "NODE", mark: 6),
      Case(
        testDescription: "At the same hook those that were registered first read what the others have set",
        first: table(.mangle, "PREROUTING -m mark --mark 0x5 -j MARK --set-mark 0x6"),
        second: table(.mangle, "PREROUTING -j MARK --set-mark 0x5"), verdict: "delivered", destination: "NODE", mark: 6),
      Case(
        testDescription: "And not the other way",
        first: table(.mangle, "PREROUTING -j MARK --set-mark 0x5"),
        second: table(.mangle, "PREROUTING -m mark --mark 0x5 -j MARK --set-mark 0x6"), verdict: "delivered", destination: "NODE", mark: 5),
      Case(
        testDescription: "A list of recent clients is the node's, whichever engine asks",
        first: table(.filter, "INPUT -m recent --rcheck --name both --rsource -j MARK --set-mark 0x7"),
        second: table(.filter, "INPUT -m recent --set --name both --rsource"), verdict: "delivered", destination: "NODE", mark: 7),
    ]

    @Test("What two engines make of one packet", arguments: cases, Setting.all)
    func engines(_ test: Case, _ setting: Setting) throws {
      let scenario = test.scenario(setting)
      let seen = KernelResult(try KernelNamespace(scenario.node).send(scenario.packets[0]), of: scenario.backends)
      #expect(seen.verdict == test.verdict)
      #expect(seen.out?.destination == test.destination.map { Case.filled($0, setting) })
      #expect(seen.out.map { $0.mark } ?? 0 == test.mark)
      try expectAgreement(scenario, "\(test.testDescription), first \(setting.testDescription)")
    }

    @Test("Security: ip_tables registers it at 50, iptables-nft at 150, so that loading does not matter", arguments: Setting.all)
    func security(_ setting: Setting) throws {
      let rules = Self.table(.security, "INPUT -p tcp")
      var test = Case(testDescription: "", first: rules, second: rules, verdict: "delivered")
      test.destination = "NODE"
      let scenario = test.scenario(setting)
      let seen = KernelResult(try KernelNamespace(scenario.node).send(scenario.packets[0]), of: scenario.backends)
      #expect(seen.path.filter { $0.contains("rule") } == ["INPUT legacy/security:INPUT:rule:1", "INPUT nft/security:INPUT:rule:1"])
      try expectAgreement(scenario, "security, first \(setting.testDescription)")
    }

    /// nat is skipped for as long as nobody needs connections.
    @Test("A rule of one engine that needs connections switches the other's nat table on", arguments: Setting.all, [false, true])
    func tracking(_ setting: Setting, isNeeded: Bool) throws {
      let test = Case(
        testDescription: "", first: Self.table(.nat, "PREROUTING -p tcp -j MARK --set-mark 0x9"),
        second: Self.table(.filter, "INPUT \(isNeeded ? "-m conntrack --ctstate NEW" : "-p tcp") -j ACCEPT"), verdict: "delivered")
      let scenario = test.scenario(setting)
      #expect(scenario.node.tracksConnections == isNeeded)
      let seen = KernelResult(try KernelNamespace(scenario.node).send(scenario.packets[0]), of: scenario.backends)
      #expect(seen.out?.mark == (isNeeded ? 9 : 0))
      try expectAgreement(scenario, "connections, first \(setting.testDescription)")
    }
  }

#endif
