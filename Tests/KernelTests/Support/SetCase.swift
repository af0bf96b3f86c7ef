#if os(Linux)

  import KernelHarness
  import PacketPath

  /// Sets, rules that ask for them, packets, and which rules the kernel found to hold: as a text it is recorded in Corpus/sets.
  ///
  ///     family ipv4
  ///     ipset create hash-mac-0 hash:mac        what `ipset save` printed
  ///     rule -A PREROUTING -m set ...           the rules of mangle's PREROUTING, as iptables-save printed them
  ///     packet eth0@02:00:00:00:00:01 6 ...     a packet, and the numbers of the rules that held, from 1
  ///     holds 3 17 18
  struct SetCase: Sendable {
    var title = ""
    var isIPv6 = false
    var sets = "", rules: [String] = []
    var packets: [KernelPacket] = []
    /// For each packet, what the kernel said.
    var holding: [[Int]] = []
    /// The Ethernet address of the one device, eth0.
    static let deviceMAC = "02:00:00:00:00:10"

    // MARK: The simulator

    /// What the simulator says of the packets, one line for each that the kernel saw otherwise.
    func differences() throws -> [String] {
      let family: IPFamily = isIPv6 ? .ipv6 : .ipv4
      let text = "*mangle\n:PREROUTING ACCEPT [0:0]\n" + rules.map { "\($0)\n" }.joined() + "COMMIT\n"
      let parsed = IPSetSaveParser.parse(SourceText(sets))
      var facts = NodeFacts()
      facts.sets = parsed.sets
      let mac = try ethernetAddress(Self.deviceMAC).reduce(0) { $0 << 8 | UInt64($1) }
      facts.add(
        interfaces: [Interface(index: 2, name: InterfaceName("eth0")!, mac: mac)],
        addresses: [try InterfaceAddress(argument: isIPv6 ? "eth0=fd09::1/64" : "eth0=192.168.0.10/24")])
      facts.add(routes: [try Route(argument: isIPv6 ? "::/0 dev eth0" : "0.0.0.0/0 dev eth0", family: family)])
      let ruleset = IPTablesSaveParser.parse(SourceText(text), family: family)
      let simulator = Simulator(Node(rulesets: [ruleset], facts: facts, backend: .legacy))
      // With a set that is not understood each packet would have many outcomes.
      var found = (parsed.diagnostics + ruleset.diagnostics).map { "\($0)" }
      if !found.isEmpty { return found }
      for (packet, held) in zip(packets, holding) {
        let outcomes = simulator.predict(Packet(packet)).outcomes
        // Everything that a set asks for is given.
        guard outcomes.count == 1, let path = outcomes.first?.path else {
          found.append("\(packet.words): \(outcomes.count) outcomes")
          continue
        }
        let answer = path.filter { $0.table == "mangle" && $0.hook == .prerouting }.compactMap(\.rule)
        if answer == held { continue }
        let wrong = Set(answer).symmetricDifference(held).sorted().map {
          "\(rules[$0 - 1]) (\(held.contains($0) ? "holds" : "does not hold") in the kernel)"
        }
        found.append("\(packet.words): \(wrong.prefix(4).joined(separator: ", "))")
      }
      return found
    }

    // MARK: The kernel

    /// To be done in a guest; its answers are read by `read`.
    func job() throws -> GuestJob {
      var job = GuestJob(title)
      job.tap("eth0")
      for line in ["lo up", "eth0 address \(Self.deviceMAC) arp off", "eth0 up"] { job.ip("link set \(line)") }
      job.load("ipset restore", sets)
      let tool = isIPv6 ? "ip6tables" : "iptables"
      job.load("\(tool)-legacy-restore", "*mangle\n" + rules.map { "\($0)\n" }.joined() + "COMMIT\n")
      job.run("ipset save")
      job.run("\(tool)-legacy-save -t mangle")
      for (number, packet) in packets.enumerated() {
        try job.arrive(packet, label: UInt32(number + 1), at: Self.deviceMAC)
        job.run("\(tool)-legacy-save -t mangle -c")
      }
      return job
    }
    /// Takes in what the kernel printed and counted.
    mutating func read(_ answers: [GuestJob.Answer]) throws {
      guard answers.count == packets.count + 2 else { throw GuestKernel.Fault(description: "\(answers.count) answers") }
      sets = answers[0].text
      rules = answers[1].text.split(separator: "\n").filter { $0.hasPrefix("-A") }.map(String.init)
      var counted = [Int](repeating: 0, count: rules.count)
      holding = try answers.dropFirst(2).map { answer in
        let counts = answer.text.split(separator: "\n").filter { $0.contains(" -A PREROUTING ") }.compactMap { line in
          Int(line.dropFirst().prefix { $0 != ":" })
        }
        guard counts.count == rules.count else { throw GuestKernel.Fault(description: "\(counts.count) counters of \(rules.count) rules") }
        defer { counted = counts }
        return counts.indices.filter { counts[$0] > counted[$0] }.map { $0 + 1 }
      }
    }

    // MARK: Text

    var text: String {
      var lines = title.split(separator: "\n").map { "# \($0)" } + ["family \(isIPv6 ? "ipv6" : "ipv4")"]
      lines += sets.split(separator: "\n").map { "ipset \($0)" } + rules.map { "rule \($0)" }
      for (packet, held) in zip(packets, holding) {
        lines += ["packet \(packet.words)", "holds " + held.map(String.init).joined(separator: " ")]
      }
      return lines.map { "\($0)\n" }.joined()
    }
    init(text: String) throws {
      for line in text.split(separator: "\n") {
        var words = Words(line)
        switch words.next() {
        case "#": title += words.remainder + "\n"
        case "family": isIPv6 = words.next() == "ipv6"
        case "ipset": sets += words.remainder + "\n"
        case "rule": rules.append(words.remainder)
        case "packet": packets.append(KernelPacket(words: &words))
        case "holds": holding.append(words.remainder.split(separator: " ").compactMap { Int($0) })
        default: throw KernelHarnessError("not a line of a recorded set: \(line)")
        }
      }
    }
    init() {}
  }

#endif
