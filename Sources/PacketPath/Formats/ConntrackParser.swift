/// Reads what `conntrack -L [-o extended,id]` prints, and `/proc/net/nf_conntrack`: a connection a line.
///
///     tcp      6 431999 ESTABLISHED src=10.244.1.9 dst=10.96.0.1 sport=41000 dport=80 src=10.244.1.7 dst=10.244.1.9 sport=8080 dport=41000 [ASSURED] mark=0 use=1
///
/// Which side is translated follows from how the answers differ from the packets. Entries that an event says are gone are left out.
public enum ConntrackParser {
  public static func parse(_ text: SourceText) -> Parsed<[Connection]> {
    var lines = LineReader(text, breaksAtBackslash: false)
    var connections: [Connection] = []
    while let line = lines.next() {
      var entry = ConntrackLine()
      if !entry.isRemark(line), entry.read(line, &lines), let connection = entry.connection(line, &lines) { connections.append(connection) }
    }
    return lines.finish(connections)
  }
}

/// One line, while it is read.
private struct ConntrackLine {
  private var proto: IPProtocol?
  private var zone = ConntrackZone.usual
  /// What stands in front of the first address: names, numbers, the state.
  private var head: [TextLine.Word] = []
  /// The packets' addresses and ports, and those of the answers.
  private var tuples: [Tuple] = []
  private var isUnreplied = false, isAssured = false
  /// Of ICMP, what is asked.
  private var icmpType: UInt8?, icmpCode: UInt8 = 0
  /// With `net.netfilter.nf_conntrack_acct`, what has come in each direction.
  private var counts: [Traffic.Count] = []
  private var traffic: Traffic? { counts.count == 2 ? Traffic(original: counts[0], reply: counts[1]) : nil }
  private var mark: UInt32 = 0

  private struct Tuple {
    var source: Address
    var destination: Address?
    var sourcePort: UInt16 = 0, destinationPort: UInt16 = 0
    var flow: FlowTuple? {
      guard let destination, destination.family == source.family else { return nil }
      return FlowTuple(
        source: source.bits, destination: destination.bits, sourcePort: PortRange(sourcePort), destinationPort: PortRange(destinationPort))
    }
  }

  /// What conntrack says of its own listing: `conntrack v1.4.7 (conntrack-tools): 3 flow entries have been shown.`
  func isRemark(_ line: TextLine) -> Bool {
    let first = line.words[0].text
    return first.hasPrefix("#") || first == "conntrack" || first.hasSuffix("conntrack:")
  }

  /// False: the line is no connection, or none that counts, and this was remarked.
  mutating func read(_ line: TextLine, _ lines: inout LineReader) -> Bool {
    for (index, word) in line.words.enumerated() {
      if word.text.hasPrefix("[") {
        if word.text == "[UNREPLIED]" { isUnreplied = true }
        if word.text == "[ASSURED]" { isAssured = true }
        if word.text == "[DESTROY]" {
          lines.remark(.note, "a connection that is gone", line, index)
          return false
        }
      } else if let equals = word.text.firstIndex(of: "=") {
        let value = String(word.text[word.text.index(after: equals)...])
        guard take(String(word.text[..<equals]), value, line, index, &lines) else { return false }
      } else if tuples.isEmpty {
        head.append(word)
      }
    }
    return true
  }
  private mutating func take(_ key: String, _ value: String, _ line: TextLine, _ index: Int, _ lines: inout LineReader) -> Bool {
    func fault(_ what: String) -> Bool {
      lines.remark(.warning, "\(what): \(value.shown)", line, index)
      return false
    }
    switch key {
    case "src":
      guard let source = Address(value) else { return fault("not an address") }
      if tuples.count == 2 { return fault("a third source") }
      tuples.append(Tuple(source: source))
    case "dst", "sport", "dport":
      guard let last = tuples.indices.last else { return fault("\(key) in front of src") }
      if key == "dst" {
        guard let destination = Address(value) else { return fault("not an address") }
        tuples[last].destination = destination
      } else {
        guard let port = UInt16(value) else { return fault("not a port") }
        if key == "sport" { tuples[last].sourcePort = port } else { tuples[last].destinationPort = port }
      }
    case "mark":
      guard let number = UInt32(value) else { return fault("not a mark") }
      mark = number
    case "type", "code":
      guard let number = UInt8(value), tuples.count == 1 else { break }
      if key == "type" { icmpType = number } else { icmpCode = number }
    case "packets":
      if let packets = UInt64(value) { counts.append(Traffic.Count(packets: packets, bytes: nil)) }
    case "bytes":
      if let last = counts.indices.last { counts[last].bytes = UInt64(value) }
    case "zone", "zone-orig", "zone-reply":
      guard let number = UInt16(value) else { return fault("not a zone") }
      zone = ConntrackZone(number: number, isForOriginal: key != "zone-reply", isForReply: key != "zone-orig")
    default: break
    }
    return true
  }

  // MARK: The connection

  func connection(_ line: TextLine, _ lines: inout LineReader) -> Connection? {
    func fault(_ what: String) -> Connection? {
      lines.remark(.warning, what, line)
      return nil
    }
    guard tuples.count == 2, let original = tuples[0].flow, let reply = tuples[1].flow, tuples[0].source.family == tuples[1].source.family
    else {
      return fault("not a connection: \(line.words.map(\.text).joined(separator: " ").shown)")
    }
    guard let (proto, rest) = protocolAndRest() else { return fault("the protocol is missing") }
    var result = Connection(proto, tuples[0].source.family, original: original, reply: reply)
    if !proto.hasTrackedPorts { (result.original, result.reply) = (original.withoutPorts, reply.withoutPorts) }
    result.isDestinationTranslated =
      result.reply.source != result.original.destination || result.reply.sourcePort != result.original.destinationPort
    result.isSourceTranslated =
      result.reply.destination != result.original.source || result.reply.destinationPort != result.original.sourcePort
    if result.isSourceTranslated { result.masqueradeDevice = .unknown }
    (result.mark, result.zone) = (mark, zone)
    result.hasReply = !isUnreplied
    result.secondsLeft = rest.first.flatMap { UInt32($0.text) }
    if proto.isICMP { (result.icmpType, result.icmpCode) = (icmpType ?? result.icmpType, icmpCode) }
    result.isAssured = isAssured
    result.traffic = traffic
    if proto == .sctp { result.readAssociation(rest.map(\.text)) }
    if let state = rest.lazy.compactMap({ TCPState(name: $0.text) }).first { result.tcpState = state }
    return result
  }
  /// `[ipv4 2] tcp 6 [seconds] [STATE]`: a name, and its number, which says more.
  private func protocolAndRest() -> (IPProtocol, ArraySlice<TextLine.Word>)? {
    var words = head[...]
    if let first = words.first?.text, first == "ipv4" || first == "ipv6" { words = words.dropFirst(2) }
    // In front of an entry that an event tells stands its time.
    while words.count > 2, IPProtocol(name: words[words.startIndex].text) == nil, words[words.startIndex].text != "unknown" {
      words = words.dropFirst()
    }
    guard let name = words.first?.text else { return nil }
    let number = words.dropFirst().first.flatMap { UInt8($0.text) }
    guard let proto = number.map({ IPProtocol(rawValue: $0) }) ?? IPProtocol(name: name) else { return nil }
    return (proto, words.dropFirst(number == nil ? 1 : 2))
  }
}

extension Connection {
  fileprivate mutating func readAssociation(_ words: [String]) {
    association = Association(words.lazy.compactMap { SCTPState(name: $0) }.first ?? .established, hasReply: hasReply)
  }
}

extension FlowTuple {
  /// Of protocols without ports, what is known of a packet: its addresses.
  fileprivate var withoutPorts: FlowTuple { FlowTuple(source: source, destination: destination) }
}
