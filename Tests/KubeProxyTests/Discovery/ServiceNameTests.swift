import KubeProxy
import PacketPath
import Testing

@Suite struct ServiceNameTests {
  @Test(arguments: [
    ("default/web cluster IP", "default/web"), ("default/hostnames: cluster IP", "default/hostnames"),
    ("default/named:http", "default/named:http"),
    ("default/web:", "default/web"), ("ns1/svc1:p80 loadbalancer IP", "ns1/svc1:p80"), ("ns1/svc1:p80 external IP", "ns1/svc1:p80"),
    ("default/empty has no endpoints", "default/empty"), ("default/np-local has no local endpoints", "default/np-local"),
    ("default/web -> 10.244.1.7:8080", "default/web"), ("default/web -> [fd00:10:244:3::6]:8080", "default/web"),
    ("masquerade traffic for default/np external destinations", "default/np"),
    ("masquerade LOCAL traffic for default/np external destinations", "default/np"),
    ("route LOCAL traffic for default/np external destinations", "default/np"),
    ("pod traffic for default/np external destinations", "default/np"),
    ("masquerade LOCAL traffic for default/lb: LB IP", "default/lb"),
    ("route LOCAL traffic for default/lb: LB IP to service chain", "default/lb"),
    ("Balancing rule 0 for default/np-local:", "default/np-local"), ("Balancing rule 11 for ns1/svc1:p80", "ns1/svc1:p80"),
    ("default/lb-local health check node port", "default/lb-local"),
    ("default/lb-ranges traffic not accepted by KUBE-FW-IKZ6PZRZ3NN7QS5Z", "default/lb-ranges"),
    ("other traffic to default/lb-ranges will be dropped by KUBE-PROXY-FIREWALL", "default/lb-ranges"),
  ]) func `every form of comment from 1.1 on names its Service`(comment: String, service: String) {
    #expect(ServiceName.of(comment: comment) == service)
  }
  @Test(arguments: [
    "", " ", "/", "kubernetes service portals", "Redirect pods trying to reach external loadbalancer VIP to clusterIP", "flanneld masq",
    "my-pod_default hostport 80", "cali:abc123", "a/b/c", "default/", "/web", "default/web:80:90", "see default/web for this",
    "default/web is mine",
    "Balancing rule x for default/web", "Balancing rule 1", "-> default/web",
  ]) func `other comments name none`(comment: String) {
    #expect(ServiceName.of(comment: comment) == nil)
  }

  private func step(_ table: String, _ chain: String?, _ comment: String?) -> TraceStep {
    TraceStep.make(table: table, chain: chain, comment: comment)
  }
  @Test func `a path tells its Service by the last rule of nat that names one`() {
    let path = [
      step("nat", "PREROUTING", "kubernetes service portals"), step("nat", "KUBE-SERVICES", "default/first cluster IP"),
      step("nat", "KUBE-SVC-A", "default/web -> 10.0.0.1:80"), step("nat", "KUBE-SEP-A", nil),
      step("filter", "KUBE-NODEPORTS", "default/other health check node port"), step("filter", "FORWARD", nil),
    ]
    #expect(ServiceName.of(path: path) == "default/web")
    #expect(ServiceName.of(path: [step("filter", "KUBE-SERVICES", "default/empty has no endpoints")]) == "default/empty")
  }
  @Test func `comments in other people's chains are not believed`() {
    #expect(ServiceName.of(path: [step("nat", "DOCKER", "default/web"), step("nat", nil, "default/web")]) == nil)
  }
}
