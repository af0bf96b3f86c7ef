#if os(Linux)

  import FoundationEssentials
  import KernelHarness
  import KubeProxy
  import PacketPath
  import Testing

  extension Trait where Self == ConditionTrait {
    /// A guest runs in real time, for minutes, and a machine that is busy with other things lets its connections expire elsewhere.
    static var needsGuest: Self {
      let isAsked = ProcessInfo.processInfo.environment["PACKETPATH_GUEST"] != nil
      let reason = isAsked ? GuestKernel.unavailable : "a guest takes minutes of a quiet machine: PACKETPATH_GUEST=1 asks it"
      return .enabled(if: reason == nil, "no kernel with ip_vs is asked: \(reason ?? "")")
    }
  }

  /// A real `ip_vs` and a session of the simulator, event by event.
  @Suite("IPVS: the simulator says what the kernel does", .needsGuest, .serialized)
  struct VirtualServerTests {
    /// From which seed on, and how many: PACKETPATH_KERNEL_FIRST_SEED, PACKETPATH_KERNEL_SEEDS.
    static func seeds(_ usual: UInt64) -> Range<UInt64> {
      func number(_ name: String) -> UInt64? { ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) } }
      let first = number("PACKETPATH_KERNEL_FIRST_SEED") ?? 1
      return first..<first + (number("PACKETPATH_KERNEL_SEEDS") ?? usual)
    }
    /// A machine that stands still for seconds lets a connection expire at another moment: what differs is asked again.
    private func expectAgreement(_ scenarios: [GuestScenario]) throws {
      let doubtful = try differing(scenarios).map(\.scenario)
      if doubtful.isEmpty { return }
      for (scenario, differences) in try differing(doubtful) {
        Issue.record("\(scenario.name)\n\(scenario.ipvsadm.prefix(1200))\(differences.prefix(12).joined(separator: "\n"))")
      }
    }
    private func differing(_ scenarios: [GuestScenario]) throws -> [(scenario: GuestScenario, differences: [String])] {
      let answers = try GuestKernel.perform(scenarios.map(\.job), seconds: Int32(60 + 4 * scenarios.count))
      return zip(scenarios, answers).map { ($0, $0.differences($1)) }.filter { !$0.1.isEmpty }
    }

    @Test("Random connections, closings, answers and edits: every scheduler")
    func sequences() throws {
      let scenarios = Self.seeds(1).flatMap { seed in GuestScenario.schedulers.map { GuestScenario.sequence($0, seed: seed) } }
      for start in stride(from: 0, to: scenarios.count, by: 52) {
        try expectAgreement(Array(scenarios[start..<min(start + 52, scenarios.count)]))
      }
    }
    @Test("Nodes of kube-proxy in ipvs mode: cluster IPs, node ports, load balancers, source ranges, external IPs, hairpins")
    func nodes() throws {
      var scenarios = [try ServedNode(capture: "kube-proxy-1.30-ipvs").scenario("kube-proxy-1.30-ipvs", .ipv4, seed: 1, packets: 150)]
      for seed in Self.seeds(1) {
        for era in [SyntheticCluster.Era.release16, .release24, .release30] {
          var options = SyntheticCluster.Options()
          (options.services, options.endpoints, options.nodePortPercent, options.seed) = (12, 0...4, 40, seed)
          (options.mode, options.era, options.hasIPv6) = (.ipvs, era, true)
          (options.hasLoadBalancers, options.hasAffinity, options.hasLocalPolicy, options.hasNoEndpoints) = (true, true, true, true)
          let node = ServedNode(options)
          scenarios += [IPFamily.ipv4, .ipv6].map {
            node.scenario("made up, \(era.rawValue), \($0), seed \(seed)", $0, seed: seed, packets: 60)
          }
        }
      }
      try expectAgreement(scenarios)
    }
    @Test(
      "Direct routing, tunnels, servers on the node, rules beside IPVS, marks, -m ipvs, ends of connections",
      arguments: [IPFamily.ipv4, .ipv6])
    func cases(_ family: IPFamily) throws { try expectAgreement(VirtualServerCases(family).all) }

    @Test("Every text that ipvsadm prints says the same as ipvsadm -Sn")
    func texts() throws {
      let texts = Self.seeds(4).map { VirtualServerTexts(seed: $0) }
      for (texts, answers) in zip(texts, try GuestKernel.perform(texts.map(\.job))) {
        #expect(texts.differences(answers) == [], "seed \(texts.seed)")
      }
    }
    @Test("A wrong text is noticed")
    func canary() throws {
      let scenario = GuestScenario.sequence("wrr", seed: 3)
      var other = scenario
      other.ipvsadm = scenario.ipvsadm.replacing("-s wrr", with: "-s lc")
      let answers = try GuestKernel.perform([other.job])
      #expect(scenario.differences(answers[0]) != [])
    }
  }

#endif
