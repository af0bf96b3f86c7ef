#if os(Linux)

  import KernelHarness
  import PacketPath

  /// Nodes for single questions about where IPVS stands and what it does, in both families.
  struct VirtualServerCases {
    let isIPv6: Bool
    init(_ family: IPFamily) { isIPv6 = family == .ipv6 }

    // MARK: Words of both families

    private var vip: String { isIPv6 ? "fd00:10:96::20" : "10.96.0.20" }
    private var other: String { isIPv6 ? "fd00:10:96::21" : "10.96.0.21" }
    private var node: String { isIPv6 ? "fd00:0:0:1::10" : "192.168.0.10" }
    private var client: String { isIPv6 ? "2001:db8::77" : "203.0.113.77" }
    private func pod(_ number: Int) -> String { isIPv6 ? "fd00:10:244:1::\(number)" : "10.244.1.\(number)" }
    private func far(_ number: Int) -> String { isIPv6 ? "fd00:0:0:1::\(number)" : "192.168.0.\(number)" }
    private func at(_ address: String, _ port: Int) -> String { isIPv6 ? "[\(address)]:\(port)" : "\(address):\(port)" }
    private var bits: Int { isIPv6 ? 128 : 32 }

    private func scenario(_ name: String, _ ipvsadm: String, rules: String = "", _ sysctls: [(String, String)] = []) -> GuestScenario {
      var scenario = GuestScenario(name: "\(name), \(isIPv6 ? "IPv6" : "IPv4")")
      scenario.ip = [
        "link add kube-ipvs0 type dummy", "addr add 192.168.0.10/24 dev eth0", "addr add 10.244.1.1/24 dev cni0",
        "route add default via 192.168.0.1 dev eth0 onlink", "addr add fd00:0:0:1::10/64 dev eth0 nodad",
        "addr add fd00:10:244:1::1/64 dev cni0 nodad", "route add default via fd00:0:0:1::1 dev eth0 onlink",
        "addr add \(vip)/\(bits) dev kube-ipvs0" + (isIPv6 ? " nodad" : ""),
        "addr add \(other)/\(bits) dev kube-ipvs0" + (isIPv6 ? " nodad" : ""),
      ]
      scenario.sysctls += [("net.ipv4.vs.conntrack", "1"), ("net.netfilter.nf_conntrack_tcp_be_liberal", "1")] + sysctls
      scenario.ipvsadm = ipvsadm
      if isIPv6 { scenario.ip6tables = rules } else { scenario.iptables = rules }
      return scenario
    }
    private func packet(
      to destination: String? = nil, _ port: UInt16 = 80, from source: String? = nil, _ sourcePort: UInt16 = 40000,
      by device: String? = "eth0",
      proto: UInt8 = KernelPacket.ProtocolNumber.tcp, _ change: (inout KernelPacket) -> Void = { _ in }
    ) -> GuestScenario.Event {
      var packet = KernelPacket(
        device.map { .interface($0) } ?? .local(), proto: proto, source: KernelAddress(source ?? client)!, sourcePort,
        destination: KernelAddress(destination ?? vip)!, port)
      change(&packet)
      return .packet(packet)
    }
    private var udp: UInt8 { KernelPacket.ProtocolNumber.udp }
    private var two: String { service("-t \(at(vip, 80)) -s rr", ["-r \(at(pod(7), 8080)) -m", "-r \(at(pod(8), 8080)) -m"]) }
    private func service(_ words: String, _ servers: [String]) -> String {
      let name = words.split(separator: " ").prefix(words.hasPrefix("-f") && isIPv6 ? 3 : 2).joined(separator: " ")
      return (["-A \(words)"] + servers.map { "-a \(name) \($0) -w 1" }).joined(separator: "\n") + "\n"
    }
    private func nat(_ rules: String...) -> String { "*nat\n" + rules.map { "-A \($0)\n" }.joined() + "COMMIT\n" }
    private func filter(_ rules: String..., forward: String = "ACCEPT") -> String {
      "*filter\n:FORWARD \(forward)\n" + rules.map { "-A \($0)\n" }.joined() + "COMMIT\n"
    }
    /// Asks, is answered, goes on, and asks again.
    private func conversation(_ first: GuestScenario.Event) -> [GuestScenario.Event] {
      [first, .answer(0, [.syn, .ack]), .next(0, .ack), .answer(0, .ack), packet(to: nil, 80, 41000), .answer(2, [.syn, .ack])]
    }

    // MARK: The cases

    /// Ways of forwarding come last: Linux 6.1 does not get rid of the device of some that send IPv6 packets (it waits for it to become free;
    /// seen with direct routing to a server on the node), so that the process that made it never ends, and may make no other namespace.
    var all: [GuestScenario] { rules + lookups + ends + methods }

    /// How packets get to their servers.
    private var methods: [GuestScenario] {
      let direct = service("-t \(at(vip, 80)) -s rr", ["-r \(at(far(30), 80)) -g", "-r \(at(far(31), 80)) -g"])
      let tunnels = service("-t \(at(vip, 80)) -s rr", ["-r \(at(far(30), 80)) -i", "-r \(at(pod(31), 80)) -i"])
      let wrapped = service(
        "-t \(at(vip, 80)) -s rr",
        ["-r \(at(far(30), 80)) -i --tun-type gue --tun-port 5555 --tun-nocsum", "-r \(at(far(31), 80)) -i --tun-type gre --tun-nocsum"])
      let here = service("-t \(at(vip, 80)) -s rr", ["-r \(at(node, 9000)) -m", "-r \(at(pod(7), 8080)) -m"])
      let routedHere = service("-t \(at(vip, 80)) -s rr", ["-r \(at(node, 80)) -g"])
      return [
        scenario("masquerading", two), scenario("direct routing", direct), scenario("tunnels", tunnels),
        scenario("a server on the node", here), scenario("a server on the node, by direct routing", routedHere),
        scenario("no route to the server", service("-t \(at(vip, 80)) -s rr", ["-r \(at(isIPv6 ? "fd77::1" : "172.31.0.1", 80)) -m"])),
        scenario("GUE and GRE", wrapped),
      ].map { scenario in
        var scenario = scenario
        if scenario.name.hasPrefix("no route") {
          scenario.ip = scenario.ip.filter { !$0.contains("default") } + ["route add \(client)/\(bits) dev eth0"]
        }
        scenario.events = [
          packet(), packet(to: nil, 80, 40001), .next(0, .ack), .next(1, .ack), packet(to: nil, 80, 40002) { $0.ttl = 1 },
          packet(to: nil, 80, from: pod(9), 40003, by: "cni0"), packet(to: nil, 80, from: vip, 40004, by: nil),
          packet(to: nil, 80, from: node, 40005, by: nil),
        ]
        return scenario
      }
    }

    /// Rules beside IPVS.
    private var rules: [GuestScenario] {
      let everything = nat("POSTROUTING -j MASQUERADE")
      let marked = nat(
        "PREROUTING -d \(vip) -p tcp --dport 80 -j MARK --set-mark 0x4000", "POSTROUTING -m mark --mark 0x4000 -j MASQUERADE")
      let random = nat("PREROUTING -d \(vip) -j MARK --set-mark 0x4000", "POSTROUTING -m mark --mark 0x4000 -j MASQUERADE --random-fully")
      let cases: [(String, String, [(String, String)])] = [
        ("masquerade", everything, []), ("masquerade by a mark", marked, []), ("masquerade to any port", random, []),
        ("masquerade without vs.conntrack", everything, [("net.ipv4.vs.conntrack", "0")]),
        ("no rules without vs.conntrack", "", [("net.ipv4.vs.conntrack", "0")]),
        ("-m ipvs", nat("POSTROUTING -m ipvs --vaddr \(vip) --vport 80 --vproto tcp -j MASQUERADE"), []),
        ("-m ipvs, another port", nat("POSTROUTING -m ipvs --vaddr \(vip) --vport 81 -j MASQUERADE"), []),
        ("-m ipvs in OUTPUT", filter("OUTPUT -m ipvs --ipvs --vmethod MASQ -j DROP"), []),
        ("-m ipvs in POSTROUTING, answers too", "*mangle\n-A POSTROUTING -m ipvs --ipvs -s \(vip) -j DROP\nCOMMIT\n", []),
        ("-m ipvs by direction", "*mangle\n-A POSTROUTING -m ipvs --vaddr \(vip) --vdir REPLY -j DROP\nCOMMIT\n", []),
        ("-m ipvs in FORWARD", filter("FORWARD -m ipvs --ipvs -j DROP"), []),
        ("FORWARD drops", filter(forward: "DROP"), []),
        ("FORWARD lets established connections pass", filter("FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT", forward: "DROP"), []),
        ("INPUT drops", filter("INPUT -d \(vip) -p tcp --dport 80 -j DROP"), []),
        ("INPUT rejects", filter("INPUT -d \(vip) -p tcp --dport 80 -j REJECT"), []),
        ("OUTPUT drops a server", filter("OUTPUT -d \(pod(8)) -j DROP"), []),
        ("OUTPUT drops the virtual address", filter("OUTPUT -d \(vip) -j DROP"), []),
        ("a rule leads to the virtual server", nat("PREROUTING -d \(other) -p tcp --dport 81 -j DNAT --to-destination \(at(vip, 80))"), []),
        ("a rule leads away", nat("PREROUTING -d \(vip) -p tcp --dport 80 -j DNAT --to-destination \(at(pod(9), 9000))"), []),
      ]
      return cases.map { name, text, sysctls in
        var scenario = scenario(name, two, rules: text, sysctls)
        scenario.events = conversation(name.contains("leads to") ? packet(to: other, 81) : packet())
        scenario.events += [packet(to: nil, 80, from: pod(7), 42000, by: "cni0"), packet(to: nil, 80, from: vip, 43000, by: nil)]
        return scenario
      }
    }

    /// Which virtual server a packet is for, if any.
    private var lookups: [GuestScenario] {
      let family = isIPv6 ? " -6" : ""
      let mark = service("-f 7\(family) -s rr", ["-r \(at(pod(7), 8080)) -m", "-r \(at(pod(8), 0)) -m"])
      let anyPort = service("-t \(at(vip, 0)) -s rr -p 60", ["-r \(at(pod(7), 0)) -m", "-r \(at(pod(8), 8080)) -m"])
      let persistentMark = service("-f 7\(family) -s rr -p 60", ["-r \(at(pod(7), 8080)) -m", "-r \(at(pod(8), 8080)) -m"])
      let marking = "*mangle\n-A PREROUTING -d \(vip) -j MARK --set-mark 7\nCOMMIT\n"
      let ftp = service("-t \(at(vip, 21)) -s rr", ["-r \(at(pod(7), 21)) -m"])
      var cases = [
        scenario("a firewall mark", mark + two, rules: marking), scenario("a persistent firewall mark", persistentMark, rules: marking),
        scenario("every port", anyPort), scenario("every port, and one of its own", anyPort + two), scenario("FTP", ftp),
        scenario("sloppy_tcp", two, [("net.ipv4.vs.sloppy_tcp", "1")]),
      ]
      for place in cases.indices {
        cases[place].events = [
          packet(), packet(to: nil, 443, 40001), packet(to: other, 80, 40002), packet(to: nil, 80, 40003) { $0.tcpFlags = .ack },
          packet(to: nil, 80, 40004) { $0.tcpFlags = .rst }, packet(to: nil, 80, 40005) { $0.tcpFlags = [.syn, .ack] },
          packet(to: nil, 80, 20), packet(to: nil, 21, 40006), packet(to: nil, 5000, 40007), packet(to: nil, 53, 40008, proto: udp),
          packet(to: node, 80, 40009), .next(0, .ack), .answer(0, [.syn, .ack]), .answer(1, [.syn, .ack]),
        ]
      }
      var away = scenario("the virtual address is not the node's", two)
      away.ip = away.ip.filter { !$0.contains("\(vip)/") }
      away.events = [packet(), packet(to: nil, 80, from: pod(9), 40001, by: "cni0")]
      return cases + [away]
    }

    /// What becomes of connections whose server is not there, or that end.
    private var ends: [GuestScenario] {
      let closing: [GuestScenario.Event] = [
        packet(), .answer(0, [.syn, .ack]), .next(0, .ack), .next(0, [.fin, .ack]), .answer(0, [.fin, .ack]), .next(0, .ack),
        .next(0, .syn),
        packet(to: nil, 80, 41000), .answer(5, [.syn, .ack]), .next(5, .ack), .next(5, .rst), .next(5, .syn), packet(to: nil, 80, 41001),
      ]
      var cases: [GuestScenario] = []
      for reuse in ["0", "1"] {
        for conntrack in ["0", "1"] {
          var scenario = scenario(
            "closing, conn_reuse_mode \(reuse), conntrack \(conntrack)", two,
            [("net.ipv4.vs.conn_reuse_mode", reuse), ("net.ipv4.vs.conntrack", conntrack)])
          scenario.events = closing
          cases.append(scenario)
        }
      }
      let persistent = two.replacing("-s rr", with: "-s rr -p 60")
      for (name, text) in [("servers go", two), ("servers of persistent clients go", persistent)] {
        for expires in ["0", "1"] {
          let settings = [("net.ipv4.vs.expire_nodest_conn", expires), ("net.ipv4.vs.expire_quiescent_template", expires)]
          var scenario = scenario("\(name), expire \(expires)", text, settings + [("net.ipv4.vs.conntrack", "0")])
          let server = "-t \(at(vip, 80)) -r \(at(pod(8), 8080))"
          scenario.events = [
            packet(), .next(0, .ack), .edit("-e \(server) -m -w 0"), .next(0, .ack), packet(to: nil, 80, 41000), .next(0, .syn),
            .edit("-d \(server)"), .sleep(0.3), .next(0, .ack), packet(to: nil, 80, 41001), .edit("-a \(server) -m -w 1"),
            packet(to: nil, 80, 41002),
            packet(to: nil, 80, 41003),
          ]
          cases.append(scenario)
        }
      }
      var none = scenario("no usable server", two.replacing("-w 1", with: "-w 0"))
      none.events = [
        packet(), packet(to: nil, 80, from: pod(9), 40001, by: "cni0"), packet(to: nil, 53, 40002, proto: udp), packet(to: nil, 81, 40003),
      ]
      let single = service("-u \(at(vip, 53)) -s rr -o", ["-r \(at(pod(7), 53)) -m", "-r \(at(pod(8), 53)) -m"])
      var packets = scenario("one packet at a time", single)
      packets.events = (0..<4).map { _ in packet(to: nil, 53, proto: udp) }
      return cases + [none, packets]
    }
  }

#endif
