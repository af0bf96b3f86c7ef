/// Reads what `ipvsadm -Sn`, `-S`, `-ln` and `-Ln` print, each with its further columns, commands for ipvsadm, and `/proc/net/ip_vs`.
///
/// Listings are taken as people paste them: without headings, with `...` between, columns cut off. Listings of the same virtual
/// servers add up: `--thresholds` behind a plain one fills in what that does not show.
public struct IPVSAdmParser {
  private var lines: LineReader
  var servers: [VirtualServer]
  /// Where each virtual server stands in `servers`.
  private var places: [VirtualServer.Selector: Int] = [:]
  /// The virtual server that `->` lines belong to; nil: it is left out.
  private var current: Int?
  private var columns: IPVSAdmColumns?
  private var listsWalkOrder = false, isFromProc = false

  /// Adds to `known` what a text tells.
  public static func parse(_ text: SourceText, adding known: VirtualServers = VirtualServers()) -> Parsed<VirtualServers> {
    var parser = IPVSAdmParser(text, known)
    while let line = parser.lines.next() { parser.read(line) }
    var result = known
    let wasEmpty = known.isEmpty
    result.all = parser.servers
    // Listings are sorted; one that is not shows the kernel's own order.
    let isWalkOrder = parser.listsWalkOrder || parser.isFromProc
    result.isWalkOrder = wasEmpty ? isWalkOrder : known.isWalkOrder || isWalkOrder
    return parser.lines.finish(result)
  }
  private init(_ text: SourceText, _ known: VirtualServers) {
    lines = LineReader(text, breaksAtBackslash: false)
    servers = known.all
    for (place, server) in servers.enumerated() { places[server.selector] = places[server.selector] ?? place }
  }

  private mutating func read(_ line: TextLine) {
    var words = line.words.map(\.text)
    if words[0].hasPrefix("#") && !words.contains("ipvsadm") || words.allSatisfy({ $0 == "..." || $0 == "…" || $0 == "--" }) { return }
    if let tool = words.prefix(4).firstIndex(where: { $0 == "ipvsadm" || $0.hasSuffix("/ipvsadm") }) {
      // A prompt and the command itself.
      words.removeFirst(tool + 1)
      if words.contains("--nosort") { listsWalkOrder = true }
      if words.isEmpty || IPVSAdmCommand.isListing(words[0]) { return }
    }
    switch words[0] {
    case "IP" where words.starts(with: ["IP", "Virtual", "Server"]): return
    case "Prot": columns = IPVSAdmColumns(heading: words) ?? columns
    case "->" where words.count > 1 && words[1].hasPrefix("RemoteAddress"): readSecondHeading(words)
    case "->": readServer(line, words)
    case "TCP", "UDP", "SCTP", "FWM": readService(line, words)
    case let word where word.hasPrefix("-"): execute(line, words)
    default: lines.remark(.warning, "not a line of ipvsadm: \(words[0].shown)", line)
    }
  }
  private mutating func readSecondHeading(_ words: [String]) {
    if words.count == 2 { return }
    // /proc/net/ip_vs has one blank between its headings.
    columns = words.contains("TunnelInfo") ? .tunnel : .plain
  }

  // MARK: Listings

  /// `TCP  10.96.0.1:443 rr (sh-port) persistent 10800 mask 255.255.255.0 pe sip ops`
  private mutating func readService(_ line: TextLine, _ words: [String]) {
    current = nil
    guard words.count > 1, let selector = selector(words, line) else { return }
    var server = VirtualServer(selector)
    let isIPv6Mark = words[0] == "FWM" && words.count > 2 && words[2] == "IPv6"
    var rest = words.dropFirst(isIPv6Mark ? 3 : 2)
    // Listings of numbers show no scheduler.
    let hasScheduler = rest.first?.first?.isLetter == true
    if hasScheduler {
      server.scheduler = rest.removeFirst()
      readWords(rest, into: &server, line)
    }
    server.line = line.number
    current = declare(server, hasScheduler: hasScheduler)
  }
  private mutating func readWords(_ words: ArraySlice<String>, into server: inout VirtualServer, _ line: TextLine) {
    var words = words
    let family = server.family
    while let word = words.popFirst() {
      switch word {
      case "ops": server.isOnePacket = true
      case "persistent":
        // In /proc in jiffies, of which there are 100 to 1000 a second.
        let timeout = words.popFirst().flatMap { UInt32($0) } ?? 0
        server.persistence = VirtualServer.Persistence(
          timeout: isFromProc ? timeout / 250 : timeout, mask: family.mask(length: family.width))
        if isFromProc, let mask = words.popFirst() { server.persistence?.mask = IPVSAdmWords.hexMask(mask, family) }
      case "mask":
        guard let mask = words.popFirst().flatMap({ IPVSAdmWords.mask($0, family) }) else { return remarkWord("mask", line) }
        server.persistence?.mask = mask
      case "pe": server.persistenceEngine = words.popFirst()
      case let flags where flags.hasPrefix("("):
        guard let known = IPVSAdmWords.flags(flags.trimmingParentheses) else { return remarkWord(flags, line) }
        server.flags = known
      case "...", "…": break
      default: remarkWord(word, line)
      }
    }
  }
  private mutating func remarkWord(_ word: String, _ line: TextLine) {
    lines.remark(.warning, "not understood in a virtual server's line: \(word.shown)", line)
  }
  private mutating func selector(_ words: [String], _ line: TextLine) -> VirtualServer.Selector? {
    if words[0] == "FWM" {
      let family: IPFamily = words.count > 2 && words[2] == "IPv6" ? .ipv6 : .ipv4
      if words[1].utf8.count == 8, let mark = UInt32(words[1], radix: 16) {
        isFromProc = true
        return .mark(mark, family)
      }
      if let mark = IPVSAdmWords.mark(words[1]) { return .mark(mark, family) }
    } else if let proto = IPProtocol(name: words[0]) {
      if IPVSAdmWords.isHexadecimal(words[1]) { isFromProc = true }
      if let place = IPVSAdmWords.endpoint(words[1]), let address = place.address {
        return .address(address, port: place.port, proto: proto)
      }
    }
    lines.remark(.warning, "no address and port, and no mark: the virtual server \(words[1].shown) is left out", line, 1)
    return nil
  }

  /// `-> 10.244.1.7:8080 Masq 1 0 0`
  private mutating func readServer(_ line: TextLine, _ words: [String]) {
    guard let current else {
      lines.remark(.warning, "a real server without its virtual server is left out", line)
      return
    }
    guard words.count > 1, let place = IPVSAdmWords.endpoint(words[1]) else {
      lines.remark(.warning, "no address and port: the real server is left out", line, 1)
      return
    }
    var server = RealServer(place.address ?? .any(servers[current].family), port: place.port)
    server.name = place.name
    server.line = line.number
    if let name = place.name { lines.remark(.note, "a name instead of an address (ipvsadm without -n): \(name.shown)", line, 1) }
    let known = servers[current].realServers.firstIndex { $0.address == server.address && $0.port == server.port && $0.name == server.name }
    if let known { server = servers[current].realServers[known] }
    let fields = Array(words.dropFirst(2).prefix { $0 != "..." && $0 != "…" })
    let layout = columns.flatMap { $0.fits(fields) ? $0 : nil } ?? IPVSAdmColumns(guessing: fields)
    if !layout.read(fields, into: &server) { lines.remark(.warning, "columns that are not understood", line, 2) }
    if fields.count < layout.count && known == nil {
      lines.remark(.note, "columns are cut off: what they would tell is taken as usual", line)
    }
    if let known {
      servers[current].realServers[known] = server
    } else {
      if let last = servers[current].realServers.last, IPVSAdmWords.isSorted(last, server) == false { listsWalkOrder = true }
      servers[current].realServers.append(server)
    }
  }

  /// Takes a virtual server in, or finds it: what a listing without schedulers says of one that is known already, is not taken.
  private mutating func declare(_ server: VirtualServer, hasScheduler: Bool) -> Int {
    guard let place = places[server.selector] else {
      places[server.selector] = servers.count
      servers.append(server)
      return servers.count - 1
    }
    if hasScheduler {
      let realServers = servers[place].realServers
      let line = servers[place].line
      servers[place] = server
      servers[place].realServers = realServers
      servers[place].line = line
    }
    return place
  }

  // MARK: Commands

  private mutating func execute(_ line: TextLine, _ words: [String]) {
    var command = IPVSAdmCommand(words)
    if let wrong = command.wrong { lines.remark(.warning, "not understood, and left out: \(wrong.shown)", line) }
    guard let action = command.action else { return lines.remark(.warning, "not a command of ipvsadm: \(words[0].shown)", line) }
    if action == .clear {
      (servers, places, current) = ([], [:], nil)
      return
    }
    guard let selector = command.selector else { return lines.remark(.warning, "no virtual server is named", line) }
    let place = places[selector]
    switch action {
    case .addService, .editService:
      if place != nil && action == .addService { lines.remark(.warning, "the virtual server exists already", line) }
      command.service.line = line.number
      current = declare(command.service, hasScheduler: true)
    case .deleteService:
      guard let place else { return lines.remark(.warning, "no such virtual server", line) }
      servers.remove(at: place)
      places = [:]
      for (place, server) in servers.enumerated() { places[server.selector] = place }
    case .addServer, .editServer, .deleteServer:
      guard let place else { return lines.remark(.warning, "a real server without its virtual server is left out", line) }
      guard var server = command.server else { return lines.remark(.warning, "no real server is named", line) }
      server.line = line.number
      let known = servers[place].realServers.firstIndex { $0.address == server.address && $0.port == server.port && $0.name == server.name }
      switch (action, known) {
      case (.deleteServer, let known?): servers[place].realServers.remove(at: known)
      case (.editServer, let known?), (.addServer, let known?):
        if action == .addServer { lines.remark(.warning, "the real server exists already", line) }
        server.counters = servers[place].realServers[known].counters
        servers[place].realServers[known] = server
      case (.addServer, nil): servers[place].realServers.append(server)
      default: lines.remark(.warning, "no such real server", line)
      }
    case .clear: break
    }
  }
}

extension String {
  fileprivate var trimmingParentheses: String { String(drop { $0 == "(" }.prefix { $0 != ")" }) }
}
