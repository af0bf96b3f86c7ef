/// `-m tos [!] --tos value[/mask]`: the type of service or traffic class under a mask (tos_mt in xt_dscp.c).
public struct TOSMatch: Match {
  public static let info = ExtensionInfo("tos", options: ["[!] --tos value[/mask]"], "Exact.")
  private let value: TOSValue
  private let isNegated: Bool

  public init?(parsing reader: inout RuleReader) {
    guard reader.takes("--tos") else { return nil }
    isNegated = reader.isNegated
    guard let value = TOSValue(&reader) else { return nil }
    self.value = value
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    Answer((skb.packet.tos & value.mask == value.value) != isNegated)
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m tos")
    writer.option("--tos", negated: isNegated)
    value.save(to: &writer)
  }
}

/// `0x10/0x3f`, `16`, `Minimize-Delay`: what `-m tos` and `-j TOS` read (tos_values.c of iptables).
struct TOSValue: BitwiseCopyable {
  var value: UInt8, mask: UInt8
  private static let names: [String: UInt8] = [
    "minimize-delay": 0x10, "maximize-throughput": 0x08, "maximize-reliability": 0x04, "minimize-cost": 0x02, "normal-service": 0,
  ]
  init(value: UInt8, mask: UInt8) {
    self.value = value
    self.mask = mask
  }
  init?(_ reader: inout RuleReader) {
    guard reader.cursor.byte() &- 48 < 10 else {
      guard let named = Self.names[reader.string(reader.word()).lowercased()] else { return nil }
      self.init(value: named, mask: 0x3f)
      return
    }
    guard let value = reader.partialNumber(upTo: 255) else { return nil }
    var mask: UInt64 = 255
    if reader.takesByte(0x2f) {
      guard let given = reader.partialNumber(upTo: 255) else { return nil }
      mask = given
    }
    guard reader.cursor.endsValue() else { return nil }
    self.init(value: UInt8(value), mask: UInt8(mask))
  }
  /// A blank, the value and the mask.
  func save(to writer: inout RuleWriter) {
    writer.write(" ")
    writer.write(hexByte: value)
    writer.write("/")
    writer.write(hexByte: mask)
  }
}
