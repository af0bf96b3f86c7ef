import PacketPathCLI
import TestSupport
import Testing

/// The user's own example, and one whole node.
let hostnames = "Corpus/captures/debug-services/iptables-mode.txt"
let node = ["iptables-save.txt", "addresses.json", "routes.json", "rules.json", "sysctl.txt"].map {
  "Corpus/captures/kube-proxy-1.30/\($0)"
}
.joined(separator: " ")

struct TraceCommandTests {
  // MARK: Text

  @Test func `a fragment is answered for a pod, the node and outside at once`() throws {
    let run = packetpath("trace 10.0.1.175:80 \(hostnames)")
    #expect(run.code == 0 && run.errors.isEmpty)
    try expectSnapshot(run.output, "trace-hostnames.txt")
  }
  @Test(arguments: [80, 160]) func `a terminal's lines are as wide as it is at most`(width: Int) throws {
    let run = packetpath("trace 10.96.0.20:80 \(node) --color never", width: width)
    for line in run.output.split(separator: "\n") { #expect(line.count <= width) }
    try expectSnapshot(run.output, "trace-web-\(width).txt")
  }
  @Test func `no line is cut and nothing is coloured where there is no terminal`() {
    let run = packetpath("trace 10.96.0.20:80 \(node)")
    #expect(!run.output.contains("…") && !run.output.contains("\u{1b}"))
  }
  @Test func `colours are for terminals that want them`() {
    let line = "trace 10.0.1.175:80 \(hostnames)"
    #expect(packetpath(line, width: 80).output.contains("\u{1b}[1m"))
    #expect(!packetpath(line, environment: ["NO_COLOR": "1"], width: 80).output.contains("\u{1b}"))
    #expect(!packetpath(line, environment: ["TERM": "dumb"], width: 80).output.contains("\u{1b}"))
    #expect(packetpath(line + " --color always").output.contains("\u{1b}["))
    #expect(!packetpath(line + " --color never", width: 80).output.contains("\u{1b}"))
  }
  @Test func `quiet leaves the answer alone`() {
    let run = packetpath("trace 10.0.1.175:80 \(hostnames) -q --from 10.244.9.9")
    #expect(run.output.contains("33.333 %") && !run.output.contains("notes") && !run.output.contains("KUBE-SERVICES"))
  }
  @Test func `what drops a packet is named, and the exit code is 1`() throws {
    let run = packetpath("trace 10.96.0.61:80 \(node)")
    #expect(run.code == 1)
    #expect(run.output.contains("dropped by filter KUBE-SERVICES:1, line 54"))
  }

  // MARK: Destinations and sources

  @Test(arguments: [
    "10.96.0.10:53/udp", "10.96.0.132:132/sctp", "10.96.0.20/icmp", "kube-system/kube-dns:dns", "kube-system/kube-dns", "default/web:80",
    "10.96.0.10",
  ])
  func `every form of a destination is answered`(destination: String) {
    let run = packetpath("trace \(destination) \(node) -q")
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
  }
  @Test func `an address alone lists its ports`() {
    let run = packetpath("trace 10.96.0.10 \(node) -q")
    #expect(run.output.contains("10.96.0.10:53/udp") && run.output.contains("kube-system/kube-dns:dns-tcp"))
    #expect(packetpath("trace 10.96.0.11 \(node)").code == 2)
  }
  @Test func `IPv6 stands in brackets where a port follows`() {
    let rules =
      "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d fd00::1/128 -p tcp -m tcp --dport 80 -j DNAT --to-destination [fd00:1::7]:8080\nCOMMIT\n"
    let run = packetpath("trace [fd00::1]:80 - --from fd00:1::5 -q", input: rules)
    #expect(run.code == 0 && run.output.contains("[fd00:1::7]:8080"))
  }
  @Test func `a source may name its port`() throws {
    let run = packetpath("trace 10.0.1.175:80 \(hostnames) --from 10.244.9.9:4000 -o json")
    #expect(try run.json["packet"]?["sourcePort"] == .number(4000))
  }
  @Test(arguments: [
    ("trace", "no destination"), ("trace nowhere X", "not a destination"), ("trace 10.0.0.1/tcp X", "needs a port"),
    ("trace 10.0.0.1:80/icmp X", "has no ports"), ("trace 10.0.1.175:80 \(hostnames) --from pot", "did you mean pod?"),
    ("trace 10.0.1.175:80 \(hostnames) --from fd00::1", "not of the same family"), ("trace 10.0.1.175:80 missing.txt", "No such file"),
    ("trace [fd00::1]:80 \(hostnames)", "neither IPv6 rules nor virtual servers"),
    ("trace default/hostname \(hostnames)", "did you mean default/hostnames?"),
    ("trace 10.0.1.175:80 \(hostnames) --sample 10", "--sample needs --seed"),
    ("trace 10.0.1.175:80 \(hostnames) --stateful", "--stateful goes with --packets"),
    ("trace 10.0.1.175:80 \(hostnames) --statefull", "did you mean --stateful?"),
    ("trace 10.0.1.175:80 \(hostnames) --ttl 300", "not a number from 0 to 255"),
    ("trace 10.0.1.175:80 Corpus/captures", "no file in it is recognised"),
  ])
  func `bad usage and bad input are exit code 2, and told on standard error`(line: String, message: String) {
    let run = packetpath(line)
    #expect(run.code == 2 && run.output.isEmpty && run.errors.contains(message), "\(run.errors)")
  }

  // MARK: Inputs

  @Test func `standard input is read where nothing else is named`() throws {
    let rules = try Corpus.string("captures/debug-services/iptables-mode.txt")
    #expect(packetpath("trace 10.0.1.175:80 -q", input: rules).output.contains("10.244.1.7:9376"))
    #expect(packetpath("trace 10.0.1.175:80 - -q", input: rules).output.contains("10.244.1.7:9376"))
    #expect(packetpath("trace 10.0.1.175:80").code == 2)
    #expect(packetpath("trace 10.0.1.175:80", input: "").code == 2)
  }
  @Test(arguments: [("\u{7f}ELF\u{0}\u{0}\u{1}", "not a text"), ("The quick brown fox\njumps\n", "not recognised"), ("  \n\n", "empty")])
  func `what is no input of any kind is said so`(input: String, message: String) {
    let run = packetpath("trace 10.0.0.1:80 -", input: input)
    #expect(run.code == 2 && run.errors.contains(message), "\(run.errors)")
  }
  @Test func `a flag says what a file is, in any of its forms`() {
    let folder = "Corpus/captures/kube-proxy-1.30"
    let flags =
      "--iptables-save \(folder)/iptables-save.txt --addresses \(folder)/addresses.json --links \(folder)/addresses.json --routes \(folder)/routes.txt"
    let run = packetpath("trace 10.96.0.20:80 \(flags) --from pod -q")
    #expect(run.code == 0 && run.errors.isEmpty && run.output.contains("by cni0"), "\(run.errors)")
  }
  @Test func `facts may be given inline`() throws {
    let run = packetpath(
      [
        "trace", "10.0.1.175:80", hostnames, "--address", "cni0=10.244.1.1/24", "--route", "10.244.0.0/16 dev flannel.1", "--from",
        "10.244.1.9", "-q",
      ])
    #expect(run.code == 0 && run.output.contains("by flannel.1"), "\(run.output)\(run.errors)")
    #expect(packetpath("trace 10.0.1.175:80 \(hostnames) --address eth0").code == 2)
  }
  @Test func `a directory is a snapshot`() {
    let run = packetpath("trace 10.96.0.20:80 Corpus/captures/kube-proxy-1.24 --from 10.244.1.5 -q")
    #expect(run.code == 0 && run.output.contains("10.244.1.7:8080"), "\(run.errors)")
  }

  // MARK: What is not modelled

  @Test func `kube-proxy's nftables mode is said plainly and never answered`() throws {
    let text = "table ip kube-proxy {\n\tchain services {\n\t}\n}\n"
    let run = packetpath("trace 10.0.1.175:80 -", input: text)
    #expect(run.code == 3 && run.output.contains("kube-proxy's nftables mode: not modelled"), "\(run.output)\(run.errors)")
    let json = try packetpath("trace 10.0.1.175:80 - -o json --from pod", input: text).json
    #expect(json["unknown"] == .bool(true) && json["outcomes"] == .array([]))
  }
  @Test func `an unknown is exit code 3, or its best or worst case`() {
    let rules = "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m u32 --u32 \"0=0\" -j DROP\nCOMMIT\n"
    let line = "trace 203.0.113.9:80 - --from 198.51.100.1 --address eth0=192.0.2.1/24 -q"
    #expect(packetpath(line, input: rules).code == 3)
    #expect(packetpath(line + " --unknown fail", input: rules).code == 3)
    #expect(packetpath(line + " --unknown allow", input: rules).code == 0)
    #expect(packetpath(line + " --unknown deny", input: rules).code == 1)
    #expect(packetpath(line, input: rules).output.contains("if -m u32"))
  }
  @Test func `branches that exclude each other are not added up`() {
    let rules =
      "*filter\n:FORWARD ACCEPT [0:0]\n:X - [0:0]\n-A FORWARD -m u32 --u32 0=0 -j X\n-A X -m u32 --u32 1=1 -j DROP\n"
      + "-A X -m u32 --u32 2=2 -j REJECT\nCOMMIT\n"
    let run = packetpath("trace 203.0.113.9:80 - --from 198.51.100.1 --address eth0=192.0.2.1/24", input: rules)
    // Three ways to go on within X, of which one is taken.
    #expect(run.output.contains("├─ 100 %  if -m u32 --u32 \"0x0=0x0\" (line 4)\n"), "\(run.output)")
    #expect(!run.output.contains("200 %") && !run.output.contains("300 %"))
  }
  @Test func `too many outcomes are told`() throws {
    let run = packetpath("trace 10.0.1.175:80 \(hostnames) --from pod --max-outcomes 2 -o json")
    let json = try run.json
    #expect(run.code == 3 && json["truncated"] == .bool(true) && json["outcomes"]?.elements.count == 2)
    #expect(json["remainder"]?["fraction"]?.text != nil)
  }
  @Test func `draws are the same for the same seed`() throws {
    let line = "trace 10.0.1.175:80 \(hostnames) --from pod --sample 999 -o json --seed "
    let first = packetpath(line + "1"), again = packetpath(line + "1")
    #expect(first.output == again.output && first.output != packetpath(line + "2").output)
    let total = try first.json["endpoints"]?.elements.compactMap { $0["probability"]?.number }.reduce(0, +) ?? 0
    #expect(abs(total - 1) < 1e-9)
  }
}
