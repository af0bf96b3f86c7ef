import PacketPath
import Testing

struct ConntrackParserTests {
  private func parse(_ text: String) -> Parsed<[Connection]> { ConntrackParser.parse(SourceText(text, name: "conntrack.txt")) }

  @Test func `a translated connection is read from any of its listings`() throws {
    let tuples =
      "src=10.244.1.9 dst=10.96.0.1 sport=41000 dport=80 src=10.244.1.7 dst=192.168.0.10 sport=8080 dport=41001 [ASSURED] mark=16384"
    for line in [
      "tcp      6 431999 ESTABLISHED \(tuples) use=1", "ipv4     2 tcp      6 431999 ESTABLISHED \(tuples) use=1 id=38291",
      "ipv4     2 tcp      6 431999 ESTABLISHED \(tuples) zone=0 use=2", "    [UPDATE] tcp      6 431999 ESTABLISHED \(tuples)",
      "[1700000000.123456]\t    [NEW] ipv4     2 tcp      6 431999 ESTABLISHED \(tuples)\r",
    ] {
      let parsed = parse(line), entry = try #require(parsed.value.first, "\(line): \(parsed.diagnostics)")
      #expect(parsed.value.count == 1 && parsed.diagnostics.isEmpty)
      #expect(entry.proto == .tcp && entry.family == .ipv4 && entry.mark == 16384 && entry.hasReply && !entry.isOver)
      #expect(entry.isDestinationTranslated && entry.isSourceTranslated && entry.secondsLeft == 431_999)
      #expect(Address(entry.original.source, .ipv4) == .v4(10, 244, 1, 9) && entry.original.sourcePort == PortRange(41000))
      #expect(Address(entry.reply.source, .ipv4) == .v4(10, 244, 1, 7) && entry.reply.destinationPort == PortRange(41001))
    }
  }
  @Test func `what was not answered is new, and what is over is said so`() throws {
    let unreplied = try #require(
      parse(
        "udp 17 28 src=10.0.0.1 dst=10.0.0.2 sport=1000 dport=53 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 sport=53 dport=1000 mark=0 use=1"
      ).value
        .first)
    #expect(!unreplied.hasReply && !unreplied.isDestinationTranslated && !unreplied.isSourceTranslated)
    let over = parse(
      "tcp 6 9 TIME_WAIT src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1 [ASSURED] use=1")
    #expect(over.value.first?.isOver == true)
  }
  @Test func `protocols without ports, and those that only have a number, are read too`() {
    let parsed = parse(
      """
      icmp     1 29 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=77 src=10.0.0.2 dst=10.0.0.1 type=0 code=0 id=77 mark=0 use=1
      sctp     132 100 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1 use=1
      unknown  2 595 src=10.0.0.1 dst=224.0.0.1 [UNREPLIED] src=224.0.0.1 dst=10.0.0.1 use=1
      ipv6     10 udp      17 20 src=fd00::1 dst=fd00::2 sport=1 dport=53 src=fd00::2 dst=fd00::1 sport=53 dport=1 use=1
      """)
    #expect(parsed.diagnostics.isEmpty)
    #expect(parsed.value.map(\.proto.rawValue) == [1, 132, 2, 17])
    #expect(parsed.value.map(\.family) == [.ipv4, .ipv4, .ipv4, .ipv6])
    #expect(parsed.value.allSatisfy { !$0.isDestinationTranslated && !$0.isSourceTranslated })
  }
  @Test func `what does not count is remarked with its place`() {
    let parsed = parse(
      """
      conntrack v1.4.7 (conntrack-tools): 3 flow entries have been shown.
      tcp 6 10 CLOSE src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1 zone=65536 use=1
      tcp 6 10 CLOSE src=10.0.0.1 dst=10.0.0.2 sport=1 dport=70000 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1
      tcp 6 10 CLOSE src=10.0.0.1 dst=10.0.0.2 sport=1
          [DESTROY] tcp 6 src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1
      nonsense
      """)
    #expect(parsed.value.isEmpty)
    #expect(parsed.diagnostics.map(\.line) == [2, 3, 4, 5, 6])
    #expect(parsed.diagnostics[0].message == "not a zone: `65536`" && parsed.diagnostics[0].column == 100)
    #expect(parsed.diagnostics[1].description.hasPrefix("conntrack.txt:3:50: warning: not a port: `70000`"))
  }
  @Test(arguments: [
    "", "=", "src=", "src=1.2.3.4 src=1.2.3.4 src=1.2.3.4", "dst=1.2.3.4", "ipv4", "tcp 6", "[", "src=1.1.1.1 dst=::1 src=::1 dst=1.1.1.1",
  ])
  func `no text is too odd`(text: String) { #expect(parse(text).value.isEmpty) }
}

struct RecentParserTests {
  @Test func `addresses are listed as often as they were seen`() {
    let parsed = RecentParser.parse(
      SourceText(
        """
        src=10.0.0.1 ttl: 64 last_seen: 4296128012 oldest_pkt: 3 4296120000, 4296121000, 4296128012
        src=fd00:0000:0000:0000:0000:0000:0000:0001 ttl: 0 last_seen: 17 oldest_pkt: 1 17
        """))
    #expect(parsed.diagnostics.isEmpty && parsed.value.count == 2)
    #expect(parsed.value[0].address == .v4(10, 0, 0, 1) && parsed.value[0].ttl == 64)
    #expect(parsed.value[0].stamps == [4_296_120_000, 4_296_121_000, 4_296_128_012])
    #expect(parsed.value[1].address.description == "fd00::1" && parsed.value[1].stamps == [17])
  }
  @Test func `what is cut or no address is remarked, and the rest is read`() {
    let parsed = RecentParser.parse(SourceText("src=10.0.0.1 ttl: 64\nsrc=x\nsrc=10.0.0.1 ttl: 1 last_seen: 3 oldest_pkt: 1 3\n\nfoo\n"))
    #expect(parsed.value.count == 1 && parsed.value[0].stamps.count == 1)
    #expect(parsed.diagnostics.map(\.line) == [1, 2, 3, 5])
  }
}
