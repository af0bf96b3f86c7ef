import PacketPath
import Testing

@Suite struct SysctlParserTests {
  @Test func settingsAreReadInEverySpelling() throws {
    let text = """
      sysctl: permission denied on key 'net.ipv4.tcp_fastopen_key'
      net.ipv4.ip_forward = 1
      net/ipv4/conf/eth0.100/rp_filter=2
      net.ipv4.conf.eth0/101.rp_filter = 1
      /proc/sys/net/ipv6/conf/all/forwarding:1
      net.ipv4.ip_local_port_range = 32768\t60999
      net.ipv4.ip_local_reserved_ports =\u{20}
      # a comment

      """
    let parsed = SysctlParser.parse(SourceText(text))
    #expect(parsed.diagnostics == [])
    let sysctls = parsed.value
    #expect(sysctls.number("net.ipv4.ip_forward") == 1)
    #expect(sysctls["net.ipv4.conf.eth0/100.rp_filter"] == "2")
    #expect(sysctls["net.ipv4.conf.eth0/101.rp_filter"] == "1")
    #expect(sysctls.number("net.ipv6.conf.all.forwarding") == 1)
    #expect(sysctls["net.ipv4.ip_local_port_range"] == "32768 60999")
    #expect(sysctls["net.ipv4.ip_local_reserved_ports"] == "")
  }
  @Test func aLineThatSetsNothingIsSaid() {
    let parsed = SysctlParser.parse(SourceText("net.ipv4.ip_forward\n= 1\nhello world\n", name: "s"))
    #expect(parsed.value.isEmpty)
    #expect(parsed.diagnostics.map(\.line) == [1, 2, 3])
  }
  @Test func anArgumentSetsOneKey() throws {
    var sysctls = Sysctls()
    try sysctls.set(argument: "net.ipv4.ip_forward=0")
    #expect(sysctls.number("net.ipv4.ip_forward") == 0)
    for wrong in ["", "ip_forward", "net.ipv4.ip_forward", "net.ipv4.ip_forward=", "=1"] {
      #expect(throws: FactError.self) { try sysctls.set(argument: wrong) }
    }
  }
}
