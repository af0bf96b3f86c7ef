import KubeProxy
import PacketPath
import Testing

@Suite struct NodeJSONTests {
  static let addresses = """
    [{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP","LOWER_UP"],"mtu":65536,"qdisc":"noqueue","operstate":"UNKNOWN","group":"default","txqlen":1000,"link_type":"loopback","address":"00:00:00:00:00:00","broadcast":"00:00:00:00:00:00","addr_info":[{"family":"inet","local":"127.0.0.1","prefixlen":8,"scope":"host","label":"lo","valid_life_time":4294967295,"preferred_life_time":4294967295},{"family":"inet6","local":"::1","prefixlen":128,"scope":"host","valid_life_time":4294967295,"preferred_life_time":4294967295}]},{},{"ifindex":2,"ifname":"br0","flags":["BROADCAST","MULTICAST"],"mtu":1500,"operstate":"DOWN","group":"default","link_type":"ether","address":"a6:07:8c:34:02:6d","addr_info":[{"family":"inet","local":"10.244.0.1","prefixlen":24,"broadcast":"10.244.0.255","scope":"global","label":"br0"},{"family":"inet","local":"10.244.0.2","prefixlen":24,"scope":"global","secondary":true,"label":"br0"},{"family":"inet6","local":"fe80::a407:8cff:fe34:26d","prefixlen":64,"scope":"link","tentative":true}]},{"ifindex":3,"link":"veth0","ifname":"veth1","flags":["UP"],"master":"br0","operstate":"UP","group":"42","address":"3e:20:09:d8:ce:cd","addr_info":[{"family":"inet","local":"10.9.0.1","address":"10.9.0.2","prefixlen":32,"scope":"global","label":"veth1"}]}]
    """
  static let links = """
    [{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP","LOWER_UP"],"operstate":"UNKNOWN","linkmode":"DEFAULT","group":"default","address":"00:00:00:00:00:00"}]
    """
  static let routes = """
    [{"dst":"10.52.0.0/16","tos":"0x10","dev":"br0","table":"100","scope":"link","flags":[]},{"type":"throw","dst":"10.96.0.0/12","table":"100","flags":[]},
    {"dst":"default","gateway":"10.244.0.254","dev":"br0","protocol":"dhcp","prefsrc":"10.244.0.2","metric":100,"flags":[],"metrics":[{"mtu":1400,"advmss":1360}]},
    {"dst":"10.50.0.0/16","flags":[],"nexthops":[{"gateway":"10.244.0.9","dev":"br0","weight":2,"flags":[]},{"gateway":"10.9.0.2","dev":"veth1","weight":1,"flags":["dead","onlink","linkdown"]}]},
    {"dst":"10.51.0.0/16","via":{"family":"inet6","host":"fd00::9"},"dev":"br0","flags":[]},
    {"type":"local","dst":"10.244.0.1","dev":"br0","table":"local","protocol":"kernel","scope":"host","prefsrc":"10.244.0.1","flags":[]}]
    [{"dst":"default","gateway":"fd00::ff","dev":"br0","metric":1024,"flags":[],"pref":"medium"},
    {"type":"unreachable","dst":"default","dev":"lo","metric":4294967295,"flags":[],"error":-101,"pref":"medium"}]
    """
  static let rules = """
    [{"priority":0,"src":"all","table":"local"},{"priority":77,"src":"all","goto":100},{"priority":78,"src":"all","action":"blackhole"},{"priority":80,"src":"all","nop":null},{"priority":81,"src":"all","iif":"ghost","iif_detached":null,"table":"7"},{"priority":82,"src":"all","goto":99999,"unresolved":null},{"priority":90,"src":"all","fwmark":"0x200","fwmask":"0xf00","table":"2004"},{"priority":100,"not":null,"src":"10.0.0.0","srclen":8,"dst":"10.2.0.0","dstlen":16,"tos":"0x10","fwmark":"0x1","fwmask":"0xff","iif":"br0","oif":"veth1","uid_start":0,"uid_end":100,"ipproto":"tcp","sport_start":1,"sport_end":2,"dport":80,"table":"main","suppress_prefixlen":0},{"priority":32766,"src":"all","table":"main"},{"priority":32767,"src":"all","table":"default"}]
    """

  @Test func addressesInJSONReadAsTheirText() {
    let parsed = IPAddressJSON.parse(SourceText(Self.addresses))
    #expect(parsed.diagnostics == [])
    let text = """
      1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 group default
          link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
          inet 127.0.0.1/8 scope host lo
          inet6 ::1/128 scope host
      2: br0: <BROADCAST,MULTICAST> mtu 1500 group default
          link/ether a6:07:8c:34:02:6d brd ff:ff:ff:ff:ff:ff
          inet 10.244.0.1/24 brd 10.244.0.255 scope global br0
          inet 10.244.0.2/24 scope global secondary br0
          inet6 fe80::a407:8cff:fe34:26d/64 scope link tentative
      3: veth1@veth0: <UP> mtu 1500 master br0 group 42
          link/ether 3e:20:09:d8:ce:cd brd ff:ff:ff:ff:ff:ff
          inet 10.9.0.1 peer 10.9.0.2/32 scope global veth1
      """
    #expect(parsed.value == AddressesParser.parse(SourceText(text)).value)
  }
  @Test func linksInJSONSayNothingOfAddresses() {
    let parsed = IPAddressJSON.parse(SourceText(Self.links))
    #expect(parsed.value.addresses == nil)
    #expect(parsed.value.interfaces == [Interface(index: 1, name: .loopback, mac: 0)])
  }
  @Test func routesOfSeveralCommandsReadAsTheirText() {
    let parsed = IPRouteJSON.parse(SourceText(Self.routes))
    #expect(parsed.diagnostics == [])
    let text = """
      10.52.0.0/16 tos 0x10 dev br0 table 100 scope link
      throw 10.96.0.0/12 table 100
      default via 10.244.0.254 dev br0 proto dhcp src 10.244.0.2 metric 100 mtu 1400 advmss 1360
      10.50.0.0/16
      \tnexthop via 10.244.0.9 dev br0 weight 2
      \tnexthop via 10.9.0.2 dev veth1 weight 1 dead onlink linkdown
      10.51.0.0/16 via inet6 fd00::9 dev br0
      local 10.244.0.1 dev br0 table local proto kernel scope host src 10.244.0.1
      default via fd00::ff dev br0 metric 1024 pref medium
      unreachable default dev lo metric 4294967295 error -101 pref medium
      """
    #expect(parsed.value == RoutesParser.parse(SourceText(text)).value)
    #expect(parsed.value.count == 8)
  }
  @Test func rulesInJSONReadAsTheirText() {
    let parsed = IPRuleJSON.parse(SourceText(Self.rules))
    #expect(parsed.diagnostics == [])
    let text = """
      0:\tfrom all lookup local
      77:\tfrom all goto 100
      78:\tfrom all blackhole
      80:\tfrom all nop
      81:\tfrom all iif ghost [detached] lookup 7
      82:\tfrom all goto 99999 [unresolved]
      90:\tfrom all fwmark 0x200/0xf00 lookup 2004
      100:\tnot from 10.0.0.0/8 to 10.2.0.0/16 tos 0x10 fwmark 0x1/0xff iif br0 oif veth1 uidrange 0-100 ipproto tcp sport 1-2 dport 80 lookup main suppress_prefixlength 0
      32766:\tfrom all lookup main
      32767:\tfrom all lookup default
      """
    #expect(parsed.value == RoutingRulesParser.parse(SourceText(text)).value)
  }
  @Test func oneElementThatCannotBeReadLeavesTheOthers() {
    let routes = IPRouteJSON.parse(
      SourceText(
        #"[{"dst":"10.0.0.0/8","dev":"eth0"},{"dst":5},{"dst":"10.1.0.0/16","dev":""},{"dst":"x"},{"dst":"10.2.0.0/16","encap":"ip","dst":"1.1.1.1"},7]"#,
        name: "r"))
    #expect(routes.value == [Route(to: Network("10.0.0.0/8")!, interface: InterfaceName("eth0"))])
    #expect(routes.diagnostics.count == 5)
    let rules = IPRuleJSON.parse(
      SourceText(#"[{"priority":1,"src":"x","table":"5"},{"priority":2,"l3mdev":null},{"priority":3},{"src":"all"}]"#))
    #expect(rules.value == [])
    #expect(rules.diagnostics.count == 4)
    let addresses = IPAddressJSON.parse(
      SourceText(#"[{"ifname":"eth0","addr_info":[{"local":"x"},{"local":"10.0.0.1","prefixlen":99}]},{"ifname":""}]"#))
    #expect(addresses.value.addresses == [])
    #expect(addresses.diagnostics.count == 3)
  }
  @Test func brokenJSONIsOneRemark() {
    for text in ["[{", "[{\"dst\":", "nonsense", "]]]]", "{\"dst\":\"10.0.0.0/8\"}", "[1"] {
      let parsed = IPRouteJSON.parse(SourceText(text, name: "r"))
      #expect(parsed.value == [])
      #expect(parsed.diagnostics.count == 1, "\(text)")
      #expect(parsed.diagnostics.first?.severity == .error)
      #expect(parsed.diagnostics.first?.file == "r")
    }
  }
  @Test(arguments: ["", " \n", "[ ]\n", "[]"]) func nothingInJSONIsNothing(text: String) {
    #expect(IPRouteJSON.parse(SourceText(text)).value == [])
    #expect(IPRouteJSON.parse(SourceText(text)).diagnostics == [])
    #expect(IPAddressJSON.parse(SourceText(text)).value.addresses == nil)
  }
  @Test func aTextCutAtAnyByteIsReadOrRefused() {
    for whole in [Self.addresses, Self.links, Self.routes, Self.rules] {
      let bytes = Array(whole.utf8)
      for end in stride(from: 0, to: bytes.count, by: 7) {
        let text = SourceText(bytes[..<end])
        _ = IPAddressJSON.parse(text)
        _ = IPRouteJSON.parse(text)
        _ = IPRuleJSON.parse(text)
      }
    }
  }
  @Test(arguments: [4, 5, 6]) func randomChangesAreReadOrRefused(seed: UInt64) {
    var state = seed &* 0x9e37_79b9_7f4a_7c15
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<200 {
      var bytes = Array([Self.addresses, Self.routes, Self.rules][random(3)].utf8)
      for _ in 0..<4 { bytes[random(bytes.count)] = Array("0-19[]{}\",:nx.".utf8)[random(14)] }
      let text = SourceText(bytes)
      _ = IPAddressJSON.parse(text)
      _ = IPRouteJSON.parse(text)
      _ = IPRuleJSON.parse(text)
    }
  }
}
