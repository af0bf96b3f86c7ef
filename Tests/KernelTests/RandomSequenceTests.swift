#if os(Linux)

  import KernelHarness
  import PacketPath
  import Testing

  /// Flows through random nodes: first packets, answers, further packets and ICMP errors about them, with what the node remembers between them.
  @Suite("Random sequences: a session says what the kernel does", .needsKernel)
  struct RandomSequenceTests {
    @Test("Flows of several packets", arguments: RandomRulesetTests.groups)
    func flows(_ seeds: [UInt64]) throws {
      for seed in seeds {
        for setting in Setting.all {
          var draw = Draw(seed: seed)
          let scenario = Scenario(ofSequences: seed, setting, &draw)
          var flows = RandomFlows(scenario, draw: draw, flows: 8)
          try expectAgreement("sequence, seed \(seed), \(setting.testDescription)") {
            try Differential.sequence(scenario) { flows.next($0) }
          }
        }
      }
    }
  }

#endif
