#if os(Linux)

  import FoundationEssentials
  import KernelHarness
  import PacketPath
  import TestSupport
  import Testing

  @Suite("Random rules in random nodes: the simulator says what the kernel does", .needsKernel)
  struct RandomRulesetTests {
    /// How many seeds and from which on: PACKETPATH_KERNEL_SEEDS, PACKETPATH_KERNEL_FIRST_SEED.
    static let seeds: [UInt64] = {
      func number(_ name: String) -> UInt64? { ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) } }
      #if DEBUG
        let usual: UInt64 = 10
      #else
        let usual: UInt64 = 300
      #endif
      let first = number("PACKETPATH_KERNEL_FIRST_SEED") ?? 1
      return Array(first..<first + (number("PACKETPATH_KERNEL_SEEDS") ?? usual))
    }()
    /// A few seeds in one test each, so that a run of many does not print a line for each.
    static let groups: [[UInt64]] = stride(from: 0, to: seeds.count, by: 8).map { Array(seeds[$0..<min($0 + 8, seeds.count)]) }

    @Test("Rulesets of any shape", arguments: groups)
    func rulesets(_ seeds: [UInt64]) throws {
      for seed in seeds {
        for setting in Setting.all {
          let scenario = Scenario(seed: seed, backend: setting.backend, isIPv6: setting.isIPv6, packets: 40)
          try expectAgreement(scenario, "seed \(seed), \(setting.testDescription)")
          guard scenario.rules.contains("--probability") else { continue }
          let number = Int(seed % 3)
          try expectAgreement(scenario.forced(number), unforced: scenario, "seed \(seed), \(setting.testDescription), forced \(number)")
        }
      }
    }
  }

  /// Records an issue, with the case made small, where simulator and kernel differ.
  func expectAgreement(_ scenario: Scenario, unforced: Scenario? = nil, _ title: String) throws {
    try expectAgreement(title) { try Differential.run(scenario, unforced: unforced) }
  }
  func expectAgreement(_ title: String, _ run: () throws -> Differential.Outcome) throws {
    let outcome: Differential.Outcome
    do { outcome = try run() } catch {
      Issue.record("\(title): \(error)")
      return
    }
    #expect(outcome.texts == [], "\(title)")
    #expect(outcome.engines == [], "\(title)")
    for disagreement in outcome.disagreements {
      let small = disagreement.minimised()
      let recorded = RecordedCase(small, title: "\(title)\n" + small.differences.joined(separator: "\n"))
      Issue.record("\(recorded.text)")
      if ProcessInfo.processInfo.environment["PACKETPATH_RECORD"] != nil { print("recorded as \(try recorded.store())") }
    }
  }

#endif
