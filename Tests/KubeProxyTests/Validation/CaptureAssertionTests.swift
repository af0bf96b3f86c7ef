import KubeProxy
import PacketPath
import TestSupport
import Testing

/// What a kernel did with packets on the captured nodes, held to the simulator.
@Suite struct CaptureAssertionTests {
  @Test(arguments: [
    ("kube-proxy-1.8", "iptables-save.txt", "assertions.check"), ("kube-proxy-1.16", "iptables-save.txt", "assertions.check"),
    ("kube-proxy-1.22", "iptables-save.txt", "assertions.check"), ("kube-proxy-1.22", "ip6tables-save.txt", "assertions6.check"),
    ("kube-proxy-1.24", "iptables-save.txt", "assertions.check"), ("kube-proxy-1.24", "ip6tables-save.txt", "assertions6.check"),
    ("kube-proxy-1.30", "iptables-save.txt", "assertions.check"), ("kube-proxy-1.30", "iptables-legacy-save.txt", "assertions.check"),
    ("kube-proxy-1.30", "ip6tables-save.txt", "assertions6.check"),
    ("kube-proxy-1.30-masquerade-all", "iptables-save.txt", "assertions.check"),
    ("kube-proxy-1.30-no-detector", "iptables-save.txt", "assertions.check"),
    ("kube-proxy-1.30-bridge-detector", "iptables-save.txt", "assertions.check"),
  ]) func `packets go where the kernel let them go`(folder: String, rules: String, assertions: String) throws {
    let node = try KubeNode(iptablesSave: Captures.text("\(folder)/\(rules)"), facts: Captures.facts(of: folder))
    let (results, diagnostics) = node.results(of: try Captures.text("\(folder)/\(assertions)"))
    #expect(diagnostics == [])
    #expect(results.count > 20)
    #expect(results.filter { !$0.passed }.map(\.description) == [])
  }
  @Test func `IPVS: packets go where the kernel's virtual servers sent them`() throws {
    let folder = "kube-proxy-1.30-ipvs"
    var facts = try Captures.facts(of: folder)
    facts.sets = IPSetSaveParser.parse(try Corpus.text("captures/\(folder)/ipset-save.txt")).sets
    facts.virtualServers = IPVSAdmParser.parse(try Corpus.text("captures/\(folder)/ipvsadm-save.txt")).value
    let node = try KubeNode(iptablesSave: Captures.text("\(folder)/iptables-save.txt"), facts: facts)
    let (results, diagnostics) = node.results(of: try Captures.text("\(folder)/assertions.check"))
    #expect(diagnostics == [])
    #expect(results.count == 189)
    #expect(results.filter { !$0.passed }.map(\.description) == [])
  }
  /// Sets are not among the inputs here, and some options are not modelled: what they decide may be unknown.
  @Test(arguments: ["calico-like", "docker-host"]) func `what is not known is said to be unknown, never wrong`(folder: String) throws {
    let node = try KubeNode(iptablesSave: Captures.text("\(folder)/iptables-save.txt"), facts: Captures.facts(of: folder))
    let (results, diagnostics) = node.results(of: try Captures.text("\(folder)/assertions.check"))
    #expect(diagnostics == [])
    #expect(results.filter { $0.status == .failed }.map(\.description) == [])
    #expect(results.contains { $0.passed })
  }
  @Test func `a capture's assertions fail on another capture's rules`() throws {
    let node = try KubeNode(iptablesSave: Captures.text("kube-proxy-1.8/iptables-save.txt"), facts: Captures.facts())
    #expect(node.violations(of: try Captures.text("kube-proxy-1.30/assertions.check")) != [])
  }
}
