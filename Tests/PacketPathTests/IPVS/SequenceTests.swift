import PacketPath
import TestSupport
import Testing

/// What a real kernel chose, connection by connection (Corpus/ipvs/sequences), and what the schedulers here choose.
@Suite struct SequenceTests {
  static let files = Corpus.files(in: "ipvs/sequences") { $0.hasSuffix(".txt") }

  @Test(arguments: files) func `IPVS: every connection of a recorded sequence gets the server that the kernel chose`(file: String) throws {
    var record: Replay?, records = 0, connections = 0
    var title = ""
    for (number, line) in try Corpus.string(file).split(separator: "\n").enumerated() {
      let words = line.split(separator: " ").map(String.init)
      switch words[0] {
      case "#": title = String(line)
      case "begin":
        (record, records) = (Replay(), records + 1)
        if title.contains("udp") { record?.markedProtocol = .udp }
      case "end":
        #expect(record?.areCountersSeen == true, "\(file): \(title)")
        connections += record?.connections.count ?? 0
      default:
        guard let wrong = record?.play(words) else { continue }
        Issue.record("\(file):\(number + 1): \(title): \(line): \(wrong)")
        return
      }
    }
    #expect(records >= 16 && connections >= 700)
  }
  @Test func `IPVS: a sequence that no kernel chose is noticed`() {
    var record = Replay()
    let lines = [
      "-A -t 10.96.0.20:80 -s rr", "-a -t 10.96.0.20:80 -r 10.244.0.1:80 -m -w 1", "-a -t 10.96.0.20:80 -r 10.244.0.2:80 -m -w 1",
    ]
    for line in lines { #expect(record.play(line.split(separator: " ").map(String.init)) == nil) }
    #expect(record.play(["192.0.2.1:1000", "10.244.0.2:80"]) == nil)
    #expect(record.play(["192.0.2.1:1001", "10.244.0.2:80"]) != nil)
    #expect(record.play(["=", "10.244.0.2:80", "0", "0"]) != nil)
  }
}

/// One record, event by event.
struct Replay {
  enum State { case synReceived, established, closed, none }
  var commands = ""
  var state: SchedulerState?
  var server: VirtualServer?
  var connections: [(server: SchedulerState.ServerID?, state: State)] = []
  var counted = 0
  /// Of connections to a firewall mark.
  var markedProtocol = IPProtocol.tcp
  private var expiresConnections = false
  var areCountersSeen: Bool { counted == state?.loads.count ?? 0 || counted == 0 }

  /// Nil: as the kernel did it; else what is different.
  mutating func play(_ words: [String]) -> String? {
    switch words[0] {
    case "-A", "-a":
      if state == nil { commands += words.joined(separator: " ") + "\n" } else { edit(words) }
    case "-e", "-d": edit(words)
    case "nodest": expiresConnections = words[1] == "1"
    case "ack", "fin", "rst": advance(Int(words[1])! - 1, words[0])
    case "=":
      begin()
      counted += 1
      let load = state?.loads.first { Self.text($0.server) == words[1] }
      let own = load.map { "\($0.counters.active) \($0.counters.inactive)" } ?? "absent"
      return own == words[2] + " " + words[3] ? nil : "counted here as \(own)"
    default: return connect(words)
    }
    return nil
  }
  private mutating func begin() {
    guard state == nil else { return }
    let parsed = IPVSAdmParser.parse(SourceText(commands))
    server = parsed.value.all.first
    state = parsed.diagnostics.isEmpty ? server.map { SchedulerState($0) } : nil
    state?.expiresConnectionsWithoutServer = expiresConnections
  }
  private mutating func edit(_ words: [String]) {
    begin()
    let line = (["-a"] + words.dropFirst()).joined(separator: " ")
    let service = commands.split(separator: "\n")[0]
    guard let real = IPVSAdmParser.parse(SourceText("\(service)\n\(line)")).value.all.first?.realServers.first else { return }
    switch words[0] {
    case "-a": state?.add(real)
    case "-e": state?.edit(real)
    default: state?.remove(SchedulerState.ServerID(real.address, port: real.port))
    }
  }
  private mutating func connect(_ words: [String]) -> String? {
    begin()
    guard let server, let client = Self.place(words[0]) else { return "not understood" }
    var destination = Address(words[1]) ?? client.address
    var proto = markedProtocol
    if case .address(let address, _, let own) = server.selector { (destination, proto) = (address, own) }
    let chosen = state?.schedule(
      ServerConnection(client: client.address, clientPorts: PortRange(client.port), destination: destination, port: 80, proto: proto))
    connections.append((chosen, chosen == nil ? .none : .synReceived))
    let text = chosen.map(Self.text) ?? "-"
    return text == words.last ? nil : "here \(text)"
  }
  /// What a packet from the client makes of a TCP connection (tcp_states in ip_vs_proto_tcp.c).
  private mutating func advance(_ index: Int, _ packet: String) {
    guard let server = connections[index].server else { return }
    let old = connections[index].state
    let new: State =
      switch (old, packet) {
      case (.synReceived, "ack"): .established
      case (.synReceived, "fin"), (.established, "fin"), (.established, "rst"): .closed
      default: old
      }
    connections[index].state = new
    if new == .closed && old != .closed { state?.setActive(false, at: server) }
  }
  private static func text(_ server: SchedulerState.ServerID) -> String { Endpoint(server.address, port: server.port).description }
  private static func place(_ text: String) -> (address: Address, port: UInt16)? {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(String(text[text.index(after: colon)...])) else { return nil }
    return Address(String(text[..<colon].replacing("[", with: "").replacing("]", with: ""))).map { ($0, port) }
  }
}
