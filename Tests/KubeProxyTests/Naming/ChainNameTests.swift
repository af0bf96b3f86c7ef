import PacketPath
import Testing

@testable import KubeProxy

@Suite struct ChainNameTests {
  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
  @Test func `SHA-256 gives the examples of FIPS 180-4`() {
    #expect(hex(SHA256.digest([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(hex(SHA256.digest("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    #expect(hex(SHA256.digest(two.utf8)) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    let million = [UInt8](repeating: 0x61, count: 1_000_000)
    #expect(hex(SHA256.digest(million)) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }
  @Test(arguments: [55, 56, 63, 64, 65, 119, 120]) func `SHA-256 pads every length to whole blocks`(count: Int) {
    #expect(SHA256.digest([UInt8](repeating: 0, count: count)).count == 32)
  }
  @Test func `a Service port's chains end in the hash that kube-proxy computes`() {
    let port = ServicePort("ns1/svc1", port: "p80")
    #expect(ChainName.of(.service, port) == "KUBE-SVC-XPGD46QRK7WJZT7O")
    #expect(ChainName.of(.external, port) == "KUBE-EXT-XPGD46QRK7WJZT7O")
    #expect(ChainName.of(.service, ServicePort("default/kubernetes", port: "https")) == "KUBE-SVC-NPX46M4PTMTKRN6Y")
    #expect(ChainName.of(.service, ServicePort("kube-system/kube-dns", port: "dns", proto: .udp)) == "KUBE-SVC-TCOU7JCQXEZGVUNU")
  }
  @Test func `a port without a name leaves a colon up to 1.18 and none later`() {
    #expect(ChainName.of(.service, ServicePort("default/nginx"), colon: .always) == "KUBE-SVC-4N57TFCL4MD7ZTDA")
    #expect(ChainName.of(.service, ServicePort("default/web")) == "KUBE-SVC-LOLE4ISW44XBNF3G")
    #expect(ServicePort(name: "default/nginx:").name(.always) == "default/nginx:")
    #expect(ServicePort(name: "default/nginx:").name(.whereNamed) == "default/nginx")
  }
  @Test func `an endpoint's chain is of the port and the endpoint`() throws {
    let port = ServicePort("ns1/svc1", port: "p80")
    #expect(ChainName.of(Endpoint(Address("10.180.0.1"), port: 80), port) == "KUBE-SEP-SXIVWICOYRO3J4NJ")
    let hostnames = ServicePort("default/hostnames")
    let names = ["10.244.3.6", "10.244.1.7", "10.244.2.3"].map {
      ChainName.of(Endpoint(Address($0), port: 9376), hostnames, colon: .always)
    }
    #expect(names == ["KUBE-SEP-57KPRZ3JQVENLNBR", "KUBE-SEP-WNBA2IHDGP2BOBGZ", "KUBE-SEP-X3P2623AGDH6CDF3"])
    #expect(ChainName.of(.service, hostnames, colon: .always) == "KUBE-SVC-NWV5X2332I4OT4T3")
    #expect(ChainName.of(.service, ServicePort("default/hostnames", port: "default")) == "KUBE-SVC-ODX2UBAZM7RQWOIU")
  }
  @Test func `an IPv6 endpoint stands in brackets`() {
    let name = ChainName.of(Endpoint(Address("fd00:10:244:1::10"), port: 8080), ServicePort("default/np-local"))
    #expect(name == "KUBE-SEP-M2UK7LWGI5I77HR3")
  }
  @Test func `a chain's role is its prefix`() {
    #expect(ChainName.role(of: "KUBE-XLB-DACYAALCZMCUSZD4") == .loadBalancer)
    #expect(ChainName.role(of: "KUBE-SERVICES") == nil)
    #expect(ChainName.role(of: "KUBE-SEP-SXIVWICOYRO3J4NJ") == nil)
  }
}

@Suite struct ProbabilityTests {
  @Test func `each rule takes one of those that are left`() {
    #expect((0..<3).map { Probability.text(ofRule: $0, of: 3) } == ["0.3333333333", "0.5000000000", nil])
    #expect((0..<3).map { Probability.text(ofRule: $0, of: 3, era: .fiveDigits) } == ["0.33333", "0.50000", nil])
  }
  @Test func `decimals are those of kube-proxy's own tests`() {
    #expect(Probability.text(oneOf: 1) == "1.0000000000")
    #expect(Probability.text(oneOf: 7) == "0.1428571429")
    #expect(Probability.text(oneOf: 100_001) == "0.0000099999")
  }
  @Test func `five digits repeat from 319 endpoints on`() {
    #expect(Probability.text(oneOf: 319, era: .fiveDigits) == Probability.text(oneOf: 320, era: .fiveDigits))
    #expect(Set((1...319).map { Probability.text(oneOf: $0, era: .fiveDigits) }).count == 319)
  }
  @Test func `parts of 2^31 are what iptables stores`() {
    #expect(Probability.parts(of: "0.33333") == 715_820_724)
    #expect(Probability.parts(of: "0.3333333333") == 715_827_883)
    #expect(Probability.parts(of: "0.5") == 1 << 30)
    #expect(Probability.parts(ofRule: 2, of: 3) == 1 << 31)
    #expect(Probability.parts(of: "1.5") == nil)
  }
}
