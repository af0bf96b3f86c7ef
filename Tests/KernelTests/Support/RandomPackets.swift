#if os(Linux)

  import KernelHarness
  import PacketPath

  /// Draws packets among addresses and ports.
  struct RandomPackets {
    var draw: Draw
    let isIPv6: Bool
    /// Devices on which packets arrive.
    let devices: [String]
    /// Where packets come from and go to.
    var sources: [String], destinations: [String], own: [String], odd: [String]
    var ports: [UInt16]
    var marks: [UInt32]
    /// Addresses, protocols and ports that rules ask for.
    var targets: [(address: String, proto: UInt8, port: UInt16)] = []

    init(_ node: KernelNode, isIPv6: Bool, draw: Draw) {
      let at = AddressPool.of(isIPv6: isIPv6)
      self.draw = draw
      self.isIPv6 = isIPv6
      devices = node.interfaces.filter { $0.isUp && $0.name != "lo" }.map(\.name)
      (sources, destinations, own, odd) = (at.near + at.far, at.all, at.own, at.odd)
      ports = RuleWords.ports
      marks = [0, 0, 1, 2, 3, 5]
    }

    mutating func next() -> KernelPacket {
      var packet = draw.isOnce(in: 3) ? local() : arriving()
      guard !targets.isEmpty, !draw.isOnce(in: 4) else { return packet }
      let target = draw.pick(targets)
      (packet.destination, packet.proto, packet.destinationPort) = (address(target.address), target.proto, target.port)
      (packet.payload, packet.length) = ([], nil)
      return packet
    }

    private mutating func arriving() -> KernelPacket {
      let source = draw.isOnce(in: 12) ? draw.pick(odd) : draw.isOnce(in: 12) ? draw.pick(own) : draw.pick(sources)
      let destination = draw.isOnce(in: 10) ? draw.pick(odd) : draw.pick(destinations)
      return dressed(
        KernelPacket(
          .interface(draw.pick(devices), sourceMAC: draw.isOnce(in: 4) ? "02:ff:00:00:00:02" : nil), proto: proto(),
          source: address(source), destination: address(destination)))
    }
    private mutating func local() -> KernelPacket {
      let loopback = isIPv6 ? "::1" : "127.0.0.1"
      let source = draw.isOnce(in: 6) ? loopback : draw.isOnce(in: 12) ? draw.pick(sources) : draw.pick(own)
      let destination = draw.isOnce(in: 8) ? loopback : draw.pick(destinations)
      return dressed(
        KernelPacket(
          .local(uid: draw.pick([0, 1000]), gid: draw.pick([0, 100])), proto: proto(), source: address(source),
          destination: address(destination)))
    }
    private func address(_ text: String) -> KernelAddress { KernelAddress(text)! }
    private mutating func proto() -> UInt8 {
      draw.isOnce(in: 12) ? draw.pick([33, 136, 50, 108, isIPv6 ? 135 : 51]) : draw.pick([6, 6, 6, 17, 17, isIPv6 ? 58 : 1, 132, 99])
    }

    private mutating func dressed(_ packet: KernelPacket) -> KernelPacket {
      var packet = packet
      packet.sourcePort = draw.isOnce(in: 3) ? draw.pick(ports) : 40000
      packet.destinationPort = draw.pick(ports)
      packet.tcpFlags =
        draw.isOnce(in: 3) ? draw.pick([.ack, .rst, [.syn, .ack], [.fin, .ack], [], [.psh, .ack], [.fin, .psh, .urg]]) : .syn
      packet.icmpType = isIPv6 ? draw.pick([128, 128, 129, 1, 3, 133]) : draw.pick([8, 8, 0, 3, 11, 13, 5])
      packet.icmpCode = draw.isOnce(in: 4) ? 1 : 0
      packet.mark = draw.pick(marks)
      packet.ttl = draw.isOnce(in: 8) ? UInt8(draw.number(0...2)) : 64
      packet.tos = draw.isOnce(in: 4) ? draw.pick([0x10, 0x10, 0x03, 0xb8]) : 0
      // What follows would be chunks of SCTP; REJECT does not answer an IPv6 packet without anything behind its header.
      if packet.proto == 135 { packet.payload = [59, 0, 1, 0, 0, 0, 0, 0] }
      if ![135, 6, 17, 1, 58, 132, 33, 136].contains(packet.proto) { packet.payload = [UInt8](repeating: 7, count: 16) }
      if packet.proto != 132, draw.isOnce(in: 8) { packet.length = draw.number(60...200) }
      return packet
    }
  }

#endif
