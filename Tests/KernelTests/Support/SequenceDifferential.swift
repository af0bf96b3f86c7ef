#if os(Linux)

  import KernelHarness
  import PacketPath

  extension Differential {
    /// The packets of a sequence, one after the other, before the kernel and before a session.
    static func sequence(_ scenario: Scenario) throws -> Outcome {
      var rest = scenario.packets[...]
      return try sequence(scenario) { _ in rest.popFirst() }
    }

    /// The same of packets that depend on what became of those before them. `next` is given what was last seen, and ends the sequence with nil.
    /// `simulated`: what the simulator is given instead.
    static func sequence(_ scenario: Scenario, simulated: Scenario? = nil, next: (KernelObservation?) -> KernelPacket?) throws -> Outcome {
      let namespace = try KernelNamespace(scenario.node)
      let lines = try NodeLines(namespace)
      var player = SequencePlayer(simulated ?? scenario, lines)
      var outcome = Outcome(), last: KernelObservation?
      var played = scenario, seen: [KernelResult] = []
      played.packets = []
      let clock = ContinuousClock()
      var before = clock.now
      while let packet = next(last) {
        let now = clock.now
        // The machine stood still: connections have gone of which the flow does not know. What came before was compared.
        if now - before > SequencePlayer.longestStep { break }
        player.pass(now - before)
        before = now
        let observation = try namespace.send(packet, keepsConnections: true)
        let result = KernelResult(observation, of: scenario.backends)
        played.packets.append(packet)
        seen.append(result)
        outcome.packets += 1
        let family = scenario.isIPv6 ? "ipv6" : "ipv4"
        let entries = scenario.node.tracksConnections ? try namespace.tool(["conntrack", "-L", "-f", family]) : nil
        let elapsed = clock.now - before
        var found = player.differences(packet, result, entries: entries)
        // What the inputs do not tell, a session takes one way.
        if !found.isEmpty && player.isOpen { break }
        // The node's own answers pass the rules too, and are counted there: a session is not told of them.
        let isLast = !observation.answerSteps.isEmpty && scenario.remembers
        if found.isEmpty && !isLast, let entries { found = player.differences(fromEntries: entries, after: elapsed) }
        if !found.isEmpty {
          outcome.disagreements = [Disagreement(scenario: played, lines: lines, seen: seen, differences: found)]
          break
        }
        if isLast { break }
        last = observation
      }
      return outcome
    }
  }

  extension Scenario {
    /// Whether rules count, list or change something that a later packet meets.
    var remembers: Bool {
      ["recent", "SET ", "statistic", "limit", "quota", "connbytes", "CONNMARK", "connlabel"].contains {
        (rules + rulesBeside).contains($0)
      }
    }
  }

#endif
