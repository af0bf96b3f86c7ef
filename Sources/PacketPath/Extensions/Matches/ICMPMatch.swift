/// `--icmp-type type[/code]`: the type, and the code if one is given.
struct ICMPTest: BitwiseCopyable {
  private let type: UInt8, lowCode: UInt8, highCode: UInt8
  private let isNegated: Bool
  private static let any: UInt8 = 255

  init?(_ reader: inout RuleReader, names: [ICMPName], allowsAny: Bool) {
    isNegated = reader.isNegated
    if reader.cursor.byte() &- 48 < 10 {
      guard let type = reader.partialNumber(upTo: 255) else { return nil }
      self.type = UInt8(type)
      if reader.takesByte(0x2f) {
        guard let code = reader.partialNumber(upTo: 255) else { return nil }
        (lowCode, highCode) = (UInt8(code), UInt8(code))
      } else {
        (lowCode, highCode) = (0, 255)
      }
      guard reader.cursor.endsValue() else { return nil }
      return
    }
    let name = reader.string(reader.word()).lowercased()
    if allowsAny && name == "any" {
      (type, lowCode, highCode) = (Self.any, 0, 255)
      return
    }
    let begun = name.isEmpty ? [] : names.filter { $0.name.hasPrefix(name) }
    guard let known = names.first(where: { $0.name == name }) ?? (begun.count == 1 ? begun[0] : nil) else { return nil }
    (type, lowCode, highCode) = (known.type, known.code ?? 0, known.code ?? 255)
  }
  func evaluate(_ packet: Packet, _ context: EvaluationContext, anyMatchesAll: Bool) -> Answer {
    if packet.isLaterFragment { return context.backend == .legacy ? .no : .unknown }
    let holds =
      (anyMatchesAll && type == Self.any) || (packet.icmpType == type && lowCode <= packet.icmpCode && packet.icmpCode <= highCode)
    return Answer(holds != isNegated)
  }
  func save(_ option: StaticString, printsAny: Bool, to writer: inout RuleWriter) {
    writer.option(option, negated: isNegated)
    if printsAny && type == Self.any {
      writer.write(" any")
      return
    }
    writer.write(" \(type)")
    if lowCode == highCode { writer.write("/\(lowCode)") }
  }
}
struct ICMPName { let name: String, type: UInt8, code: UInt8? }

/// `-m icmp` (icmp_match in ip_tables.c). Type 255 is any.
public struct ICMPMatch: Match {
  public static let info = ExtensionInfo("icmp", families: [.ipv4], options: ["[!] --icmp-type any|type[/code]"], "Exact.")
  private let test: ICMPTest

  public init?(parsing reader: inout RuleReader) {
    guard reader.family == .ipv4, reader.takes("--icmp-type"), let test = ICMPTest(&reader, names: Self.names, allowsAny: true) else {
      return nil
    }
    self.test = test
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    skb.packet.proto == .icmp ? test.evaluate(skb.packet, context, anyMatchesAll: true) : .no
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m icmp")
    test.save("--icmp-type", printsAny: true, to: &writer)
  }
  /// Names of RFC 792 and its followers, as libxt_icmp knows them.
  private static let names: [ICMPName] = [
    ICMPName(name: "echo-reply", type: 0, code: nil), ICMPName(name: "pong", type: 0, code: nil),
    ICMPName(name: "destination-unreachable", type: 3, code: nil), ICMPName(name: "network-unreachable", type: 3, code: 0),
    ICMPName(name: "host-unreachable", type: 3, code: 1), ICMPName(name: "protocol-unreachable", type: 3, code: 2),
    ICMPName(name: "port-unreachable", type: 3, code: 3), ICMPName(name: "fragmentation-needed", type: 3, code: 4),
    ICMPName(name: "source-route-failed", type: 3, code: 5), ICMPName(name: "network-unknown", type: 3, code: 6),
    ICMPName(name: "host-unknown", type: 3, code: 7), ICMPName(name: "network-prohibited", type: 3, code: 9),
    ICMPName(name: "host-prohibited", type: 3, code: 10), ICMPName(name: "tos-network-unreachable", type: 3, code: 11),
    ICMPName(name: "tos-host-unreachable", type: 3, code: 12), ICMPName(name: "communication-prohibited", type: 3, code: 13),
    ICMPName(name: "host-precedence-violation", type: 3, code: 14), ICMPName(name: "precedence-cutoff", type: 3, code: 15),
    ICMPName(name: "source-quench", type: 4, code: nil), ICMPName(name: "redirect", type: 5, code: nil),
    ICMPName(name: "network-redirect", type: 5, code: 0), ICMPName(name: "host-redirect", type: 5, code: 1),
    ICMPName(name: "tos-network-redirect", type: 5, code: 2), ICMPName(name: "tos-host-redirect", type: 5, code: 3),
    ICMPName(name: "echo-request", type: 8, code: nil), ICMPName(name: "ping", type: 8, code: nil),
    ICMPName(name: "router-advertisement", type: 9, code: nil), ICMPName(name: "router-solicitation", type: 10, code: nil),
    ICMPName(name: "time-exceeded", type: 11, code: nil), ICMPName(name: "ttl-exceeded", type: 11, code: nil),
    ICMPName(name: "ttl-zero-during-transit", type: 11, code: 0), ICMPName(name: "ttl-zero-during-reassembly", type: 11, code: 1),
    ICMPName(name: "parameter-problem", type: 12, code: nil), ICMPName(name: "ip-header-bad", type: 12, code: 0),
    ICMPName(name: "required-option-missing", type: 12, code: 1), ICMPName(name: "timestamp-request", type: 13, code: nil),
    ICMPName(name: "timestamp-reply", type: 14, code: nil), ICMPName(name: "address-mask-request", type: 17, code: nil),
    ICMPName(name: "address-mask-reply", type: 18, code: nil),
  ]
}

/// `-m icmp6` (icmp6_match in ip6_tables.c). There is no `any`.
public struct ICMPv6Match: Match {
  public static let info = ExtensionInfo(
    "icmp6", aliases: ["icmpv6"], families: [.ipv6], options: ["[!] --icmpv6-type type[/code]"], "Exact.")
  private let test: ICMPTest

  public init?(parsing reader: inout RuleReader) {
    guard reader.family == .ipv6, reader.takes("--icmpv6-type"), let test = ICMPTest(&reader, names: Self.names, allowsAny: false) else {
      return nil
    }
    self.test = test
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    skb.packet.proto == .icmpv6 ? test.evaluate(skb.packet, context, anyMatchesAll: false) : .no
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m icmp6")
    test.save("--icmpv6-type", printsAny: false, to: &writer)
  }
  /// Names of RFC 4443 and its followers, as libxt_icmp6 knows them.
  private static let names: [ICMPName] = [
    ICMPName(name: "destination-unreachable", type: 1, code: nil), ICMPName(name: "no-route", type: 1, code: 0),
    ICMPName(name: "communication-prohibited", type: 1, code: 1), ICMPName(name: "beyond-scope", type: 1, code: 2),
    ICMPName(name: "address-unreachable", type: 1, code: 3), ICMPName(name: "port-unreachable", type: 1, code: 4),
    ICMPName(name: "failed-policy", type: 1, code: 5), ICMPName(name: "reject-route", type: 1, code: 6),
    ICMPName(name: "packet-too-big", type: 2, code: nil), ICMPName(name: "time-exceeded", type: 3, code: nil),
    ICMPName(name: "ttl-exceeded", type: 3, code: nil), ICMPName(name: "ttl-zero-during-transit", type: 3, code: 0),
    ICMPName(name: "ttl-zero-during-reassembly", type: 3, code: 1), ICMPName(name: "parameter-problem", type: 4, code: nil),
    ICMPName(name: "bad-header", type: 4, code: 0), ICMPName(name: "unknown-header-type", type: 4, code: 1),
    ICMPName(name: "unknown-option", type: 4, code: 2), ICMPName(name: "echo-request", type: 128, code: nil),
    ICMPName(name: "ping", type: 128, code: nil), ICMPName(name: "echo-reply", type: 129, code: nil),
    ICMPName(name: "pong", type: 129, code: nil), ICMPName(name: "mld-listener-query", type: 130, code: nil),
    ICMPName(name: "mld-listener-report", type: 131, code: nil), ICMPName(name: "mld-listener-done", type: 132, code: nil),
    ICMPName(name: "mld-listener-reduction", type: 132, code: nil), ICMPName(name: "router-solicitation", type: 133, code: nil),
    ICMPName(name: "router-advertisement", type: 134, code: nil), ICMPName(name: "neighbour-solicitation", type: 135, code: nil),
    ICMPName(name: "neighbor-solicitation", type: 135, code: nil), ICMPName(name: "neighbour-advertisement", type: 136, code: nil),
    ICMPName(name: "neighbor-advertisement", type: 136, code: nil), ICMPName(name: "redirect", type: 137, code: nil),
  ]
}
