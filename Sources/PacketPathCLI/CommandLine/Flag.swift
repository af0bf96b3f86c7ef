/// One flag: parsing, `--help`, the man page and completions all come from this.
struct Flag: Sendable {
  /// Under which heading it is described.
  enum Section: String, CaseIterable, Sendable {
    case inputs = "Inputs"
    case packet = "The packet"
    case answer = "The answer"
    case general = "General"
  }
  /// What completes its value.
  enum Value: Sendable, Equatable {
    /// A switch: it has no value.
    case none
    case text(String)
    case file
    case choice([String])

    /// As `--help` shows it.
    var placeholder: String? {
      switch self {
      case .none: nil
      case .text(let name): name
      case .file: "FILE"
      case .choice(let choices): choices.joined(separator: "|")
      }
    }
  }
  let name: String
  let short: Character?
  let value: Value
  let isRepeatable: Bool
  let section: Section
  /// One sentence without a full stop.
  let summary: String

  init(_ name: String, _ short: Character? = nil, _ value: Value = .none, repeatable: Bool = false, _ section: Section, _ summary: String) {
    self.name = name
    self.short = short
    self.value = value
    isRepeatable = repeatable
    self.section = section
    self.summary = summary
  }
  /// `-o, --output text|wide|json|jsonl`
  var usage: String {
    (short.map { "-\($0), " } ?? "    ") + "--\(name)" + (value.placeholder.map { " \($0)" } ?? "")
  }
}

// MARK: Inputs
extension Flag {
  static let iptablesSave = Flag(
    "iptables-save", nil, .file, repeatable: true, .inputs, "what iptables-save prints; twice: legacy and nft side by side")
  static let ip6tablesSave = Flag("ip6tables-save", nil, .file, repeatable: true, .inputs, "what ip6tables-save prints")
  static let ipsetSave = Flag("ipset-save", nil, .file, repeatable: true, .inputs, "what ipset save prints")
  static let ipvsadm = Flag("ipvsadm", nil, .file, repeatable: true, .inputs, "what ipvsadm -Sn or ipvsadm -ln prints")
  static let ipvsConnections = Flag(
    "ipvs-connections", nil, .file, repeatable: true, .inputs, "what ipvsadm -lnc prints: connections keep their server")
  static let addresses = Flag("addresses", nil, .file, repeatable: true, .inputs, "what ip -j addr, ip addr or ip -o addr prints")
  static let links = Flag("links", nil, .file, repeatable: true, .inputs, "what ip -j link prints")
  static let routes = Flag("routes", nil, .file, repeatable: true, .inputs, "what ip -j route show table all prints, v6 too")
  static let ipRules = Flag("ip-rules", nil, .file, repeatable: true, .inputs, "what ip -j rule prints")
  static let conntrack = Flag(
    "conntrack", nil, .file, repeatable: true, .inputs, "what conntrack -L prints, or /proc/net/nf_conntrack holds")
  static let sysctl = Flag("sysctl", nil, .file, repeatable: true, .inputs, "what sysctl -a prints")
  static let recent = Flag(
    "recent", nil, .text("NAME=FILE"), repeatable: true, .inputs, "what /proc/net/xt_recent/NAME holds")
  static let sockets = Flag("sockets", nil, .file, repeatable: true, .inputs, "what ss -tulnpe prints; not modelled yet")
  static let kubeProxyLog = Flag(
    "kube-proxy-log", nil, .file, repeatable: true, .inputs, "kube-proxy's log, which names endpoints in userspace mode")
  static let address = Flag("address", nil, .text("IF=ADDR/LEN"), repeatable: true, .inputs, "an address of the node")
  static let route = Flag("route", nil, .text("SPEC"), repeatable: true, .inputs, "a route of the node, as ip route prints it")
  static let setSysctl = Flag("set-sysctl", nil, .text("KEY=VALUE"), repeatable: true, .inputs, "a kernel setting")
  static let ipvsStart = Flag(
    "ipvs-start", nil, .choice(["live", "restored"]), .inputs,
    "whether the virtual servers run, or were just restored from the text (live)")
  static let ipvsBookkeeping = Flag(
    "ipvs-bookkeeping", nil, .choice(["classic", "total"]), .inputs, "how the kernel counts load: until August 2026, or since (classic)")
  static let backend = Flag(
    "backend", nil, .choice(["legacy", "nft"]), .inputs, "which backend holds the rules (from the header, else nft)")

  static let inputs: [Flag] = [
    iptablesSave, ip6tablesSave, ipsetSave, ipvsadm, ipvsConnections, addresses, links, routes, ipRules, conntrack, sysctl, recent, sockets,
    kubeProxyLog, address, route, setSysctl, ipvsStart, ipvsBookkeeping, backend,
  ]
}

// MARK: The packet
extension Flag {
  static let from = Flag("from", nil, .text("pod|node|outside|ADDR[:PORT]"), .packet, "where it comes from; without it, all three are told")
  static let inInterface = Flag("in-interface", nil, .text("IF"), .packet, "the device it arrives on")
  static let local = Flag("local", nil, .none, .packet, "a process on the node sends it")
  static let sport = Flag("sport", nil, .text("PORT"), .packet, "its source port (any of 32768-60999)")
  static let tcpFlags = Flag("tcp-flags", nil, .text("SYN,ACK"), .packet, "its TCP flags (SYN)")
  static let sctpChunks = Flag("sctp-chunks", nil, .text("DATA,SACK"), .packet, "its chunks of SCTP (not known)")
  static let icmpType = Flag("icmp-type", nil, .text("T[/C]"), .packet, "its ICMP type and code (echo request: 8/0, IPv6 128/0)")
  static let mark = Flag("mark", nil, .text("N"), .packet, "the fwmark that it begins with (0)")
  static let ttl = Flag("ttl", nil, .text("N"), .packet, "its time to live (64)")
  static let tos = Flag("tos", nil, .text("N"), .packet, "its type of service (0)")
  static let length = Flag("length", nil, .text("BYTES"), .packet, "its length, IP header included")
  static let uid = Flag("uid", nil, .text("N"), .packet, "the user who sends it")
  static let gid = Flag("gid", nil, .text("N"), .packet, "the group that sends it")
  static let mac = Flag("mac", nil, .text("MAC"), .packet, "its source MAC address")
  static let physIn = Flag("phys-in", nil, .text("IF"), .packet, "the bridge port it arrives on")
  static let physOut = Flag("phys-out", nil, .text("IF"), .packet, "the bridge port it leaves by")
  static let time = Flag("time", nil, .text("TIME"), .packet, "the time in UTC, for -m time: 2026-01-31T12:00:00, or seconds since 1970")
  static let fragmentOffset = Flag("fragment-offset", nil, .text("N"), .packet, "not 0: a later fragment, which has no ports (0)")
  static let packets = Flag("packets", nil, .file, .packet, "packets, one JSON object a line; - for standard input")

  static let packet: [Flag] = [
    from, inInterface, local, sport, tcpFlags, sctpChunks, icmpType, mark, ttl, tos, length, uid, gid, mac, physIn, physOut, time,
    fragmentOffset, packets,
  ]
}

// MARK: The answer, and what every command has
extension Flag {
  static func output(_ formats: [String]) -> Flag {
    Flag("output", "o", .choice(formats), .answer, "how the answer is printed (\(formats[0]))")
  }
  static let unknown = Flag(
    "unknown", nil, .choice(["fail", "allow", "deny"]), .answer,
    "exit code where the inputs do not tell: 3, or the best or worst case's (fail)")
  static let maxOutcomes = Flag("max-outcomes", nil, .text("N"), .answer, "more outcomes than this are left out, and said so (65536)")
  static let exact = Flag("exact", nil, .none, .answer, "fractions are printed whole, however long")
  static let stateful = Flag(
    "stateful", nil, .none, .answer, "with --packets: each packet meets what those before it left behind; needs --seed")
  static let sample = Flag("sample", nil, .text("N"), .answer, "draw N connections instead of weighing all outcomes; needs --seed")
  static let seed = Flag("seed", nil, .text("N"), .answer, "what draws begin with")
  static let engine = Flag("engine", nil, .choice(["indexed", "linear"]), .answer, "which evaluator walks the rules (indexed)")

  static let color = Flag(
    "color", nil, .choice(["auto", "always", "never"]), .general, "colours (auto: on a terminal, unless NO_COLOR is set)")
  static let quiet = Flag("quiet", "q", .none, .general, "the answer alone: no path, no notes, no remarks about the inputs")
  static let verbose = Flag("verbose", "v", .none, .general, "also say what was read, and remarks of the least weight")
  static let help = Flag("help", "h", .none, .general, "this text")
  static let general = [color, quiet, verbose, help]
}
