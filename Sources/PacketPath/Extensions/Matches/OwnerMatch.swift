/// `-m owner`: whose socket sent the packet (owner_mt in xt_owner.c).
///
/// A packet without a socket, such as a forwarded one in POSTROUTING, matches only if every test that is given is negated.
public struct OwnerMatch: Match {
  public static let info = ExtensionInfo(
    "owner", options: ["[!] --socket-exists", "[!] --uid-owner id[-id]", "[!] --gid-owner id[-id]", "--suppl-groups"], model: .partial,
    "Exact where the sender's user and group are given, else unknown; supplementary groups are unknown. Of names only `root` is known.")
  private struct Options: BitwiseCopyable {
    var user = NumberRange.all, group = NumberRange.all
    var seen = SeenOptions(), inverted = SeenOptions()
  }
  private let options: Stored<Options>
  private static let socket: UInt32 = 0, user: UInt32 = 1, group: UInt32 = 2, supplementary: UInt32 = 3

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while true {
      if reader.takes("--socket-exists", Self.socket, of: &all.seen) {
        if reader.isNegated { _ = all.inverted.insert(Self.socket) }
      } else if reader.takes("--uid-owner", Self.user, of: &all.seen) {
        guard let range = Self.range(&reader) else { return nil }
        all.user = range
        if reader.isNegated { _ = all.inverted.insert(Self.user) }
      } else if reader.takes("--gid-owner", Self.group, of: &all.seen) {
        guard let range = Self.range(&reader) else { return nil }
        all.group = range
        if reader.isNegated { _ = all.inverted.insert(Self.group) }
      } else if all.seen.contains(Self.group), reader.takesPlain("--suppl-groups", Self.supplementary, of: &all.seen) {
        continue
      } else {
        break
      }
    }
    if all.seen.isEmpty { return nil }
    options = reader.store(all)
  }
  private static func range(_ reader: inout RuleReader) -> NumberRange? {
    if reader.cursor.takes("root") { return NumberRange(0, 0) }
    let maximum = UInt64(UInt32.max) - 1
    guard let low = reader.partialNumber(upTo: maximum) else { return nil }
    var high = low
    if reader.takesByte(0x2d) {
      guard let last = reader.partialNumber(upTo: maximum), last >= low else { return nil }
      high = last
    }
    return reader.cursor.endsValue() ? NumberRange(UInt32(low), UInt32(high)) : nil
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    let all = context.ruleset.heap[options]
    guard skb.packet.isLocal && !skb.isSecondPass else {
      // Supplementary groups are a test of their own there, that nothing inverts.
      return Answer(
        [Self.socket, Self.user, Self.group, Self.supplementary].allSatisfy { all.seen.contains($0) == all.inverted.contains($0) })
    }
    if all.inverted.contains(Self.socket) { return .no }
    var answer = Answer.yes
    if all.seen.contains(Self.user) {
      let holds = skb.packet.uid.map { Answer(all.user.contains($0)) } ?? all.user.test(unknownUpTo: UInt32.max - 1)
      answer = answer.and(holds.negated(all.inverted.contains(Self.user)))
    }
    if all.seen.contains(Self.group) {
      var holds = skb.packet.gid.map { Answer(all.group.contains($0)) } ?? all.group.test(unknownUpTo: UInt32.max - 1)
      if holds == .no && all.seen.contains(Self.supplementary) { holds = .unknown }
      answer = answer.and(holds.negated(all.inverted.contains(Self.group)))
    }
    return answer
  }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    func text(_ range: NumberRange) -> String { range.low == range.high ? " \(range.low)" : " \(range.low)-\(range.high)" }
    writer.write(" -m owner")
    if all.seen.contains(Self.socket) { writer.option("--socket-exists", negated: all.inverted.contains(Self.socket)) }
    if all.seen.contains(Self.user) {
      writer.option("--uid-owner", negated: all.inverted.contains(Self.user))
      writer.write(text(all.user))
    }
    if all.seen.contains(Self.group) {
      writer.option("--gid-owner", negated: all.inverted.contains(Self.group))
      writer.write(text(all.group))
    }
    if all.seen.contains(Self.supplementary) { writer.write(" --suppl-groups") }
  }
}
