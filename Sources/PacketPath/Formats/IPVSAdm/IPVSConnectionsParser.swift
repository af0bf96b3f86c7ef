/// Reads what `ipvsadm -lnc` prints: connections, and the templates of persistent clients.
///
/// `TCP 14:55  ESTABLISHED 10.0.0.7:40000     10.96.0.20:80      10.244.1.7:8080`
public enum IPVSConnectionsParser {
  public static func parse(_ text: SourceText) -> Parsed<[VirtualConnection]> {
    var lines = LineReader(text, breaksAtBackslash: false), connections: [VirtualConnection] = []
    while let line = lines.next() {
      let words = line.words.map(\.text)
      if words.starts(with: ["IPVS", "connection"]) || words[0] == "pro" || words.contains("ipvsadm") || words[0] == "..." { continue }
      guard words.count >= 6, let connection = connection(words) else {
        lines.remark(.warning, "not a line of ipvsadm -lnc: \(words[0].shown)", line)
        continue
      }
      // What was thrown away goes by a port that no packet asks for (ip_vs_check_template).
      if case .address(_, 65535, _) = connection.selector, connection.isTemplate { continue }
      connections.append(connection)
    }
    return lines.finish(connections)
  }
  private static func connection(_ words: [String]) -> VirtualConnection? {
    guard let seconds = seconds(words[1]), let client = IPVSAdmWords.endpoint(words[3]), let asked = IPVSAdmWords.endpoint(words[4]),
      let server = IPVSAdmWords.endpoint(words[5]), let source = client.address, let destination = asked.address,
      let serverAddress = server.address
    else { return nil }
    // States of protocols and helpers that are not modelled: as far as nothing is known.
    let state = VirtualConnection.State(rawValue: words[2]) ?? .none
    let selector: VirtualServer.Selector, proto: IPProtocol?
    if words[0] == "IP" {
      // A firewall mark stands where an address would (ip_vs_sched_persist), in the first word of an IPv6 one.
      let width = destination.family.width
      (selector, proto) = (.mark(UInt32(truncatingIfNeeded: destination.bits >> UInt128(width - 32)), source.family), nil)
    } else {
      guard let known = IPProtocol(name: words[0]) else { return nil }
      (selector, proto) = (.address(destination, port: asked.port, proto: known), known)
    }
    return VirtualConnection(
      proto, state, secondsLeft: seconds, client: source, clientPort: client.port, selector: selector, server: serverAddress,
      serverPort: server.port)
  }
  /// `179:59`: minutes without a bound, and seconds.
  private static func seconds(_ word: String) -> Double? {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let minutes = UInt32(parts[0]), let seconds = UInt32(parts[1]), seconds < 60 else { return nil }
    return Double(minutes) * 60 + Double(seconds)
  }
}
