#if os(Linux)

  import KernelHarness
  import PacketPath
  import Testing

  /// Faults put in on purpose: a comparison that does not notice them would prove nothing.
  @Suite("Canaries: wrong predictions are noticed", .needsKernel)
  struct CanaryTests {
    /// The kernel gets the rules, the simulator the changed ones. How many of the seeds' packets it is wrong about.
    private func disagreements(_ change: (String) -> String) throws -> Int {
      var count = 0
      for seed: UInt64 in 1...40 where count == 0 {
        let scenario = Scenario(seed: seed, backend: .legacy, isIPv6: false, packets: 40)
        var wrong = scenario
        wrong.rules = change(scenario.rules)
        guard wrong.rules != scenario.rules else { continue }
        count += try Differential.run(scenario, simulated: wrong).disagreements.count
      }
      return count
    }

    @Test("An ignored !")
    func negation() throws { #expect(try disagreements { $0.split(separator: "! ").joined() } > 0) }

    @Test("goto taken for a call")
    func goto() throws {
      #expect(try disagreements { $0.split(separator: "\n").map { $0.replacingGoto + "\n" }.joined() } > 0)
    }

    @Test("RETURN taken for ACCEPT")
    func returns() throws {
      #expect(
        try disagreements {
          $0.split(separator: "\n").map { ($0.hasSuffix(" -j RETURN") ? $0.dropLast(6) + "ACCEPT" : $0) + "\n" }.joined()
        } > 0)
    }

    @Test("A mark's mask forgotten")
    func mask() throws {
      #expect(try disagreements { $0.replacing("/0x1", with: "").replacing("/0x3", with: "").replacing("/0x7", with: "") } > 0)
    }

    @Test("The order of rules lost")
    func order() throws {
      // Each table's rules, back to front.
      #expect(
        try disagreements { rules in
          rules.split(separator: "*").map { table in
            let lines = table.split(separator: "\n").map(String.init)
            let others = lines.filter { !$0.hasPrefix("-A") && $0 != "COMMIT" }
            return "*" + (others + lines.filter { $0.hasPrefix("-A") }.reversed() + ["COMMIT"]).map { "\($0)\n" }.joined()
          }.joined()
        } > 0)
    }

    @Test("MARK's or taken for xor")
    func exclusive() throws { #expect(try disagreements { $0.replacing("--or-mark", with: "--xor-mark") } > 0) }

    @Test("A probability off by one part in 2^31", arguments: KernelBackend.allCases)
    func probability(_ backend: KernelBackend) throws {
      func rules(_ probability: String) -> String {
        Table.filter.text(["FORWARD -m statistic --mode random --probability \(probability) -j DROP"])
      }
      var scenario = Scenario(node: KernelNode(backend: backend), isIPv6: false)
      scenario.rules = rules("0.33333333349")
      #expect(try Differential.run(scenario).texts == [])
      var wrong = scenario
      wrong.rules = rules("0.33333333395")
      #expect(try Differential.run(scenario, simulated: wrong).texts.count == 1)
    }
  }

  extension CanaryTests {
    @Test(
      "What is remembered, taken otherwise",
      arguments: [("--packet 0", "--packet 1"), ("--ctdir REPLY", "--ctdir ORIGINAL"), ("CONNMARK --save", "CONNMARK --restore")])
    func memory(_ words: String, _ wrong: String) throws {
      var found = 0
      for seed: UInt64 in 1...60 where found == 0 {
        var draw = Draw(seed: seed)
        let scenario = Scenario(ofSequences: seed, Setting(backend: .legacy, isIPv6: false), &draw)
        var changed = scenario
        changed.rules = scenario.rules.replacing(words, with: wrong)
        guard changed.rules != scenario.rules else { continue }
        var flows = RandomFlows(scenario, draw: draw, flows: 8)
        found += try Differential.sequence(scenario, simulated: changed) { flows.next($0) }.disagreements.count
      }
      #expect(found > 0)
    }
  }

  extension Substring {
    fileprivate var replacingGoto: String {
      split(separator: " ", omittingEmptySubsequences: false).map { $0 == "-g" ? "-j" : String($0) }.joined(separator: " ")
    }
  }

#endif
