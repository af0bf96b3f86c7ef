import KubeProxy
import PacketPath
import Testing

@Suite struct CompletionTests {
  private func rules(_ chain: String, _ ruleset: Ruleset, _ table: Table = .nat) -> [String] {
    guard let id = ruleset.chain(named: chain, in: table) else { return [] }
    return ruleset[id].rules.map { ruleset.save(RuleID(raw: $0), in: id) }
  }
  @Test func `a fragment of iptables mode gets the jumps that kube-proxy makes`() throws {
    let (ruleset, notes) = Captures.fragment(try Captures.text("debug-services/iptables-mode.txt"))
    let jump = "-m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES"
    #expect(rules("PREROUTING", ruleset) == ["-A PREROUTING \(jump)"])
    #expect(rules("OUTPUT", ruleset) == ["-A OUTPUT \(jump)"])
    #expect(rules("POSTROUTING", ruleset) == [])
    #expect(notes.contains { $0.message.contains("nat PREROUTING and OUTPUT") })
    #expect(notes.contains { $0.message.contains("no packet is masqueraded here") })
    #expect(notes.allSatisfy { $0.severity == .note })
  }
  @Test func `a fragment of userspace mode gets the jumps of its portals`() throws {
    let (ruleset, _) = Captures.fragment(try Captures.text("debug-services/userspace-mode.txt"))
    #expect(rules("PREROUTING", ruleset).map { $0.hasSuffix("-j KUBE-PORTALS-CONTAINER") } == [true])
    #expect(rules("OUTPUT", ruleset).map { $0.hasSuffix("-j KUBE-PORTALS-HOST") } == [true])
  }
  @Test func `a whole dump is left as it is`() throws {
    var ruleset = try Captures.ruleset("kube-proxy-1.30/iptables-save.txt")
    let before = ruleset.save()
    #expect(Completion.complete(&ruleset) == [])
    #expect(ruleset.save() == before)
  }
  @Test func `marks are completed with the bit that is tested elsewhere`() {
    let marked = "-A KUBE-SERVICES -d 10.0.0.1/32 -j KUBE-MARK-MASQ\n"
    #expect(rules("KUBE-MARK-MASQ", Captures.fragment(marked).ruleset) == ["-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000"])
    let other = marked + "-A KUBE-POSTROUTING -m mark ! --mark 0x20/0x20 -j RETURN\n"
    #expect(rules("KUBE-MARK-MASQ", Captures.fragment(other).ruleset) == ["-A KUBE-MARK-MASQ -j MARK --set-xmark 0x20/0x20"])
    let own = marked + "-A KUBE-MARK-MASQ -j MARK --set-xmark 0x1/0x1\n"
    #expect(rules("KUBE-MARK-MASQ", Captures.fragment(own).ruleset) == ["-A KUBE-MARK-MASQ -j MARK --set-xmark 0x1/0x1"])
    let drop = "-A KUBE-FW-A -j KUBE-MARK-DROP\n"
    #expect(rules("KUBE-MARK-DROP", Captures.fragment(drop).ruleset) == ["-A KUBE-MARK-DROP -j MARK --set-xmark 0x8000/0x8000"])
  }
  @Test func `masquerading itself is never made up`() {
    let (ruleset, _) = Captures.fragment("-A KUBE-SERVICES -d 10.0.0.1/32 -j KUBE-MARK-MASQ\n")
    #expect(!ruleset.rules.contains { if case .masquerade = $0.target { true } else { false } })
  }
  @Test func `masquerading that the fragment shows is reached`() throws {
    let node = try KubeNode(
      iptablesSave: """
        -A KUBE-POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE
        -A KUBE-SERVICES -d 10.0.0.1/32 -p tcp -m comment --comment "default/a cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ
        -A KUBE-SERVICES -d 10.0.0.1/32 -p tcp -m comment --comment "default/a cluster IP" -m tcp --dport 80 -j KUBE-SVC-A
        -A KUBE-SVC-A -p tcp -j DNAT --to-destination 10.244.1.7:80
        """)
    #expect(node.packet(from: .pod, to: "10.0.0.1:80").reaches("10.244.1.7:80", masqueraded: true))
  }
  @Test func `a Service without endpoints is rejected in filter`() throws {
    let node = try KubeNode(
      iptablesSave: """
        -A KUBE-SERVICES -d 10.0.1.177/32 -p tcp -m comment --comment "default/empty has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable
        """)
    #expect(node.packet(from: .pod, to: "10.0.1.177:80").isRejected(with: "icmp-port-unreachable"))
    #expect(node.packet(from: .node, to: "10.0.1.177:80").isRejected)
    #expect(node.packet(from: .pod, to: "10.0.1.177:80").services == ["default/empty"])
  }
  @Test func `node ports are reached by a completed last rule`() {
    let (ruleset, notes) = Captures.fragment(
      "-A KUBE-NODEPORTS -p tcp -m comment --comment \"default/np\" -m tcp --dport 30080 -j KUBE-EXT-7TVXROIT6UXCX2AG\n")
    #expect(rules("KUBE-SERVICES", ruleset).last?.hasSuffix("-m addrtype --dst-type LOCAL -j KUBE-NODEPORTS") == true)
    #expect(rules("PREROUTING", ruleset).count == 1)
    #expect(notes.contains { $0.severity == .warning && $0.message.contains("KUBE-EXT-7TVXROIT6UXCX2AG") })
  }
  @Test func `a base chain that the fragment shows stays as it is`() {
    let (ruleset, _) = Captures.fragment(
      "-A PREROUTING -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\n-A KUBE-SERVICES -d 10.0.0.1/32 -j KUBE-SVC-A\n")
    #expect(rules("PREROUTING", ruleset).count == 1)
    #expect(rules("OUTPUT", ruleset).count == 1)
  }
  @Test func `the fragment of the documentation is answered`() throws {
    let node = try KubeNode(iptablesSave: Captures.text("debug-services/iptables-mode.txt"))
    let packet = node.packet(from: "10.244.1.5", to: "10.0.1.175:80")
    #expect(packet.reaches(only: "10.244.1.7:9376", "10.244.2.3:9376", "10.244.3.6:9376"))
    #expect(packet.reaches("10.244.1.7:9376", share: 1 / 3, masqueraded: false))
    #expect(packet.reaches("10.244.2.3:9376", share: 0.333335))
    #expect(packet.services == ["default/hostnames"])
    #expect(packet.prediction?.outcomes.first?.path.first?.isCompleted == true)
  }
}
