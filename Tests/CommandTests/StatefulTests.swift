import PacketPathCLI
import Testing

/// A client behind the node, a Service with two endpoints, and a filter that lets no stranger in.
private let rules = """
  *nat
  :PREROUTING ACCEPT [0:0]
  :POSTROUTING ACCEPT [0:0]
  :SVC - [0:0]
  :SEP - [0:0]
  -A PREROUTING -d 10.96.0.1/32 -p tcp -m tcp --dport 80 -j SVC
  -A POSTROUTING -d 10.244.2.3/32 -j MASQUERADE
  -A SVC -m recent --rcheck --seconds 10800 --reap --name SEP --mask 255.255.255.255 --rsource -j SEP
  -A SVC -m statistic --mode random --probability 0.50000000000 -j SEP
  -A SVC -p tcp -j DNAT --to-destination 10.244.2.3:8080
  -A SEP -p tcp -m recent --set --name SEP --mask 255.255.255.255 --rsource -j DNAT --to-destination 10.244.1.7:8080
  COMMIT
  *filter
  :INPUT ACCEPT [0:0]
  :FORWARD DROP [0:0]
  :OUTPUT ACCEPT [0:0]
  -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
  -A FORWARD -m conntrack --ctstate INVALID -j DROP
  -A FORWARD -s 10.244.1.5/32 -j ACCEPT
  COMMIT

  """
private let facts = [
  "--address", "eth0=192.168.0.10/24", "--address", "cni0=10.244.1.1/24", "--route", "10.244.2.0/24 via 192.168.0.11 dev eth0", "--route",
  "10.244.1.0/24 dev cni0", "--route", "192.168.0.0/24 dev eth0",
]
private let first =
  #"{"id":"p1","source":"10.244.1.5","sourcePort":40000,"destination":"10.96.0.1","destinationPort":80,"draws":[false]}"#

struct StatefulTests {
  private func answers(_ lines: String..., more: [String] = ["--stateful", "--seed", "1"]) throws -> (code: Int32, lines: [JSON]) {
    let folder = try TemporaryFolder(["node.rules": rules, "packets.jsonl": lines.joined(separator: "\n")])
    let run = packetpath(["trace", "--packets", folder.path("packets.jsonl"), folder.path("node.rules")] + facts + more)
    #expect(run.errors.isEmpty, "\(run.errors)")
    return (run.code, try run.output.split(separator: "\n").map { try JSON.decode(String($0)) })
  }

  @Test func `a flow, its answer and a further packet go one way, and are translated back`() throws {
    let (code, lines) = try answers(
      first, #"{"id":"r1","replyTo":"p1"}"#, #"{"id":"p2","next":"p1","draws":[true],"ttl":9}"#, #"{"id":"p3","replyTo":"r1"}"#)
    #expect(code == 0 && lines.compactMap { $0["id"]?.text } == ["p1", "r1", "p2", "p3"])
    let outcomes = lines.compactMap { $0["outcomes"]?[0] }
    #expect(outcomes.count == 4 && outcomes.allSatisfy { $0["fraction"] == .string("1/1") && $0["verdict"] == .string("forwarded") })
    #expect(outcomes.compactMap { $0["conntrack"]?["state"]?.text } == ["NEW", "ESTABLISHED", "ESTABLISHED", "ESTABLISHED"])
    try #require(outcomes.count == 4)
    for index in [0, 2, 3] { #expect(outcomes[index]["endpoint"]?["address"] == .string("10.244.2.3")) }
    #expect(outcomes[1]["out"]?["source"] == .string("10.96.0.1") && outcomes[1]["out"]?["destinationPort"] == .number(40000))
    #expect(
      lines[1]["packet"]?["inInterface"] == .string("eth0") && lines[1]["packet"]?["tcpFlags"] == .array([.string("SYN"), .string("ACK")]))
    #expect(lines[2]["packet"]?["ttl"] == .number(9) && lines[2]["packet"]?["tcpFlags"] == .array([.string("ACK")]))
    #expect(lines[3]["packet"]?["destination"] == .string("10.96.0.1"))
    #expect(lines[0]["endpoints"]?.elements.count == 1)
  }
  @Test func `chunks of SCTP follow each other, told or not, and an answer to an INIT that is forgotten is invalid`() throws {
    let (code, lines) = try answers(
      #"{"id":"p1","protocol":"sctp","source":"10.244.1.5","sourcePort":4000,"destination":"203.0.113.9","destinationPort":80}"#,
      #"{"id":"r1","replyTo":"p1"}"#, #"{"id":"p2","next":"p1"}"#, #"{"id":"r2","replyTo":"p2","sctpChunks":["ABORT"]}"#,
      #"{"flush":"conntrack"}"#, #"{"id":"r3","replyTo":"p1"}"#, #"{"id":"p3","next":"p1","sctpChunks":["DATA","SACK"]}"#,
      more: [
        "--stateful", "--seed", "1", "--route", "default via 192.168.0.1 dev eth0",
      ])
    #expect(code == 1 && lines.compactMap { $0["id"]?.text } == ["p1", "r1", "p2", "r2", "r3", "p3"])
    #expect(
      lines.compactMap { $0["outcomes"]?[0]?["conntrack"]?["state"]?.text }
        == ["NEW", "ESTABLISHED", "ESTABLISHED", "ESTABLISHED", "INVALID", "INVALID"])
    #expect(
      lines.compactMap { $0["packet"]?["sctpChunks"]?.elements.compactMap(\.text) }
        == [["INIT"], ["INIT_ACK"], ["COOKIE_ECHO"], ["ABORT"], ["INIT_ACK"], ["DATA", "SACK"]])
  }
  @Test func `a router's error about a flow is related, and comes to the client as from the address that it asked`() throws {
    let (code, lines) = try answers(
      first, #"{"id":"e1","errorAbout":"p1","source":"192.168.0.11","icmpType":11,"icmpCode":0}"#, #"{"id":"e2","errorAbout":"p1"}"#,
      #"{"id":"e3","errorAbout":"p1","destination":"10.244.1.1"}"#, #"{"id":"r1","replyTo":"p1"}"#, #"{"id":"e4","errorAbout":"r1"}"#)
    #expect(
      code == 0
        && lines.compactMap { $0["outcomes"]?[0]?["conntrack"]?["state"]?.text }
          == ["NEW", "RELATED", "RELATED", "INVALID", "ESTABLISHED", "RELATED"]
    )
    #expect(lines[1]["packet"]?["source"] == .string("192.168.0.11") && lines[1]["packet"]?["icmpType"] == .number(11))
    #expect(lines[1]["packet"]?["inInterface"] == .string("eth0") && lines[1]["packet"]?["destination"] == .string("192.168.0.10"))
    for line in lines[1...2] {
      #expect(
        line["outcomes"]?[0]?["out"]?["source"] == .string("10.96.0.1")
          && line["outcomes"]?[0]?["out"]?["destination"] == .string("10.244.1.5"))
    }
    #expect(lines[2]["packet"]?["source"] == .string("10.244.2.3") && lines[2]["packet"]?["icmpType"] == .number(3))
    // The client's about the answer goes to the endpoint, as from the node that asked in its place.
    #expect(lines[5]["outcomes"]?[0]?["out"]?["source"] == .string("192.168.0.10"))
    #expect(lines[5]["outcomes"]?[0]?["out"]?["destination"] == .string("10.244.2.3"))
  }
  @Test func `what only follows prints nothing without a name`() throws {
    let (code, lines) = try answers(
      first, #"{"replyTo":"p1"}"#, #"{"advance":12.5}"#, #"{"flush":"conntrack"}"#, #"{"id":1,"advance":0}"#,
      #"{"id":2,"flush":"conntrack"}"#)
    #expect(code == 0 && lines.count == 3)
    #expect(lines[1] == .object(["id": .number(1)]) && lines[2] == .object(["id": .number(2)]))
  }
  @Test func `flushed connections are forgotten, lists are not`() throws {
    let heads = first.replacing("[false]", with: "[true]"), tails = first.replacing("40000", with: "40001").replacing("p1", with: "q1")
    let (code, lines) = try answers(heads, #"{"flush":"conntrack"}"#, #"{"id":"r1","replyTo":"p1"}"#, tails, #"{"advance":10801}"#, tails)
    #expect(code == 1 && lines[1]["outcomes"]?[0]?["conntrack"]?["state"] == .string("INVALID"))
    let endpoints = lines.compactMap { $0["outcomes"]?[0]?["endpoint"]?["address"]?.text }
    try #require(endpoints.count == 4)
    #expect([endpoints[0], endpoints[2], endpoints[3]] == ["10.244.1.7", "10.244.1.7", "10.244.2.3"])
  }
  @Test func `the same seed gives the same run`() throws {
    let lines = (0..<20).map { #"{"source":"10.244.1.\#(20 + $0)","destination":"10.96.0.1","destinationPort":80}"# }.joined(
      separator: "\n")
    func run(_ seed: String) throws -> [[JSON?]] {
      try answers(lines, more: ["--stateful", "--seed", seed]).lines.map { [$0["packet"], $0["outcomes"]] }
    }
    let one = try run("1")
    #expect(try run("1") == one && run("2") != one)
    #expect(one.allSatisfy { $0[0]?["sourcePort"]?.number ?? 0 >= 32768 })
  }
  @Test(arguments: [
    (#"{"id":"x","next":"q"}"#, "no earlier packet has the id"), (#"{"id":"x","replyTo":"q"}"#, "no earlier packet has the id"),
    (#"{"id":"x","replyTo":"gone"}"#, "nobody got \"gone\" (dropped)"),
    (#"{"id":"x","next":"p1","source":"10.0.0.1"}"#, "the packet that it follows"),
    (#"{"id":"x","next":"p1","replyTo":"p1"}"#, "one of next, replyTo"), (#"{"id":"x","advance":-1}"#, "not backwards"),
    (#"{"id":"x","flush":"nat"}"#, "conntrack is what can be flushed"), (#"{"id":"x","advance":1,"ttl":3}"#, "is no packet"),
    (#"{"id":"x","next":["p1"]}"#, "id of an earlier line"), (#"{"id":"x","errorAbout":"gone"}"#, "nobody got \"gone\" (dropped)"),
    (#"{"id":"x","errorAbout":"p1","icmpType":8}"#, "icmpType: 8 is no error"),
    (#"{"id":"x","errorAbout":"p1","sourcePort":9}"#, "the packet that it follows"),
    (#"{"id":"x","errorAbout":"p1","source":"2001:db8::1"}"#, "another family"),
  ])
  func `a line that cannot be is an error of its own, and the run goes on`(line: String, message: String) throws {
    let gone = #"{"id":"gone","source":"10.244.1.6","destination":"10.244.2.9","destinationPort":80}"#
    let (code, lines) = try answers(first, gone, line, #"{"id":"r1","replyTo":"p1"}"#)
    #expect(code == 2 && lines.count == 4)
    #expect(lines[2]["id"] == .string("x") && lines[2]["error"]?.text?.contains(message) == true, "\(lines[2])")
    #expect(lines[3]["outcomes"]?[0]?["verdict"] == .string("forwarded"))
  }
  @Test func `an answer of the node itself is local, and a ping is answered by an echo`() throws {
    let ping = #"{"id":"p","protocol":"icmp","source":"10.244.1.5","destination":"192.168.0.10"}"#
    let (_, lines) = try answers(ping, #"{"id":"r","replyTo":"p"}"#, #"{"id":"x","replyTo":"r"}"#)
    #expect(lines[0]["outcomes"]?[0]?["verdict"] == .string("delivered"))
    #expect(lines[1]["packet"]?["local"] == .bool(true) && lines[1]["packet"]?["icmpType"] == .number(0))
    #expect(lines[1]["outcomes"]?[0]?["conntrack"]?["state"] == .string("ESTABLISHED"))
    #expect(lines[2]["error"]?.text?.contains("no ICMP message that is answered") == true)
  }
  @Test func `state is asked for outright`() throws {
    let (code, lines) = try answers(#"{"id":"x","next":"p1"}"#, first, more: [])
    #expect(
      code == 2 && lines[0]["error"] == .string("next: --stateful is needed") && lines[1]["error"] == .string("draws: --stateful is needed")
    )
    let bad = packetpath("trace --packets - \(hostnames) --stateful", input: first)
    #expect(bad.code == 2 && bad.output.isEmpty && bad.errors.contains("--stateful needs --seed"))
    #expect(
      packetpath("trace --packets - \(hostnames) --stateful --seed 1 --sample 5", input: first).errors.contains("one after the other"))
  }

  // MARK: State that is given

  private func trace(_ packet: String, _ files: [String: String], _ flags: String...) throws -> Run {
    let folder = try TemporaryFolder(files.merging(["node.rules": rules]) { given, _ in given })
    let words = flags.map { $0.replacing("@", with: folder.path("")) }
    return packetpath(["trace"] + packet.split(separator: " ").map(String.init) + [folder.path("node.rules")] + facts + words)
  }
  private static let connection =
    "tcp 6 431999 ESTABLISHED src=10.244.1.5 dst=10.96.0.1 sport=40000 dport=80 src=10.244.9.9 dst=10.244.1.5 sport=8080 dport=40000 [ASSURED] mark=0\n"

  @Test func `an established connection keeps an endpoint that no rule leads to any more`() throws {
    let run = try trace(
      "10.96.0.1:80 --from 10.244.1.5:40000 -o json", ["conntrack.txt": Self.connection], "--conntrack", "@conntrack.txt")
    let outcomes = try #require(try run.json["outcomes"]?.elements)
    #expect(outcomes.count == 1 && outcomes[0]["endpoint"]?["address"] == .string("10.244.9.9"))
    #expect(outcomes[0]["conntrack"]?["state"] == .string("ESTABLISHED") && outcomes[0]["translated"] == .bool(true))
    #expect(run.output.contains("the packet is of a connection that is given, established"))
    #expect(run.output.contains("stale: no rule leads to 10.244.9.9:8080 any more"))
  }
  @Test func `without a source port, a connection between the same ends is told`() throws {
    let run = try trace("10.96.0.1:80 --from 10.244.1.5 -o json", ["conntrack.txt": Self.connection], "--conntrack", "@conntrack.txt")
    #expect(try run.json["outcomes"]?[0]?["conntrack"]?["state"] == .string("NEW"))
    #expect(run.output.contains("10.244.1.5 has one already: from port 40000 to 10.244.9.9:8080"), "\(run.output)")
    #expect(run.output.contains("stale: no rule leads to 10.244.9.9:8080"))
    let good = Self.connection.replacing("10.244.9.9", with: "10.244.1.7")
    #expect(!(try trace("10.96.0.1:80 --from 10.244.1.5", ["c.txt": good], "--conntrack", "@c.txt")).output.contains("stale"))
    #expect(!(try trace("10.96.0.1:80 --from 10.244.1.6", ["c.txt": good], "--conntrack", "@c.txt")).output.contains("already"))
  }
  @Test func `of session affinity there are two answers`() throws {
    let list = "src=10.244.1.5 ttl: 64 last_seen: 4296128012 oldest_pkt: 1 4296128012\n"
    let listed = try trace("10.96.0.1:80 --from 10.244.1.5 -o json", ["SEP": list], "--recent", "SEP=@SEP")
    #expect(listed.code == 3, "\(listed.output)")
    #expect(try listed.json["outcomes"]?.elements.map { $0["assumptions"]?[0]?["assumed"] } == [.bool(true), .bool(false), .bool(false)])
    let other = try trace("10.96.0.1:80 --from 10.244.1.6 -o json", ["SEP": list], "--recent", "SEP=@SEP")
    #expect(try other.json["unknown"] == .bool(false) && !other.output.contains("session affinity"))
    #expect(try trace("10.96.0.1:80 --from 10.244.1.6 -o json", [:]).output.contains("session affinity: the client is taken as new"))
  }

  // MARK: Engines and backends

  @Test func `each engine gives the same answer`() {
    let line = "trace 10.96.0.20:80 \(node) --from 10.244.1.5 -o json"
    #expect(packetpath(line + " --engine linear").output == packetpath(line + " --engine indexed").output)
  }
  @Test func `a backend that is told wins over the header`() throws {
    let header = "# Generated by iptables-save v1.8.7 on Mon Jan  1 00:00:00 2024\n"
    let run = try trace("10.96.0.1:80 --from 10.244.1.5 -o json", ["node.rules": header + rules])
    #expect(try run.json["inputs"]?[0]?["backend"] == .string("legacy"))
    let told = try trace("10.96.0.1:80 --from 10.244.1.5 -o json", ["node.rules": header + rules], "--backend", "nft")
    #expect(try told.json["inputs"]?[0]?["backend"] == .string("nft"))
  }
  @Test func `legacy and nft rules side by side are both asked, each with its own lines`() throws {
    let legacy =
      "# Generated by iptables-save v1.8.7\n*filter\n:FORWARD ACCEPT [0:0]\n\n\n-A FORWARD -s 10.244.1.5/32 -j DROP\nCOMMIT\n"
      + "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d 10.96.0.7 -p tcp -j DNAT --to-destination 10.244.1.7\nCOMMIT\n"
    let nft = "# Generated by iptables-nft-save v1.8.7 (nf_tables)\n" + rules
    let folder = try TemporaryFolder(["legacy.rules": legacy, "nft.rules": nft])
    let run = packetpath(
      ["trace", "10.96.0.1:80", "--iptables-save", folder.path("nft.rules"), "--iptables-save", folder.path("legacy.rules")] + facts
        + ["--from", "10.244.1.5", "-o", "json"])
    let json = try run.json
    #expect(json["inputs"]?.elements.compactMap { $0["backend"]?.text } == ["nft", "legacy"])
    let path = try #require(json["outcomes"]?[0]?["path"]?.elements)
    #expect(json["outcomes"]?[0]?["verdict"] == .string("dropped"))
    #expect(path.last?["line"] == .number(6) && path.last?["input"] == .number(1))
    #expect(path.contains { $0["table"] == .string("filter") && $0["action"] == .string("ACCEPT") && $0["input"] == nil })
    #expect(run.output.contains("both backends hold rules in nat: they are asked in the order given"))
  }

  // MARK: Weights

  @Test func `a fraction that is too long is null, and its factors are told`() throws {
    let chain = (0..<40).map { _ in "-A X -m statistic --mode random --probability 0.33333333349 -j RETURN\n" }.joined()
    let text = "*filter\n:FORWARD ACCEPT [0:0]\n:X - [0:0]\n-A FORWARD -j X\n\(chain)-A X -j DROP\nCOMMIT\n"
    let line = "trace 203.0.113.1:80 - --from 10.244.1.5 --address eth0=192.168.0.10/24 -o json"
    let outcomes = try #require(try packetpath(line, input: text).json["outcomes"]?.elements)
    #expect(outcomes[0]["fraction"]?.text == "715827883/2147483648" && outcomes[0]["chances"] == nil)
    #expect(outcomes[40]["fraction"] == .null && outcomes[40]["chances"]?.elements.count == 40)
    #expect(outcomes[40]["chances"]?[0] == .array([.number(1_431_655_765), .number(2_147_483_648)]))
    let exact = try #require(try packetpath(line + " --exact", input: text).json["outcomes"]?.elements)
    #expect(exact[40]["fraction"]?.text?.count ?? 0 > 600 && exact[40]["chances"] == nil)
  }
}
