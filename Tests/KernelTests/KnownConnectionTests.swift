#if os(Linux)

  import KernelHarness
  import PacketPath
  import Testing

  /// Connections that are there when the rules change: what `--conntrack` is asked.
  @Suite("Known connections: with what conntrack -L prints, a prediction is what the kernel does", .needsKernel)
  struct KnownConnectionTests {
    @Test("Flows whose endpoint goes away", arguments: RandomRulesetTests.groups)
    func staleEndpoints(_ seeds: [UInt64]) throws {
      var stale = 0, zoned = 0
      for seed in seeds {
        for setting in Setting.all {
          do {
            let found = try staleFlows(seed, setting)
            stale += found.stale
            zoned += found.zoned
          } catch {
            Issue.record("known connections, seed \(seed), \(setting.testDescription): \(error)")
          }
        }
      }
      #expect(stale > 0 || seeds.count < 4, "no flow kept an endpoint that no rule leads to any more")
      #expect(zoned > 0 || seeds.count < 8, "no flow was known in another zone than 0")
    }

    /// Opens flows, takes endpoints away, and asks about further packets, answers and errors. How many were of an endpoint that was gone,
    /// and how many of a connection of another zone than 0.
    private func staleFlows(_ seed: UInt64, _ setting: Setting) throws -> (stale: Int, zoned: Int) {
      var draw = Draw(seed: seed)
      let before = Scenario(ofServices: seed, setting, &draw)
      let namespace = try KernelNamespace(before.node)
      let lines = try NodeLines(namespace)
      var flows = RandomFlows(before, draw: draw, flows: 6), last: KernelObservation?, sent = 0
      while sent < 24, let packet = flows.next(last) {
        last = try namespace.send(packet, keepsConnections: true)
        sent += 1
      }
      let after = before.withoutFirstEndpoints
      try namespace.replaceRules(iptables: after.node.iptables, ip6tables: after.node.ip6tables)
      var repeated = flows.repeated(after: last), state: String?, stale = 0, zoned = 0
      while let packet = repeated.next(state) {
        var node = after.simulatedNode(lines)
        let text = try namespace.tool(["conntrack", "-L", "-f", setting.isIPv6 ? "ipv6" : "ipv4"])
        node.facts.connections = ConntrackParser.parse(SourceText(text)).value
        let simulator = Simulator(node), asked = Packet(packet)
        let seen = KernelResult(try namespace.send(packet, keepsConnections: true), of: after.backends)
        state = seen.state
        let prediction = simulator.predict(asked)
        let found = prediction.differences(from: seen, of: after.backends, tracksConnections: true)
        if !found.isEmpty {
          var alone = after
          alone.packets = [packet]
          let recorded = RecordedCase(
            Disagreement(scenario: alone, lines: lines, seen: [seen], differences: found), title: found.joined(separator: "\n"))
          Issue.record("known connections, seed \(seed), \(setting.testDescription), with\n\(text)\(recorded.text)")
          return (stale, zoned)
        }
        guard let (entry, isReply) = simulator.connection(of: asked) else { continue }
        if entry.zone.number(isReply: isReply) != 0 { zoned += 1 }
        if !isReply, entry.isDestinationTranslated,
          let endpoint = prediction.outcomes.first?.endpoint,
          !simulator.predict(asked, asNew: true).endpoints.contains(where: { $0.endpoint == endpoint })
        {
          stale += 1
        }
      }
      return (stale, zoned)
    }
  }

#endif
