#if os(Linux)

  import KernelHarness
  import PacketPath
  import TestSupport
  import Testing

  @Suite("Captured nodes: the simulator says what the kernel does", .needsKernel)
  struct CaptureDifferentialTests {
    #if DEBUG
      static let packets = 20, mostForcings = 2
    #else
      static let packets = 400, mostForcings = 16
    #endif

    /// Once as they are, where what the kernel draws must be one of the outcomes, and then with each draw forced to come true, so that every
    /// outcome comes about.
    @Test("Packets aimed at the services of a capture", arguments: CaptureTests.captures, Setting.all)
    func services(_ folder: String, _ setting: Setting) throws {
      guard var scenario = try Scenario(capturedIn: folder, backend: setting.backend, isIPv6: setting.isIPv6) else { return }
      let name = "capture \(folder.split(separator: "/").last ?? ""), \(setting.testDescription)"
      scenario.aim(Self.packets, seed: 1)
      try expectAgreement(scenario, "\(name), seed 1")
      // One number more than there are draws: none comes true.
      for number in 0..<min(scenario.mostDraws + 1, Self.mostForcings) {
        scenario.aim(Self.packets, seed: UInt64(number) + 2)
        try expectAgreement(scenario.forced(number), unforced: scenario, "\(name), forced \(number), seed \(number + 2)")
      }
    }

    /// Each count is binomial: within six standard deviations, but once in some 10^8 runs of twelve endpoints.
    @Test("A Service of twelve endpoints: how often the kernel chooses each", arguments: KernelBackend.allCases)
    func histogram(_ backend: KernelBackend) throws {
      let folder = Corpus.folder + "/captures/kube-proxy-1.30"
      let scenario = try #require(try Scenario(capturedIn: folder, backend: backend, isIPv6: false))
      let namespace = try KernelNamespace(scenario.node)
      let packet = KernelPacket(.interface("eth0"), source: "198.51.100.7", destination: "10.96.0.90", 80)
      let prediction = scenario.simulator(try NodeLines(namespace)).predict(Packet(packet))
      #expect(prediction.endpoints.count == 12)
      let count = 3000
      var seen: [String: Int] = [:]
      for _ in 0..<count { seen[try namespace.send(packet).out?.destination.description ?? "none", default: 0] += 1 }
      #expect(Set(seen.keys).isSubset(of: prediction.endpoints.map { $0.endpoint.address?.description ?? "" }))
      for share in prediction.endpoints {
        let (p, n) = (share.share.probability, Double(count))
        let times = Double(seen[share.endpoint.address?.description ?? ""] ?? 0)
        #expect(abs(times - n * p) <= 6 * (n * p * (1 - p)).squareRoot(), "\(share.endpoint): \(times) of \(count)")
      }
    }
  }

#endif
