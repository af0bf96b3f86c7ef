#if os(Linux)

  import FoundationEssentials
  import KernelHarness
  import PacketPath
  import TestSupport

  /// One packet in one node, or a sequence of them, and what the kernel did with each, as a text file.
  ///
  ///     # why it is here
  ///     family ipv4
  ///     backend legacy
  ///     device eth0 up 192.168.0.10/24        the node as it is built, and its settings
  ///     ip-route default via 192.168.0.1 dev eth0
  ///     ip-rule priority 100 fwmark 0x1/0x1 lookup 100
  ///     ipset create hash-ip hash:ip family inet
  ///     sysctl net.ipv4.ip_forward 1
  ///     packet eth0 tcp 203.0.113.9 40000 10.96.0.20 80 flags 2 icmp 8 0 mark 0 ttl 64 tos 0 length 40
  ///     interface 2 eth0 up                   what the kernel says of the node (``NodeLines``)
  ///     step PREROUTING nat:PREROUTING:policy what it did with the packet (``KernelResult``)
  ///     beside *nat                           a line of what the other engine holds, loaded behind the rules
  ///     sequence                              packets follow each other: behind each stands what the kernel did with it
  ///     rules                                 to the end of the file, as iptables-restore reads it
  struct RecordedCase: Sendable {
    var title: String
    var scenario: Scenario
    var lines: NodeLines
    var seen: [KernelResult]

    init(_ disagreement: Disagreement, title: String) {
      self.title = title
      (scenario, lines, seen) = (disagreement.scenario, disagreement.lines, disagreement.seen)
    }

    // MARK: Writing

    var text: String {
      let node = scenario.node
      var text = title.split(separator: "\n").map { "# \($0)\n" }.joined()
      text += "family \(scenario.isIPv6 ? "ipv6" : "ipv4")\nbackend \(node.backend)\ntracks \(node.tracksConnections)\n"
      for device in node.interfaces {
        text += "device \(device.name) \(device.isUp ? "up" : "down") \(device.addresses.joined(separator: " "))".trimmed + "\n"
      }
      text += node.routes.map { "ip-route \($0)\n" }.joined() + node.rules.map { "ip-rule \($0)\n" }.joined()
      text += (node.ipset ?? "").split(separator: "\n").map { "ipset \($0)\n" }.joined()
      text += node.sysctls.map { "sysctl \($0.name) \($0.value)\n" }.joined()
      let told = lines.lines.map { $0 + "\n" }.joined()
      if scenario.isSequence { text += "sequence\n" + told }
      for (packet, seen) in zip(scenario.packets, seen) {
        text += "packet \(packet.words)\n" + (scenario.isSequence ? "" : told) + seen.lines.map { $0 + "\n" }.joined()
      }
      text += scenario.rulesBeside.split(separator: "\n").map { "beside \($0)\n" }.joined()
      return text + "rules\n" + scenario.rules
    }
    /// Stores it in Corpus/regressions, under a name made of its rules and packet, and returns the name.
    func store() throws -> String {
      let folder = Corpus.folder + "/regressions"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
      let name = "kernel-\(String(hash, radix: 16)).case"
      try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
      return name
    }

    // MARK: Reading

    init(text: String) throws {
      var node = KernelNode(backend: .legacy)
      title = ""
      var beside = ""
      scenario = Scenario(node: node, isIPv6: false)
      lines = NodeLines(lines: [])
      seen = []
      var rest = text[...]
      while let end = rest.firstIndex(of: "\n") {
        let line = rest[..<end]
        rest = rest[rest.index(after: end)...]
        if line == "rules" { break }
        var words = Words(line)
        switch words.next() {
        case "#": title += words.remainder + "\n"
        case "family": scenario.isIPv6 = words.next() == "ipv6"
        case "backend": node.backend = KernelBackend(rawValue: words.next())!
        case "tracks": node.tracksConnections = words.next() == "true"
        case "device":
          let name = words.next(), isUp = words.next() == "up"
          node.interfaces.append(.init(name, words.remainder.split(separator: " ").map(String.init), isUp: isUp))
        case "ip-route": node.routes.append(words.remainder)
        case "ipset": node.ipset = (node.ipset ?? "") + words.remainder + "\n"
        case "beside": beside += line.dropFirst(7) + "\n"
        case "ip-rule": node.rules.append(words.remainder)
        case "sysctl":
          let name = words.next()
          node.sysctls.append((name, words.remainder))
        case "sequence": scenario.isSequence = true
        case "packet":
          scenario.packets.append(KernelPacket(words: &words))
          seen.append(KernelResult())
        case "interface", "address", "route", "rule": lines.lines.append(String(line))
        default:
          guard let last = seen.indices.last, seen[last].read(line) else {
            throw KernelHarnessError("not a line of a recorded case: \(line)")
          }
        }
      }
      scenario.node = node
      scenario.rules = String(rest)
      scenario.rulesBeside = beside
    }
  }

  extension String {
    fileprivate var trimmed: String { hasSuffix(" ") ? String(dropLast()) : self }
  }

  extension KernelPacket {
    /// `eth0 tcp 10.0.0.1 40000 10.0.0.2 80 flags 2 icmp 8 0 mark 0 ttl 64 tos 0 length 40`; `local:UID:GID` for a device.
    var words: String {
      let from =
        switch arrival {
        case .interface(let name, let mac): name + (mac.map { "@\($0)" } ?? "")
        case .local(let uid, let gid): "local:\(uid):\(gid)"
        }
      return
        "\(from) \(proto) \(source) \(sourcePort) \(destination) \(destinationPort) flags \(tcpFlags.rawValue) icmp \(icmpType) \(icmpCode) "
        + "mark \(mark) ttl \(ttl) tos \(tos) length \(encodedLength)\(scope.map { " scope \($0)" } ?? "")" + sequenceWords
    }
    /// What only packets that follow others have.
    private var sequenceWords: String {
      var text = ""
      if tcpAcknowledgement != 0 || tcpSequence != 1000 { text += " seq \(tcpSequence) ack \(tcpAcknowledgement)" }
      if sctpChunk != .initiation || sctpTag != 0 { text += " chunk \(sctpChunk.rawValue) tag \(sctpTag)" }
      if let sctpNamedTag { text += " names \(sctpNamedTag)" }
      if icmpIdentifier != 77 { text += " id \(icmpIdentifier)" }
      if payload.contains(where: { $0 != 0 }) {
        text += " about " + payload.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
      }
      return text
    }
    init(words: inout Words) {
      let place = words.next()
      let from = place.hasPrefix("local:") ? place.split(separator: ":").map(String.init) : []
      let device = place.split(separator: "@", maxSplits: 1).map(String.init)
      let proto = UInt8(words.next())!
      let source = KernelAddress(words.next())!, sourcePort = UInt16(words.next())!
      let destination = KernelAddress(words.next())!, destinationPort = UInt16(words.next())!
      self.init(
        from.count == 3
          ? .local(uid: UInt32(from[1])!, gid: UInt32(from[2])!) : .interface(device[0], sourceMAC: device.count > 1 ? device[1] : nil),
        proto: proto, source: source,
        sourcePort,
        destination: destination, destinationPort)
      while let word = words.optional() {
        switch word {
        case "flags": tcpFlags = .init(rawValue: UInt8(words.next())!)
        case "icmp":
          icmpType = UInt8(words.next())!
          icmpCode = UInt8(words.next())!
        case "mark": mark = UInt32(words.next())!
        case "ttl": ttl = UInt8(words.next())!
        case "tos": tos = UInt8(words.next())!
        case "length": length = Int(words.next())!
        case "scope": scope = words.next()
        case "seq": tcpSequence = UInt32(words.next())!
        case "ack": tcpAcknowledgement = UInt32(words.next())!
        case "chunk": sctpChunk = SCTPChunk(rawValue: UInt8(words.next())!)!
        case "tag": sctpTag = UInt32(words.next())!
        case "names": sctpNamedTag = UInt32(words.next())!
        case "id": icmpIdentifier = UInt16(words.next())!
        case "about":
          let digits = Array(words.next())
          payload = stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16)! }
        default: preconditionFailure("\(word) in a packet")
        }
      }
    }
  }

#endif
