#if os(Linux)

  import PacketPath

  /// Random virtual servers, and every way in which the real ipvsadm shows them.
  struct VirtualServerTexts {
    let seed: UInt64
    private static let save = "ipvsadm -Sn"
    /// Listings that say of each virtual server and real server all that -Sn says of them, but of tunnels.
    private static let full = ["ipvsadm -ln", "ipvsadm -ln --nosort", "ipvsadm -Ln"]
    /// Those that show other columns.
    private static let partial = [
      "ipvsadm -ln --thresholds", "ipvsadm -ln --persistent-conn", "ipvsadm -ln --stats", "ipvsadm -ln --stats --exact",
      "ipvsadm -ln --rate",
      "ipvsadm -ln --tun-info", "cat /proc/net/ip_vs",
    ]
    private var commands: [String] { [Self.save] + Self.full + Self.partial }

    var job: GuestJob {
      var job = GuestJob("texts, seed \(seed)")
      // It goes on behind a line that the kernel refuses.
      job.load("sh -c 'ipvsadm -R 2>/dev/null'", text)
      for command in commands { job.run(command) }
      return job
    }

    /// What `ipvsadm -R` is given.
    private var text: String {
      var draw = Draw(seed: seed)
      return (1...24).map { number in Self.service(number, &draw) }.joined()
    }
    private static func service(_ number: Int, _ draw: inout Draw) -> String {
      let isIPv6 = draw.isOnce(in: 3)
      let name: String
      switch draw.number(1...4) {
      case 1: name = "-f \(draw.pick([number, 2_000_000_000 + number]))" + (isIPv6 ? " -6" : "")
      default:
        let port = draw.pick([80, 53, 443, 0, 30000 + number])
        name = draw.pick(["-t", "-u", "--sctp-service"]) + " " + (isIPv6 ? "[fd00:10:96::\(number)]" : "10.96.0.\(number)") + ":\(port)"
      }
      let scheduler = draw.pick(GuestScenario.schedulers)
      var line = "-A \(name) -s \(scheduler)"
      // Without persistence port 0 is refused.
      let isPersistent = name.hasSuffix(":0") || draw.isOnce(in: 3)
      if isPersistent {
        line +=
          " -p \(draw.number(1...20000))"
          + (draw.isOnce(in: 2) ? (isIPv6 ? " -M \(draw.number(1...127))" : " -M 255.255.\(draw.pick([0, 240])).0") : "")
      }
      if isPersistent && name.hasPrefix("-u") && draw.isOnce(in: 2) { line += " --pe sip" }
      if !isPersistent && name.hasPrefix("-u") && draw.isOnce(in: 2) { line += " -o" }
      if draw.isOnce(in: 3) { line += " -b " + draw.pick(flags(of: scheduler)) }
      let servers = (0..<draw.number(0...5)).map { place in
        let host = draw.number(0...40) * 6 + place + 1
        let address = isIPv6 ? "[fd00:10:\(draw.pick(["244", "a244", "9999"]))::\(host)]" : "\(draw.pick([10, 172, 203])).1.0.\(host)"
        let method = draw.pick(["-m", "-m", "-g", "-i", "-i --tun-type gue --tun-port 5555 --tun-csum", "-i --tun-type gre --tun-nocsum"])
        let port = name.hasSuffix(":0") ? 0 : draw.pick([80, 8080, 9376])
        return "-a \(name) -r \(address):\(port) \(method) -w \(draw.pick([0, 1, 7, 100, 65535]))"
          + (draw.isOnce(in: 4) ? " -x 10 -y 5" : "")
      }
      return ([line] + servers).joined(separator: "\n") + "\n"
    }
    private static func flags(of scheduler: String) -> [String] {
      scheduler == "sh" || scheduler == "mh"
        ? ["\(scheduler)-port", "\(scheduler)-fallback", "\(scheduler)-fallback,\(scheduler)-port"] : ["flag-1", "flag-2,flag-3"]
    }

    /// What is read otherwise than it was printed.
    func differences(_ answers: [GuestJob.Answer]) -> [String] {
      let saved = IPVSAdmParser.parse(SourceText(answers[0].text))
      var found = saved.diagnostics.map { "\(Self.save): \($0)" }
      if IPVSAdmWriter.write(saved.value) != answers[0].text {
        let own = IPVSAdmWriter.write(saved.value).split(separator: "\n"), printed = answers[0].text.split(separator: "\n")
        let place = zip(own, printed).first { $0 != $1 }
        found.append("\(Self.save) is not written back: \(place?.1 ?? "") as \(place?.0 ?? "")")
      }
      if saved.value.all.count < 12 { found.append("only \(saved.value.all.count) virtual servers were made") }
      for (command, answer) in zip(commands.dropFirst(), answers.dropFirst()) {
        let listed = IPVSAdmParser.parse(SourceText(answer.text))
        found += listed.diagnostics.map { "\(command): \($0)" }
        let isFull = Self.full.contains(command)
        // /proc does not say of a mark which family it is for.
        let tellsFamily = !command.hasPrefix("cat")
        func brief(_ servers: VirtualServers) -> Set<String> {
          Set(servers.all.map { Self.brief($0, isFull: isFull) }.map { tellsFamily ? $0 : $0.replacing(" IPv6", with: "") })
        }
        let (only, missing) = (brief(listed.value).subtracting(brief(saved.value)), brief(saved.value).subtracting(brief(listed.value)))
        if let first = only.sorted().first { found.append("\(command): \(first), and not \(missing.sorted().first ?? "none")") }
        // Together they say no less than one.
        let both = IPVSAdmParser.parse(SourceText(answer.text), adding: saved.value).value
        if IPVSAdmWriter.write(both) != answers[0].text && !command.hasPrefix("cat") {
          found.append("\(command) behind \(Self.save) changes what that says")
        }
      }
      return found
    }
    /// A virtual server as it is compared, in no order of its real servers.
    private static func brief(_ server: VirtualServer, isFull: Bool) -> String {
      let servers = server.realServers.map { isFull ? "\($0) \($0.method.rawValue) \($0.weight)" : "\($0)" }.sorted()
      if !isFull { return "\(server): \(servers)" }
      let persistence = server.persistence.map { "\($0.timeout)/\($0.mask)" } ?? "-"
      return
        "\(server) \(server.scheduler) \(server.flags.rawValue) \(persistence) \(server.persistenceEngine ?? "-") \(server.isOnePacket): \(servers)"
    }
  }

#endif
