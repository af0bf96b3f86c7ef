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

    @Test("No network of length 0, as in hash:net", .needsGuest)
    func everything() throws {
      var job = GuestJob("networks of length 0")
      for (name, type, element) in [
        ("a", "hash:net,net", "10.0.0.0/8,0.0.0.0/0"), ("b", "hash:net,net", "0.0.0.0/0,10.0.0.0/8"),
        ("c", "hash:net,port,net", "10.0.0.0/8,80,0.0.0.0/0"),
      ] {
        job.load("ipset create \(name) \(type)")
        job.run("ipset add \(name) \(element)")
      }
      for answer in try GuestKernel.perform([job])[0] { #expect(answer.text.contains("CIDR parameter of the IP address is invalid")) }
    }

    /// PACKETPATH_RECORD=1 records the first seed's answers.
    @Test("As the kernel says now", .needsGuest)
    func live() throws {
      let cases = VirtualServerTests.seeds(4).flatMap { seed in [false, true].map { SetCase(seed: seed, isIPv6: $0, packets: 60) } }
      let answers = try GuestKernel.perform(cases.map { try $0.job() }, seconds: Int32(60 + 30 * cases.count))
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
