#if os(Linux)

  import KernelHarness
  import Testing

  @Suite("What the kernel does with a packet, rule for rule", .needsKernel)
  struct PathTests {
    @Test("A client outside reaches a Service: translated, marked, masqueraded", arguments: Setting.all)
    func service(_ setting: Setting) throws {
      let at = setting.addresses
      let seen = try setting.namespace().send(.init(.interface("eth0"), source: at.client, destination: at.service, 80))
      #expect(
        seen.path == [
          "raw:PREROUTING:policy", "mangle:PREROUTING:policy", "nat:PREROUTING:rule:1", "nat:KUBE-SERVICES:rule:1", "nat:KUBE-SVC:rule:1",
          "nat:KUBE-MARK-MASQ:rule:1", "nat:KUBE-MARK-MASQ:return", "nat:KUBE-SVC:rule:2", "nat:KUBE-SEP:rule:2", "mangle:FORWARD:policy",
          "filter:FORWARD:rule:2", "filter:RULES:return", "filter:FORWARD:policy", "mangle:POSTROUTING:policy", "nat:POSTROUTING:rule:1",
          "nat:KUBE-POSTROUTING:rule:2",
        ])
      #expect(seen.verdict == .forwarded)
      #expect(seen.emitted.count == 1)
      let out = try #require(seen.out)
      #expect(out.outInterface == "cni0" && out.inInterface == "eth0")
      #expect(out.source == at.bridge && out.sourcePort == 40000)
      #expect(out.destination == at.pod && out.destinationPort == 9376)
      #expect(out.mark == 0x4000 && out.ttl == 63 && out.tcpFlags == .syn)
      #expect(seen.connectionState == "NEW")
      let entry = try #require(seen.conntrack.first)
      #expect(entry.original.destination == at.service && entry.original.destinationPort == 80)
      #expect(entry.reply.source == at.pod && entry.reply.sourcePort == 9376 && entry.reply.destination == at.bridge)
      #expect(entry.status.isSuperset(of: [.sourceTranslated, .destinationTranslated]))
    }

    @Test("A pod that reaches itself through its Service is masqueraded", arguments: Setting.all)
    func hairpin(_ setting: Setting) throws {
      let at = setting.addresses
      let seen = try setting.namespace().send(.init(.interface("cni0"), source: at.pod, destination: at.service, 80))
      #expect(
        seen.path[3...8] == [
          "nat:KUBE-SERVICES:rule:1", "nat:KUBE-SVC:rule:2", "nat:KUBE-SEP:rule:1", "nat:KUBE-MARK-MASQ:rule:1",
          "nat:KUBE-MARK-MASQ:return",
          "nat:KUBE-SEP:rule:2",
        ])
      #expect(seen.verdict == .forwarded && seen.out?.source == at.bridge && seen.out?.destination == at.pod)
      #expect(seen.answer == nil, "no redirect")
    }

    @Test("A packet to the node itself is delivered, and nothing answers", arguments: Setting.all)
    func delivered(_ setting: Setting) throws {
      let at = setting.addresses
      let seen = try setting.namespace().send(.init(.interface("cni0"), source: at.pod, destination: at.node, 80))
      #expect(
        seen.path == [
          "raw:PREROUTING:policy", "mangle:PREROUTING:policy", "nat:PREROUTING:rule:1", "nat:KUBE-SERVICES:return", "nat:PREROUTING:policy",
          "mangle:INPUT:policy", "filter:INPUT:policy", "nat:INPUT:policy",
        ])
      #expect(seen.verdict == .delivered && seen.delivered?.destination == at.node && seen.delivered?.inInterface == "cni0")
      #expect(seen.emitted.isEmpty)
    }

    @Test("A process reaches a Service: OUTPUT translates, the new route decides the device", arguments: Setting.all)
    func localService(_ setting: Setting) throws {
      let at = setting.addresses
      let seen = try setting.namespace().send(.init(.local(), source: at.node, destination: at.service, 80))
      #expect(seen.verdict == .sent && seen.sendError == nil)
      #expect(seen.out?.outInterface == "cni0" && seen.out?.source == at.bridge && seen.out?.destination == at.pod)
      #expect(seen.out?.ttl == 64)
      #expect(Set(seen.steps.compactMap(\.hook)) == [.output, .postrouting])
    }

    @Test("A packet to an own address walks OUTPUT and POSTROUTING, then PREROUTING and INPUT without nat", arguments: Setting.all)
    func loopback(_ setting: Setting) throws {
      let at = setting.addresses
      let seen = try setting.namespace().send(.init(.local(), source: at.node, destination: at.node, 80))
      #expect(
        seen.steps.filter { $0.pass == 2 }.map(\.description) == [
          "raw:PREROUTING:policy", "mangle:PREROUTING:policy", "mangle:INPUT:policy", "filter:INPUT:policy",
        ])
      #expect(seen.steps.filter { $0.pass == 1 }.allSatisfy { $0.hook == .output || $0.hook == .postrouting })
      #expect(seen.verdict == .delivered && seen.delivered?.inInterface == "lo")
      #expect(seen.emitted.map(\.interface) == ["lo"] && seen.connectionState == "NEW")

      let dropped = try setting.namespace().send(.init(.local(), proto: 17, source: at.node, destination: at.node, 9))
      #expect(dropped.verdict == .dropped && dropped.sendError == nil)
      #expect(dropped.path.last == "filter:INPUT:rule:1")
    }

    @Test("goto, RETURN and chain ends", arguments: Setting.all)
    func chains(_ setting: Setting) throws {
      let at = setting.addresses
      var packet = KernelPacket(.interface("cni0"), source: at.pod, destination: at.client, 80)
      packet.mark = 0x99
      let namespace = try setting.namespace()
      let tcp = try namespace.send(packet)
      #expect(
        tcp.path.filter { $0.hasPrefix("filter") } == [
          "filter:FORWARD:rule:1", "filter:MARKED:rule:1", "filter:GONE:return", "filter:MARKED:rule:2", "filter:GONE:return",
          "filter:FORWARD:rule:2", "filter:RULES:return", "filter:FORWARD:policy",
        ])
      #expect(tcp.path.first == "raw:PREROUTING:rule:1", "the mark is there before the first rule")
      #expect(tcp.out?.mark == 0x99)
      packet.proto = 17
      let udp = try namespace.send(packet)
      #expect(
        udp.path.filter { $0.hasPrefix("filter") } == [
          "filter:FORWARD:rule:1", "filter:MARKED:rule:1", "filter:GONE:rule:1", "filter:MARKED:return", "filter:FORWARD:rule:2",
          "filter:RULES:return", "filter:FORWARD:policy",
        ])
    }

    @Test("Unconditional rules, which the legacy engine traces as chain ends, are rules", arguments: KernelBackend.allCases)
    func unconditional(_ backend: KernelBackend) throws {
      let rules = """
        *filter
        :INPUT ACCEPT [0:0]
        :FORWARD DROP [0:0]
        :OUTPUT ACCEPT [0:0]
        :odd:name - [0:0]
        :END - [0:0]
        -A FORWARD -d 203.0.113.1/32 -j RETURN
        -A FORWARD -g odd:name
        -A odd:name -d 203.0.113.2/32 -j END
        -A odd:name -d 203.0.113.3/32 -j DROP
        -A odd:name -d 203.0.113.4/32 -g END
        -A odd:name -j ACCEPT
        -A END -j RETURN
        COMMIT

        """
      let namespace = try KernelNamespace(SampleNode.node(backend, iptables: rules))
      func filter(_ destination: KernelAddress) throws -> [String] {
        let seen = try namespace.send(.init(.interface("cni0"), source: "10.244.1.7", destination: destination, 80))
        return seen.path.filter { $0.hasPrefix("filter") } + [seen.verdict.rawValue]
      }
      #expect(try filter("203.0.113.1") == ["filter:FORWARD:rule:1", "filter:FORWARD:policy", "dropped"])
      #expect(
        try filter("203.0.113.2") == [
          "filter:FORWARD:rule:2", "filter:odd:name:rule:1", "filter:END:rule:1", "filter:odd:name:rule:4", "forwarded",
        ])
      #expect(try filter("203.0.113.3") == ["filter:FORWARD:rule:2", "filter:odd:name:rule:2", "dropped"])
      #expect(
        try filter("203.0.113.4") == [
          "filter:FORWARD:rule:2", "filter:odd:name:rule:3", "filter:END:rule:1", "filter:FORWARD:policy", "dropped",
        ])
      #expect(try filter("203.0.113.9") == ["filter:FORWARD:rule:2", "filter:odd:name:rule:4", "forwarded"])
    }
  }

#endif
