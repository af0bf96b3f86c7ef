import PacketPath
import Testing

@Suite struct AddressTests {
  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("::", "::"), ("::1", "::1"),
    ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("fe80::", "fe80::"),
    ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
  ])
  func `addresses are printed as the kernel prints them`(text: String, canonical: String) throws {
    let address = try #require(Address(text))
    #expect(address.description == canonical)
    #expect(Address(canonical) == address)
  }
  @Test(arguments: [
    "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.x", ":", ":::", "1::2::3", "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:",
    "::1.2.3", "+1::",
  ])
  func `what is no address is refused`(text: String) { #expect(Address(text) == nil) }

  @Test(arguments: 1...4 as ClosedRange<UInt64>) func `every IPv6 address is read back as it is printed`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<500 {
      // Few distinct groups, so that runs of zeros are frequent.
      let bits = (0..<8).reduce(UInt128(0)) { value, _ in value << 16 | UInt128([0, 0, 1, 0xffff].randomElement(using: &generator)!) }
      let address = Address(bits, .ipv6)
      #expect(Address(address.description) == address)
    }
  }
  @Test(arguments: [
    ("10.1.2.3/8", "10.0.0.0/8"), ("10.0.0.1", "10.0.0.1/32"), ("10.0.0.0/255.255.0.0", "10.0.0.0/16"),
    ("10.0.0.1/255.0.0.255", "10.0.0.1/255.0.0.255"),
    ("fd00::1/64", "fd00::/64"),
  ])
  func `networks lose their host bits and keep masks with holes`(text: String, canonical: String) {
    #expect(Network(text)?.description == canonical)
  }

  @Test func `a device name compares as its bytes, and has at most fifteen`() {
    #expect(InterfaceName("eth0")?.description == "eth0")
    #expect(InterfaceName("abcdefghijklmno")?.description == "abcdefghijklmno")
    #expect(InterfaceName("abcdefghijklmnop") == nil && InterfaceName("") == nil)
  }
}
