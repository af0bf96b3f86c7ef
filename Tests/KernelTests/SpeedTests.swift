#if os(Linux)

  import KernelHarness
  import Testing

  @Suite("How fast the kernel is asked", .needsKernel, .serialized)
  struct SpeedTests {
    @Test("Packets a second, each traced and its connection forgotten", arguments: Setting.all)
    func packets(_ setting: Setting) throws {
      let at = setting.addresses
      let clock = ContinuousClock()
      let start = clock.now
      let namespace = try setting.namespace()
      let built = clock.now
      let count = 500
      for port in 0..<count {
        let packet = KernelPacket(.interface("eth0"), source: at.client, UInt16(10000 + port), destination: at.service, 80)
        let seen = try namespace.send(packet)
        #expect(seen.verdict == .forwarded && seen.steps.count == 16)
      }
      let time = clock.now - built
      let rate = Int(Double(count) / (Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18))
      print("kernel harness, \(setting.testDescription): \(rate) packets a second, namespace built in \(built - start)")
    }
  }

#endif
