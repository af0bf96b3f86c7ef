import KubeProxy
import PacketPath

extension Destination {
  /// What a user wrote behind `trace`, or why it is none.
  init(argument text: String) throws(CommandError) {
    // `[fd00::1]` alone is `fd00::1`.
    let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
    guard let destination = Destination(isBracketed ? String(text.dropFirst().dropLast()) : text) else { throw Self.error(text) }
    if case .address(let address, let port, let proto) = destination, port == nil, proto.hasPorts, text.contains("/") {
      throw CommandError("\(text): \(proto) needs a port", hint: "write \(Endpoint(address, port: 80))/\(proto)")
    }
    self = destination
  }
  private static func error(_ text: String) -> CommandError {
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    if parts.count == 2, let endpoint = Endpoint(parsing: parts[0]) {
      guard let proto = IPProtocol(name: parts[1]) else {
        return CommandError(
          "\(text): \(parts[1]) is no protocol", hint: Suggestion.among(["tcp", "udp", "sctp", "icmp", "icmpv6"], for: parts[1]))
      }
      if let address = endpoint.address { return CommandError("\(text): \(proto) has no ports", hint: "write \(address)/\(proto)") }
    }
    return CommandError(
      "\(text): not a destination",
      hint: "ADDR:PORT[/PROTO], [ADDR6]:PORT[/PROTO], ADDR/PROTO, ADDR or NAMESPACE/NAME[:PORT]; host names are not looked up")
  }
}

extension Address {
  /// `192.0.2.1`, `fd00::1`, or in brackets.
  init?(argument text: String) { self.init(text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text) }
}
