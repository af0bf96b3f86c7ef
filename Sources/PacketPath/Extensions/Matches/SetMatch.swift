/// `-m set --match-set NAME src,dst`: whether the packet is in an ipset (set_match_v4 in xt_set.c).
///
/// The content of the sets is not among the inputs yet: unknown.
public struct SetMatch: Match {
  public static let info = ExtensionInfo(
    "set", options: ["[!] --match-set name flags"], model: .opaque, "Unknown: the sets' content is not read yet.")
  private let name: TextRange
  private let directions: UInt8
  private let count: UInt8
  private let isNegated: Bool

  public init?(parsing reader: inout RuleReader) {
    guard reader.takes("--match-set") else { return nil }
    isNegated = reader.isNegated
    guard let name = reader.quoted(), name.count < 65536 else { return nil }
    self.name = name
    var bits: UInt8 = 0, number: UInt8 = 0
    repeat {
      if reader.cursor.word() & 0xff_ffff == 0x63_7273 {
        bits |= 1 << number
      } else if reader.cursor.word() & 0xff_ffff != 0x74_7364 {
        return nil
      }
      reader.cursor.skip(3)
      number += 1
      if number > 6 { return nil }
    } while reader.takesByte(0x2c)
    guard reader.cursor.endsValue() else { return nil }
    (directions, count) = (bits, number)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { .unknown }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m set")
    writer.option("--match-set", negated: isNegated)
    writer.write(" ")
    writer.write(name)
    writer.write(" " + (0..<count).map { directions >> $0 & 1 == 1 ? "src" : "dst" }.joined(separator: ","))
  }
}
