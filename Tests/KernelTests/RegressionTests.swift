#if os(Linux)

  import KernelHarness
  import PacketPath
  import TestSupport
  import Testing

  @Suite("Recorded cases: what once was wrong")
  struct RegressionTests {
    static let files = Corpus.files(in: "regressions") { $0.hasSuffix(".case") }

    @Test("The simulator says what the kernel did", arguments: files)
    func recorded(_ file: String) throws {
      let recorded = try RecordedCase(text: Corpus.string(file))
      let scenario = recorded.scenario
      if scenario.isSequence {
        var player = SequencePlayer(scenario, recorded.lines)
        for (packet, seen) in zip(scenario.packets, recorded.seen) {
          #expect(player.differences(packet, seen) == [], "\(recorded.title)")
        }
        return
      }
      let prediction = scenario.simulator(recorded.lines).predict(Packet(try #require(scenario.packets.first)))
      let differences = prediction.differences(
        from: try #require(recorded.seen.first), of: scenario.backends, tracksConnections: scenario.node.tracksConnections)
      #expect(differences == [], "\(recorded.title)")
    }

    @Test("And does it still", .needsKernel, arguments: files)
    func live(_ file: String) throws {
      let recorded = try RecordedCase(text: Corpus.string(file))
      let outcome = try Differential.run(recorded.scenario)
      #expect(outcome.packets == recorded.scenario.packets.count && outcome.disagreements.flatMap(\.differences) == [], "\(recorded.title)")
    }

    @Test("A case is written as it is read", arguments: files)
    func roundTrip(_ file: String) throws {
      let text = try Corpus.string(file)
      var recorded = try RecordedCase(text: text)
      recorded.title = recorded.title.split(separator: "\n").joined(separator: "\n")
      #expect(recorded.text == text)
    }
  }

#endif
