import KubeProxy
import PacketPath
import Testing

@Suite struct ExpectationAPITests {
  private let node: KubeNode
  init() throws { node = try KubeNode(iptablesSave: Captures.text("kube-proxy-1.30/iptables-save.txt"), facts: Captures.facts()) }

  @Test func `a client reaches each pod with the same chance`() {
    let packet = node.packet(from: "10.244.1.5", to: "10.96.0.20:80")
    #expect(packet.reaches("10.244.1.7:8080", share: 1 / 3))
    #expect(packet.reachesEvenly("10.244.1.7:8080", "10.244.2.3:8080", "10.244.3.6:8080"))
    #expect(packet.reaches(only: "10.244.1.7:8080", "10.244.2.3:8080", "10.244.3.6:8080"))
    #expect(!packet.reaches("10.244.1.7:8080", share: 1 / 2))
    #expect(!packet.reaches("10.244.9.9:8080"))
    #expect(!packet.reaches(only: "10.244.1.7:8080", "10.244.2.3:8080"))
    #expect(!packet.isDropped && !packet.isRejected && !packet.passes && !packet.isUnknown)
    #expect(packet.services == ["default/web"])
  }
  @Test func `a pod that reaches itself is masqueraded`() {
    let packet = node.packet(from: "10.244.1.7", to: "default/web:80")
    #expect(packet.reaches("10.244.1.7:8080", masqueraded: true))
    #expect(packet.reaches("10.244.2.3:8080", masqueraded: false))
    #expect(!packet.isMasqueraded)
    #expect(node.packet(from: .node, to: "default/web:80").isMasqueraded)
  }
  @Test func `verdicts are asked by their names`() {
    #expect(node.packet(from: .pod, to: "10.96.0.99:80").isRejected(with: "icmp-port-unreachable"))
    #expect(node.packet(from: .outside, to: "203.0.113.13:80", on: "eth0").isDropped)
    #expect(node.packet(from: .pod, to: "192.168.0.10:22").isDelivered)
    #expect(node.packet(from: .pod, to: "10.244.2.3:8080").passes)
  }
  @Test func `a failing expectation shows where the packet went`() {
    let packet = node.packet(from: .pod, to: "10.96.0.21:80")
    #expect("\(packet)" == "from pod to 10.96.0.21:80: forwarded to 10.244.1.8:8080")
  }
  @Test(arguments: [
    ("10.244.1", "10.96.0.20:80"), ("pod", "10.96.0.20"), ("pod", "default/none:80"), ("", ""), ("pod", "kube-system/kube-dns:53"),
  ])
  func `a question that cannot be read holds nothing, and says why`(source: String, destination: String) {
    let packet = node.packet(from: source, to: destination)
    #expect(packet.prediction == nil)
    #expect(!packet.reaches("10.244.1.8:8080") && !packet.isDropped && !packet.passes && !packet.isUnknown && !packet.isMasqueraded)
    #expect(packet.description.count > "from \(source) to \(destination): ".count)
  }
  @Test func `tables of flows tell what does not hold`() {
    let violations = node.violations(
      of: """
        from pod to 10.96.0.21:80 reaches 10.244.1.8:8080
        from pod to 10.96.0.21:80 drops
        from nowhere to 10.96.0.21:80 drops
        """)
    #expect(violations.count == 2)
    #expect(
      violations.last == "line 2: from pod to 10.96.0.21:80 drops: failed: expected drops, but the packet is forwarded to 10.244.1.8:8080")
    #expect(node.check("from node to default/solo:80 reaches 10.244.1.8:8080 masqueraded")?.passed == true)
  }
  @Test func `both families are one node`() throws {
    let both = try KubeNode(
      iptablesSave: Captures.text("kube-proxy-1.30/iptables-save.txt"), ip6tablesSave: Captures.text("kube-proxy-1.30/ip6tables-save.txt"),
      facts: Captures.facts())
    #expect(both.packet(from: .pod, to: "[fd00:10:96::21]:80").reaches(only: "[fd00:10:244:1::8]:8080"))
    #expect(both.packet(from: .pod, to: "10.96.0.21:80").reaches(only: "10.244.1.8:8080"))
    #expect(both.check("from fd00:10:244:1::5 to default/solo reaches [fd00:10:244:1::8]:8080")?.passed == true)
  }
  @Test(arguments: ["", "\n\n", "nothing of the kind"]) func `a text without rules is refused`(text: String) {
    #expect(throws: KubeNode.NoRules.self) { try KubeNode(iptablesSave: text) }
  }
  @Test func `without addresses a node port's answer is unknown, and no question holds`() throws {
    let blind = try KubeNode(iptablesSave: Captures.text("kube-proxy-1.30/iptables-save.txt"))
    let packet = blind.packet(from: .outside, to: "192.168.0.77:30080")
    #expect(packet.isUnknown)
    #expect(!packet.passes && !packet.isDropped && !packet.reaches("10.244.1.9:8080"))
    #expect(blind.notes.contains { $0.message.contains("route_localnet") })
  }
}
