import PacketPath
import Testing

@Suite struct AddressesParserTests {
  static let listing = """
    1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
        link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
        inet 127.0.0.1/8 scope host lo
           valid_lft forever preferred_lft forever
        inet6 ::1/128 scope host\u{20}
           valid_lft forever preferred_lft forever
    2: br0: <BROADCAST,MULTICAST> mtu 1500 qdisc noqueue state DOWN group default qlen 1000
        link/ether a6:07:8c:34:02:6d brd ff:ff:ff:ff:ff:ff
        inet 10.244.0.1/24 brd 10.244.0.255 scope global br0
           valid_lft forever preferred_lft forever
        inet 10.244.0.2/24 scope global secondary br0
           valid_lft forever preferred_lft forever
        inet6 fe80::a407:8cff:fe34:26d/64 scope link tentative\u{20}
           valid_lft forever preferred_lft forever
    3: veth1@if4: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue master br0 state UP group 42 qlen 1000
        link/ether 3e:20:09:d8:ce:cd brd ff:ff:ff:ff:ff:ff link-netnsid 0
        inet 10.9.0.1 peer 10.9.0.2/32 scope global veth1
           valid_lft forever preferred_lft forever
        inet 169.254.25.10/32 metric 100 scope link dynamic noprefixroute veth1:1
           valid_lft 1000sec preferred_lft 500sec

    """
  static let oneLine = """
    1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
    1: lo    inet6 ::1/128 scope host \\       valid_lft forever preferred_lft forever
    2: br0    inet 10.244.0.1/24 brd 10.244.0.255 scope global br0\\       valid_lft forever preferred_lft forever
    2: br0    inet 10.244.0.2/24 scope global secondary br0\\       valid_lft forever preferred_lft forever
    2: br0    inet6 fe80::a407:8cff:fe34:26d/64 scope link tentative \\       valid_lft forever preferred_lft forever
    3: veth1    inet 10.9.0.1 peer 10.9.0.2/32 scope global veth1\\       valid_lft forever preferred_lft forever
    3: veth1    inet 169.254.25.10/32 metric 100 scope link dynamic noprefixroute veth1:1\\       valid_lft 1000sec preferred_lft 500sec

    """

  static var addresses: [InterfaceAddress] {
    [
      InterfaceAddress(.loopback, .v4(127, 0, 0, 1), length: 8), InterfaceAddress(.loopback, Address("::1")!, length: 128),
      InterfaceAddress(InterfaceName("br0")!, .v4(10, 244, 0, 1), length: 24),
      InterfaceAddress(InterfaceName("br0")!, .v4(10, 244, 0, 2), length: 24, isSecondary: true),
      InterfaceAddress(InterfaceName("br0")!, Address("fe80::a407:8cff:fe34:26d")!, length: 64),
      InterfaceAddress(InterfaceName("veth1")!, .v4(10, 9, 0, 1), length: 32, peer: .v4(10, 9, 0, 2)),
      InterfaceAddress(InterfaceName("veth1")!, .v4(169, 254, 25, 10), length: 32, scope: .link),
    ]
  }

  @Test func aListingTellsDevicesAndTheirAddresses() {
    let parsed = AddressesParser.parse(SourceText(Self.listing, name: "addr"))
    #expect(parsed.diagnostics == [])
    #expect(
      parsed.value.interfaces == [
        Interface(index: 1, name: .loopback, mac: 0), Interface(index: 2, name: InterfaceName("br0")!, isUp: false, mac: 0xa607_8c34_026d),
        Interface(index: 3, name: InterfaceName("veth1")!, master: InterfaceName("br0"), group: 42, mac: 0x3e20_09d8_cecd),
      ])
    #expect(parsed.value.addresses == Self.addresses)
  }
  @Test func oneLineAnAddressTellsTheSameAddresses() {
    let parsed = AddressesParser.parse(SourceText(Self.oneLine))
    #expect(parsed.diagnostics == [])
    #expect(parsed.value.addresses == Self.addresses)
    #expect(parsed.value.interfaces.map(\.index) == [1, 2, 3])
  }
  @Test func aBriefListingTellsAddressesWithoutIndexes() {
    let text = """
      lo               UNKNOWN        127.0.0.1/8 ::1/128\u{20}
      veth1@if7        UP             10.9.0.1 peer 10.9.0.2/32 192.168.7.1/16 metric 100 fe80::1/64\u{20}
      kube-ipvs0       DOWN           10.96.0.1/32\u{20}

      """
    let parsed = AddressesParser.parse(SourceText(text))
    #expect(parsed.diagnostics == [])
    #expect(parsed.value.addresses?.map(\.length) == [8, 128, 32, 16, 64, 32])
    #expect(parsed.value.addresses?[2].peer == .v4(10, 9, 0, 2))
    #expect(parsed.value.interfaces.map(\.isUp) == [true, true, false])
    #expect(parsed.value.interfaces.map(\.index) == [0, 0, 0])
  }
  @Test(arguments: [
    "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n",
    "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\\    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n",
    "lo               UNKNOWN        00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP> \n",
  ])
  func linksSayNothingOfAddresses(text: String) {
    let parsed = AddressesParser.parse(SourceText(text))
    #expect(parsed.diagnostics == [])
    #expect(parsed.value.addresses == nil)
    #expect(parsed.value.interfaces.first?.mac == 0)
  }
  @Test func carriageReturnsColoursAndAByteOrderMarkDoNotMatter() {
    let text = "\u{feff}1: lo    inet \u{1b}[35m127.0.0.1\u{1b}[0m/8 scope host lo\r\n"
    let parsed = AddressesParser.parse(SourceText(text))
    #expect(parsed.value.addresses == [Self.addresses[0]])
    let windows = AddressesParser.parse(SourceText(Self.listing.split(separator: "\n").joined(separator: "\r\n")))
    #expect(windows.diagnostics == [])
    #expect(windows.value.addresses == Self.addresses)
  }
  @Test func whatIsNotUnderstoodIsSaidWithItsPlace() {
    let text =
      "1: lo: <UP> mtu 1 group staff\n    inet 127.0.0.1/99 scope host lo\n    inet 127.0.0.1/8 frobs scope host lo\nnonsense here\n"
    let parsed = AddressesParser.parse(SourceText(text, name: "a"))
    #expect(parsed.diagnostics.map { "\($0.file):\($0.line ?? 0):\($0.column ?? 0)" } == ["a:1:25", "a:2:5", "a:3:22", "a:4:1"])
  }
  @Test func namedArgumentsAreReadOrRefused() throws {
    #expect(
      try InterfaceAddress(argument: "eth0=192.168.0.10/24") == InterfaceAddress(InterfaceName("eth0")!, .v4(192, 168, 0, 10), length: 24))
    #expect(try InterfaceAddress(argument: "eth0=fd00::1").length == 128)
    for wrong in ["", "eth0", "=10.0.0.1", "eth0=", "eth0=10.0.0.1/33", "a-name-far-too-long=10.0.0.1"] {
      #expect(throws: FactError.self) { try InterfaceAddress(argument: wrong) }
    }
  }
}
