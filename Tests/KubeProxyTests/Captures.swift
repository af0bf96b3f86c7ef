import KubeProxy
import PacketPath
import TestSupport

/// The captured nodes of Corpus.
enum Captures {
  static func text(_ path: String) throws -> String { try Corpus.string("captures/" + path) }
  static func ruleset(_ path: String) throws -> Ruleset { IPTablesSaveParser.parse(try Corpus.text("captures/" + path)) }
  /// A fragment, read and completed as a user's is.
  static func fragment(_ text: String) -> (ruleset: Ruleset, notes: [Diagnostic]) {
    var ruleset = IPTablesSaveParser.parse(SourceText(text), options: .kubeProxy)
    let notes = Completion.complete(&ruleset)
    return (ruleset, notes)
  }

  /// The node that all captures of kube-proxy have in common: `node.network`.
  static var facts: NodeFacts {
    func name(_ text: String) -> InterfaceName { InterfaceName(text) ?? .unknown }
    func address(_ device: String, _ text: String) -> InterfaceAddress {
      let network = text.split(separator: "/")
      return InterfaceAddress(name(device), Address(String(network[0])) ?? .any(.ipv4), length: Int(network[1]) ?? 0)
    }
    func route(_ to: String, _ device: String, via gateway: String? = nil, source: String? = nil) -> Route {
      Route(
        to: Network(to) ?? Network(.any(.ipv4), length: 0), interface: name(device), gateway: gateway.flatMap { Address($0) },
        preferredSource: source.flatMap { Address($0) })
    }
    var facts = NodeFacts()
    facts.addresses = [
      address("lo", "127.0.0.1/8"), address("lo", "::1/128"), address("eth0", "192.168.0.10/24"), address("eth0", "2001:db8::10/64"),
      address("cni0", "10.244.1.1/24"), address("cni0", "fd00:10:244:1::1/64"),
    ]
    facts.interfaces = ["lo", "eth0", "cni0"].enumerated().map { Interface(index: $0 + 1, name: name($1)) }
    facts.routes = [
      route("0.0.0.0/0", "eth0", via: "192.168.0.1"), route("10.244.1.0/24", "cni0", source: "10.244.1.1"),
      route("10.244.2.0/24", "eth0", via: "192.168.0.11"), route("10.244.3.0/24", "eth0", via: "192.168.0.12"),
      route("192.168.0.0/24", "eth0", source: "192.168.0.10"), route("2001:db8::/64", "eth0"), route("fd00:10:244:1::/64", "cni0"),
      route("fd00:10:244:2::/64", "eth0", via: "2001:db8::11"), route("fd00:10:244:3::/64", "eth0", via: "2001:db8::12"),
      route("::/0", "eth0", via: "2001:db8::1"),
    ]
    for key in ["net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding", "net.ipv4.conf.all.route_localnet"] { facts.sysctls[key] = "1" }
    return facts
  }
}
