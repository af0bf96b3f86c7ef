/// `-m rt`: the routing header of IPv6 (rt_mt6 in ip6t_rt.c). Packets are taken to have none, and so it does not hold, negated or not.
public struct RtMatch: Match {
  public static let info = ExtensionInfo(
    "rt", families: [.ipv6],
    options: [
      "[!] --rt-type n", "[!] --rt-segsleft n[:n]", "[!] --rt-len n", "--rt-0-res", "--rt-0-addrs list", "--rt-0-not-strict",
    ], model: .partial, "Does not hold: packets are taken to have no extension headers.")
  private struct Options: BitwiseCopyable {
    var type: UInt32 = 0, length: UInt32 = 0
    var segments = NumberRange.all
    var addresses = InlineArray<16, UInt128>(repeating: 0)
    var count = 0
    var seen = SeenOptions(), inverted = SeenOptions()
    var isTypeZero: Bool { seen.contains(0) && type == 0 && !inverted.contains(0) }
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    guard reader.family == .ipv6 else { return nil }
    var all = Options()
    while true {
      if reader.takes("--rt-type", 0, of: &all.seen) {
        if reader.isNegated { _ = all.inverted.insert(0) }
        guard let number = reader.number() else { return nil }
        all.type = UInt32(number)
      } else if reader.takes("--rt-segsleft", 1, of: &all.seen) {
        if reader.isNegated { _ = all.inverted.insert(1) }
        guard let range = reader.numberRange() else { return nil }
        all.segments = range
      } else if reader.takes("--rt-len", 2, of: &all.seen) {
        if reader.isNegated { _ = all.inverted.insert(2) }
        guard let number = reader.number() else { return nil }
        all.length = UInt32(number)
      } else if all.isTypeZero, reader.takesPlain("--rt-0-res", 3, of: &all.seen) {
        continue
      } else if all.isTypeZero, reader.takesPlain("--rt-0-addrs", 4, of: &all.seen) {
        repeat {
          guard all.count < 16, let address = reader.partialIPv6() else { return nil }
          all.addresses[all.count] = address
          all.count += 1
        } while reader.takesByte(0x2c)
        guard reader.cursor.endsValue() else { return nil }
      } else if all.count == 0 || !reader.takesPlain("--rt-0-not-strict", 5, of: &all.seen) {
        break
      }
    }
    options = reader.store(all)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { .no }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m rt")
    if all.seen.contains(0) {
      writer.option("--rt-type", negated: all.inverted.contains(0))
      writer.write(" \(all.type)")
    }
    if all.segments != .all {
      writer.option("--rt-segsleft", negated: all.inverted.contains(1))
      writer.write(all.segments)
    }
    if all.seen.contains(2) {
      writer.option("--rt-len", negated: all.inverted.contains(2))
      writer.write(" \(all.length)")
    }
    if all.seen.contains(3) { writer.write(" --rt-0-res") }
    if all.count > 0 {
      writer.write(" --rt-0-addrs " + (0..<all.count).map { Address(all.addresses[$0], .ipv6).description }.joined(separator: ","))
    }
    if all.seen.contains(5) { writer.write(" --rt-0-not-strict") }
  }
}
