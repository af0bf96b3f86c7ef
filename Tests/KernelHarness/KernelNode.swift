#if os(Linux)

  /// Which of the kernel's two rule engines holds the rules, and so which tool loads them.
  package enum KernelBackend: String, CaseIterable, Sendable, CustomStringConvertible {
    /// ip_tables: `iptables-legacy-restore`.
    case legacy
    /// nf_tables: `iptables-nft-restore`.
    case nft

    package var description: String { rawValue }
    package var other: KernelBackend { self == .legacy ? .nft : .legacy }
  }

  /// What stands in a node: everything a ``KernelNamespace`` builds before the first packet.
  ///
  /// `lo` exists and is up; forwarding is on for both families unless `sysctls` says otherwise; reverse path filtering is off.
  package struct KernelNode: Sendable {
    /// A device of the node. Every device but `lo` becomes a TAP without neighbours (NOARP), whatever kind it is on a real node.
    package struct Interface: Sendable, Hashable {
      package var name: String
      /// The device's own Ethernet address; nil: one made from its place in the list.
      package var mac: String?
      /// As `ip address add` takes them, with the prefix length: `10.244.1.1/24`, `fd00::1/64`. The order is kept: the first is primary.
      package var addresses: [String]
      /// A device that is down keeps its addresses (they are local all the same) but no packet arrives or leaves there.
      package var isUp: Bool

      package init(_ name: String, _ addresses: [String] = [], mac: String? = nil, isUp: Bool = true) {
        self.name = name
        self.mac = mac
        self.addresses = addresses
        self.isUp = isUp
      }
    }

    package var interfaces: [Interface] = []
    /// What stands behind `ip route add`: `default via 192.168.0.1 dev eth0`. IPv6 is recognised by a colon in it; else begin with `-6 `.
    package var routes: [String] = []
    /// What stands behind `ip rule add`: `fwmark 0x1 lookup 100`. IPv6 as in `routes`.
    package var rules: [String] = []
    /// `("net.ipv4.conf.all.route_localnet", "1")`, written in this order after the interfaces exist.
    package var sysctls: [(name: String, value: String)] = []
    /// The input of `ipset restore`.
    package var ipset: String?
    /// The input of `iptables-restore`. Counters in it are ignored: all start at zero.
    package var iptables: String?
    /// The input of `ip6tables-restore`.
    package var ip6tables: String?
    package var backend: KernelBackend
    /// Rules that the other engine holds at the same time. They are loaded behind those above, so that at equal priority they are asked first.
    package var beside: Rules?

    /// What a node has of rules for one engine.
    package struct Rules: Sendable {
      /// As above; nil: none.
      package var iptables: String?
      package var ip6tables: String?

      package init(iptables: String? = nil, ip6tables: String? = nil) {
        self.iptables = iptables
        self.ip6tables = ip6tables
      }
    }
    /// How many packets an object of `-m nfacct` may count; those that are not here have no quota.
    package var quotas: [String: UInt64] = [:]
    /// Whether connections are tracked even if no rule needs it, as on any node that runs kube-proxy. If false, conntrack is on only if a
    /// rule needs it (without it the kernel skips the nat table), and the connection state is not observed.
    package var tracksConnections = true

    package init(backend: KernelBackend, interfaces: [Interface] = [], iptables: String? = nil, ip6tables: String? = nil) {
      self.backend = backend
      self.interfaces = interfaces
      self.iptables = iptables
      self.ip6tables = ip6tables
    }
  }

  extension KernelNode {
    /// Every text of rules, in the order in which they are loaded.
    var ruleTexts: [(backend: KernelBackend, isIPv6: Bool, text: String)] {
      let texts = [
        (backend, false, iptables), (backend, true, ip6tables), (backend.other, false, beside?.iptables),
        (backend.other, true, beside?.ip6tables),
      ]
      return texts.compactMap { backend, isIPv6, text in text.map { (backend, isIPv6, $0) } }
    }

    /// The last addresses of the IPv4 networks that a device is connected to, as the kernel makes them (`fib_add_ifaddr`): none where a network
    /// has no more than two addresses.
    func broadcasts(of device: String) -> Set<KernelAddress> {
      var result: Set<KernelAddress> = []
      for text in interfaces.first(where: { $0.name == device })?.addresses ?? [] {
        let parts = text.split(separator: "/")
        guard parts.count == 2, let length = Int(parts[1]), length < 31, let address = KernelAddress(String(parts[0])), !address.isIPv6
        else {
          continue
        }
        let bits = address.bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } | UInt32.max >> UInt32(length)
        result.insert(KernelAddress(bytes: bits.networkBytes))
      }
      return result
    }
  }

#endif
