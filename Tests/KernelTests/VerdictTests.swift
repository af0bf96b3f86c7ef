#if os(Linux)

  import KernelHarness
  import Testing

  @Suite("How a packet ends, and what is sent back", .needsKernel)
  struct VerdictTests {
    @Test("REJECT answers with an ICMP error from the node, quoting the packet", arguments: Setting.all)
    func reject(_ setting: Setting) throws {
      let at = setting.addresses
      let namespace = try setting.namespace()
      let seen = try namespace.send(.init(.interface("cni0"), source: at.pod, destination: at.rejected, 80))
      #expect(seen.verdict == .rejected && seen.path.last == "filter:RULES:rule:1")
      #expect(seen.answer == (setting.isIPv6 ? .icmp(type: 1, code: 4) : .icmp(type: 3, code: 3)))
      let answer = try #require(seen.emitted.first)
      #expect(seen.emitted.count == 1 && answer.isAnswer && answer.interface == "cni0")
      #expect(answer.packet.source == at.bridge && answer.packet.destination == at.pod)
      #expect(answer.packet.quoted?.destination == at.rejected && answer.packet.quoted?.destinationPort == 80)
      #expect(seen.answerSteps.map(\.description).contains("filter:OUTPUT:rule:1"))
      #expect(seen.conntrack.isEmpty && seen.out == nil)
      let echo = KernelPacket(.interface("cni0"), proto: setting.isIPv6 ? 58 : 1, source: at.pod, destination: at.rejected)
      #expect(try namespace.send(echo).verdict == .rejected)
    }

    @Test("REJECT with tcp-reset answers from the address that was asked", arguments: Setting.all)
    func reset(_ setting: Setting) throws {
      let at = setting.addresses
      let namespace = try setting.namespace()
      var packet = KernelPacket(.interface("cni0"), source: at.pod, destination: at.reset, 80)
      let seen = try namespace.send(packet)
      #expect(seen.verdict == .rejected && seen.answer == .tcpReset)
      #expect(seen.emitted.first?.packet.source == at.reset && seen.emitted.first?.packet.tcpFlags == [.rst, .ack])
      packet.tcpFlags = .rst
      let silent = try namespace.send(packet)
      #expect(silent.verdict == .rejected && silent.answer == nil, "a reset is not answered")
    }

    @Test("A local sender gets EPERM, and the answer comes over lo", arguments: Setting.all)
    func localReject(_ setting: Setting) throws {
      let at = setting.addresses
      let namespace = try setting.namespace()
      let rejected = try namespace.send(.init(.local(), source: at.node, destination: at.rejected, 80))
      #expect(rejected.verdict == .rejected && rejected.sendError == 1)
      #expect(rejected.emitted.map(\.interface) == ["lo"] && rejected.emitted.first?.isAnswer == true)
      let dropped = try namespace.send(.init(.local(), source: at.node, destination: at.dropped, 80))
      #expect(dropped.verdict == .dropped && dropped.sendError == 1 && dropped.emitted.isEmpty)
    }

    @Test("DROP in a user chain", arguments: Setting.all)
    func drop(_ setting: Setting) throws {
      let at = setting.addresses
      let seen = try setting.namespace().send(.init(.interface("cni0"), source: at.pod, destination: at.dropped, 80))
      #expect(seen.verdict == .dropped && seen.path.last == "filter:RULES:rule:3" && seen.answer == nil && seen.conntrack.isEmpty)
    }

    @Test("Without a route: ICMP for a stranger, ENETUNREACH for a process", arguments: Setting.all)
    func noRoute(_ setting: Setting) throws {
      let at = setting.addresses
      let namespace = try setting.namespace()
      let stranger = try namespace.send(.init(.interface("cni0"), source: at.pod, destination: at.unrouted, 80))
      #expect(stranger.verdict == .unroutable && stranger.path.last == "nat:PREROUTING:policy")
      #expect(stranger.answer == (setting.isIPv6 ? .icmp(type: 1, code: 0) : .icmp(type: 3, code: 0)))
      let process = try namespace.send(.init(.local(), source: at.node, destination: at.unrouted, 80))
      #expect(process.verdict == .unroutable && process.sendError == 101 && process.steps.isEmpty)
    }

    @Test("TTL, martians, loopback from outside", arguments: Setting.all)
    func routing(_ setting: Setting) throws {
      let at = setting.addresses
      let namespace = try setting.namespace()
      var late = KernelPacket(.interface("cni0"), source: at.pod, destination: at.client, 80)
      late.ttl = 1
      let expired = try namespace.send(late)
      #expect(expired.verdict == .unroutable)
      #expect(expired.answer == (setting.isIPv6 ? .icmp(type: 3, code: 0) : .icmp(type: 11, code: 0)))
      let loopback = try namespace.send(.init(.interface("eth0"), source: at.client, destination: at.loopback, 80))
      #expect(loopback.verdict == .unroutable && loopback.answer == nil)
      let own = try namespace.send(.init(.interface("eth0"), source: at.node, destination: at.pod, 80))
      #expect(own.verdict == (setting.isIPv6 ? .forwarded : .unroutable))
    }

    @Test("A local REDIRECT ends at the loopback address", arguments: KernelBackend.allCases)
    func redirect(_ backend: KernelBackend) throws {
      let rules = """
        *nat
        :PREROUTING ACCEPT [0:0]
        :INPUT ACCEPT [0:0]
        :OUTPUT ACCEPT [0:0]
        :POSTROUTING ACCEPT [0:0]
        -A PREROUTING -p tcp -m tcp --dport 99 -j DNAT --to-destination 127.0.0.1:80
        -A OUTPUT -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080
        COMMIT

        """
      let namespace = try KernelNamespace(SampleNode.node(backend, iptables: rules))
      let seen = try namespace.send(.init(.local(), source: "192.168.0.10", destination: "203.0.113.9", 80))
      #expect(seen.verdict == .delivered && seen.delivered?.destination == "127.0.0.1" && seen.delivered?.destinationPort == 8080)
      #expect(seen.delivered?.source == "192.168.0.10")
      let outside = try namespace.send(.init(.interface("eth0"), source: "203.0.113.9", destination: "192.168.0.10", 99))
      #expect(outside.verdict == .unroutable && outside.path == ["nat:PREROUTING:rule:1"])
    }

    @Test("What the kernel may withhold is said", arguments: [KernelBackend.legacy])
    func withheld(_ backend: KernelBackend) throws {
      let namespace = try KernelNamespace(SampleNode.node(backend))
      let packet = KernelPacket(.interface("cni0"), source: "10.244.1.7", destination: "172.31.0.1", 80)
      for _ in 0..<20 {
        let seen = try namespace.send(packet)
        #expect(seen.verdict == .unroutable && (seen.answer == .icmp(type: 3, code: 0) || seen.answerMayBeWithheld))
      }
    }
  }

#endif
