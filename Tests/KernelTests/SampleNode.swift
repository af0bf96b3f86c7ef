#if os(Linux)

  import KernelHarness
  import Testing

  /// A small node with a DNAT ruleset in the manner of kube-proxy, the same for both families.
  ///
  /// `eth0` is the way out, `cni0` the way to the pods. Pod `.7` stands behind the Service `.175`; `.177` is rejected, `.178` reset, `.179`
  /// dropped; what is forwarded with the mark 0x99 meets a goto and a RETURN. Every table has all its base chains, as the legacy engine
  /// makes them anyway, so that both engines walk the same path.
  enum SampleNode {
    /// A node with the same devices and other IPv4 rules.
    static func node(_ backend: KernelBackend, iptables: String) -> KernelNode {
      var node = node(backend)
      node.iptables = iptables
      node.ip6tables = nil
      return node
    }

    struct Addresses {
      var node: KernelAddress
      var bridge: KernelAddress
      var client: KernelAddress
      var pod: KernelAddress
      var otherPod: KernelAddress
      var service: KernelAddress
      var rejected: KernelAddress
      var reset: KernelAddress
      var dropped: KernelAddress
      var unrouted: KernelAddress
      var loopback: KernelAddress

      static func of(isIPv6: Bool) -> Addresses { isIPv6 ? ipv6 : ipv4 }

      private static let ipv4 = Addresses(
        node: "192.168.0.10", bridge: "10.244.1.1", client: "203.0.113.9", pod: "10.244.1.7", otherPod: "10.244.1.9", service: "10.0.1.175",
        rejected: "10.0.1.177", reset: "10.0.1.178", dropped: "10.0.1.179", unrouted: "172.31.0.1", loopback: "127.0.0.1")
      private static let ipv6 = Addresses(
        node: "fd00:192::10", bridge: "fd00:244::1", client: "2001:db8::9", pod: "fd00:244::7", otherPod: "fd00:244::9",
        service: "fd00:10::175",
        rejected: "fd00:10::177", reset: "fd00:10::178", dropped: "fd00:10::179", unrouted: "fd00:31::1", loopback: "::1")
    }

    static func node(_ backend: KernelBackend) -> KernelNode {
      var node = KernelNode(
        backend: backend,
        interfaces: [
          .init("eth0", ["192.168.0.10/24", "fd00:192::10/64"], mac: "02:00:00:00:00:10"),
          .init("cni0", ["10.244.1.1/24", "fd00:244::1/64"]),
        ], iptables: rules(isIPv6: false), ip6tables: rules(isIPv6: true))
      node.routes = [
        "203.0.113.0/24 via 192.168.0.1 dev eth0", "10.0.1.0/24 via 192.168.0.1 dev eth0", "2001:db8::/32 via fd00:192::1 dev eth0",
        "fd00:10::/64 via fd00:192::1 dev eth0",
      ]
      return node
    }

    private static func rules(isIPv6: Bool) -> String {
      let addresses = Addresses.of(isIPv6: isIPv6)
      let pods = isIPv6 ? "fd00:244::/64" : "10.244.1.0/24"
      let endpoint = isIPv6 ? "[\(addresses.pod)]:9376" : "\(addresses.pod):9376"
      return """
        *raw
        :PREROUTING ACCEPT [0:0]
        :OUTPUT ACCEPT [0:0]
        -A PREROUTING -m mark --mark 0x99
        COMMIT
        *mangle
        :PREROUTING ACCEPT [0:0]
        :INPUT ACCEPT [0:0]
        :FORWARD ACCEPT [0:0]
        :OUTPUT ACCEPT [0:0]
        :POSTROUTING ACCEPT [0:0]
        COMMIT
        *nat
        :PREROUTING ACCEPT [0:0]
        :INPUT ACCEPT [0:0]
        :OUTPUT ACCEPT [0:0]
        :POSTROUTING ACCEPT [0:0]
        :KUBE-SERVICES - [0:0]
        :KUBE-SVC - [0:0]
        :KUBE-SEP - [0:0]
        :KUBE-MARK-MASQ - [0:0]
        :KUBE-POSTROUTING - [0:0]
        -A PREROUTING -j KUBE-SERVICES
        -A OUTPUT -j KUBE-SERVICES
        -A POSTROUTING -m comment --comment "a -j word in quotes" -j KUBE-POSTROUTING
        -A KUBE-SERVICES -d \(addresses.service) -p tcp -m tcp --dport 80 -j KUBE-SVC
        -A KUBE-SVC ! -s \(pods) -j KUBE-MARK-MASQ
        -A KUBE-SVC -j KUBE-SEP
        -A KUBE-SEP -s \(addresses.pod) -j KUBE-MARK-MASQ
        -A KUBE-SEP -p tcp -j DNAT --to-destination \(endpoint)
        -A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
        -A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
        -A KUBE-POSTROUTING -j MASQUERADE
        COMMIT
        *filter
        :INPUT ACCEPT [0:0]
        :FORWARD ACCEPT [0:0]
        :OUTPUT ACCEPT [0:0]
        :RULES - [0:0]
        :MARKED - [0:0]
        :GONE - [0:0]
        -A INPUT -p udp -m udp --dport 9 -j DROP
        -A FORWARD -m mark --mark 0x99 -j MARKED
        -A FORWARD -j RULES
        -A FORWARD -p udp -m udp --dport 5353 -j DROP
        -A OUTPUT -j RULES
        -A OUTPUT -m owner --uid-owner 1234 -j ACCEPT
        -A RULES -d \(addresses.rejected) -j REJECT
        -A RULES -d \(addresses.reset) -p tcp -j REJECT --reject-with tcp-reset
        -A RULES -d \(addresses.dropped) -j DROP
        -A MARKED -j GONE
        -A MARKED -p tcp -g GONE
        -A GONE -p udp -j RETURN
        COMMIT

        """
    }
  }

  /// Each engine with each family.
  struct Setting: CustomTestStringConvertible, Sendable {
    static let all = KernelBackend.allCases.flatMap { backend in [false, true].map { Setting(backend: backend, isIPv6: $0) } }

    var backend: KernelBackend
    var isIPv6: Bool
    var testDescription: String { "\(backend), \(isIPv6 ? "IPv6" : "IPv4")" }
    var addresses: SampleNode.Addresses { .of(isIPv6: isIPv6) }
    /// As an address is written where a port may follow it.
    func bracketed(_ address: KernelAddress) -> String { isIPv6 ? "[\(address)]" : "\(address)" }
    func namespace() throws -> KernelNamespace { try KernelNamespace(SampleNode.node(backend)) }
  }

  extension Trait where Self == ConditionTrait {
    /// Skips, and says why, where the kernel cannot be asked.
    static var needsKernel: Self {
      .enabled(if: KernelNamespace.unavailable == nil, "the kernel cannot be asked: \(KernelNamespace.unavailable ?? "")")
    }
  }

#endif
