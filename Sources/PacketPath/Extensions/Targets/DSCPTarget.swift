/// `-j DSCP`: sets the six upper bits of the type of service or traffic class (dscp_tg in xt_DSCP.c), and goes on.
public struct DSCPTarget: Target {
  public static let info = ExtensionInfo("DSCP", options: ["--set-dscp value", "--set-dscp-class name"], "Exact.")
  private let value: UInt8

  public init?(parsing reader: inout RuleReader) {
    var value: UInt8?
    if reader.takesPlain("--set-dscp") {
      value = reader.number(upTo: 63).map { UInt8($0) }
    } else if reader.takesPlain("--set-dscp-class") {
      value = DSCPClass.value(named: reader.string(reader.word()))
    }
    guard let value else { return nil }
    self.value = value
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    skb.setTOS(skb.packet.tos & 3 | value << 2)
    return .goOn
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -j DSCP --set-dscp ")
    writer.write(hexByte: value)
  }
}

extension SocketBuffer {
  /// A new type of service or traffic class.
  mutating func setTOS(_ tos: UInt8) {
    guard tos != packet.tos else { return }
    packet.tos = tos
    generation &+= 1
  }
  /// A new time to live or hop limit.
  mutating func setTTL(_ ttl: UInt8) {
    guard ttl != packet.ttl else { return }
    packet.ttl = ttl
    generation &+= 1
  }
}
