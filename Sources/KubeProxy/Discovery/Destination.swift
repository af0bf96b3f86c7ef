public import PacketPath

/// Where a packet is sent, in the words of the command line: `ADDR:PORT[/PROTO]`, `[ADDR6]:PORT[/PROTO]`, `ADDR/PROTO`, `ADDR` or
/// `NAMESPACE/NAME[:PORT]`. The protocol is TCP where none is written.
public enum Destination: Sendable, Hashable {
  /// Nil: no port is written.
  case address(Address, port: UInt16?, proto: IPProtocol)
  case service(String)

  /// Nil if it is nothing of all that.
  public init?(_ text: String) {
    var rest = text[...], proto = IPProtocol.tcp, hasProto = false
    if let slash = text.lastIndex(of: "/"), let named = IPProtocol(name: String(text[text.index(after: slash)...])),
      Address(String(text[..<slash])) != nil || Endpoint(parsing: text[..<slash]) != nil
    {
      (rest, proto, hasProto) = (text[..<slash], named, true)
    }
    if let address = Address(String(rest)) {
      self = .address(address, port: nil, proto: proto)
    } else if let endpoint = Endpoint(parsing: rest), let address = endpoint.address, let port = endpoint.port, proto.hasPorts {
      self = .address(address, port: port, proto: proto)
    } else if !hasProto, Self.isService(text) {
      self = .service(text)
    } else {
      return nil
    }
  }
  private static func isService(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let word: (Substring) -> Bool = {
      !$0.isEmpty && $0.utf8.allSatisfy { $0 &- 48 < 10 || ($0 | 32) &- 97 < 26 || $0 == 0x2d || $0 == 0x2e }
    }
    guard parts.count == 2, word(parts[0]), !parts[0].contains(".") else { return false }
    let name = parts[1].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    return name.allSatisfy(word)
  }
}

extension Endpoint {
  /// `10.244.1.7:9376` or `[fd00::7]:9376`; nil if it is neither.
  public init?(parsing text: some StringProtocol) {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let digits = text[text.index(after: colon)...], host = text[..<colon]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 &- 48 < 10 }), let port = UInt16(digits) else { return nil }
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    guard let address = Address(String(isBracketed ? host.dropFirst().dropLast() : host[...])), (address.family == .ipv6) == isBracketed
    else {
      return nil
    }
    self.init(address, port: port)
  }
}
