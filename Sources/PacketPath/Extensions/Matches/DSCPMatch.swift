/// `-m dscp`: the six upper bits of the type of service or traffic class (dscp_mt in xt_dscp.c).
public struct DSCPMatch: Match {
  public static let info = ExtensionInfo("dscp", options: ["[!] --dscp value", "[!] --dscp-class name"], "Exact.")
  private let value: UInt8
  private let isNegated: Bool

  public init?(parsing reader: inout RuleReader) {
    var value: UInt8?
    if reader.takes("--dscp") {
      value = reader.number(upTo: 63).map { UInt8($0) }
    } else if reader.takes("--dscp-class") {
      value = DSCPClass.value(named: reader.string(reader.word()))
    }
    guard let value else { return nil }
    self.value = value
    isNegated = reader.isNegated
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { Answer((skb.packet.tos >> 2 == value) != isNegated) }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m dscp")
    writer.option("--dscp", negated: isNegated)
    writer.write(" ")
    writer.write(hexByte: value)
  }
}

/// Names of RFC 2474 and its followers (dscp_helper.c of iptables).
enum DSCPClass {
  static func value(named name: String) -> UInt8? {
    let name = name.uppercased()
    if name == "BE" { return 0 }
    if name == "EF" { return 46 }
    let digits = name.dropFirst(2).utf8.map { $0 &- 48 }
    if name.hasPrefix("CS"), digits.count == 1, digits[0] < 8 { return digits[0] << 3 }
    if name.hasPrefix("AF"), digits.count == 2, (1...4).contains(digits[0]), (1...3).contains(digits[1]) {
      return digits[0] << 3 | digits[1] << 1
    }
    return nil
  }
}
