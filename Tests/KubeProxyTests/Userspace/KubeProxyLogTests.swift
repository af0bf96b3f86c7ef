import KubeProxy
import PacketPath
import TestSupport
import Testing

@Suite struct KubeProxyLogTests {
  @Test func `a log of kube-proxy tells the endpoints of Services`() throws {
    let parsed = KubeProxyLogParser.parse(try Corpus.text("captures/debug-services/kube-proxy.log"))
    #expect(parsed.diagnostics == [])
    #expect(parsed.value.endpoints(of: "kube-system/kube-dns:dns")?.map(\.description) == ["10.244.1.3:53"])
    #expect(parsed.value.endpoints(of: "default/hostnames:default") == nil)
  }
  @Test func `the last line about a Service holds`() {
    let log = """
      I1027 proxier.go:352] Setting endpoints for "default/a:" to [10.0.0.1:80]
      I1027 proxier.go:352] Setting endpoints for "default/a:" to [10.0.0.2:80 [fd00::2]:80]
      I1027 proxier.go:352] Setting endpoints for "default/b:p" to [10.0.0.3:80]
      I1027 proxier.go:400] Removing endpoints for "default/b:p"
      I1027 proxier.go:352] Setting endpoints for "default/c" to [nonsense]
      """
    let parsed = KubeProxyLogParser.parse(SourceText(log))
    #expect(parsed.value.endpoints(of: "default/a")?.map(\.description) == ["10.0.0.2:80", "[fd00::2]:80"])
    #expect(parsed.value.endpoints(of: "default/b:p") == [])
    #expect(parsed.diagnostics.map(\.line) == [5])
  }
  @Test func `the rules of userspace mode end at kube-proxy's own port, behind which a log names the endpoints`() throws {
    let ruleset = IPTablesSaveParser.parse(try Corpus.text("captures/debug-services/userspace-mode.txt"), options: .kubeProxy)
    let services = ServiceTable([ruleset])
    #expect(services.proxyPorts(nil) == [48577: nil])
    let log = KubeProxyLogParser.parse(
      SourceText("x] Setting endpoints for \"default/hostnames:default\" to [10.244.0.5:9376 10.244.0.6:9376]")
    ).value
    #expect(services.proxyPorts(log)[48577]??.map(\.description) == ["10.244.0.5:9376", "10.244.0.6:9376"])
  }
}
