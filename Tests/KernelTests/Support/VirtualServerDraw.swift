#if os(Linux)

  import KernelHarness
  import PacketPath

  extension GuestScenario {
    static let schedulers = ["rr", "wrr", "lc", "wlc", "sed", "nq", "sh", "dh", "lblc", "lblcr", "fo", "ovf", "mh"]

    /// One virtual server of a scheduler with random real servers, and connections that come, go on, end, come again; with edits between them.
    static func sequence(_ scheduler: String, seed: UInt64, events count: Int = 120) -> GuestScenario {
      var draw = Draw(seed: seed &* 31 &+ UInt64(schedulers.firstIndex(of: scheduler) ?? 0))
      let shape = SequenceShape(scheduler, &draw)
      var scenario = GuestScenario(name: "\(scheduler) seed \(seed): \(shape.description)")
      scenario.wires = ["eth0"]
      scenario.ip = [
        "addr add 192.168.0.10/24 dev eth0", "addr add fd00:0:0:1::10/64 dev eth0 nodad", "route add default dev eth0",
        "route add ::/0 dev eth0", "link add kube-ipvs0 type dummy",
      ]
      for place in 0..<4 {
        scenario.ip += ["addr add 10.96.0.\(20 + place)/32 dev kube-ipvs0", "addr add fd00:10:96::\(20 + place)/128 dev kube-ipvs0 nodad"]
      }
      scenario.sysctls += [
        ("net.ipv4.vs.expire_nodest_conn", draw.pick(["0", "1"])), ("net.ipv4.vs.conn_reuse_mode", draw.pick(["0", "1", "1"])),
      ]
      scenario.sysctls.append(("net.ipv4.vs.expire_quiescent_template", draw.pick(["0", "1"])))
      scenario.ipvsadm = shape.text
      if shape.isMarked {
        let rule = "*mangle\n-A PREROUTING -d \(shape.isIPv6 ? "fd00:10:96::/64" : "10.96.0.0/24") -j MARK --set-mark 7\nCOMMIT\n"
        if shape.isIPv6 { scenario.ip6tables = rule } else { scenario.iptables = rule }
      }
      scenario.events = shape.events(count, &draw)
      return scenario
    }
  }

  /// What stays the same through one sequence.
  private struct SequenceShape {
    let isIPv6: Bool, isMarked: Bool, isPersistent: Bool, hasThresholds: Bool, hasEdits: Bool
    let proto: UInt8
    let virtual: [String], service: String, text: String
    let servers: [String]
    let weights: [Int]

    var description: String {
      let name = proto == KernelPacket.ProtocolNumber.tcp ? "tcp" : proto == KernelPacket.ProtocolNumber.udp ? "udp" : "sctp"
      let words = [(isMarked, "mark"), (isPersistent, "persistent"), (hasThresholds, "thresholds"), (hasEdits, "edits")]
      return ([name + (isIPv6 ? "6" : "")] + words.filter(\.0).map(\.1)).joined(separator: " ")
    }

    init(_ scheduler: String, _ draw: inout Draw) {
      let number = KernelPacket.ProtocolNumber.self
      isIPv6 = draw.isOnce(in: 3)
      proto = draw.pick([number.tcp, number.tcp, number.tcp, number.udp, number.sctp])
      (isMarked, isPersistent) = (draw.isOnce(in: 5), draw.isOnce(in: 4))
      (hasThresholds, hasEdits) = (draw.isOnce(in: 4), draw.isOnce(in: 2))
      let isIPv6 = isIPv6
      virtual = (0..<4).map { isIPv6 ? "fd00:10:96::\(20 + $0)" : "10.96.0.\(20 + $0)" }
      let at = isIPv6 ? "[\(virtual[0])]:80" : "\(virtual[0]):80"
      service =
        isMarked ? "-f 7" + (isIPv6 ? " -6" : "") : "\(proto == number.tcp ? "-t" : proto == number.udp ? "-u" : "--sctp-service") \(at)"
      let count = draw.pick([0, 1, 2, 3, 3, 4, 5, 7, 9, 12, 16, 20])
      servers = draw.some(of: Array(1...200), count).map { host in
        "\(isIPv6 ? "[fd00:10:244::\(host)]" : "10.244.0.\(host)"):\(draw.pick([80, 8080, 9376]))"
      }
      weights = draw.pick([[1], [0, 1, 2, 3], Array(1...9), Array(0...100), [0, 1, 5, 10, 50, 100], [0, 2, 4, 6, 8, 10]])
      var line = "-A \(service) -s \(scheduler)"
      if isPersistent { line += " -p \(draw.pick([60, 600]))" + (draw.isOnce(in: 2) ? (isIPv6 ? " -M 64" : " -M 255.255.255.0") : "") }
      if scheduler == "sh" || scheduler == "mh" {
        let flags = draw.pick(["", "port", "fallback", "fallback,port"]).split(separator: ",").map { "\(scheduler)-\($0)" }
        if !flags.isEmpty { line += " -b " + flags.joined(separator: ",") }
      }
      var lines = [line]
      for server in servers {
        lines.append("-a \(service) -r \(server) -m -w \(draw.pick(weights))\(Self.limits(hasThresholds, &draw))")
      }
      text = lines.joined(separator: "\n") + "\n"
    }
    private static func limits(_ hasThresholds: Bool, _ draw: inout Draw) -> String {
      if !hasThresholds || draw.isOnce(in: 3) { return "" }
      let upper = draw.number(1...12)
      return " -x \(upper)" + (draw.isOnce(in: 2) ? " -y \(draw.number(1...upper))" : "")
    }

    func events(_ count: Int, _ draw: inout Draw) -> [GuestScenario.Event] {
      var events: [GuestScenario.Event] = [], here = servers, gone: [String] = [], packets = 0
      for _ in 0..<count {
        switch draw.number(1...100) {
        case ...35 where packets > 0 && proto == KernelPacket.ProtocolNumber.tcp:
          let flags = draw.pick([.ack, .ack, [.fin, .ack], .rst, .syn, .syn] as [KernelPacket.TCPFlags])
          events.append(.next(draw.number(0...packets - 1), flags))
          // An entry that it replaces expires with the next tick of the clock (ip_vs_conn_expire_now).
          if flags == .syn { events.append(.sleep(0.03)) }
          packets += 1
        case ...50 where packets > 0:
          events.append(.answer(draw.number(0...packets - 1), draw.pick([[.syn, .ack], [.syn, .ack], .ack, [.fin, .ack], .rst])))
        case ...56 where hasEdits:
          if let command = edit(&here, &gone, &draw) {
            events.append(.edit(command))
            // The kernel throws connections away a little later (expire_nodest_conn_work).
            if command.hasPrefix("-d") { events.append(.sleep(0.2)) }
          }
        default:
          events.append(.packet(connection(&draw)))
          packets += 1
        }
      }
      return events
    }
    private func edit(_ here: inout [String], _ gone: inout [String], _ draw: inout Draw) -> String? {
      let settings = " -m -w \(draw.pick(weights))\(Self.limits(hasThresholds, &draw))"
      if !gone.isEmpty && draw.isOnce(in: 3) {
        let server = gone.remove(at: draw.number(0...gone.count - 1))
        here.append(server)
        return "-a \(service) -r \(server)\(settings)"
      }
      guard !here.isEmpty else { return nil }
      let place = draw.number(0...here.count - 1)
      if draw.isOnce(in: 2) { return "-e \(service) -r \(here[place])\(settings)" }
      gone.append(here.remove(at: place))
      return "-d \(service) -r \(gone[gone.count - 1])"
    }
    private func connection(_ draw: inout Draw) -> KernelPacket {
      let host = draw.number(1...40)
      let source = KernelAddress(isIPv6 ? "2001:db8::\(host)" : "192.0.\(2 + host % 2).\(host)")!
      let destination = KernelAddress(isMarked ? draw.pick(virtual) : virtual[0])!
      return KernelPacket(.interface("eth0"), proto: proto, source: source, UInt16(draw.number(1024...65535)), destination: destination, 80)
    }
  }

#endif
