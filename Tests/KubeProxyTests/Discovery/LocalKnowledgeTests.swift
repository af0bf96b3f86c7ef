import KubeProxy
import PacketPath
import Testing

@Suite struct LocalKnowledgeTests {
  @Test func `addresses of Services and endpoints are not the node's`() throws {
    var facts = NodeFacts()
    LocalKnowledge.fill(&facts, from: [try Captures.ruleset("kube-proxy-1.30/iptables-save.txt")])
    for remote in ["10.96.0.20", "10.96.0.99", "203.0.113.10", "203.0.113.19", "198.51.100.200", "10.244.1.7"] {
      #expect(facts.isLocal(try #require(Address(remote))) == .no, "\(remote)")
    }
    #expect(facts.isLocal(.v4(192, 168, 0, 77)) == .unknown)
    #expect(facts.isLocal(.v4(127, 0, 0, 1)) == .yes)
  }
  @Test func `what the portals of userspace mode translate to is the node`() throws {
    var facts = NodeFacts()
    LocalKnowledge.fill(&facts, from: [Captures.fragment(try Captures.text("debug-services/userspace-mode.txt")).ruleset])
    #expect(facts.knownLocal.addresses == [.v4(10, 240, 115, 247)])
    #expect(facts.isLocal(.v4(10, 0, 1, 175)) == .unknown)
  }
  @Test func `where addresses are given nothing is added`() throws {
    var facts = try Captures.facts()
    LocalKnowledge.fill(&facts, from: [try Captures.ruleset("kube-proxy-1.30/iptables-save.txt")])
    #expect(facts.knownLocal.isEmpty && facts.knownRemote.isEmpty)
  }
  private func rules(_ exception: String) -> Ruleset {
    IPTablesSaveParser.parse(
      SourceText(
        """
        *nat
        :KUBE-NODEPORTS - [0:0]
        :KUBE-SERVICES - [0:0]
        :KUBE-SVC-A - [0:0]
        -A KUBE-SERVICES \(exception)-m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
        COMMIT

        """))
  }
  @Test func `route_localnet is set where node ports are served at 127.0.0.1`() {
    let key = "net.ipv4.conf.all.route_localnet"
    #expect(LocalKnowledge.sysctlDefaults(for: [rules("")]).map { [$0.key, $0.value] } == [[key, "1"]])
    #expect(LocalKnowledge.sysctlDefaults(for: [rules("! -d 127.0.0.0/8 ")]) == [])
    var given = Sysctls()
    given[key] = "0"
    #expect(LocalKnowledge.sysctlDefaults(for: [rules("")], given: given) == [])
    #expect(LocalKnowledge.sysctlDefaults(for: []) == [])
  }
}
