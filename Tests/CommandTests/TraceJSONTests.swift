import Testing

struct TraceJSONTests {
  private func answer() throws -> JSON { try packetpath("trace 10.96.0.20:80 \(node) --from 10.244.1.5 -o json").json }

  @Test func `an answer has every key of the contract`() throws {
    let json = try answer()
    #expect(json.keys == ["schema", "packet", "outcomes", "endpoints", "unknown", "truncated", "remainder", "inputs", "notes"])
    #expect(json["schema"] == .number(1) && json["remainder"] == .null)
    #expect(
      json["packet"]?.keys == [
        "family", "protocol", "source", "sourcePort", "destination", "destinationPort", "inInterface", "local", "tcpFlags", "mark", "ttl",
        "tos", "length",
      ])
    #expect(
      json["outcomes"]?[0]?.keys == [
        "probability", "fraction", "verdict", "translated", "endpoint", "service", "out", "sourceTranslation", "answer", "conntrack",
        "reply",
        "assumptions", "path",
      ])
    #expect(
      json["outcomes"]?[0]?["out"]?.keys == ["interface", "source", "sourcePort", "destination", "destinationPort", "mark", "ttl", "tos"])
    #expect(json["outcomes"]?[0]?["path"]?[0]?.keys.isSuperset(of: ["hook", "table", "chain", "rule", "type", "action", "line"]) == true)
    #expect(json["endpoints"]?[0]?.keys == ["address", "port", "probability", "fraction"])
    #expect(json["inputs"]?[0]?["kind"] == .string("iptables-save") && json["inputs"]?[0]?["backend"] == .string("nft"))
  }
  @Test func `weights are exact, and add up to one`() throws {
    let json = try answer()
    let outcomes = try #require(json["outcomes"]?.elements)
    #expect(outcomes[0]["fraction"] == .string("715827883/2147483648") && outcomes[0]["probability"] == .number(0.33333333348855376))
    #expect(outcomes.compactMap { $0["probability"]?.number }.reduce(0, +) == 1)
  }
  @Test func `a path names rules, chains' ends and policies`() throws {
    let path = try #require(try answer()["outcomes"]?[0]?["path"]?.elements)
    let jump = path.first { $0["chain"] == .string("KUBE-SERVICES") && $0["table"] == .string("nat") }
    #expect(jump?["type"] == .string("rule") && jump?["rule"] == .number(11) && jump?["line"] == .number(301))
    #expect(jump?["action"] == .string("JUMP KUBE-SVC-LOLE4ISW44XBNF3G"))
    #expect(path.contains { $0["type"] == .string("return") && $0["rule"] == .null && $0["line"] == .null })
    #expect(path.last?["type"] == .string("policy") && path.last?["action"] == .string("ACCEPT"))
  }
  @Test func `without a source there are three results, never merged`() throws {
    let json = try packetpath("trace 10.0.1.175:80 \(hostnames) -o json").json
    #expect(json.keys == ["schema", "results"])
    #expect(json["results"]?.elements.compactMap { $0["from"]?.text } == ["pod", "node", "outside"])
    #expect(json["results"]?[1]?["packet"]?["local"] == .bool(true))
  }
  @Test func `a completed step has no line`() throws {
    let step = try packetpath("trace 10.0.1.175:80 \(hostnames) --from pod -o json").json["outcomes"]?[0]?["path"]?[0]
    #expect(step?["line"] == .null && step?["completed"] == .bool(true))
  }
  @Test func `userspace mode ends at kube-proxy's own port`() throws {
    let run = packetpath("trace 10.0.1.175:80 Corpus/captures/debug-services/userspace-mode.txt --from pod -o json")
    let outcome = try run.json["outcomes"]?[0]
    #expect(run.code == 0 && outcome?["verdict"] == .string("delivered"))
    #expect(outcome?["endpoint"]?["proxy"] == .string("userspace") && outcome?["endpoint"]?["behind"] == .null)
  }
  @Test func `masquerading is a translation of the source`() throws {
    let outcome = try packetpath("trace 10.96.0.20:80 \(node) --from outside -o json").json["outcomes"]?[0]
    #expect(outcome?["sourceTranslation"]?["kind"] == .string("masquerade"))
    #expect(outcome?["sourceTranslation"]?["address"] == .string("10.244.1.1"))
    #expect(outcome?["out"]?["source"] == .string("10.244.1.1"))
  }
  @Test func `assumptions are told, with the bounds of each share`() throws {
    let rules = "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -m u32 --u32 \"0=0\" -j DNAT --to-destination 10.0.0.1:1\nCOMMIT\n"
    let json = try packetpath("trace 203.0.113.9:80 - --from 198.51.100.1 --address eth0=192.0.2.1/24 -o json", input: rules).json
    #expect(json["unknown"] == .bool(true))
    #expect(json["outcomes"]?[0]?["assumptions"]?[0]?.keys == ["line", "text", "assumed"])
    #expect(
      json["endpoints"]?[0]?["minimum"]?["probability"] == .number(0) && json["endpoints"]?[0]?["maximum"]?["probability"] == .number(1))
  }
}

struct PacketBatchTests {
  private let good =
    #"{"id":"p1","source":"10.244.9.9","sourcePort":41000,"destination":"10.0.1.175","destinationPort":80,"inInterface":"cni0"}"#

  private func answers(_ lines: String...) throws -> (code: Int32, lines: [JSON]) {
    let run = packetpath("trace --packets - \(hostnames)", input: lines.joined(separator: "\n") + "\n")
    return (run.code, try run.output.split(separator: "\n").map { try JSON.decode(String($0)) })
  }
  @Test func `each line gets an answer, in order, with its id as it came`() throws {
    let (code, lines) = try answers(good, "", good.replacing("\"p1\"", with: "17"), good.replacing("\"id\":\"p1\",", with: ""))
    #expect(code == 0 && lines.count == 3)
    #expect(lines.map { $0["id"] } == [.string("p1"), .number(17), nil])
    #expect(lines[0]["packet"]?["inInterface"] == .string("cni0") && lines[0]["packet"]?["sourcePort"] == .number(41000))
  }
  @Test(arguments: [
    ("{", "not a JSON object"), (#"{"id":1}"#, "a packet needs a destination"), (#"{"id":1,"destination":"x"}"#, "x is not an address"),
    (#"{"id":1,"destination":"10.0.0.1"}"#, "tcp needs a destinationPort"),
    (#"{"id":1,"destination":"10.0.0.1","destinationPort":70000}"#, "destinationPort"),
    (#"{"id":1,"destination":"10.0.0.1","destinatonPort":80}"#, "destinatonPort is no key of a packet; did you mean destinationPort?"),
    (#"{"id":1,"destination":"fd00::1","destinationPort":80}"#, "neither IPv6 rules"), ("[]", "not a JSON object"),
    ("17", "not a JSON object"),
  ])
  func `a bad line is an error of its own, and the run goes on`(line: String, message: String) throws {
    let (code, lines) = try answers(line, good)
    #expect(code == 2 && lines.count == 2)
    #expect(lines[0].keys == ["id", "error"] && lines[0]["error"]?.text?.contains(message) == true, "\(lines[0])")
    #expect(lines[1]["id"] == .string("p1"))
  }
  @Test func `a line without a source has that of the command line`() throws {
    let line = #"{"destination":"10.0.1.175","destinationPort":80}"#
    let run = packetpath("trace --packets - \(hostnames) --from 10.9.9.9", input: line)
    #expect(try JSON.decode(run.output)["packet"]?["source"] == .string("10.9.9.9"))
    #expect(packetpath("trace --packets - \(hostnames) --mark 1", input: line).code == 2)
  }
  @Test func `a packet that the node sends needs no source`() throws {
    let (_, lines) = try answers(#"{"destination":"10.0.1.175","destinationPort":80,"local":true,"uid":0}"#)
    #expect(lines[0]["packet"]?["local"] == .bool(true) && lines[0]["packet"]?["uid"] == .number(0))
  }
}
