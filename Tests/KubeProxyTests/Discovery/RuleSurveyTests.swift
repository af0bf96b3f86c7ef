import KubeProxy
import PacketPath
import Testing

@Suite struct RuleSurveyTests {
  private func survey(_ text: String) -> RuleSurvey { RuleSurvey([IPTablesSaveParser.parse(SourceText(text))]) }
  private func notes(_ text: String, hasVirtualServers: Bool = false) -> String {
    survey(text).notes(hasVirtualServers: hasVirtualServers).map(\.message).joined(separator: "\n")
  }
  private let ipvs = "*nat\n:KUBE-SERVICES - [0:0]\n-A KUBE-SERVICES -m set --match-set KUBE-CLUSTER-IP dst,dst -j KUBE-MARK-MASQ\nCOMMIT\n"
  private let services = "*nat\n:KUBE-SVC-A - [0:0]\nCOMMIT\n"

  @Test func `a node in iptables mode needs no note`() throws {
    let survey = RuleSurvey([try Captures.ruleset("kube-proxy-1.30/iptables-save.txt")])
    #expect(Set(survey.authors) == [.iptablesMode, .kubelet])
    #expect(survey.notes(hasVirtualServers: false) == [])
  }
  @Test func `ipvs mode asks for its virtual servers`() {
    #expect(survey(ipvs).authors == [.ipvsMode])
    #expect(notes(ipvs).contains("ipvsadm -Sn"))
    #expect(notes(ipvs, hasVirtualServers: true) == "")
  }
  @Test func `two modes at once are perhaps leftovers`() {
    #expect(notes(services + ipvs.replacing("*nat", with: "*filter")).contains("iptables and ipvs mode"))
  }
  @Test func `userspace mode says nothing of endpoints`() throws {
    #expect(notes(try Captures.text("debug-services/userspace-mode.txt")).contains("say nothing of endpoints"))
  }
  @Test func `Cilium without KUBE-SVC chains translates elsewhere`() {
    #expect(notes("*nat\n:CILIUM_PRE_nat - [0:0]\nCOMMIT\n").contains("eBPF"))
    #expect(survey("*raw\n:CILIUM_PRE_raw - [0:0]\nCOMMIT\n" + services).notes(hasVirtualServers: false).count == 1)
  }
  @Test func `rules without Kubernetes, and kubelet alone, are told`() throws {
    #expect(
      RuleSurvey([try Captures.ruleset("docker-host/iptables-save.txt")]).notes(hasVirtualServers: false).map(\.message) == [
        "no chain is kube-proxy's: the rules know no Services"
      ])
    #expect(notes("*mangle\n:KUBE-KUBELET-CANARY - [0:0]\nCOMMIT\n").contains("kubelet's alone"))
    #expect(notes("*nat\n:KUBE-SERVICES - [0:0]\nCOMMIT\n").contains("hold no Service that has endpoints"))
  }
}
