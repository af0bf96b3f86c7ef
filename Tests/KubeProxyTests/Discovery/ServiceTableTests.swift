import KubeProxy
import PacketPath
import Testing

@Suite struct ServiceTableTests {
  @Test func `kube-proxy 1.30's Services are found with all their addresses`() throws {
    let ruleset = try Captures.ruleset("kube-proxy-1.30/iptables-save.txt")
    let table = ServiceTable(ruleset)
    func text(_ name: String) -> [String] { table.addresses(of: name).map { "\($0.kind) \($0)" } }
    #expect(text("default/web") == ["clusterIP 10.96.0.20:80"])
    #expect(text("default/np") == ["clusterIP 10.96.0.30:80", "nodePort *:30080"])
    #expect(text("default/lb") == ["clusterIP 10.96.0.40:80", "nodePort *:30090", "loadBalancerIP 203.0.113.10:80"])
    #expect(text("default/ext-local") == ["clusterIP 10.96.0.51:80", "nodePort *:30095", "externalIP 198.51.100.201:80"])
    #expect(text("kube-system/kube-dns").sorted() == ["clusterIP 10.96.0.10:53", "clusterIP 10.96.0.10:53/udp"])
    #expect(text("default/sctp") == ["clusterIP 10.96.0.132:132/sctp"])
    #expect(text("default/nothing") == [])
  }
  @Test func `a Service's port is found by its number and by its name`() throws {
    let table = ServiceTable(try Captures.ruleset("kube-proxy-1.30/iptables-save.txt"))
    func text(_ name: String) -> [String] { table.addresses(of: name).map(\.description) }
    #expect(text("default/named:http") == ["10.96.0.80:8080"])
    #expect(text("default/named:8080") == ["10.96.0.80:8080"])
    #expect(text("default/named:80") == [])
    #expect(text("kube-system/kube-dns:dns") == ["10.96.0.10:53/udp"])
    #expect(text("kube-system/kube-dns:53").count == 2)
    #expect(text("default/np:80") == ["10.96.0.30:80", "*:30080"])
    #expect(text("default/np:30080") == ["*:30080"])
  }
  @Test func `Services without endpoints are known by what refuses their packets`() throws {
    let table = ServiceTable(try Captures.ruleset("kube-proxy-1.30/iptables-save.txt"))
    let empty = table.addresses(of: "default/empty")
    #expect(empty.count == 4)
    #expect(empty.allSatisfy { $0.refusal == .reject && $0.chain == nil })
    let partly = try #require(table.address(at: .v4(203, 0, 113, 13), port: 80, proto: .tcp))
    #expect(partly.refusal == .drop && partly.kind == .loadBalancerIP)
    #expect(partly.chain?.hasPrefix("KUBE-EXT-") == true)
    #expect(table.addresses(of: "default/web").first?.refusal == nil)
  }
  @Test(arguments: ["kube-proxy-1.8", "kube-proxy-1.16", "kube-proxy-1.22", "kube-proxy-1.24", "kube-proxy-1.30"])
  func `session affinity is told in seconds, in every era`(folder: String) throws {
    let table = ServiceTable(try Captures.ruleset("\(folder)/iptables-save.txt"))
    #expect(table.addresses(of: "default/sticky").map(\.affinitySeconds) == [10800])
    #expect(table.addresses(of: "default/web").map(\.affinitySeconds) == [nil])
  }
  @Test(arguments: [
    "kube-proxy-1.8/iptables-save.txt", "kube-proxy-1.16/iptables-save.txt", "kube-proxy-1.22/iptables-save.txt",
    "kube-proxy-1.22/ip6tables-save.txt", "kube-proxy-1.24/iptables-save.txt", "kube-proxy-1.30/iptables-save.txt",
    "kube-proxy-1.30/ip6tables-save.txt",
  ]) func `each address's chain has the name that its Service's name hashes to`(path: String) throws {
    let ruleset = try Captures.ruleset(path)
    let table = ServiceTable(ruleset)
    #expect(table.addresses.count > 15)
    for address in table.addresses {
      guard let chain = address.chain else { continue }
      let role = try #require(ChainName.role(of: chain))
      let port = ServicePort(name: try #require(address.service), proto: address.proto)
      #expect(ServicePort.ColonStyle.allCases.map { ChainName.of(role, port, colon: $0) }.contains(chain))
    }
  }
  @Test func `lines are those of the text`() throws {
    let ruleset = try Captures.ruleset("kube-proxy-1.30/iptables-save.txt")
    for address in ServiceTable(ruleset).addresses { #expect(address.line == address.rule.flatMap { ruleset.line(of: $0) }) }
  }
  @Test func `userspace mode knows kube-proxy's own port`() throws {
    let (ruleset, _) = Captures.fragment(try Captures.text("debug-services/userspace-mode.txt"))
    let address = try #require(ServiceTable(ruleset).addresses(of: "default/hostnames").first)
    #expect(ServiceTable(ruleset).addresses.count == 1)
    #expect(address.kind == .userspace && address.mode == .userspace && address.proxyPort == 48577)
    #expect(address.service == "default/hostnames:default" && address.line == 1)
  }
  @Test func `node ports at chosen addresses only are told with them`() {
    let (ruleset, _) = Captures.fragment(
      """
      -A KUBE-SERVICES -d 192.168.0.10/32 -m comment --comment "kubernetes service nodeports" -j KUBE-NODEPORTS
      -A KUBE-NODEPORTS -p tcp -m comment --comment "default/np" -m tcp --dport 30080 -j KUBE-EXT-7TVXROIT6UXCX2AG
      """)
    let table = ServiceTable(ruleset)
    #expect(table.nodePortAddresses == [.v4(192, 168, 0, 10)])
    #expect(table.address(at: .v4(192, 168, 0, 10), port: 30080, proto: .tcp, isLocal: true)?.service == "default/np")
    #expect(table.address(at: .v4(192, 168, 0, 10), port: 30080, proto: .tcp) == nil)
  }
  @Test func `host ports and other people's chains are no Services`() throws {
    #expect(ServiceTable(try Captures.ruleset("docker-host/iptables-save.txt")).addresses == [])
    let (ruleset, _) = Captures.fragment(
      "-A KUBE-HOSTPORTS -p tcp -m comment --comment \"pod_ns hostport 80\" -m tcp --dport 80 -j KUBE-HP-AAAAAAAAAAAAAAAA\n")
    #expect(ServiceTable(ruleset).addresses == [])
  }
}
