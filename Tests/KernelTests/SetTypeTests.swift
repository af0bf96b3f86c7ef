#if os(Linux)

  import FoundationEssentials
  import KernelHarness
  import PacketPath
  import TestSupport
  import Testing

  /// hash:mac, hash:ip,mac, hash:ip,mark, hash:net,net and hash:net,port,net, for which the running kernel may have no module.
  @Suite("Types of sets that a kernel in a process has: the simulator says what it does")
  struct SetTypeTests {
    static let files = Corpus.files(in: "sets") { $0.hasSuffix(".txt") }

    @Test("As recorded", arguments: files)
    func recorded(_ file: String) throws {
      let recorded = try SetCase(text: Corpus.string(file))
      #expect(recorded.packets.count >= 40 && recorded.packets.count == recorded.holding.count)
      let differences = try recorded.differences()
      #expect(differences == [])
      #expect(recorded.text == (try Corpus.string(file)))
    }

    /// Each rule holds for some packet and does not for another, or the recording says little.
    @Test("The recordings say something of every type", arguments: files)
    func coverage(_ file: String) throws {
      let recorded = try SetCase(text: Corpus.string(file))
      for type in SetCase.types {
        let name = type.rawValue.replacing(":", with: "-").replacing(",", with: "-")
        let rules = recorded.rules.indices.filter { recorded.rules[$0].contains("--match-set \(name)-") }
        let changing = rules.filter { rule in Set(recorded.holding.map { $0.contains(rule + 1) }).count == 2 }
        #expect(changing.count * 5 > rules.count, "\(type.rawValue): \(changing.count) of \(rules.count) rules tell packets apart")
      }
    }

    @Test("hash:net,port,net takes networks of length 0, hash:net,net does not", .needsGuest)
    func everything() throws {
      var job = GuestJob("networks of length 0")
      job.load("ipset create pair hash:net,net")
      job.load("ipset create three hash:net,port,net")
      let refused = ["10.0.0.0/8,0.0.0.0/0", "0.0.0.0/0,10.0.0.0/8", "0.0.0.0/0,0.0.0.0/0"]
      let taken = ["10.0.0.0/8,80,0.0.0.0/0", "0.0.0.0/0,80,10.0.0.0/8", "0.0.0.0/0,80,0.0.0.0/0"]
      for element in refused { job.run("ipset add pair \(element)") }
      for element in taken { job.run("ipset add three \(element)") }
      let answers = try GuestKernel.perform([job])[0].map(\.text)
      #expect(answers.prefix(3).allSatisfy { $0.contains("CIDR parameter of the IP address is invalid") })
      #expect(answers.dropFirst(3) == ["", "", ""])
    }

    /// PACKETPATH_RECORD=1 records the first seed's answers.
    @Test("As the kernel says now", .needsGuest)
    func live() throws {
      let cases = VirtualServerTests.seeds(2).flatMap { seed in [false, true].map { SetCase(seed: seed, isIPv6: $0, packets: 60) } }
      let answers = try GuestKernel.perform(cases.map { try $0.job() }, seconds: Int32(120 + 60 * cases.count))
      for (number, answers) in answers.enumerated() {
        var asked = cases[number]
        try asked.read(answers)
        #expect(try asked.differences() == [], "\(asked.title)")
        if number < 2, ProcessInfo.processInfo.environment["PACKETPATH_RECORD"] != nil {
          let name = "\(asked.isIPv6 ? "ipv6" : "ipv4").txt"
          try Data(asked.text.utf8).write(to: URL(filePath: Corpus.folder + "/sets/" + name))
        }
      }
    }
  }

#endif
