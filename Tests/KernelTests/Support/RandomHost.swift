#if os(Linux)

  import KernelHarness
  import PacketPath

  /// The few addresses of random scenarios: few, so that rules, routes and packets meet.
  struct AddressPool: Sendable {
    var own: [String], near: [String], far: [String], services: [String], odd: [String]
    /// Networks for `-s`, `-d` and routes.
    var networks: [String]
    /// To which no node has a route, as a rule in front of all others says.
    var unreachable: String { own[0].contains(":") ? "fd00:18::1" : "198.18.0.1" }
    var all: [String] { own + near + far + services }

    static func of(isIPv6: Bool) -> AddressPool { isIPv6 ? ipv6 : ipv4 }
    private static let ipv4 = AddressPool(
      own: ["192.168.0.10", "10.244.1.1", "192.168.0.11", "172.16.0.2", "10.9.9.9"],
      near: ["192.168.0.77", "10.244.1.7", "10.244.1.9", "172.16.0.1"], far: ["203.0.113.9", "10.244.2.5", "10.244.3.6", "198.51.100.5"],
      services: ["10.96.0.20", "10.96.0.10"],
      odd: [
        "127.0.0.1", "127.0.0.5", "0.0.0.0", "255.255.255.255", "224.0.0.1", "239.1.2.3", "192.168.0.255", "192.168.0.0", "0.1.2.3",
        "240.0.0.1",
        "10.244.1.255", "169.254.1.1",
      ], networks: ["192.168.0.0/24", "10.244.0.0/16", "10.244.1.0/24", "10.96.0.0/12", "203.0.113.0/24", "10.244.3.0/24", "0.0.0.0/1"])
    private static let ipv6 = AddressPool(
      own: ["fd00:192::10", "fd00:244:1::1", "fd00:192::11", "fd00:172::2", "fd00:9::9"],
      near: ["fd00:192::77", "fd00:244:1::7", "fd00:244:1::9", "fd00:172::1"],
      far: ["2001:db8::9", "fd00:244:2::5", "fd00:244:3::6", "2001:db8:1::5"], services: ["fd00:96::20", "fd00:96::10"],
      odd: ["::1", "::", "ff02::1", "ff05::2", "::ffff:10.0.0.1", "fd00:192::", "2002::1"],
      networks: ["fd00:192::/64", "fd00:244::/32", "fd00:244:1::/64", "fd00:96::/112", "2001:db8::/48", "fd00:244:3::/64", "8000::/1"])
  }

  /// Draws a node without rules: devices, addresses, routes, routing rules, settings.
  struct RandomHost {
    static func node(_ draw: inout Draw, isIPv6: Bool, backend: KernelBackend) -> KernelNode {
      let at = AddressPool.of(isIPv6: isIPv6)
      let bits = isIPv6 ? 64 : 24
      var eth0 = KernelNode.Interface("eth0", ["\(at.own[0])/\(bits)"])
      if draw.isOnce(in: 3) { eth0.addresses.append("\(at.own[2])/\(bits)") }
      if draw.isOnce(in: 8) { eth0.addresses.append("\(isIPv6 ? "fd00:193::1" : "192.168.5.1")/\(bits)") }
      var node = KernelNode(backend: backend, interfaces: [eth0, .init("cni0", draw.isOnce(in: 12) ? [] : ["\(at.own[1])/\(bits)"])])
      if draw.isOnce(in: 2) {
        node.interfaces.append(
          .init("eth1", draw.isOnce(in: 4) ? [] : ["\(at.own[3])/\(isIPv6 ? 126 : draw.pick([30, 31, 32]))"], isUp: !draw.isOnce(in: 6)))
      }
      if draw.isOnce(in: 4) { node.interfaces.append(.init("lo", ["\(at.own[4])/\(isIPv6 ? 128 : 32)"])) }
      addRoutes(to: &node, &draw, at)
      addRules(to: &node, &draw, at, isIPv6: isIPv6)
      node.sysctls = sysctls(&draw, node, isIPv6: isIPv6)
      return node
    }

    private static func addRoutes(to node: inout KernelNode, _ draw: inout Draw, _ at: AddressPool) {
      let isIPv6 = at.own[0].contains(":")
      let six = isIPv6 ? "-6 " : ""
      if !draw.isOnce(in: 10) {
        node.routes.append("\(six)default via \(isIPv6 ? "fd00:192::1" : "192.168.0.1") dev eth0 onlink")
      }
      if draw.isOnce(in: 2) { node.routes.append("\(isIPv6 ? "fd00:244:2::/64" : "10.244.2.0/24") via \(at.near[0]) dev eth0 onlink") }
      if draw.isOnce(in: 3) { node.routes.append("\(at.services[0]) dev cni0") }
      if draw.isOnce(in: 3) { node.routes.append("\(draw.pick(["unreachable", "blackhole", "prohibit", "throw"])) \(at.networks[5])") }
      if draw.isOnce(in: 6) { node.routes.append("\(draw.pick(["unreachable", "blackhole", "prohibit"])) \(at.near[2])") }
      if draw.isOnce(in: 5) { node.routes.append("\(at.far[0]) dev cni0 src \(at.own[0])") }
      if draw.isOnce(in: 6) { node.routes.append("\(at.far[3]) via \(at.near[1]) dev cni0 onlink metric \(draw.pick([5, 2000]))") }
      if draw.isOnce(in: 6) { node.routes.append("local \(at.services[1]) dev lo") }
      if !isIPv6 && draw.isOnce(in: 8) { node.routes.append("tos 0x10 \(at.far[0]) dev cni0") }
    }
    private static func addRules(to node: inout KernelNode, _ draw: inout Draw, _ at: AddressPool, isIPv6: Bool) {
      let six = isIPv6 ? "-6 " : ""
      guard draw.isOnce(in: 2) else { return }
      node.routes.append("\(six)default via \(at.near[1]) dev cni0 onlink table 100")
      if draw.isOnce(in: 3) { node.routes.append("\(draw.pick(["unreachable", "blackhole", "prohibit"])) \(at.networks[4]) table 100") }
      for _ in 0..<draw.number(1...3) {
        let rule = draw.pick([
          "fwmark 0x1/0x1 lookup 100", "fwmark 0x2 lookup 100", "from \(at.networks[2]) lookup 100", "to \(at.networks[4]) lookup 100",
          "iif eth0 lookup 100", "iif lo lookup 100", "from \(at.near[2]) unreachable", "to \(at.far[2]) prohibit",
          "fwmark 0x4/0x4 blackhole",
          "not fwmark 0x1/0x3 to \(at.far[3]) lookup 100", "fwmark 0x3/0x3 lookup main suppress_prefixlength 0",
        ])
        let line = "\(six)priority \(draw.number(1...5) * 100) \(rule)"
        if !node.rules.contains(line) { node.rules.append(line) }
      }
    }
    private static func sysctls(_ draw: inout Draw, _ node: KernelNode, isIPv6: Bool) -> [(name: String, value: String)] {
      var result: [(name: String, value: String)] = []
      if isIPv6 {
        result.append(("net.ipv6.conf.all.forwarding", draw.isOnce(in: 10) ? "0" : "1"))
      } else {
        result.append(("net.ipv4.ip_forward", draw.isOnce(in: 10) ? "0" : "1"))
        for key in ["rp_filter", "route_localnet", "accept_local", "src_valid_mark"] {
          result.append(("net.ipv4.conf.all.\(key)", draw.isOnce(in: 5) ? "1" : "0"))
          for device in node.interfaces.map(\.name) + ["lo"] where draw.isOnce(in: 6) {
            result.append(("net.ipv4.conf.\(device).\(key)", key == "rp_filter" ? "\(draw.number(1...2))" : "1"))
          }
        }
      }
      if draw.isOnce(in: 4) { result.append(("net.netfilter.nf_conntrack_tcp_loose", "0")) }
      return result
    }
  }

#endif
