import PacketPath

/// What `ip addr` and `ip route show table all` print on the first node: eth0 to the other nodes, cni0 to its own pods, and in ipvs mode
/// the device that holds the Services' addresses.
struct NodeTextWriter {
  let cluster: SyntheticCluster
  private var families: [IPFamily] { cluster.options.families }
  init(_ cluster: SyntheticCluster) { self.cluster = cluster }

  private func gateway(_ family: IPFamily) -> Address {
    let network = cluster.podNetwork(ofNode: 0, family)
    return Address(network.address + 1, family)
  }
  /// Of the node's own network: 16 bits hold 5,000 nodes.
  private func nodeNetwork(_ family: IPFamily) -> Network { Network(cluster.address(ofNode: 0, family), length: family == .ipv4 ? 16 : 64) }
  private func broadcast(_ network: Network) -> Address { Address(network.address | (~network.mask & 0xffff_ffff), .ipv4) }
  /// What kube-proxy in ipvs mode binds to its dummy device.
  private func virtualAddresses(_ family: IPFamily) -> [Address] {
    cluster.options.mode == .iptables
      ? [] : cluster.services.flatMap { [cluster.clusterIP(of: $0, family)] + (cluster.loadBalancerIP(of: $0, family).map { [$0] } ?? []) }
  }

  // MARK: ip addr

  func writeAddresses(_ out: inout ByteWriter) {
    device(
      "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000",
      "loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00", &out)
    out.write("    inet 127.0.0.1/8 scope host lo\n", lifetime, "    inet6 ::1/128 scope host \n", lifetime)
    let flags = "<BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000"
    device("2: eth0: " + flags, "ether 02:42:c0:a8:00:0a brd ff:ff:ff:ff:ff:ff", &out)
    for family in families { address(cluster.address(ofNode: 0, family), nodeNetwork(family), "eth0", &out) }
    device("3: cni0: " + flags, "ether 0a:58:0a:f4:01:01 brd ff:ff:ff:ff:ff:ff", &out)
    for family in families { address(gateway(family), cluster.podNetwork(ofNode: 0, family), "cni0", &out) }
    guard cluster.options.mode == .ipvs else { return }
    device(
      "4: kube-ipvs0: <BROADCAST,NOARP> mtu 1500 qdisc noop state DOWN group default ", "ether 6a:8c:2f:5e:11:90 brd ff:ff:ff:ff:ff:ff",
      &out)
    for family in families {
      for address in virtualAddresses(family) {
        out.write(family == .ipv4 ? "    inet " : "    inet6 ", address.description)
        out.write(family == .ipv4 ? "/32 scope global kube-ipvs0\n" : "/128 scope global \n", lifetime)
      }
    }
  }
  private var lifetime: String { "       valid_lft forever preferred_lft forever\n" }
  private func device(_ line: String, _ link: String, _ out: inout ByteWriter) { out.write(line, "\n    link/", link, "\n") }
  private func address(_ address: Address, _ network: Network, _ device: String, _ out: inout ByteWriter) {
    let length = String(network.length ?? 0)
    if address.family == .ipv4 {
      out.write(
        "    inet ", address.description, "/", length, " brd ", broadcast(network).description, " scope global ", device, "\n", lifetime)
    } else {
      out.write("    inet6 ", address.description, "/", length, " scope global nodad \n", lifetime)
    }
  }

  // MARK: ip route show table all

  func writeRoutes(_ out: inout ByteWriter) {
    for family in families { family == .ipv4 ? writeRoutes4(&out) : writeRoutes6(&out) }
  }
  private func writeRoutes4(_ out: inout ByteWriter) {
    let own = cluster.address(ofNode: 0, .ipv4).description, gateway = gateway(.ipv4).description
    let nodes = nodeNetwork(.ipv4), pods = cluster.podNetwork(ofNode: 0, .ipv4)
    out.write("default via 192.168.0.1 dev eth0 \n")
    out.write(pods.description, " dev cni0 proto kernel scope link src ", gateway, " \n")
    for node in 1..<cluster.nodeCount {
      out.write(
        cluster.podNetwork(ofNode: node, .ipv4).description, " via ", cluster.address(ofNode: node, .ipv4).description, " dev eth0 \n")
    }
    out.write(nodes.description, " dev eth0 proto kernel scope link src ", own, " \n")
    for address in virtualAddresses(.ipv4) {
      out.write("local ", address.description, " dev kube-ipvs0 table local proto kernel scope host src ", address.description, " \n")
    }
    local(gateway, "cni0", pods, &out)
    out.write("local 127.0.0.0/8 dev lo table local proto kernel scope host src 127.0.0.1 \n")
    out.write("local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1 \n")
    out.write("broadcast 127.255.255.255 dev lo table local proto kernel scope link src 127.0.0.1 \n")
    local(own, "eth0", nodes, &out)
  }
  private func local(_ address: String, _ device: String, _ network: Network, _ out: inout ByteWriter) {
    out.write("local ", address, " dev ", device, " table local proto kernel scope host src ", address, " \n")
    out.write("broadcast ", broadcast(network).description, " dev ", device, " table local proto kernel scope link src ", address, " \n")
  }
  private func writeRoutes6(_ out: inout ByteWriter) {
    let kernel = " proto kernel metric 256 pref medium\n", own = " proto kernel metric 0 pref medium\n"
    let nodes = nodeNetwork(.ipv6), pods = cluster.podNetwork(ofNode: 0, .ipv6)
    out.write(nodes.description, " dev eth0", kernel, pods.description, " dev cni0", kernel)
    for node in 1..<cluster.nodeCount {
      out.write(cluster.podNetwork(ofNode: node, .ipv6).description, " via ", cluster.address(ofNode: node, .ipv6).description)
      out.write(" dev eth0 metric 1024 pref medium\n")
    }
    out.write("default via 2001:db8::1 dev eth0 metric 1024 pref medium\n")
    out.write("local ::1 dev lo table local", own)
    for (network, address, device) in [(nodes, cluster.address(ofNode: 0, .ipv6), "eth0"), (pods, gateway(.ipv6), "cni0")] {
      out.write("anycast ", Address(network.address, .ipv6).description, " dev ", device, " table local", own)
      out.write("local ", address.description, " dev ", device, " table local", own)
    }
    for address in virtualAddresses(.ipv6) { out.write("local ", address.description, " dev kube-ipvs0 table local", own) }
    out.write("multicast ff00::/8 dev eth0 table local", kernel, "multicast ff00::/8 dev cni0 table local", kernel)
  }
}
