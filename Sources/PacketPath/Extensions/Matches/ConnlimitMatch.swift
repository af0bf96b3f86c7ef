/// `-m connlimit`: how many connections an address has (connlimit_mt in xt_connlimit.c). The packet's own is the first.
public struct ConnlimitMatch: Match {
  public static let info = ExtensionInfo(
    "connlimit",
    options: ["--connlimit-upto n", "--connlimit-above n", "--connlimit-mask length", "--connlimit-saddr", "--connlimit-daddr"],
    model: .partial, "Counts one connection, the packet's own, and in a session those that came before it: others are not among the inputs."
  )
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
  /// nf_conncount_count, as long as an address opens no connection twice: those that are gone or over are left out, and the packet's own is counted once.
  public func advance(_ skb: SocketBuffer, in context: EvaluationContext, _ memory: inout Memory, _ key: StateKey) -> Answer {
    let packet = skb.packet
    if !isDestination && packet.isSourceUnknown { return .unknown }
    let address = (isDestination ? packet.destination : packet.source) & packet.family.mask(length: Int(length))
    let own = CountedConnection(skb)
    var key = key
    key.detail = [UInt64(truncatingIfNeeded: address >> 64), UInt64(truncatingIfNeeded: address)]
    let others = (memory.counted[key] ?? []).filter { $0 != own && memory.connections.isOpen($0, at: memory.now) }
    memory.counted[key] = others + [own]
    return Answer((others.count + 1 > Int(limit)) == isAbove)
  }
  public var remembers: Bool { true }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m connlimit")
    writer.option(isAbove ? "--connlimit-above" : "--connlimit-upto")
    writer.write(" \(limit) --connlimit-mask \(length)")
    writer.write(isDestination ? " --connlimit-daddr" : " --connlimit-saddr")
  }
  public var needsConntrack: Bool { true }
}
