#if os(Linux)

  import KernelHarness
  import PacketPath

  /// Draws a ruleset of any shape that the tools accept: jumps and gotos lead to chains behind, at most six deep; a chain holds only what may
  /// stand at every hook that reaches it.
  struct RandomRules {
    private struct UserChain {
      var name: String
      var hooks: Set<Hook>
      var depth: Int
    }

    /// `isForSequences`: with more rules that remember.
    static func text(_ draw: inout Draw, isIPv6: Bool, backend: KernelBackend, isForSequences: Bool = false) -> String {
      Table.allCases.map { table in
        let like = RulePlace(
          table: table, hooks: [], isBase: true, isIPv6: isIPv6, backend: backend, at: .of(isIPv6: isIPv6), isForSequences: isForSequences)
        // nat and filter nearly always, the others now and then.
        return draw.isOnce(in: table == .nat || table == .filter ? 8 : 2) ? "" : Self.table(like, &draw)
      }.joined()
    }

    private static func table(_ like: RulePlace, _ draw: inout Draw) -> String {
      let table = like.table, backend = like.backend
      let chains = (0..<draw.number(0...5)).map { number in
        let count = draw.number(1...table.hooks.count)
        // A chain of nat that may translate is reached from hooks of one side.
        let among =
          table != .nat || draw.isOnce(in: 4) ? table.hooks : draw.pick([[.prerouting, .output], [.postrouting], [.input, .postrouting]])
        return UserChain(name: "\(table.name.prefix(1).uppercased())\(number)", hooks: Set(draw.some(of: among, count)), depth: number + 1)
      }
      // Legacy has every base chain of a table that is named; nft only those that are loaded.
      let bases = table.hooks.filter { _ in backend == .legacy || !draw.isOnce(in: 6) }
      var text = "*\(table.name)\n"
      for hook in bases {
        let drops = table != .nat && draw.isOnce(in: 12)
        text += ":\(hook.name) \(drops ? "DROP" : "ACCEPT") [0:0]\n"
      }
      for chain in chains { text += ":\(chain.name) - [0:0]\n" }
      func place(_ hooks: Set<Hook>, isBase: Bool) -> RulePlace {
        var place = like
        (place.hooks, place.isBase) = (hooks, isBase)
        return place
      }
      for hook in bases { text += rules(of: hook.name, place([hook], isBase: true), calling: chains, &draw) }
      for chain in chains {
        text += rules(of: chain.name, place(chain.hooks, isBase: false), calling: chains.filter { $0.depth > chain.depth }, &draw)
      }
      return text + "COMMIT\n"
    }

    private static func rules(of chain: String, _ place: RulePlace, calling chains: [UserChain], _ draw: inout Draw) -> String {
      let callable = chains.filter { place.hooks.isSubset(of: $0.hooks) }
      return (0..<draw.number(0...5)).map { _ in "-A \(chain)\(rule(place, callable, &draw))\n" }.joined()
    }
    private static func rule(_ place: RulePlace, _ chains: [UserChain], _ draw: inout Draw) -> String {
      var place = place
      var words: [String] = []
      if !draw.isOnce(in: 3) {
        let proto =
          draw.isOnce(in: 8)
          ? draw.pick(["udplite", "dccp", "esp", "ipcomp", place.isIPv6 ? "mobility-header" : "ah"])
          : draw.pick(["tcp", "tcp", "udp", "sctp", place.isIPv6 ? "ipv6-icmp" : "icmp"])
        let isNegated = draw.isOnce(in: 8)
        words.append("\(isNegated ? "! " : "")-p \(proto)")
        if !isNegated { place.proto = proto }
      }
      var seen: Set<String> = []
      for _ in 0..<draw.number(0...2) {
        // nft prints two tests of one module as one.
        let all = place.isForSequences && draw.isOnce(in: 3) ? RuleWords.inSequences : RuleWords.matches
        guard let text = RuleWords.text(of: all, place, &draw), seen.insert(text.module).inserted else { continue }
        words.append(text)
      }
      let target = target(place, chains, &draw)
      // Nor may a target that brings a test with it stand behind such a test.
      words.removeAll { target.hasPrefix("-m") && $0.module == target.module }
      words.append(target)
      return words.filter { !$0.isEmpty }.map { " " + $0 }.joined()
    }
    private static func target(_ place: RulePlace, _ chains: [UserChain], _ draw: inout Draw) -> String {
      if !chains.isEmpty && draw.isOnce(in: 2) { return "\(draw.isOnce(in: 3) ? "-g" : "-j") \(draw.pick(chains).name)" }
      return RuleWords.text(of: RuleWords.targets, place, &draw) ?? ""
    }
  }

  extension String {
    /// `-m tcp` of a match, or an option without module.
    fileprivate var module: String { split(separator: " ").filter { $0 != "!" }.prefix(hasPrefix("-m") ? 2 : 1).joined(separator: " ") }
  }

  extension Scenario {
    /// Sets that rules name, and no route for the copies of TEE.
    mutating func addWhatRulesNeed(_ draw: inout Draw) {
      let rules = rules + rulesBeside
      if rules.contains("-set ") { node.ipset = RandomSets.text(&draw, isIPv6: isIPv6) }
      if rules.contains("-j TEE") {
        node.rules.append("\(isIPv6 ? "-6 " : "")priority 1 to \(AddressPool.of(isIPv6: isIPv6).unreachable) unreachable")
      }
    }
    /// Rules of both engines, of which those of `first` are loaded first.
    init(besideEachOther seed: UInt64, first: KernelBackend, isIPv6: Bool, packets count: Int) {
      var draw = Draw(seed: seed)
      node = RandomHost.node(&draw, isIPv6: isIPv6, backend: first)
      self.isIPv6 = isIPv6
      rules = RandomRules.text(&draw, isIPv6: isIPv6, backend: first)
      rulesBeside = RandomRules.text(&draw, isIPv6: isIPv6, backend: first.other)
      addWhatRulesNeed(&draw)
      var random = RandomPackets(node, isIPv6: isIPv6, draw: draw)
      packets = (0..<count).map { _ in random.next() }
      tracksConnectionsIfNeeded()
    }
    /// The scenario of a seed: it says all.
    init(seed: UInt64, backend: KernelBackend, isIPv6: Bool, packets count: Int) {
      var draw = Draw(seed: seed)
      node = RandomHost.node(&draw, isIPv6: isIPv6, backend: backend)
      self.isIPv6 = isIPv6
      rules = RandomRules.text(&draw, isIPv6: isIPv6, backend: backend)
      addWhatRulesNeed(&draw)
      var random = RandomPackets(node, isIPv6: isIPv6, draw: draw)
      packets = (0..<count).map { _ in random.next() }
      tracksConnectionsIfNeeded()
    }
  }

#endif
