#if os(Linux)

  import KernelHarness
  import PacketPath
  import Testing

  /// Every match and target by itself: rules with nothing else in them, at every hook where they may stand.
  @Suite("Words of rules, one at a time")
  struct WordTests {
    /// A match or target, with all its entries among the random words.
    struct Subject: Sendable, CustomTestStringConvertible {
      var name: String
      var isTarget: Bool
      var entries: [RuleWord]
      var testDescription: String { (isTarget ? "-j " : name.hasPrefix("-") ? "" : "-m ") + name }

      static func all(of words: [RuleWord], isTarget: Bool) -> [Subject] {
        var names: [String] = []
        for word in words where word.name != "none" && !names.contains(word.name) { names.append(word.name) }
        return names.map { name in Subject(name: name, isTarget: isTarget, entries: words.filter { $0.name == name }) }
      }
    }
    static let subjects = Subject.all(of: RuleWords.matches, isTarget: false) + Subject.all(of: RuleWords.targets, isTarget: true)

    @Test("What `packetpath extensions` says of kernel tests is so")
    func coverage() {
      // `-p` every random rule draws by itself.
      let judged = (PacketPath.Test.infos + TargetAction.infos).filter { $0.judge == .words }.map(\.name).filter { $0 != "-p" }
      #expect(Set(judged) == Set(Self.subjects.map(\.name)))
    }

    @Test("The simulator says of a word what the kernel does", .needsKernel, arguments: subjects)
    func word(_ subject: Subject) throws {
      var rules = 0
      for setting in Setting.all {
        for seed in RandomRulesetTests.seeds.prefix(2) {
          let scenario = Scenario(of: subject, seed: seed, setting)
          guard scenario.rules.contains("-A") else { continue }
          rules += 1
          try expectAgreement(scenario, "\(subject.testDescription), \(setting.testDescription), seed \(seed)")
        }
      }
      #expect(rules > 0, "no rule was drawn")
    }
  }

  extension Scenario {
    /// Rules of one word, and packets of all kinds.
    fileprivate init(of subject: WordTests.Subject, seed: UInt64, _ setting: Setting) {
      let isIPv6 = setting.isIPv6
      var draw = Draw(seed: seed)
      node = RandomHost.node(&draw, isIPv6: isIPv6, backend: setting.backend)
      self.isIPv6 = isIPv6
      let tables: [Table] = subject.isTarget ? Table.allCases : [draw.pick([.mangle, .mangle, .mangle, .raw, .nat, .security])]
      rules = tables.map { table in
        let place = RulePlace(table: table, hooks: [], isBase: true, isIPv6: isIPv6, backend: setting.backend, at: .of(isIPv6: isIPv6))
        return Self.table(place, subject, &draw)
      }.joined()
      addWhatRulesNeed(&draw)
      var random = RandomPackets(node, isIPv6: isIPv6, draw: draw)
      packets = (0..<60).map { _ in random.next() }
      tracksConnectionsIfNeeded()
    }
    private static func table(_ place: RulePlace, _ subject: WordTests.Subject, _ draw: inout Draw) -> String {
      var lines: [String] = []
      for hook in place.table.hooks {
        var place = place
        place.hooks = [hook]
        for number in 0..<(subject.isTarget ? 4 : 8) {
          guard let rule = rule(place, subject, &draw) else { continue }
          // A target that ends the walk leaves packets with other marks to those behind it.
          let mark = subject.isTarget ? " -m mark --mark 0x\(number)" : ""
          lines.append("-A \(hook.name)\(rule.proto)\(mark) \(rule.text)\n")
        }
      }
      if lines.isEmpty { return "" }
      return "*\(place.table.name)\n" + place.table.hooks.map { ":\($0.name) ACCEPT [0:0]\n" }.joined() + lines.joined() + "COMMIT\n"
    }
    /// A word's text, with the protocol that it needs.
    private static func rule(_ place: RulePlace, _ subject: WordTests.Subject, _ draw: inout Draw) -> (proto: String, text: String)? {
      let protocols =
        ["", "", "tcp", "udp", "sctp", "dccp", "esp", "ipcomp"] + (place.isIPv6 ? ["ipv6-icmp", "mobility-header"] : ["icmp", "ah"])
      for _ in 0..<40 {
        var place = place
        place.proto = draw.pick(protocols)
        if let text = draw.pick(subject.entries).make(place, &draw) { return (place.proto.isEmpty ? "" : " -p \(place.proto)", text) }
      }
      return nil
    }
  }

#endif
