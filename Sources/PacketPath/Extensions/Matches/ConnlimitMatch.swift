/// `-m connlimit`: how many connections an address has (connlimit_mt in xt_connlimit.c). The packet's own is the first.
public struct ConnlimitMatch: Match {
  public static let info = ExtensionInfo(
    "connlimit",
    options: ["--connlimit-upto n", "--connlimit-above n", "--connlimit-mask length", "--connlimit-saddr", "--connlimit-daddr"],
    model: .partial, "Counts one connection, the packet's own: other ones are not among the inputs.")
  private let limit: UInt32
  private let length: UInt8
  private let isAbove: Bool, isDestination: Bool

  public init?(parsing reader: inout RuleReader) {
    var limit: UInt32?, length = UInt8(reader.family.width), isAbove = false, isDestination = false, seen = SeenOptions()
    while true {
      let above = reader.takes("--connlimit-above", 0, of: &seen)
      if above || reader.takes("--connlimit-upto", 0, of: &seen) {
        isAbove = above != reader.isNegated
        guard let number = reader.number() else { return nil }
        limit = UInt32(number)
      } else if reader.takesPlain("--connlimit-mask", 1, of: &seen) {
        guard let number = reader.number(upTo: 255), reader.family == .ipv4 || number <= 128 else { return nil }
        length = min(UInt8(number), UInt8(reader.family.width))
      } else if reader.takesPlain("--connlimit-saddr", 2, of: &seen) {
        isDestination = false
      } else if reader.takesPlain("--connlimit-daddr", 2, of: &seen) {
        isDestination = true
      } else {
        break
      }
    }
    guard let limit else { return nil }
    (self.limit, self.length, self.isAbove, self.isDestination) = (limit, length, isAbove, isDestination)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { Answer((1 > limit) == isAbove) }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m connlimit")
    writer.option(isAbove ? "--connlimit-above" : "--connlimit-upto")
    writer.write(" \(limit) --connlimit-mask \(length)")
    writer.write(isDestination ? " --connlimit-daddr" : " --connlimit-saddr")
  }
  public var needsConntrack: Bool { true }
}
