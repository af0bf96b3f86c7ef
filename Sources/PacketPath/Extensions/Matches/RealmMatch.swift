/// `-m realm [!] --realm value[/mask]`: the realm of the packet's route (realm_mt in xt_realm.c), 0 where routes have none.
public struct RealmMatch: Match {
  public static let info = ExtensionInfo(
    "realm", families: [.ipv4], options: ["[!] --realm value[/mask]"], model: .partial,
    "Routes are taken to have no realm. Of their names only `cosmos`, 0, is known.")
  private let test: NamedNumberTest

  public init?(parsing reader: inout RuleReader) {
    guard reader.family == .ipv4, reader.takes("--realm"), let test = NamedNumberTest(&reader, nameOfZero: "cosmos") else { return nil }
    self.test = test
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { test.evaluate(0) }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m realm")
    test.save("--realm", nameOfZero: "cosmos", to: &writer)
  }
}

/// `value[/mask]`, or the one name that every host has for 0. Others come from files of the host.
struct NamedNumberTest: BitwiseCopyable {
  let value: UInt32, mask: UInt32
  let isNegated: Bool

  init?(_ reader: inout RuleReader, nameOfZero: Keyword) {
    isNegated = reader.isNegated
    if reader.cursor.takes(nameOfZero) {
      (value, mask) = (0, .max)
      return
    }
    guard let both = reader.valueAndMask() else { return nil }
    (value, mask) = both
  }
  func evaluate(_ number: UInt32) -> Answer { Answer((number & mask == value) != isNegated) }
  func save(_ option: StaticString, nameOfZero: StaticString, to writer: inout RuleWriter) {
    writer.option(option, negated: isNegated)
    writer.write(" ")
    if value == 0 && mask == .max { writer.write(nameOfZero) } else { writer.write(value: value, mask: mask) }
  }
}
