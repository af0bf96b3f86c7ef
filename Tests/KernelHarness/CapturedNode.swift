#if os(Linux)

  import FoundationEssentials

  extension KernelNode {
    /// The node that a folder of captured texts describes: `addresses.json` (`ip -j address`), `routes.json` (`ip -j route show table all`),
    /// `rules.json` (`ip -j rule`), `sysctl.txt` (`sysctl -a`), `iptables-save.txt`, `ip6tables-save.txt`, `ipset-save.txt`. Of these only
    /// the first must be there; `routes6.json` and `rules6.json` are read too.
    package init(capturedIn folder: String, backend: KernelBackend) throws {
      func text(_ name: String) -> String? {
        (try? Data(contentsOf: URL(filePath: "\(folder)/\(name)"))).map { String(decoding: $0, as: UTF8.self) }
      }
      guard let addresses = text("addresses.json") else { throw KernelHarnessError("no addresses.json in \(folder)") }
      try self.init(
        backend: backend, addresses: addresses, routes: ["routes.json", "routes6.json"].compactMap(text),
        rules: ["rules.json", "rules6.json"].compactMap(text), sysctls: text("sysctl.txt") ?? "")
      iptables = text("iptables-save.txt")
      ip6tables = text("ip6tables-save.txt")
      ipset = text("ipset-save.txt")
    }

    /// The node that `ip -j address`, `ip -j route show table all` and `ip -j rule` (each for both families or once for each) and
    /// `sysctl -a` describe.
    ///
    /// A port of a bridge is left out: packets meet rules, routes and addresses only at the bridge. Of the sysctls those are taken that
    /// decide where a packet goes.
    package init(backend: KernelBackend, addresses: String, routes: [String], rules: [String], sysctls: String) throws {
      self.init(backend: backend)
      let decoder = JSONDecoder()
      let devices = try decoder.decode([CapturedDevice].self, from: Data(addresses.utf8)).filter {
        $0.master == nil || !$0.addresses.isEmpty
      }
      interfaces = devices.map(\.interface)
      let names = Set(devices.map(\.ifname))
      self.routes = try routes.flatMap { try decoder.decode([CapturedRoute].self, from: Data($0.utf8)) }.compactMap {
        $0.arguments(among: names)
      }
      // A rule has no address to tell its family by: the second file is of IPv6.
      self.rules = try rules.enumerated()
        .flatMap { index, text in
          try decoder.decode([CapturedRule].self, from: Data(text.utf8)).compactMap { $0.arguments(isIPv6: index > 0) }
        }
      self.sysctls = sysctls.split(separator: "\n").compactMap { Self.capturedSysctl($0, among: names) }
    }

    private static func capturedSysctl(_ line: Substring, among devices: Set<String>) -> (name: String, value: String)? {
      let parts = line.split(separator: "=", maxSplits: 1).map { $0.split(separator: " ").joined(separator: " ") }
      guard parts.count == 2 else { return nil }
      let words = parts[0].split(separator: ".").map(String.init)
      let deciding = [
        "accept_local", "arp_filter", "disable_ipv6", "forwarding", "route_localnet", "rp_filter", "src_valid_mark", "ip_forward",
        "nf_conntrack_tcp_loose", "nf_conntrack_tcp_be_liberal", "nf_conntrack_tcp_ignore_invalid_rst",
      ]
      guard words.first == "net", let last = words.last, deciding.contains(last) else { return nil }
      if words.count == 5, words[2] == "conf" {
        // A dot in a device's name is printed as a slash.
        let device = words[3].split(separator: "/").joined(separator: ".")
        guard ["all", "default"].contains(device) || devices.contains(device) else { return nil }
      }
      return (parts[0], parts[1])
    }
  }

  /// One element of `ip -j address`.
  private struct CapturedDevice: Decodable {
    struct Address: Decodable {
      var local: String?
      var prefixlen: Int?
    }

    var ifname: String
    var flags: [String]?
    var address: String?
    var master: String?
    var addressInfo: [Address]?

    enum CodingKeys: String, CodingKey {
      case ifname, flags, address, master
      case addressInfo = "addr_info"
    }

    var addresses: [String] {
      (addressInfo ?? []).compactMap { address in address.local.map { "\($0)/\(address.prefixlen ?? ($0.contains(":") ? 128 : 32))" } }
    }

    var interface: KernelNode.Interface {
      // Tunnel devices have no Ethernet address, or an IP address in its place.
      let mac = address?.split(separator: ":").count == 6 && ifname != "lo" && address != "00:00:00:00:00:00" ? address : nil
      return .init(ifname, addresses, mac: mac, isUp: flags?.contains("UP") ?? true)
    }
  }

  /// One element of `ip -j route`.
  private struct CapturedRoute: Decodable {
    struct Hop: Decodable {
      var gateway: String?
      var dev: String?
      var weight: Int?
    }

    var type: String?
    var dst: String
    var gateway: String?
    var dev: String?
    var table: String?
    var `protocol`: String?
    var scope: String?
    var prefsrc: String?
    var metric: Int?
    var nexthops: [Hop]?

    /// As `ip route add` takes it; nil for what the kernel makes by itself and for routes over devices that are not there.
    func arguments(among devices: Set<String>) -> String? {
      if self.protocol == "kernel" || (dev.map { !devices.contains($0) } ?? false) { return nil }
      var words = [type == "unicast" ? nil : type, dst].compactMap { $0 }
      func add(_ key: String, _ value: String?) { if let value { words += [key, value] } }
      add("via", gateway)
      add("dev", dev)
      add("table", table)
      add("scope", scope)
      add("src", prefsrc)
      add("metric", metric.map(String.init))
      // The device is NOARP, and a next hop need not be proven reachable.
      if gateway != nil, dev != nil { words.append("onlink") }
      for hop in nexthops ?? [] {
        words.append("nexthop")
        add("via", hop.gateway)
        add("dev", hop.dev)
        add("weight", hop.weight.map(String.init))
      }
      let text = words.joined(separator: " ")
      // A default route may have no address in it to tell its family by; IPv6 prints a metric with every route.
      return dst == "default" && gateway == nil && metric != nil && !text.contains(":") ? "-6 " + text : text
    }
  }

  /// One element of `ip -j rule`.
  private struct CapturedRule: Decodable {
    var priority: Int
    var src: String?
    var srclen: Int?
    var dst: String?
    var dstlen: Int?
    var fwmark: String?
    var fwmask: String?
    var iif: String?
    var oif: String?
    var table: String?
    var action: String?

    /// As `ip rule add` takes it; nil for the three that are always there.
    func arguments(isIPv6: Bool) -> String? {
      if src == "all", dst == nil, fwmark == nil, [0, 32766, 32767].contains(priority) { return nil }
      var words = ["priority", "\(priority)"]
      func add(_ key: String, _ value: String?) { if let value { words += [key, value] } }
      add("from", src.map { $0 + (srclen.map { "/\($0)" } ?? "") })
      add("to", dst.map { $0 + (dstlen.map { "/\($0)" } ?? "") })
      add("fwmark", fwmark.map { $0 + (fwmask.map { "/\($0)" } ?? "") })
      add("iif", iif)
      add("oif", oif)
      add("lookup", table)
      if let action { words.append(action) }
      return (isIPv6 ? "-6 " : "") + words.joined(separator: " ")
    }
  }

#endif
