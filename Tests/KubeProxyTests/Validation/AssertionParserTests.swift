import KubeProxy
import PacketPath
import Testing

@Suite struct AssertionParserTests {
  private func one(_ line: String) throws -> Assertion {
    let file = AssertionParser.parse(line)
    #expect(file.diagnostics == [])
    return try #require(file.assertions.first)
  }
  private func endpoint(_ text: String) throws -> Endpoint { try #require(Endpoint(parsing: text)) }

  @Test func `endpoints have shares and masquerading, each if it is written`() throws {
    let assertion = try one(
      "from 10.244.1.5 to 10.0.1.175:80 reaches 10.244.1.7:9376 1/4 masqueraded, 10.244.2.3:9376 25% not masqueraded,10.244.3.6:9376 0.5 , 10.244.3.7:9376"
    )
    #expect(assertion.origin == .address(.v4(10, 244, 1, 5), port: nil))
    #expect(assertion.destination == .address(.v4(10, 0, 1, 175), port: 80, proto: .tcp))
    #expect(
      assertion.expectation
        == .reaches([
          Assertion.Target(try endpoint("10.244.1.7:9376"), share: 0.25, shareText: "1/4", isMasqueraded: true),
          Assertion.Target(try endpoint("10.244.2.3:9376"), share: 0.25, shareText: "25%", isMasqueraded: false),
          Assertion.Target(try endpoint("10.244.3.6:9376"), share: 0.5, shareText: "0.5"),
          Assertion.Target(try endpoint("10.244.3.7:9376")),
        ]))
  }
  @Test func `words before the destination shape the packet`() throws {
    let assertion = try one("from outside in eth0 sport 4000 mark 0x1 flags SYN,ACK uid 1000 to 203.0.113.9:443 drops  # and a comment")
    #expect(assertion.origin == .vantage(.outside))
    #expect(assertion.inInterface == InterfaceName("eth0"))
    #expect(assertion.sourcePort == 4000 && assertion.mark == 1 && assertion.uid == 1000)
    #expect(assertion.tcpFlags == [.syn, .ack])
    #expect(assertion.expectation == .drops)
    #expect(assertion.text == "from outside in eth0 sport 4000 mark 0x1 flags SYN,ACK uid 1000 to 203.0.113.9:443 drops")
  }
  @Test func `a source may have a port, and IPv6 stands in brackets before one`() throws {
    let assertion = try one("from [fd00::5]:4000 to [fd00:10:96::10]:53/udp reaches [fd00:10:244:1::3]:53 1/2")
    #expect(assertion.origin == .address(try #require(Address("fd00::5")), port: 4000))
    #expect(assertion.sourcePort == 4000)
    #expect(assertion.destination == .address(try #require(Address("fd00:10:96::10")), port: 53, proto: .udp))
    #expect(try one("from fd00::5 to [fd00::1]:80 passes").origin == .address(try #require(Address("fd00::5")), port: nil))
  }
  @Test func `protocols without ports, and Services by name, are destinations`() throws {
    let icmp = try one("from pod icmp 8/0 to 10.96.0.20/icmp passes")
    #expect(icmp.destination == .address(.v4(10, 96, 0, 20), port: nil, proto: .icmp))
    #expect(icmp.icmpType == 8 && icmp.icmpCode == 0)
    #expect(try one("from pod to 10.96.0.132:132/sctp delivers").destination == .address(.v4(10, 96, 0, 132), port: 132, proto: .sctp))
    #expect(try one("from node to default/web:http rejects with tcp-reset").destination == .service("default/web:http"))
    #expect(try one("from node to default/web:80 rejects with tcp-reset").expectation == .rejects(with: "tcp-reset"))
    #expect(try one("from node to 10.0.0.1:80 rejects").expectation == .rejects(with: nil))
  }
  @Test func `empty lines and comments are passed over, and lines are counted`() {
    let file = AssertionParser.parse("# flows\r\n\r\n\t from pod to 10.0.0.1:80 drops\r\n\nfrom node to 10.0.0.1:80 passes")
    #expect(file.diagnostics == [])
    #expect(file.assertions.map(\.line) == [3, 5])
  }
  @Test(arguments: [
    ("to 10.0.0.1:80 drops", 1, "`from`"), ("from", 5, "missing"), ("from mars to 10.0.0.1:80 drops", 6, "mars"),
    ("from pod to 10.0.0.1:80", 24, "missing"), ("from pod to 10.0.0.1:80 vanishes", 25, "vanishes"),
    ("from pod to 10.0.0.1 drops", 13, "no port"), ("from pod to 10.0.0.1:99999 drops", 13, "not a destination"),
    ("from pod to 10.0.0.1:80 drops it", 31, "expected behind"), ("from pod in averylongdevicename to 10.0.0.1:80 drops", 13, "device"),
    ("from pod sport 70000 to 10.0.0.1:80 drops", 16, "port"), ("from pod mark -1 to 10.0.0.1:80 drops", 15, "mark"),
    ("from pod flags SIN to 10.0.0.1:80 drops", 16, "flags"), ("from pod icmp 300 to 10.0.0.1/icmp drops", 15, "ICMP"),
    ("from node in lo to 10.0.0.1:80 drops", 11, "no device"), ("from fd00::1 to 10.0.0.1:80 drops", 17, "family"),
    ("from pod to 10.0.0.1:80 reaches 10.0.0.2:80 4/3", 45, "share"), ("from pod to 10.0.0.1:80 reaches 10.0.0.2:80 1/0", 45, "share"),
    ("from pod to 10.0.0.1:80 reaches 10.0.0.2:80,", 45, "endpoint"), ("from pod to 10.0.0.1:80 reaches a:80", 33, "endpoint"),
    ("from pod to 10.0.0.1:80 reaches 10.0.0.2:80 not", 48, "masqueraded"),
    ("from pod to 10.0.0.1:80 reaches 10.0.0.2:80, 10.0.0.2:80", 57, "twice"), ("from pod size 9 to 10.0.0.1:80 drops", 10, "size"),
    ("from pod to 10.0.0.1:80 reaches 10.0.0.2:80 1e-2", 45, "share"),
  ]) func `what is no assertion is told with its column`(line: String, column: Int, message: String) throws {
    let file = AssertionParser.parse("\n" + line, name: "flows.check")
    #expect(file.assertions == [])
    let diagnostic = try #require(file.diagnostics.first)
    #expect(diagnostic.severity == .error && diagnostic.file == "flows.check" && diagnostic.line == 2)
    #expect(diagnostic.column == column)
    #expect(diagnostic.message.contains(message), "\(diagnostic.message)")
  }
  @Test(arguments: [
    "", "10.0.0.1:", ":80", "[fd00::1:80", "fd00::1]:80", "[10.0.0.1]:80", "fd00::1:80/", "a/b/c", "default/", "10.0.0.1/80000",
    "10.0.0.1:80/icmp",
  ])
  func `what is no destination is nil`(text: String) {
    #expect(Destination(text) == nil)
  }
}
