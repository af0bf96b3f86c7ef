#if os(Linux)

  import KernelHarness
  import PacketPath
  import TestSupport

  /// A packet of which the simulator says something else than the kernel does.
  struct Disagreement: Sendable {
    /// With this packet alone, or of a sequence, with those before it.
    var scenario: Scenario
    var lines: NodeLines
    /// What the kernel did with each of the scenario's packets.
    var seen: [KernelResult]
    var differences: [String]
  }

  /// The same packets before the kernel and before the simulator.
  enum Differential {
    struct Outcome: Sendable {
      var packets = 0
      var disagreements: [Disagreement] = []
      /// Rules that the kernel saves otherwise than the simulator does.
      var texts: [String] = []
      /// What the engines say differently, one rule after the other and with an index.
      var engines: [String] = []
    }

    /// `simulated`: what the simulator is given instead, in tests that expect a disagreement. `limit`: disagreements to stop at. `unforced`:
    /// the rules before chance was taken out of them, which must have an outcome like what the kernel does with the forced ones.
    static func run(_ scenario: Scenario, simulated: Scenario? = nil, unforced: Scenario? = nil, limit: Int = 1) throws -> Outcome {
      if scenario.isSequence { return try sequence(scenario) }
      let namespace = try KernelNamespace(scenario.node)
      let lines = try NodeLines(namespace)
      let simulator = (simulated ?? scenario).simulator(lines)
      let whole = unforced?.simulator(lines)
      var engines = Engines((unforced ?? scenario).simulatedNode(lines))
      var outcome = Outcome()
      outcome.texts = try differences(of: simulated ?? scenario, in: namespace)
      let listing = scenario.listingChains
      for packet in scenario.packets {
        let observation = try namespace.send(packet)
        let seen = KernelResult(observation, of: scenario.backends)
        // The simulator is asked about a first packet: what the rules have put into lists and sets is taken back, of the kernel's answers too.
        let chains = Set((observation.steps + observation.answerSteps).map { Substring($0.chain) })
        if !listing.isDisjoint(with: chains) { try scenario.forget(in: namespace) }
        outcome.packets += 1
        outcome.engines += engines.differences(about: Packet(packet))
        func differences(_ simulator: Simulator) -> [String] {
          simulator.predict(Packet(packet)).differences(
            from: seen, of: scenario.backends, tracksConnections: scenario.node.tracksConnections)
        }
        var found = differences(simulator)
        if let whole, found.isEmpty { found = differences(whole).map { "of all outcomes: \($0)" } }
        guard !found.isEmpty else { continue }
        var alone = scenario
        alone.packets = [packet]
        outcome.disagreements.append(Disagreement(scenario: alone, lines: lines, seen: [seen], differences: found))
        if outcome.disagreements.count == limit { break }
      }
      return outcome
    }

    /// Rules, in each chain one after the other, as the simulator and as the kernel's own tool save them: thresholds of `statistic` too.
    private static func differences(of scenario: Scenario, in namespace: KernelNamespace) throws -> [String] {
      try zip(scenario.backends, scenario.rulesets).flatMap { backend, ruleset in
        let saved = try namespace.tool([backend.tool("save", isIPv6: scenario.isIPv6)])
        let kernel = IPTablesSaveParser.parse(SourceText(saved), family: scenario.isIPv6 ? .ipv6 : .ipv4)
        return differences(of: ruleset.lines(backend.simulated), saved.chainLines, kernel.lines(backend.simulated))
      }
    }
    private static func differences(of mine: [String: [String]], _ theirs: [String: [String]], _ printed: [String: [String]]) -> [String] {
      theirs.keys.sorted().flatMap { chain -> [String] in
        let (a, b, c) = (mine[chain] ?? [], theirs[chain] ?? [], printed[chain] ?? [])
        if a == b && b == c { return [] }
        return zip(a, b).filter { $0 != $1 }.map { "\(chain): \($0) is saved as \($1)" }
          + zip(b, c).filter { $0 != $1 }.map { "\(chain): \($0) becomes \($1)" }
          + (a.count == b.count ? [] : ["\(chain): \(a.count) rules are \(b.count)"])
      }
    }
  }

  extension Ruleset {
    /// The rules of each chain (`nat PREROUTING`) as they are saved.
    fileprivate func lines(_ backend: Backend) -> [String: [String]] {
      var result: [String: [String]] = [:]
      for (index, chain) in chains.enumerated() where chain.count > 0 {
        let id = ChainID(raw: UInt32(index))
        result["\(chain.table.name) \(name(of: id))"] = chain.rules.map { save(RuleID(raw: $0), in: id, backend: backend) }
      }
      return result
    }
  }
  extension String {
    /// The same of a text that was saved.
    fileprivate var chainLines: [String: [String]] {
      var table = "", result: [String: [String]] = [:]
      for line in split(separator: "\n") {
        if line.hasPrefix("*") { table = String(line.dropFirst()) }
        guard line.hasPrefix("-A ") else { continue }
        let chain = line.dropFirst(3).prefix { $0 != " " }
        result["\(table) \(chain)", default: []].append(String(line))
      }
      return result
    }
  }

  // MARK: Making cases small

  extension Disagreement {
    /// Leaves out rules, chains, routes, addresses and settings for as long as the packet is still disagreed about.
    func minimised(attempts: Int = 300) -> Disagreement {
      var minimiser = Minimiser(best: self, left: attempts)
      minimiser.run()
      return minimiser.best
    }
  }

  private struct Minimiser {
    var best: Disagreement
    var left: Int

    mutating func run() {
      if best.scenario.node.beside != nil { attempt { $0.rulesBeside = "" } }
      shrink(\.first.ruleLines)
      shrink(\.second.ruleLines)
      if best.scenario.isSequence { shrink(\.packetLines) }
      shrink(\.node.rules)
      shrink(\.node.routes)
      shrink(\.sysctlLines)
      let texts: [WritableKeyPath<Scenario, RuleText>] = [\.first, \.second]
      for text in texts {
        shrink(text.appending(path: \.ruleLines))
        shrink(text.appending(path: \.tableTexts))
        shrink(text.appending(path: \.chainLines))
      }
      for index in best.scenario.node.interfaces.indices.reversed() {
        let name = best.scenario.node.interfaces[index].name
        if !best.scenario.packets.contains(where: { $0.arrives(on: name) }) { attempt { $0.node.interfaces.remove(at: index) } }
      }
      if !best.scenario.allRules.contains("-set ") { attempt { $0.node.ipset = nil } }
      if best.scenario.isSequence { return }
      attempt { $0.packets[0].mark = 0 }
      attempt { $0.packets[0].tos = 0 }
      attempt { $0.packets[0].ttl = 64 }
      attempt { $0.packets[0].length = nil }
    }
    /// Drops parts of a list, first large ones.
    private mutating func shrink(_ list: WritableKeyPath<Scenario, [String]>) {
      var size = best.scenario[keyPath: list].count
      while size > 0 {
        var start = 0
        while start < best.scenario[keyPath: list].count {
          let range = start..<min(start + size, best.scenario[keyPath: list].count)
          if !attempt({ $0[keyPath: list].removeSubrange(range) }) { start += size }
        }
        size /= 2
      }
    }
    @discardableResult
    private mutating func attempt(_ change: (inout Scenario) -> Void) -> Bool {
      guard left > 0 else { return false }
      left -= 1
      var scenario = best.scenario
      change(&scenario)
      if best.scenario.needsConntrack == best.scenario.node.tracksConnections { scenario.tracksConnectionsIfNeeded() }
      // What the tools refuse is no smaller case.
      guard let smaller = try? Differential.run(scenario).disagreements.first else { return false }
      best = smaller
      return true
    }
  }

  extension KernelPacket {
    fileprivate func arrives(on name: String) -> Bool {
      if case .interface(name, _) = arrival { true } else { false }
    }
  }

  extension Scenario {
    /// Chains whose rules put addresses into a list, or change a set.
    fileprivate var listingChains: Set<Substring> {
      Set(
        allRules.split(separator: "\n").filter { $0.contains("-m recent") || $0.contains("-j SET") }.compactMap {
          $0.split(separator: " ").drop { $0 != "-A" }.dropFirst().first
        })
    }
    /// Empties the lists of `-m recent`, and fills the sets as they were.
    fileprivate func forget(in namespace: KernelNamespace) throws {
      if allRules.contains("-m recent") { try namespace.tool(["sh", "-c", "for list in /proc/net/xt_recent/*; do echo / > $list; done"]) }
      guard allRules.contains("-j SET"), let sets = node.ipset else { return }
      let lines = sets.split(separator: "\n")
      let flushes = lines.filter { $0.hasPrefix("create") }.map { "flush \($0.split(separator: " ")[1])\n" }
      try namespace.tool(["ipset", "restore"], input: flushes.joined() + lines.filter { $0.hasPrefix("add") }.map { "\($0)\n" }.joined())
    }
    fileprivate var allRules: String { rules + rulesBeside }
    fileprivate var first: RuleText {
      get { RuleText(backend: node.backend, text: rules) }
      set { rules = newValue.text }
    }
    fileprivate var second: RuleText {
      get { RuleText(backend: node.backend.other, text: rulesBeside) }
      set { rulesBeside = newValue.text }
    }
    /// Packets by their numbers, of which the last is the one that is disagreed about.
    fileprivate var packetLines: [String] {
      get { packets.indices.map(String.init) }
      set { packets = newValue.map { packets[Int($0)!] } }
    }
    fileprivate var sysctlLines: [String] {
      get { node.sysctls.map { "\($0.name) \($0.value)" } }
      set {
        node.sysctls = newValue.map { line in
          let words = line.split(separator: " ")
          return (String(words[0]), String(words[1]))
        }
      }
    }
  }

  /// What one engine is given, by its parts.
  private struct RuleText {
    var backend: KernelBackend
    var text: String
    /// The lines of the rules; `chainLines` are those that declare chains.
    var ruleLines: [String] {
      get { text.split(separator: "\n").filter { $0.hasPrefix("-A") }.enumerated().map { "\($0) \($1)" } }
      set {
        let kept = Set(newValue.compactMap { Int($0.prefix { $0 != " " }) })
        var number = -1
        text = text.split(separator: "\n").filter { line in
          guard line.hasPrefix("-A") else { return true }
          number += 1
          return kept.contains(number)
        }.map { $0 + "\n" }.joined()
      }
    }
    /// Chains that are declared; of legacy only user chains, for a table has all its base chains there.
    var chainLines: [String] {
      get { text.split(separator: "\n").filter(isChainLine).enumerated().map { "\($0) \($1)" } }
      set {
        let kept = Set(newValue.compactMap { Int($0.prefix { $0 != " " }) })
        var number = -1
        text = text.split(separator: "\n").filter { line in
          guard isChainLine(line) else { return true }
          number += 1
          return kept.contains(number)
        }.map { $0 + "\n" }.joined()
      }
    }
    private func isChainLine(_ line: Substring) -> Bool { line.hasPrefix(":") && (backend == .nft || line.hasSuffix("- [0:0]")) }
    /// Tables from `*` to `COMMIT`.
    var tableTexts: [String] {
      get { text.split(separator: "*").map { "*\($0)" } }
      set { text = newValue.joined() }
    }
  }

#endif
