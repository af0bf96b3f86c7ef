/// `[!] -p protocol`: the IP protocol; in IPv6 the last header's.
public struct ProtocolMatch: Match {
  public static let info = ExtensionInfo(
    "-p", aliases: ["--protocol", "--proto"], options: ["[!] -p protocol"], "The protocol number; 0 or `all` is any.")
  let proto: IPProtocol
  let isNegated: Bool
  /// How the text names a protocol that versions of iptables name differently; empty: by its usual name.
  private let spelling: UInt32
  private let spellingCount: UInt8

  @inline(__always) public init?(parsing reader: inout RuleReader) {
    let known: IPProtocol
    if reader.cursor.takes("tcp") {
      known = .tcp
    } else if reader.cursor.takes("udp") {
      known = .udp
    } else {
      guard let named = Self(named: &reader) else { return nil }
      self = named
      return
    }
    proto = known
    isNegated = reader.isNegated
    (spelling, spellingCount) = (0, 0)
    if !isNegated { reader.proto = proto }
  }
  @inline(never) private init?(named reader: inout RuleReader) {
    isNegated = reader.isNegated
    let text = reader.word()
    guard let proto = IPProtocol(name: reader.string(text)) else { return nil }
    if isNegated && proto.rawValue == 0 { return nil }
    self.proto = proto
    if !isNegated { reader.proto = proto }
    // A name stays as it is, for versions of iptables differ in it; a number is printed as a name where every version does that.
    let bytes = reader.bytes(text), isName = bytes.first.map { $0 > 0x39 } ?? false, isLower = !bytes.contains { $0 &- 65 < 26 }
    let isUsual = isName ? !isLower : IPProtocol.builtIn.contains { $0.number == proto.rawValue }
    spelling = isUsual ? 0 : text.start
    spellingCount = isUsual ? 0 : UInt8(clamping: text.count)
  }
  @inline(__always) public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    // Zero: the kernel compares only `if (ip->protocol && …)`, so that `!` changes nothing.
    proto.rawValue == 0 ? .yes : Answer((skb.packet.proto == proto) != isNegated)
  }
  public var reads: PacketFields { .proto }
  public func save(to writer: inout RuleWriter) {
    if proto.rawValue == 0 { return }
    writer.option("-p", negated: isNegated)
    writer.write(" ")
    if spellingCount == 0 {
      writer.write(proto == .icmpv6 ? "ipv6-icmp" : proto.description)
    } else {
      writer.write(TextRange(start: Int(spelling), end: Int(spelling) + Int(spellingCount)))
    }
  }
}
