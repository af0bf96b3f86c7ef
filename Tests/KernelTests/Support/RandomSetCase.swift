#if os(Linux)

  import KernelHarness
  import PacketPath

  extension SetCase {
    /// The types that the kernel at hand does not have.
    static let types: [IPSetType] = [.hashMAC, .hashIPMAC, .hashIPMark, .hashNetNet, .hashNetPortNet]
    /// Options behind `create`: nothing, what elements carry, and what is particular to a type.
    private static func options(_ type: IPSetType) -> [String] {
      ["", "timeout 600 counters comment", type == .hashIPMark ? "markmask 0x6" : "skbinfo forceadd"]
    }
    private static let macs = ["02:ff:00:00:00:01", "02:ff:00:00:00:02", "02:ff:00:00:00:03"]
    private static let ports: [UInt16] = [53, 80, 443, 8080]

    /// Random sets of each of these types, a rule for every way to ask for them, and packets among the same values.
    init(seed: UInt64, isIPv6: Bool, packets count: Int) {
      var draw = Draw(seed: seed)
      self.isIPv6 = isIPv6
      title = "sets of types that not every kernel has, \(isIPv6 ? "IPv6" : "IPv4"), seed \(seed)"
      let pool = SetValues(isIPv6: isIPv6)
      // Marks that arrive: by port, which no set of marks looks at.
      for (mark, port) in Self.ports.enumerated() {
        for proto in ["tcp", "udp"] {
          rules.append("-A PREROUTING -p \(proto) -m \(proto) --dport \(port) -j MARK --set-xmark 0x\(mark)/0xffffffff")
        }
      }
      var names: [(name: String, type: IPSetType)] = []
      for type in Self.types {
        for (number, options) in Self.options(type).enumerated() {
          let name = type.rawValue.replacing(":", with: "-").replacing(",", with: "-") + "-\(number)"
          names.append((name, type))
          let family = type == .hashMAC ? "" : " family \(isIPv6 ? "inet6" : "inet")"
          sets += "create \(name) \(type.rawValue)\(family)\(options.isEmpty ? "" : " \(options)")\n"
          for _ in 0..<draw.number(1...8) {
            let timeout = options.hasPrefix("timeout") ? " timeout \(draw.pick([0, 300, 600]))" : ""
            sets += "add \(name) \(pool.element(type, &draw))\(timeout)\(type.hasNomatch && draw.isOnce(in: 3) ? " nomatch" : "") -exist\n"
          }
          rules += Self.rules(name, type.dimension, hasNomatch: type.hasNomatch, &draw)
        }
      }
      sets += "create list list:set\n"
      for member in draw.some(of: names, 3) { sets += "add list \(member.name)\n" }
      rules += Self.rules("list", 3, hasNomatch: true, &draw)
      packets = (0..<count).map { _ in pool.packet(&draw, macs: Self.macs, ports: Self.ports) }
    }
    /// Each combination of directions, now and then turned round, and one direction too few or too many.
    private static func rules(_ name: String, _ dimension: Int, hasNomatch: Bool, _ draw: inout Draw) -> [String] {
      var result: [String] = []
      func add(_ directions: [String], _ end: String = "") {
        let negation = draw.isOnce(in: 4) ? "! " : ""
        result.append("-A PREROUTING -m set \(negation)--match-set \(name) \(directions.joined(separator: ","))\(end)")
      }
      for bits in 0..<(1 << dimension) {
        let directions = (0..<dimension).map { bits >> $0 & 1 == 0 ? "src" : "dst" }
        add(directions)
        if hasNomatch { add(directions, " --return-nomatch") }
      }
      if dimension > 1 { add(Array(repeating: "src", count: dimension - 1)) }
      if dimension < 3 { add(Array(repeating: "src", count: dimension + 1)) }
      return result
    }

    /// Few values, so that sets and packets meet, and networks of many lengths around them.
    private struct SetValues {
      var addresses: [String], lengths: [Int]
      var isIPv6: Bool

      init(isIPv6: Bool) {
        self.isIPv6 = isIPv6
        addresses =
          isIPv6
          ? ["fd00::1", "fd00::2", "fd00::1:1", "fd00:0:0:1::1", "fd00:8000::1", "fe00::1"]
          : ["10.0.0.1", "10.0.0.2", "10.0.1.1", "10.1.0.1", "10.128.0.1", "11.0.0.1"]
        lengths = isIPv6 ? [1, 7, 8, 17, 32, 48, 63, 64, 65, 111, 112, 126, 127, 128] : [1, 7, 8, 9, 15, 16, 23, 24, 25, 30, 31, 32]
      }
      func element(_ type: IPSetType, _ draw: inout Draw) -> String {
        switch type {
        case .hashMAC: draw.pick(SetCase.macs + [SetCase.deviceMAC])
        case .hashIPMAC: "\(draw.pick(addresses)),\(draw.pick(SetCase.macs + [SetCase.deviceMAC]))"
        case .hashIPMark: "\(draw.pick(addresses)),0x\(draw.number(0...7))"
        case .hashNetNet: "\(network(&draw)),\(network(&draw))"
        default: "\(anyNetwork(&draw)),\(port(&draw)),\(anyNetwork(&draw))"
        }
      }
      private func network(_ draw: inout Draw) -> String {
        "\(draw.pick(addresses))/\(draw.pick(lengths))"
      }
      /// hash:net,port,net takes everything as well.
      private func anyNetwork(_ draw: inout Draw) -> String {
        draw.isOnce(in: 6) ? (isIPv6 ? "::/0" : "0.0.0.0/0") : network(&draw)
      }
      private func port(_ draw: inout Draw) -> String {
        draw.pick([
          "tcp:80", "udp:53", "tcp:443", "tcp:50-450", "sctp:80", isIPv6 ? "icmpv6:128/0" : "icmp:8/0", "esp:0",
        ])
      }
      func packet(_ draw: inout Draw, macs: [String], ports: [UInt16]) -> KernelPacket {
        var packet = KernelPacket(
          .interface("eth0", sourceMAC: draw.pick(macs)), proto: draw.pick([6, 6, 17, 17, 132, isIPv6 ? 58 : 1, 50]),
          source: KernelAddress(draw.pick(addresses))!, draw.pick(ports), destination: KernelAddress(draw.pick(addresses))!,
          draw.pick(ports))
        if packet.proto == 50 { packet.payload = [UInt8](repeating: 7, count: 16) }
        return packet
      }
    }
  }

#endif
