#if os(Linux)

  import KernelHarness
  import PacketPath
  import Testing

  /// What is recalled or read of netfilter, and believed, is asked here; docs/kernel-facts.md lists the answers.
  @Suite("Facts of the kernel, one by one, and the simulator's word for them", .needsKernel)
  struct FactTests {
    /// A node with the devices of ``SampleNode``, and rules of the setting's family alone.
    private func scenario(_ setting: Setting, _ rules: String) -> Scenario {
      var node = SampleNode.node(setting.backend)
      (node.iptables, node.ip6tables) = (nil, nil)
      var scenario = Scenario(node: node, isIPv6: setting.isIPv6)
      scenario.rules = rules
      return scenario
    }
    private func expectSame(_ scenario: Scenario, _ title: String) throws {
      var scenario = scenario
      scenario.tracksConnectionsIfNeeded()
      try expectAgreement(scenario, title)
    }

    // MARK: Texts

    /// As it is written, and as it is printed.
    private static let marks = [
      ("-m mark --mark 0x00004000/0x00004000", "-m mark --mark 0x4000/0x4000"), ("-m mark --mark 16/0xFFFFFFFF", "-m mark --mark 0x10"),
      ("-m mark ! --mark 0xAB", "-m mark ! --mark 0xab"), ("-m mark --mark 0x0/0x0", "-m mark --mark 0x0/0x0"),
      ("-m connmark --mark 0xC0/0xffffffff", "-m connmark --mark 0xc0"), ("-m connmark --mark 0x0008/0x000F", "-m connmark --mark 0x8/0xf"),
      ("-j MARK --set-mark 0x00ff", "-j MARK --set-xmark 0xff/0xffffffff"),
      ("-j MARK --set-mark 0x1/0x00f0", "-j MARK --set-xmark 0x1/0xf1"), ("-j MARK --or-mark 0x10", "-j MARK --set-xmark 0x10/0x10"),
      ("-j MARK --and-mark 0x0F", "-j MARK --set-xmark 0x0/0xfffffff0"), ("-j MARK --xor-mark 0x10", "-j MARK --set-xmark 0x10/0x0"),
      ("-j CONNMARK --set-mark 0x00000001", "-j CONNMARK --set-xmark 0x1/0xffffffff"),
      ("-j CONNMARK --save-mark", "-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff"),
      ("-j CONNMARK --restore-mark --mask 0x00F0", "-j CONNMARK --restore-mark --nfmask 0xf0 --ctmask 0xf0"),
    ]

    @Test(
      "Marks are printed in lower-case hex and without leading zeros; matches leave out a mask of all ones, targets do not",
      arguments: Setting.all)
    func printedMarks(_ setting: Setting) throws {
      let any = setting.isIPv6 ? "::" : "0.0.0.0"
      let marks =
        Self.marks + [
          (
            "-p tcp -j TPROXY --on-port 80 --tproxy-mark 0x0001",
            "-p tcp -j TPROXY --on-port 80 --on-ip \(any) --tproxy-mark 0x1/0xffffffff"
          )
        ]
      let scenario = scenario(setting, Table.mangle.text(marks.map { "PREROUTING \($0.0)" }))
      let namespace = try KernelNamespace(scenario.node)
      let saved = try namespace.tool([setting.backend.tool("save", isIPv6: setting.isIPv6)]).split(separator: "\n")
      #expect(saved.filter { $0.hasPrefix("-A PREROUTING ") } == marks.map { "-A PREROUTING \($0.1)" })
      #expect(try Differential.run(scenario).texts == [])
    }

    // MARK: Routing again

    @Test(
      "A mark set in mangle OUTPUT routes again: filter OUTPUT still sees the device of before, POSTROUTING the new one",
      arguments: Setting.all)
    func outputDevice(_ setting: Setting) throws {
      let at = setting.addresses
      let devices = ["eth0", "cni0"]
      var scenario = scenario(
        setting,
        Table.mangle.text(["OUTPUT -p tcp -j MARK --set-mark 0x1"] + devices.map { "POSTROUTING -o \($0)" })
          + Table.filter.text(devices.map { "OUTPUT -o \($0)" }))
      let six = setting.isIPv6 ? "-6 " : ""
      scenario.node.routes.append("\(six)default via \(at.pod) dev cni0 onlink table 100")
      scenario.node.rules.append("\(six)priority 100 fwmark 0x1 lookup 100")
      scenario.packets = [KernelPacket(.local(), source: at.node, destination: at.client, 80)]
      let seen = try KernelNamespace(scenario.node).send(scenario.packets[0])
      #expect(seen.path.contains("filter:OUTPUT:rule:1") && !seen.path.contains("filter:OUTPUT:rule:2"))
      #expect(seen.path.contains("mangle:POSTROUTING:rule:2") && !seen.path.contains("mangle:POSTROUTING:rule:1"))
      #expect(seen.out?.outInterface == "cni0" && seen.out?.source == at.node)
      try expectSame(scenario, "output device, \(setting.testDescription)")
    }

    @Test(
      "Routing rules: what arrives is of user 0; the way back has the ports in the other order for rp_filter, and for rpfilter none",
      arguments: Setting.all)
    func routingRules(_ setting: Setting) throws {
      let at = setting.addresses, six = setting.isIPv6 ? "-6 " : ""
      let selectors = [
        ("uidrange 0-10", "cni0"), ("uidrange 5-10", "eth0"), ("ipproto tcp", "cni0"), ("ipproto udp", "eth0"), ("dport 80", "cni0"),
        ("dport 81-90", "eth0"), ("ipproto tcp sport 40000-40001", "cni0"), ("sport 80", "eth0"), ("not dport 81", "cni0"),
      ]
      for (selector, device) in selectors {
        for strictness in [0, 1] {
          var scenario = scenario(setting, Table.raw.text(["PREROUTING -m rpfilter", "PREROUTING -m rpfilter --invert"]))
          scenario.node.routes.append("\(six)default via \(at.otherPod) dev cni0 onlink table 100")
          scenario.node.rules.append("\(six)priority 100 \(selector) lookup 100")
          scenario.node.sysctls.append(("net.ipv4.conf.all.rp_filter", "\(strictness)"))
          scenario.packets = [
            KernelPacket(.interface("cni0"), source: at.pod, 40000, destination: at.client, 80),
            KernelPacket(.interface("eth0"), source: at.client, 80, destination: at.pod, 40000),
            KernelPacket(.interface("eth0"), source: at.client, 40000, destination: at.pod, 80),
          ]
          // A raw socket, by which packets are sent here, tells routing neither protocol nor ports.
          if selector.contains("uid") {
            scenario.packets.append(KernelPacket(.local(), source: at.node, 40000, destination: at.client, 80))
          }
          let seen = try KernelNamespace(scenario.node).send(scenario.packets[0])
          #expect(seen.out?.outInterface == device, "\(selector)")
          try expectSame(scenario, "\(selector), rp_filter \(strictness), \(setting.testDescription)")
        }
      }
    }

    // MARK: Connections

    private static let states = ["INVALID", "NEW", "ESTABLISHED", "RELATED", "UNTRACKED"]

    @Test(
      "Neighbour discovery, listeners of groups and multicast routers are UNTRACKED, requests NEW, all else INVALID",
      arguments: KernelBackend.allCases)
    func icmpv6(_ backend: KernelBackend) throws {
      let setting = Setting(backend: backend, isIPv6: true), at = setting.addresses
      var scenario = scenario(
        setting,
        Table.mangle.text([Hook.prerouting, .output].flatMap { hook in Self.states.map { "\(hook.name) -m conntrack --ctstate \($0)" } }))
      let namespace = try KernelNamespace(scenario.node)
      for type in [1, 2, 3, 4, 100, 127] + Array(128...161) + [200, 255] as [UInt8] {
        var packet = KernelPacket(.interface("cni0"), proto: 58, source: at.pod, destination: at.client)
        packet.icmpType = type
        let state =
          switch type {
          case 128, 139: "NEW"
          case 130...136, 143, 151, 152: "UNTRACKED"
          default: "INVALID"
          }
        for arrival in [packet.arrival, .local()] {
          packet.arrival = arrival
          if packet.isLocal { packet.source = at.node }
          #expect(try namespace.send(packet).connectionState == state, "type \(type)")
          scenario.packets.append(packet)
        }
      }
      try expectSame(scenario, "ICMPv6, \(backend)")
    }

    @Test(
      "In front of conntrack, what a CT rule attaches is an entry of zeros: NEW, CONFIRMED, of no addresses and mark",
      arguments: Setting.all)
    func template(_ setting: Setting) throws {
      let at = setting.addresses
      let tests = [
        "connmark --mark 0x0", "connmark ! --mark 0x0", "conntrack --ctstate NEW", "conntrack --ctstate INVALID", "conntrack --ctproto 6",
        "conntrack ! --ctproto 6", "conntrack --ctproto 0", "conntrack --ctorigsrc \(at.pod)", "conntrack ! --ctorigsrc \(at.pod)",
        "conntrack --ctrepldst \(setting.isIPv6 ? "::" : "0.0.0.0")", "conntrack --ctorigdstport 80", "conntrack ! --ctorigdstport 80",
        "conntrack --ctorigsrcport 0", "conntrack --ctstatus NONE", "conntrack --ctstatus CONFIRMED", "conntrack ! --ctstatus CONFIRMED",
        "conntrack --ctstatus EXPECTED,SEEN_REPLY,ASSURED", "conntrack --ctexpire 0:100", "conntrack --ctexpire 1:100",
        "conntrack --ctdir ORIGINAL", "conntrack --ctdir REPLY", "connbytes --connbytes 0: --connbytes-dir both --connbytes-mode packets",
        "connbytes ! --connbytes 0:5 --connbytes-dir both --connbytes-mode packets", "helper --helper ftp", "helper ! --helper ftp",
      ]
      // What is marked in front of conntrack is the template, not the connection.
      let marking = ["PREROUTING -j CONNMARK --set-mark 0x5", "PREROUTING -m connmark --mark 0x5"]
      var scenario = scenario(
        setting,
        Table.raw.text(["PREROUTING -j CT --zone 5"] + tests.map { "PREROUTING -m \($0)" } + marking)
          + Table.mangle.text(["PREROUTING -m connmark --mark 0x5", "PREROUTING -m connmark --mark 0x0"]))
      scenario.packets = [KernelPacket(.interface("cni0"), source: at.pod, destination: at.client, 80)]
      let seen = try KernelNamespace(scenario.node).send(scenario.packets[0])
      let held = [1, 3, 6, 7, 9, 10, 12, 13, 15, 18, 20, 25, 26, 27].map { "raw:PREROUTING:rule:\($0 + 1)" }
      #expect(seen.path.filter { $0.hasPrefix("raw:PREROUTING:rule") }.dropFirst() == held[...])
      #expect(seen.path.contains("mangle:PREROUTING:rule:2") && !seen.path.contains("mangle:PREROUTING:rule:1"))
      // No outcome beside the one.
      let lines = try NodeLines(KernelNamespace(scenario.node))
      #expect(scenario.simulator(lines).predict(Packet(scenario.packets[0])).outcomes.count == 1)
      try expectSame(scenario, "template, \(setting.testDescription)")
    }

    // MARK: Matches

    @Test("nfacct: an object without a quota always holds, one with a quota from the packet on that exceeds it", arguments: Setting.all)
    func accounting(_ setting: Setting) throws {
      let at = setting.addresses
      var scenario = scenario(
        setting, Table.filter.text(["FORWARD -m nfacct --nfacct-name plain", "FORWARD -m nfacct --nfacct-name limited"]))
      scenario.packets = [KernelPacket(.interface("cni0"), source: at.pod, destination: at.client, 80)]
      scenario.node.quotas = ["limited": 2]
      let namespace = try KernelNamespace(scenario.node)
      for number in 1...4 {
        let path = try namespace.send(scenario.packets[0]).path
        #expect(path.contains("filter:FORWARD:rule:1"))
        #expect(path.contains("filter:FORWARD:rule:2") == (number > 2), "packet \(number)")
      }
      scenario.node.quotas = [:]
      try expectSame(scenario, "nfacct, \(setting.testDescription)")
    }

    @Test(
      "hashlimit in bytes: a first packet always fits, but with --hashlimit-rate-match only if the window has room", arguments: Setting.all)
    func bytes(_ setting: Setting) throws {
      let at = setting.addresses
      let mode = "--hashlimit-mode srcip --hashlimit-name"
      let tests = [
        "--hashlimit-upto 40b/s \(mode) a", "--hashlimit-above 40b/s \(mode) b", "--hashlimit-upto 96b/s --hashlimit-rate-match \(mode) c",
        "--hashlimit-above 96b/s --hashlimit-rate-match \(mode) d", "--hashlimit-upto 2/sec --hashlimit-rate-match \(mode) e",
        "--hashlimit-above 2/sec --hashlimit-rate-match --hashlimit-rate-interval 60 \(mode) f",
      ]
      var scenario = scenario(setting, Table.filter.text(tests.map { "FORWARD -m hashlimit \($0)" }))
      for length in [28, 95, 96, 97, 600] where length >= (setting.isIPv6 ? 48 : 28) {
        var packet = KernelPacket(.interface("cni0"), proto: 17, source: at.pod, destination: at.client, 80)
        packet.length = length
        let path = try KernelNamespace(scenario.node).send(packet).path
        #expect(path.filter { $0.hasPrefix("filter:FORWARD:rule") } == [1, length <= 96 ? 3 : 4, 5].map { "filter:FORWARD:rule:\($0)" })
        scenario.packets = [packet]
        try expectSame(scenario, "hashlimit, \(length) bytes, \(setting.testDescription)")
      }
    }

    @Test("owner --suppl-groups: without a socket nothing holds, whatever is inverted", arguments: Setting.all)
    func supplementaryGroups(_ setting: Setting) throws {
      let at = setting.addresses
      var scenario = scenario(
        setting,
        Table.mangle.text(
          ["! --gid-owner 100 --suppl-groups", "! --gid-owner 100", "! --uid-owner 5"].map { "POSTROUTING -m owner \($0)" }))
      scenario.packets = [KernelPacket(.interface("cni0"), source: at.pod, destination: at.client, 80)]
      let path = try KernelNamespace(scenario.node).send(scenario.packets[0]).path
      #expect(path.filter { $0.hasPrefix("mangle:POSTROUTING:rule") } == [2, 3].map { "mangle:POSTROUTING:rule:\($0)" })
      try expectSame(scenario, "owner, \(setting.testDescription)")
    }

    @Test("bitmap:port holds ports of TCP and UDP, whichever of them, and of nothing else", arguments: Setting.all)
    func portBitmap(_ setting: Setting) throws {
      let at = setting.addresses
      var scenario = scenario(
        setting, Table.mangle.text(["PREROUTING -m set --match-set ports dst", "PREROUTING -m set ! --match-set ports dst"]))
      scenario.node.ipset = "create ports bitmap:port range 0-65535\nadd ports 80\nadd ports 0\nadd ports 2048\nadd ports 32768\n"
      let namespace = try KernelNamespace(scenario.node)
      for proto: UInt8 in [6, 17, 132, 136, 33, setting.isIPv6 ? 58 : 1, 50, 99] {
        var packet = KernelPacket(.interface("cni0"), proto: proto, source: at.pod, 80, destination: at.client, 80)
        if proto == 50 || proto == 99 { packet.payload = [UInt8](repeating: 7, count: 16) }
        let path = try namespace.send(packet).path
        #expect(path.contains("mangle:PREROUTING:rule:\(proto == 6 || proto == 17 ? 1 : 2)"), "protocol \(proto)")
        scenario.packets.append(packet)
      }
      try expectSame(scenario, "bitmap:port, \(setting.testDescription)")
    }

    @Test("IPv6, --limit-iface: UNREACHABLE is asked of routes by that device alone", arguments: KernelBackend.allCases)
    func unreachableByDevice(_ backend: KernelBackend) throws {
      let setting = Setting(backend: backend, isIPv6: true), at = setting.addresses
      let types = ["UNREACHABLE", "LOCAL,UNREACHABLE", "ANYCAST,UNREACHABLE", "UNICAST,UNREACHABLE"]
      var scenario = scenario(
        setting,
        Table.mangle.text(
          types.flatMap { type in
            [
              "PREROUTING -m addrtype --dst-type \(type) --limit-iface-in", "FORWARD -m addrtype --dst-type \(type) --limit-iface-out",
              "INPUT -m addrtype --src-type \(type) --limit-iface-in",
            ]
          }))
      scenario.node.routes += [
        "unreachable fd00:77::/64", "blackhole fd00:78::/64", "prohibit fd00:79::/64", "default via fd00:192::1 dev eth0 onlink",
        "fd00:80::/64 dev cni0", "local fd00:81::1 dev lo", "unreachable fd00:80::5",
      ]
      let addresses: [KernelAddress] = [
        at.client, at.pod, at.node, at.bridge, at.service, "fd00:77::1", "fd00:78::1", "fd00:79::1", "fd00:80::1", "fd00:80::5",
        "fd00:81::1",
        "fd00:192::", "fd00:244::", "fd00:192::55",
      ]
      for device in ["eth0", "cni0"] {
        for address in addresses {
          scenario.packets.append(KernelPacket(.interface(device), source: at.otherPod, destination: address, 80))
          scenario.packets.append(KernelPacket(.interface(device), source: address, destination: at.node, 80))
        }
      }
      // Nothing is left open.
      let simulator = scenario.simulator(try NodeLines(KernelNamespace(scenario.node)))
      for packet in scenario.packets { #expect(simulator.predict(Packet(packet)).outcomes.count == 1, "\(packet.words)") }
      try expectSame(scenario, "addrtype, \(backend)")
    }

    // MARK: Translation

    /// A flow of UDP that stays known; its translated packet.
    private func flow(
      _ namespace: KernelNamespace, _ source: KernelAddress, _ port: UInt16, _ destination: KernelAddress, _ destinationPort: UInt16
    )
      throws -> KernelObservation
    {
      let packet = KernelPacket(.interface("eth0"), proto: 17, source: source, port, destination: destination, destinationPort)
      return try namespace.send(packet, keepsConnections: true)
    }

    @Test(
      "DNAT to a range of ports: one within stays, else the lowest that is free; when none is, POSTROUTING finds another source",
      arguments: Setting.all)
    func destinationPorts(_ setting: Setting) throws {
      let at = setting.addresses
      let pod = setting.bracketed(at.pod)
      var scenario = scenario(setting, Table.nat.text(["PREROUTING -p udp -j DNAT --to-destination \(pod):1000-1002"]))
      let namespace = try KernelNamespace(scenario.node)
      #expect(try flow(namespace, at.client, 40000, at.service, 1001).out?.destinationPort == 1001)
      #expect(try flow(namespace, at.client, 40000, at.rejected, 80).out?.destinationPort == 1000)
      #expect(try flow(namespace, at.client, 40000, at.reset, 80).out?.destinationPort == 1002, "1001 is taken")
      let none = try flow(namespace, at.client, 40000, at.dropped, 80)
      // The last that was tried, and another source port instead, which POSTROUTING finds.
      #expect(none.verdict == .forwarded && none.out?.destinationPort == 1002 && none.out?.source == at.client)
      #expect(none.out.map { $0.sourcePort != 40000 && ($0.sourcePort ?? 0) >= 1024 } ?? false)
      // Another client's are free.
      #expect(try flow(namespace, at.client, 40001, at.service, 80).out?.destinationPort == 1000)
      // A session finds the same.
      var session = Session(Node(rulesets: scenario.rulesets), seed: 1)
      let asked: [(UInt16, KernelAddress, UInt16)] = [
        (40000, at.service, 1001), (40000, at.rejected, 80), (40000, at.reset, 80), (40000, at.dropped, 80), (40001, at.service, 80),
      ]
      let found = asked.map { source, destination, port in
        session.send(Packet(KernelPacket(.interface("eth0"), proto: 17, source: at.client, source, destination: destination, port))).outcome
      }
      #expect(found.map { $0.out?.destinationPort } == [1001, 1000, 1002, 1002, 1000])
      #expect(found[3].out?.sourcePort != PortRange(40000))
      scenario.packets = [80, 1001, 1002, 1003].map {
        KernelPacket(.interface("eth0"), proto: 17, source: at.client, destination: at.service, $0)
      }
      try expectSame(scenario, "DNAT's ports, \(setting.testDescription)")
    }

    @Test("SNPT and DNPT change the packet, and conntrack and nat go on with what it was", arguments: Setting.all.filter(\.isIPv6))
    func prefixes(_ setting: Setting) throws {
      let at = setting.addresses
      // Both prefixes are the same: nothing has to be adjusted.
      func moved(_ address: KernelAddress, to prefix: String) -> String { prefix + ":" + address.description.split(separator: ":").last! }
      let mangle = Table.mangle.text([
        "PREROUTING -i eth0 -j DNPT --src-pfx fd00:244::/64 --dst-pfx fd00:244::/64",
        "POSTROUTING -o cni0 -j SNPT --src-pfx fd00:99::/64 --dst-pfx fd00:99::/64",
      ])
      let nat = Table.nat.text([
        "PREROUTING -p udp -m udp --dport 80 -j DNAT --to-destination \(at.service)",
        "PREROUTING -p udp -m udp --dport 81 -j DNAT --to-destination \(at.pod)",
        "PREROUTING -p udp -m udp --dport 82 -j NETMAP --to fd00:244:0:0:1::/80",
        "POSTROUTING -m conntrack --ctreplsrc \(at.pod)",
        "POSTROUTING -p udp -m udp --dport 83 -j SNAT --to-source \(at.client)",
        "POSTROUTING -p udp -m udp --dport 84 -j SNAT --to-source \(at.node)",
      ])
      var scenario = scenario(setting, mangle + nat)
      let namespace = try KernelNamespace(scenario.node)
      func seen(_ port: UInt16) throws -> [String] {
        let seen = try namespace.send(KernelPacket(.interface("eth0"), proto: 17, source: at.client, destination: at.service, port))
        return [seen.out?.source, seen.out?.destination, seen.conntrack.first?.reply.source, seen.conntrack.first?.reply.destination]
          .map { $0?.description ?? "-" }
      }
      let source = moved(at.client, to: "fd00:99:"), destination = moved(at.service, to: "fd00:244:")
      let (client, service, pod) = (at.client.description, at.service.description, at.pod.description)
      #expect(try seen(79) == [source, destination, service, client], "the answers that are awaited are those of before")
      #expect(try seen(80) == [source, destination, service, client], "conntrack has that destination already: nothing is translated")
      #expect(try seen(81) == [source, pod, pod, client])
      #expect(try seen(83) == [source, destination, service, client], "it has that source already")
      #expect(try seen(84) == [at.node.description, destination, service, at.node.description])
      scenario.packets = (79...84).map {
        KernelPacket(.interface("eth0"), proto: 17, source: at.client, destination: at.service, UInt16($0))
      }
      try expectSame(scenario, "prefixes, \(setting.testDescription)")
    }

    @Test(
      "SNAT to a range of ports: one within stays while it is free, else any free one; where none is free the flow is dropped",
      arguments: Setting.all)
    func sourcePorts(_ setting: Setting) throws {
      let at = setting.addresses
      let own = setting.bracketed(at.node)
      var scenario = scenario(
        setting,
        Table.nat.text([
          "POSTROUTING -p udp -m udp --dport 80 -j SNAT --to-source \(own):1000-1002",
          "POSTROUTING -p udp -m udp --dport 81 -j SNAT --to-source \(at.node)",
        ]))
      let namespace = try KernelNamespace(scenario.node)
      var ports: Set<UInt16?> = []
      for source in [at.pod, at.otherPod, at.client] { ports.insert(try flow(namespace, source, 40000, at.service, 80).out?.sourcePort) }
      #expect(ports == [1000, 1001, 1002], "each is taken once")
      let none = try flow(namespace, at.reset, 40000, at.service, 80)
      #expect(none.verdict == .dropped && none.path.last == "nat:POSTROUTING:rule:1", "\(none.verdict) \(none.path)")
      #expect(try flow(namespace, at.pod, 1001, at.rejected, 80).out?.sourcePort == 1001, "to another destination it is free")
      #expect(try flow(namespace, at.pod, 500, at.service, 81).out?.sourcePort == 500)
      let second = try flow(namespace, at.otherPod, 500, at.service, 81).out?.sourcePort ?? 0
      #expect(second != 500 && (1...511).contains(second), "\(second)")
      // A session finds the same, and so does a prediction beside the connections that are there.
      var node = scenario.simulatedNode(try NodeLines(namespace)), session = Session(node, seed: 1)
      let asked = [at.pod, at.otherPod, at.client, at.reset].map { source in
        Packet(KernelPacket(.interface("eth0"), proto: 17, source: source, 40000, destination: at.service, 80))
      }
      #expect(asked.map { session.send($0).outcome.verdict } == [.forwarded, .forwarded, .forwarded, .dropped])
      let text = try namespace.tool(["conntrack", "-L", "-f", setting.isIPv6 ? "ipv6" : "ipv4"])
      node.facts.connections = ConntrackParser.parse(SourceText(text)).value
      #expect(Simulator(node).predict(asked[3]).outcomes.map(\.verdict) == [.dropped])
      scenario.packets = [40000, 1001].map { KernelPacket(.interface("cni0"), proto: 17, source: at.pod, $0, destination: at.service, 80) }
      try expectSame(scenario, "SNAT's ports, \(setting.testDescription)")
    }

    @Test(
      "Random ports stay in the class of the old one: 1-511, 600-1023, 1024-65535", arguments: Setting.all, ["--random", "--random-fully"])
    func randomPorts(_ setting: Setting, _ option: String) throws {
      let at = setting.addresses
      var scenario = scenario(setting, Table.nat.text(["POSTROUTING -j MASQUERADE \(option)"]))
      let namespace = try KernelNamespace(scenario.node)
      for (old, range) in [(80, 1...511), (511, 1...511), (512, 600...1023), (1023, 600...1023), (1024, 1024...65535)]
        as [(UInt16, ClosedRange<UInt16>)]
      {
        let packet = KernelPacket(.interface("cni0"), proto: 17, source: at.pod, old, destination: at.service, 80)
        let ports = try (0..<12).map { _ in try namespace.send(packet).out?.sourcePort ?? 0 }
        #expect(ports.allSatisfy(range.contains) && Set(ports).count > 1, "\(old): \(ports)")
        scenario.packets.append(packet)
      }
      try expectSame(scenario, "random ports, \(setting.testDescription)")
    }

    @Test("DCCP: conntrack and nat know no ports of it, HMARK does", arguments: Setting.all)
    func dccp(_ setting: Setting) throws {
      let at = setting.addresses
      let pod = setting.bracketed(at.pod)
      var scenario = scenario(
        setting,
        Table.mangle.text([
          "PREROUTING -p dccp -m conntrack --ctorigsrcport 0 --ctorigdstport 0", "PREROUTING -p dccp -m conntrack --ctorigdstport 80",
          "PREROUTING -p dccp -m dccp --dport 80",
          "PREROUTING -p dccp -j HMARK --hmark-tuple src,dst,sport,dport --hmark-rnd 0x7 --hmark-mod 4096 --hmark-offset 1",
        ]) + Table.nat.text(["PREROUTING -p dccp -j DNAT --to-destination \(pod):8080"]))
      let namespace = try KernelNamespace(scenario.node)
      var marks: Set<UInt32?> = []
      for port in [40000, 40001, 40002] as [UInt16] {
        let packet = KernelPacket(.interface("eth0"), proto: 33, source: at.client, port, destination: at.service, 80)
        let seen = try namespace.send(packet)
        #expect(seen.path.contains("mangle:PREROUTING:rule:1") && !seen.path.contains("mangle:PREROUTING:rule:2"))
        #expect(seen.path.contains("mangle:PREROUTING:rule:3"))
        #expect(seen.out?.destination == at.pod && seen.out?.destinationPort == 80)
        marks.insert(seen.out?.mark)
        scenario.packets.append(packet)
      }
      #expect(marks.count == 3, "\(marks)")
      try expectSame(scenario, "DCCP, \(setting.testDescription)")
    }

    // MARK: Tools

    /// That the exclusion of ``ToolBug`` is needed, and that legacy and a single inverted port are right.
    @Test("iptables-nft 1.8.9 compiles two inverted ports to what the rule does not say", arguments: Setting.all, ["tcp", "udp"])
    func invertedPorts(_ setting: Setting, _ proto: String) throws {
      let at = setting.addresses
      let rules = ["! --sport 1000 ! --dport 80", "! --sport 1000 --dport 80", "! --dport 80", "! --sport 1000:1001 ! --dport 80"]
      let scenario = scenario(setting, Table.filter.text(rules.map { "FORWARD -p \(proto) -m \(proto) \($0)" }))
      let namespace = try KernelNamespace(scenario.node)
      func holds(_ rule: Int, _ source: UInt16, _ destination: UInt16) throws -> Bool {
        let packet = KernelPacket(
          .interface("cni0"), proto: proto == "tcp" ? 6 : 17, source: at.pod, source, destination: at.client, destination)
        return try namespace.send(packet).path.contains("filter:FORWARD:rule:\(rule)")
      }
      let version = try namespace.tool(["iptables-nft", "-V"])
      let isSpoilt = setting.backend == .nft && version.contains("v1.8.9 ")
      #expect(try holds(1, 1001, 81) && !holds(1, 1000, 80))
      if setting.backend == .legacy || isSpoilt {
        #expect(try holds(1, 1000, 81) == isSpoilt && holds(1, 1001, 80) == isSpoilt)
      }
      #expect(try holds(2, 1001, 80) && !holds(2, 1000, 80) && !holds(2, 1001, 81) && holds(3, 1000, 81) && !holds(3, 1000, 80))
      #expect(try holds(4, 1002, 81) && !holds(4, 1000, 81) && !holds(4, 1002, 80) && !holds(4, 1001, 80))
      #expect(rules.map { ToolBug.spoil("-m \(proto) \($0)", setting.backend) } == [setting.backend == .nft, false, false, false])
    }
  }

#endif
