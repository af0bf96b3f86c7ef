import PacketPath
import Testing

/// How a rule is spelled when people, programs and `iptables -S` write it, and what iptables-save makes of it.
@Suite struct IrregularLinesTests {
  static let spellings: [(String, [String])] = [
    ("-A INPUT -m tcp -p tcp --dport 80 -j ACCEPT", ["-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT"]),
    ("-A INPUT -p tcp --dport 80 -j ACCEPT", ["-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT"]),
    ("-A INPUT -p udp --dport domain -j ACCEPT", ["-A INPUT -p udp -m udp --dport 53 -j ACCEPT"]),
    ("  -A INPUT   -s\t10.0.0.1   -j ACCEPT  ", ["-A INPUT -s 10.0.0.1/32 -j ACCEPT"]),
    ("-A INPUT --source 10.0.0.1 --jump ACCEPT", ["-A INPUT -s 10.0.0.1/32 -j ACCEPT"]),
    ("--append INPUT --protocol tcp --match tcp --dport=80 --jump=ACCEPT", ["-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT"]),
    ("-A INPUT -s ! 10.0.0.1 -j DROP", ["-A INPUT ! -s 10.0.0.1/32 -j DROP"]),
    (
      "-A INPUT -s 10.0.0.1,10.0.0.2 -d 10.1.0.0/16,10.2.0.0/16 -j DROP",
      [
        "-A INPUT -s 10.0.0.1/32 -d 10.1.0.0/16 -j DROP", "-A INPUT -s 10.0.0.1/32 -d 10.2.0.0/16 -j DROP",
        "-A INPUT -s 10.0.0.2/32 -d 10.1.0.0/16 -j DROP", "-A INPUT -s 10.0.0.2/32 -d 10.2.0.0/16 -j DROP",
      ]
    ),
    ("-A INPUT -s 10.1.2.3/255.255.0.0 -j DROP", ["-A INPUT -s 10.1.0.0/16 -j DROP"]),
    ("-A INPUT -s 0.0.0.0/0 -i + -j DROP", ["-A INPUT -j DROP"]),
    ("-A INPUT -j DROP -i eth0 -d 10.0.0.1", ["-A INPUT -d 10.0.0.1/32 -i eth0 -j DROP"]),
    ("-A INPUT -ptcp -mtcp --syn -jDROP", ["-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP"]),
    // `--proto` is the header's until a match that is loaded has an option of that name.
    ("-A INPUT --proto tcp -m policy --dir in --pol none", ["-A INPUT -p tcp -m policy --dir in --pol none"]),
    (
      "-A INPUT -m policy --dir in --pol ipsec  --mode transport --proto=ah --protocol udp",
      ["-A INPUT -p udp -m policy --dir in --pol ipsec --proto ah --mode transport"]
    ),
    ("-A INPUT --match policy --dir in --pol ipsec  ! --proto ah", ["-A INPUT -m policy --dir in --pol ipsec ! --proto ah"]),
    ("-A INPUT -m comment --comment \"-m policy\" --proto udp", ["-A INPUT -p udp -m comment --comment \"-m policy\""]),
    ("-A INPUT -j MARK --or-mark 0x4000", ["-A INPUT -j MARK --set-xmark 0x4000/0x4000"]),
    ("-A INPUT -j MARK --set-xmark 0x00004000/0x00004000", ["-A INPUT -j MARK --set-xmark 0x4000/0x4000"]),
    ("-A INPUT -j MARK --xor-mark 0x4000", ["-A INPUT -j MARK --set-xmark 0x4000/0x0"]),
    ("-A INPUT -j MARK --and-mark 0xff", ["-A INPUT -j MARK --set-xmark 0x0/0xffffff00"]),
    ("-A INPUT -j MARK --set-mark 1", ["-A INPUT -j MARK --set-xmark 0x1/0xffffffff"]),
    (
      "-A INPUT -m statistic --mode random --probability 0.3333333333 -j DROP",
      [
        "-A INPUT -m statistic --mode random --probability 0.33333333349 -j DROP"
      ]
    ),
    ("-A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT", ["-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"]),
    ("-A INPUT -m comment --comment \"plain\" -j ACCEPT", ["-A INPUT -m comment --comment plain -j ACCEPT"]),
    ("-A INPUT -m comment --comment a/b -j ACCEPT", ["-A INPUT -m comment --comment \"a/b\" -j ACCEPT"]),
    ("-A \"INPUT\" \"-j\" \"ACCEPT\"", ["-A INPUT -j ACCEPT"]),
    ("[12:345] -A INPUT -j ACCEPT", ["[12:345] -A INPUT -j ACCEPT"]),
    ("-A INPUT -p icmp --icmp-type echo-request -j ACCEPT", ["-A INPUT -p icmp -m icmp --icmp-type 8 -j ACCEPT"]),
    ("-A INPUT -j ACCEPT\r", ["-A INPUT -j ACCEPT"]),
    ("iptables -t filter -w -A INPUT -j ACCEPT", ["-A INPUT -j ACCEPT"]),
  ]

  @Test(arguments: spellings) func `a spelling is the rule that iptables-save prints for it`(spelling: String, saved: [String]) {
    let ruleset = IPTablesSaveParser.parse(SourceText("*filter\n:INPUT ACCEPT [0:0]\n\(spelling)\nCOMMIT\n"))
    let lines = String(decoding: ruleset.save(), as: UTF8.self).split(separator: "\n").map(String.init).filter { $0.contains("-A") }
    #expect(lines == saved)
    #expect(ruleset.diagnostics.isEmpty)
  }

  private func rules(_ text: String, chain: String = "INPUT", table: Table = .filter) throws -> [String] {
    let ruleset = IPTablesSaveParser.parse(SourceText(text))
    let id = try #require(ruleset.chain(named: chain, in: table))
    return ruleset[id].rules.map { ruleset.save(RuleID(raw: $0), in: id) }
  }

  @Test func `rules are inserted, replaced and deleted as the commands say, in order`() throws {
    let text = """
      *filter
      -A INPUT -s 10.0.0.1 -j DROP
      -A INPUT -s 10.0.0.2 -j DROP
      -I INPUT -s 10.0.0.3 -j DROP
      -I INPUT 3 -s 10.0.0.4 -j DROP
      -A OUTPUT -j ACCEPT
      -A INPUT -s 10.0.0.5 -j DROP
      -D INPUT -s 10.0.0.2/32 -j DROP
      -R INPUT 1 -s 10.0.0.6 -j DROP
      -D INPUT 2
      COMMIT
      """
    #expect(try rules(text) == ["-A INPUT -s 10.0.0.6/32 -j DROP", "-A INPUT -s 10.0.0.4/32 -j DROP", "-A INPUT -s 10.0.0.5/32 -j DROP"])
  }
  @Test func `a chain whose lines are scattered is one chain`() throws {
    let text = "*filter\n-A INPUT -j a\n-A a -s 10.0.0.1 -j DROP\n-A INPUT -j b\n-A a -s 10.0.0.2 -j DROP\n-A b -j DROP\nCOMMIT\n"
    #expect(try rules(text, chain: "a") == ["-A a -s 10.0.0.1/32 -j DROP", "-A a -s 10.0.0.2/32 -j DROP"])
    #expect(try rules(text) == ["-A INPUT -j a", "-A INPUT -j b"])
  }
  @Test func `a listing of iptables -S is a dump of filter`() throws {
    let text = "-P INPUT DROP\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n-N web\n-A INPUT -j web\n-A web -p tcp -m tcp --dport 80 -j ACCEPT\n"
    let ruleset = IPTablesSaveParser.parse(SourceText(text))
    let input = try #require(ruleset.chain(named: "INPUT", in: .filter))
    #expect(ruleset[input].dropsByPolicy && ruleset[input].count == 1)
  }
  @Test func `a second table of the same name replaces the first, with a remark`() throws {
    let text = "*filter\n:INPUT DROP [0:0]\n-A INPUT -j DROP\nCOMMIT\n*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j ACCEPT\nCOMMIT\n"
    #expect(try rules(text) == ["-A INPUT -j ACCEPT"])
    #expect(IPTablesSaveParser.parse(SourceText(text)).diagnostics.count == 1)
  }
  @Test func `a comment with a raw newline is one rule`() throws {
    let text = "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m comment --comment \"one\ntwo\" -j DROP\n-A INPUT -j ACCEPT\nCOMMIT\n"
    #expect(try rules(text) == ["-A INPUT -m comment --comment \"one\ntwo\" -j DROP", "-A INPUT -j ACCEPT"])
  }
  @Test func `a fragment without tables is nat, but for what only filter can hold`() throws {
    let text = "-A KUBE-SERVICES -d 10.0.0.1/32 -j KUBE-SVC-A\n-A KUBE-SERVICES -d 10.0.0.2/32 -j REJECT\n-A FORWARD -j DROP\n"
    let ruleset = IPTablesSaveParser.parse(SourceText(text))
    #expect(ruleset.isFragment)
    #expect(try rules(text, chain: "KUBE-SERVICES", table: .nat).count == 1)
    #expect(
      try rules(text, chain: "KUBE-SERVICES", table: .filter) == [
        "-A KUBE-SERVICES -d 10.0.0.2/32 -j REJECT --reject-with icmp-port-unreachable"
      ])
    #expect(try rules(text, chain: "FORWARD", table: .filter).count == 1)
  }

  @Test func `remarks point at the line and column of what is not understood`() throws {
    let text =
      "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m tcp -p tcp --dport 99999 -j ACCEPT\n-A INPUT -m mystery --x 1 -j ACCEPT\nwhat is this\n"
    let ruleset = IPTablesSaveParser.parse(SourceText(text, name: "rules"))
    #expect(ruleset.diagnostics.map { "\($0.line ?? 0):\($0.column ?? 0)" } == ["3:13", "4:13", "5:1", "6:1"])
    #expect(
      ruleset.diagnostics[1].description
        == "rules:4:13: warning: the match `-m mystery --x 1` is not understood: what it does is taken as unknown")
  }
}
