import PacketPath
import TestSupport
import Testing

@Suite struct IPVSAdmTests {
  /// What each form of a listing prints of the same virtual servers, recorded from the real tool.
  static func listings() throws -> [(command: String, text: String)] {
    try Corpus.string("ipvs/listings.txt").split(separator: "=== ").dropFirst().map { part in
      let end = part.firstIndex(of: "\n")!
      return (String(part[..<end]), String(part[part.index(after: end)...]))
    }
  }
  private func parse(_ text: String) -> Parsed<VirtualServers> { IPVSAdmParser.parse(SourceText(text)) }

  @Test func `IPVS: what ipvsadm saves is written as it was`() throws {
    let saved = try Self.listings()[0].text
    let parsed = parse(saved)
    #expect(parsed.diagnostics == [])
    #expect(IPVSAdmWriter.write(parsed.value) == saved.replacing("-f -1", with: "-f 4294967295"))
  }
  @Test func `IPVS: every listing that shows methods says what is saved`() throws {
    let all = try Self.listings()
    // How a packet is tunnelled, only one listing shows.
    func plain(_ text: String) -> [String] {
      text.split(separator: "\n").map { $0.split(separator: " --tun-").first.map(String.init) ?? "" }.sorted()
    }
    let saved = plain(IPVSAdmWriter.write(parse(all[0].text).value))
    var seen = 0
    for (command, text) in all
    where ["ipvsadm -S", "ipvsadm -ln", "ipvsadm -l", "ipvsadm -ln --nosort", "ipvsadm -ln --tun-info"].contains(command) {
      seen += 1
      let parsed = parse(text)
      #expect(parsed.diagnostics == [], "\(command)")
      #expect(plain(IPVSAdmWriter.write(parsed.value)) == saved, "\(command)")
      #expect(parsed.value.isWalkOrder == command.hasSuffix("--nosort"), "\(command)")
    }
    #expect(seen == 5)
    #expect(
      IPVSAdmWriter.write(parse(all.first { $0.command.hasSuffix("tun-info") }!.text).value).contains(
        "--tun-type gue --tun-port 5556 --tun-remcsum"))
  }
  @Test func `IPVS: every listing names the same servers, with or without its headings`() throws {
    let all = try Self.listings()
    func names(_ text: String) -> [String] {
      parse(text).value.all.map { "\($0): \($0.realServers.map { "\($0) \($0.counters == nil)" }.sorted())" }.sorted()
    }
    let wanted = names(all.first { $0.command == "ipvsadm -ln" }!.text)
    for (command, text) in all where command.hasPrefix("ipvsadm -ln") && text.contains("FWM") {
      let bare = text.split(separator: "\n").filter { !$0.contains("Address:Port") && !$0.contains("IP Virtual") }.joined(separator: "\n")
      for text in [text, bare, text.replacing("\n", with: "\r\n")] {
        let own = names(text)
        // Statistics count no live connections.
        let isCounting = command.contains("--stats") || command.contains("--rate")
        #expect(own == (isCounting ? wanted.map { $0.replacing("false", with: "true") } : wanted), "\(command)")
      }
    }
  }
  @Test func `IPVS: thresholds and weights of several listings add up`() throws {
    let all = try Self.listings()
    func text(_ end: String) -> String { all.first { $0.command == "ipvsadm -ln" + end }!.text }
    let server = try #require(
      parse(text("") + text(" --thresholds") + text(" --stats")).value.all.first { $0.description == "TCP 10.96.0.36:80" })
    let real = try #require(server.realServers.last)
    #expect(server.scheduler == "wlc" && server.realServers.count == 8)
    #expect(real.weight == 7 && real.upperThreshold == 100 && real.lowerThreshold == 50)
  }
  @Test func `IPVS: the kernel's own file is read, in its order`() throws {
    let parsed = parse(try Self.listings().last!.text)
    #expect(parsed.value.isWalkOrder)
    let wrr = try #require(parsed.value.all.first { $0.scheduler == "wrr" })
    #expect(wrr.description == "TCP 10.96.0.20:80")
    #expect(wrr.realServers.map(\.description) == ["10.244.3.6:8080", "10.244.2.3:8080", "10.244.1.7:8080"])
    #expect(parsed.value.all.contains { $0.description == "FWM 8" || $0.description == "FWM 4294967295" })
  }
  @Test func `IPVS: the user's own listing gives three real servers`() throws {
    let parsed = IPVSAdmParser.parse(try Corpus.text("captures/debug-services/ipvs-mode.txt"))
    #expect(parsed.diagnostics == [])
    #expect(parsed.value.all.map(\.description) == ["TCP 10.0.1.175:80"])
    #expect(parsed.value.all[0].realServers.map(\.description) == ["10.244.0.5:9376", "10.244.0.6:9376", "10.244.0.7:9376"])
    #expect(parsed.value.all[0].realServers.map(\.counters) == Array(repeating: RealServer.Counters(), count: 3))
  }
  @Test func `IPVS: names, cut columns, prompts and commands are read as far as they go`() {
    let parsed = parse(
      """
      root@node:~# ipvsadm -l
      TCP  10.96.0.1:https rr persistent 10800
        -> node1.example.org:sun-answer Masq
        -> node1.example.org:https      Masq
        -> 192.168.0.2:6443             Masq    2
      ...
      $ sudo ipvsadm -A -t 10.96.0.9:80 -s sh -b sh-port --persistent=60
      ipvsadm -a -t 10.96.0.9:80 -r 10.244.0.9 -m --weight 3 -x 9 -y 4
      -a -t 10.96.0.9:80 -r 10.244.0.10:8080
      """)
    #expect(parsed.value.all.map(\.scheduler) == ["rr", "sh"])
    #expect(parsed.value.all[0].realServers.map(\.description) == ["node1.example.org:443", "192.168.0.2:6443"])
    #expect(parsed.value.all[0].realServers.map(\.weight) == [1, 2])
    #expect(parsed.value.all[1].realServers.map(\.description) == ["10.244.0.9:80", "10.244.0.10:8080"])
    #expect(parsed.value.all[1].realServers[0].upperThreshold == 9 && parsed.value.all[1].realServers[1].method == .route)
    #expect(parsed.diagnostics.contains { $0.line == 3 && $0.severity == .warning })
  }
  @Test(arguments: [UInt64(1), 2, 3]) func `IPVS: no text stops the parser`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let pool =
      try Self.listings().flatMap { $0.text.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init) } + [
        "\n", "\n", "->", "", "-", "[", ":", "-A",
      ]
    for _ in 0..<200 {
      let words = (0..<60).map { _ in pool.randomElement(using: &generator)! }
      _ = parse(words.joined(separator: " ").replacing(" -> ", with: "\n  -> "))
    }
  }
}
