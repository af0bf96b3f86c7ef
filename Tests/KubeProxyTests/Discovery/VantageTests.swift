import KubeProxy
import PacketPath
import Testing

@Suite struct VantageTests {
  private func points(_ path: String, _ facts: NodeFacts? = nil) throws -> VantagePoints {
    VantagePoints([try Captures.ruleset(path)], facts: try facts ?? Captures.facts())
  }
  private let web = Address.v4(10, 96, 0, 20)

  @Test func `a pod comes from the pods' bridge`() throws {
    let chosen = try points("kube-proxy-1.30/iptables-save.txt").packet(from: .pod, to: web, port: 80)
    #expect(chosen.packet.sourceAddress == .v4(10, 244, 1, 5))
    #expect(chosen.packet.inInterface.description == "cni0" && !chosen.packet.isLocal)
    #expect(chosen.explanation == "10.244.1.5, inferred from the pod network of cni0, arriving on cni0")
  }
  @Test func `the node speaks with the source that its route has`() throws {
    let points = try points("kube-proxy-1.30/iptables-save.txt")
    #expect(points.packet(from: .node, to: web).packet.sourceAddress == .v4(192, 168, 0, 10))
    #expect(points.packet(from: .node, to: .v4(10, 244, 1, 7)).packet.sourceAddress == .v4(10, 244, 1, 1))
    #expect(points.packet(from: .node, to: .v4(127, 0, 0, 1)).packet.sourceAddress == .v4(127, 0, 0, 1))
    #expect(points.packet(from: .node, to: web).packet.isLocal)
  }
  @Test func `a client outside comes by the default route, from a range that the rules do not know`() throws {
    let packet = try points("kube-proxy-1.30/iptables-save.txt").packet(from: .outside, to: .v4(192, 168, 0, 10), port: 30080).packet
    #expect(packet.sourceAddress == .v4(192, 0, 2, 77))
    #expect(packet.inInterface.description == "eth0" && !packet.isLocal)
  }
  @Test func `IPv6 is chosen for alike`() throws {
    let points = try points("kube-proxy-1.30/ip6tables-save.txt")
    let service = try #require(Address("fd00:10:96::20"))
    #expect(points.packet(from: .pod, to: service).packet.sourceAddress == Address("fd00:10:244:1::5"))
    #expect(points.packet(from: .pod, to: service).packet.inInterface.description == "cni0")
    #expect(points.packet(from: .node, to: service).packet.sourceAddress == Address("2001:db8::10"))
    #expect(points.packet(from: .outside, to: service).packet.sourceAddress == Address("2001:db8:77::77"))
  }
  @Test func `without the node's addresses the rules tell where pods are`() throws {
    let points = try points("kube-proxy-1.30/iptables-save.txt", NodeFacts())
    let pod = points.packet(from: .pod, to: web)
    #expect(try #require(Network("10.244.0.0/16")).contains(pod.packet.source))
    #expect(pod.packet.inInterface == .unknown)
    #expect(pod.explanation.contains("inferred from the cluster's range 10.244.0.0/16, by an unknown device"))
    #expect(points.packet(from: .node, to: web).packet.isLocal)
  }
  @Test func `a bridge by which pods are told is the pod's device`() throws {
    let points = try points("kube-proxy-1.30-bridge-detector/iptables-save.txt", NodeFacts())
    #expect(points.packet(from: .pod, to: web).packet.inInterface.description == "cni0")
    let prefix = IPTablesSaveParser.parse(SourceText("-A KUBE-SVC-A ! -i cali+ -d 10.0.0.1/32 -j KUBE-MARK-MASQ\n"))
    #expect(VantagePoints([prefix], facts: NodeFacts()).packet(from: .pod, to: web).packet.inInterface.description == "cali0")
  }
  @Test func `a pod with a route of its own comes by its device`() throws {
    var facts = NodeFacts()
    facts.addresses = [InterfaceAddress(try #require(InterfaceName("eth0")), .v4(192, 168, 0, 10), length: 24)]
    facts.routes = ["10.244.1.7": "cali7", "10.244.1.6": "cali6"].map {
      Route(to: Network(Address($0) ?? web, length: 32), interface: InterfaceName($1))
    }
    let rules = IPTablesSaveParser.parse(SourceText("-A KUBE-SEP-A -p tcp -j DNAT --to-destination 10.244.1.6:80\n"))
    let packet = VantagePoints([rules], facts: facts).packet(from: .pod, to: web).packet
    #expect(packet.sourceAddress == .v4(10, 244, 1, 7))
    #expect(packet.inInterface.description == "cali7")
  }
  @Test func `the documentation's fragment is asked from near its endpoints`() throws {
    let (ruleset, _) = Captures.fragment(try Captures.text("debug-services/iptables-mode.txt"))
    let points = VantagePoints([ruleset], facts: NodeFacts())
    #expect(points.packet(from: .pod, to: .v4(10, 0, 1, 175)).packet.sourceAddress == .v4(10, 244, 1, 5))
    let userspace = VantagePoints([Captures.fragment(try Captures.text("debug-services/userspace-mode.txt")).ruleset], facts: NodeFacts())
    #expect(userspace.packet(from: .node, to: .v4(10, 0, 1, 175)).packet.sourceAddress == .v4(10, 240, 115, 247))
  }
  @Test func `no source is an endpoint, in a host-length prefix of a rule, the node's, or the destination`() throws {
    for path in ["kube-proxy-1.8/iptables-save.txt", "kube-proxy-1.30/iptables-save.txt", "calico-like/iptables-save.txt"] {
      let ruleset = try Captures.ruleset(path), text = String(decoding: ruleset.save(), as: UTF8.self)
      for facts in [NodeFacts(), try Captures.facts()] {
        let points = VantagePoints([ruleset], facts: facts)
        for vantage in [Vantage.pod, .outside] {
          let first = points.packet(from: vantage, to: web).packet.sourceAddress
          let other = points.packet(from: vantage, to: first).packet.sourceAddress
          #expect(first != other)
          for source in [first, other] {
            #expect(!text.contains(" \(source)/32") && !text.contains(" \(source):"))
            #expect(facts.addresses?.contains { $0.address == source } != true)
          }
        }
      }
    }
  }
  @Test func `endpoints and rules that fill a network push the choice on`() throws {
    let lines = (2...254).filter { $0 != 200 }.map { "-A KUBE-SEP-\($0) -p tcp -j DNAT --to-destination 10.244.1.\($0):80\n" }
    let ruleset = IPTablesSaveParser.parse(SourceText(lines.joined() + "-A X -s 10.244.1.200/32 -j ACCEPT\n"))
    let packet = VantagePoints([ruleset], facts: NodeFacts()).packet(from: .pod, to: web).packet
    #expect(packet.sourceAddress != .v4(10, 244, 1, 200))
    #expect(!packet.sourceAddress.isUnspecified)
  }
  @Test func `a family of which no address is given is asked about without`() throws {
    var facts = NodeFacts()
    facts.addresses = [InterfaceAddress(try #require(InterfaceName("eth0")), .v4(192, 168, 0, 10), length: 24)]
    let points = try points("kube-proxy-1.30/ip6tables-save.txt", facts)
    let packet = points.packet(from: .node, to: try #require(Address("fd00:10:96::20"))).packet
    #expect(packet.isLocal && !packet.sourceAddress.isLoopback)
  }
  @Test func `pods of a network plugin with routes to each pod are found by them`() throws {
    let points = try points("calico-like/iptables-save.txt", Captures.facts(of: "calico-like"))
    let packet = points.packet(from: .pod, to: web).packet
    #expect(packet.sourceAddress == .v4(10, 244, 1, 5))
    #expect(packet.inInterface.description == "cali5a0c11")
  }
  @Test func `a given source is the node's if the node owns it`() throws {
    let points = try points("kube-proxy-1.30/iptables-save.txt")
    #expect(points.packet(from: .v4(192, 168, 0, 10), to: web).packet.isLocal)
    #expect(points.packet(from: .v4(127, 0, 0, 1), to: .v4(127, 0, 0, 1)).packet.isLocal)
    let pod = points.packet(from: .v4(10, 244, 2, 9), to: web).packet
    #expect(!pod.isLocal && pod.inInterface.description == "eth0")
  }
}
