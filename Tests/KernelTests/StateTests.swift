#if os(Linux)

  import KernelHarness
  import Testing

  @Suite("Connections, marks, owners, counters", .needsKernel)
  struct StateTests {
    @Test("A connection that is kept: SYN again, the reply, and what follows", arguments: Setting.all)
    func sequence(_ setting: Setting) throws {
      let at = setting.addresses
      let namespace = try setting.namespace()
      var syn = KernelPacket(.interface("eth0"), source: at.client, destination: at.service, 80)
      _ = try namespace.send(syn, keepsConnections: true)
      let again = try namespace.send(syn, keepsConnections: true)
      #expect(again.connectionState == "NEW" && again.conntrack.isEmpty && !again.path.contains { $0.hasPrefix("nat") })
      #expect(again.out?.destination == at.pod && again.out?.source == at.bridge)

      var reply = KernelPacket(.interface("cni0"), source: at.pod, 9376, destination: at.bridge, 40000)
      (reply.tcpFlags, reply.tcpSequence, reply.tcpAcknowledgement) = ([.syn, .ack], 5000, 1001)
      let answered = try namespace.send(reply, keepsConnections: true)
      #expect(answered.connectionState == "ESTABLISHED" && answered.verdict == .forwarded)
      #expect(answered.out?.source == at.service && answered.out?.sourcePort == 80 && answered.out?.destination == at.client)

      (syn.tcpFlags, syn.tcpSequence, syn.tcpAcknowledgement) = ([.ack], 1001, 5001)
      #expect(try namespace.send(syn).connectionState == "ESTABLISHED")
      let forgotten = try namespace.send(syn)
      #expect(forgotten.connectionState == "NEW" && forgotten.path.contains("nat:KUBE-SEP:rule:2"))
    }

    @Test("A wrong checksum, and a reply without a connection, are INVALID", arguments: Setting.all)
    func invalid(_ setting: Setting) throws {
      let at = setting.addresses
      let namespace = try setting.namespace()
      for proto: UInt8 in [6, 17, 132] {
        var packet = KernelPacket(.interface("cni0"), proto: proto, source: at.pod, destination: at.client, 80)
        #expect(try namespace.send(packet).connectionState == "NEW", "protocol \(proto)")
        packet.hasWrongChecksum = true
        #expect(try namespace.send(packet).connectionState == "INVALID", "protocol \(proto)")
      }
      var echo = KernelPacket(.interface("cni0"), proto: setting.isIPv6 ? 58 : 1, source: at.pod, destination: at.client)
      #expect(try namespace.send(echo).connectionState == "NEW")
      echo.icmpType = setting.isIPv6 ? 129 : 0
      #expect(try namespace.send(echo).connectionState == "INVALID")
    }

    @Test("Every packet arrives with its own mark", arguments: Setting.all)
    func marks(_ setting: Setting) throws {
      let at = setting.addresses
      let namespace = try setting.namespace()
      for mark: UInt32 in [0, 0x99, 0xFFFF_FFFF, 0, 0x99, 1] {
        var packet = KernelPacket(.interface("cni0"), source: at.pod, destination: at.client, 80)
        packet.mark = mark
        let seen = try namespace.send(packet)
        #expect(seen.out?.mark == mark && (seen.path.first == "raw:PREROUTING:rule:1") == (mark == 0x99))
        packet.arrival = .local()
        packet.source = at.node
        #expect(try namespace.send(packet).out?.mark == mark)
      }
    }

    @Test("A local packet has its sender's owner", arguments: Setting.all)
    func owner(_ setting: Setting) throws {
      let at = setting.addresses
      let namespace = try setting.namespace()
      func last(uid: UInt32) throws -> String? {
        try namespace.send(.init(.local(uid: uid, gid: 7), source: at.node, destination: at.client, 80)).path.last {
          $0.hasPrefix("filter")
        }
      }
      #expect(try last(uid: 1234) == "filter:OUTPUT:rule:2")
      #expect(try last(uid: 1235) == "filter:OUTPUT:policy")
    }

    @Test("The sum of all traces is what the rules counted", arguments: Setting.all)
    func counters(_ setting: Setting) throws {
      let at = setting.addresses
      let namespace = try setting.namespace()
      var balance = CounterBalance()
      for destination in [at.service, at.rejected, at.reset, at.dropped, at.unrouted, at.node, at.client, at.otherPod] {
        for arrival: KernelPacket.Arrival in [.interface("eth0"), .interface("cni0"), .local(), .local(uid: 1234)] {
          for proto: UInt8 in [6, 17, 132, 99] {
            let source = arrival == .interface("eth0") ? at.client : arrival == .interface("cni0") ? at.pod : at.node
            balance.add(try namespace.send(.init(arrival, proto: proto, source: source, destination: destination, 80)))
          }
        }
      }
      #expect(try balance.differences(from: namespace.counters()) == [])
      // The canary: a packet that was not traced is noticed.
      _ = try namespace.send(.init(.interface("cni0"), source: at.pod, destination: at.dropped, 80))
      #expect(try balance.differences(from: namespace.counters()).contains { $0.contains("filter:RULES:rule:3") })
    }

    @Test("Without a rule that needs it, connections are not tracked and nat is skipped", arguments: KernelBackend.allCases)
    func untracked(_ backend: KernelBackend) throws {
      let rules = "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp\nCOMMIT\n"
      var node = SampleNode.node(backend, iptables: rules)
      let packet = KernelPacket(.interface("cni0"), source: "10.244.1.7", destination: "203.0.113.9", 80)
      #expect(try KernelNamespace(node).send(packet).path.prefix(2) == ["nat:PREROUTING:rule:1", "nat:PREROUTING:policy"])
      node.tracksConnections = false
      let seen = try KernelNamespace(node).send(packet)
      #expect(seen.verdict == .forwarded && seen.steps.isEmpty && seen.connectionState == nil && seen.conntrack.isEmpty)
    }

    @Test("Sets, routing rules and sysctls are those of the node")
    func nodeParts() throws {
      var node = SampleNode.node(
        .legacy, iptables: "*mangle\n:PREROUTING ACCEPT\n-A PREROUTING -m set --match-set far dst -j MARK --set-mark 5\nCOMMIT\n")
      node.ipset = "create far hash:ip\nadd far 203.0.113.9\n"
      node.routes += ["default via 10.244.1.200 dev cni0 table 100"]
      node.rules = ["fwmark 0x5 lookup 100"]
      node.sysctls = [("net.ipv4.conf.eth0.rp_filter", "1")]
      let namespace = try KernelNamespace(node)
      let marked = try namespace.send(.init(.interface("eth0"), source: "192.168.0.77", destination: "203.0.113.9", 80))
      #expect(marked.out?.outInterface == "cni0" && marked.out?.mark == 5)
      let other = try namespace.send(.init(.interface("cni0"), source: "10.244.1.7", destination: "203.0.113.8", 80))
      #expect(other.out?.outInterface == "eth0")
      let spoofed = try namespace.send(.init(.interface("eth0"), source: "10.244.1.7", destination: "203.0.113.8", 80))
      #expect(spoofed.verdict == .unroutable && spoofed.path.last == "mangle:PREROUTING:policy")
    }

    @Test("The frame around a packet, and the device for a link-local address", arguments: KernelBackend.allCases)
    func frames(_ backend: KernelBackend) throws {
      let rules = """
        *raw
        :PREROUTING ACCEPT [0:0]
        -A PREROUTING -m mac --mac-source 02:aa:bb:cc:dd:ee
        -A PREROUTING -m pkttype --pkt-type multicast
        -A PREROUTING -m pkttype --pkt-type broadcast
        COMMIT

        """
      var node = SampleNode.node(backend, iptables: rules)
      node.interfaces[1].addresses.append("fe80::1/64")
      let namespace = try KernelNamespace(node)
      func first(_ destination: KernelAddress, mac: String? = nil) throws -> String? {
        try namespace.send(.init(.interface("cni0", sourceMAC: mac), proto: 17, source: "10.244.1.7", destination: destination, 53)).path
          .first
      }
      #expect(try first("203.0.113.9", mac: "02:aa:bb:cc:dd:ee") == "raw:PREROUTING:rule:1")
      #expect(try first("203.0.113.9") == "raw:PREROUTING:policy")
      #expect(try first("224.0.0.1") == "raw:PREROUTING:rule:2")
      #expect(try first("255.255.255.255") == "raw:PREROUTING:rule:3")

      var neighbour = KernelPacket(.local(), proto: 17, source: "fe80::1", destination: "fe80::7", 53)
      #expect(throws: KernelHarnessError.self) { try namespace.send(neighbour) }
      neighbour.scope = "cni0"
      let sent = try namespace.send(neighbour)
      #expect(sent.verdict == .sent && sent.out?.outInterface == "cni0")
    }

    @Test("What a tool refuses is an error with its words")
    func refused() throws {
      #expect(throws: KernelHarnessError.self) {
        try KernelNamespace(SampleNode.node(.nft, iptables: "*filter\n-A FORWARD -j NOWHERE\nCOMMIT\n"))
      }
      var node = SampleNode.node(.nft)
      node.sysctls = [("kernel.panic", "1")]
      #expect(throws: KernelHarnessError.self) { try KernelNamespace(node) }
    }
  }

#endif
