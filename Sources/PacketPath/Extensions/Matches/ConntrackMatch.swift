/// The list of `--ctstate` and `--state`.
struct ConntrackStateTest: BitwiseCopyable {
  let states: ConntrackState
  let isNegated: Bool

  @inline(__always) init?(_ reader: inout RuleReader, allowed: ConntrackState) {
    isNegated = reader.isNegated
    if reader.cursor.takes("NEW") {
      states = .new
    } else if reader.cursor.takes("RELATED,ESTABLISHED") {
      states = [.related, .established]
    } else if reader.cursor.takes("INVALID") {
      states = .invalid
    } else {
      var all: ConntrackState = []
      for word in reader.string(reader.word()).split(separator: ",", omittingEmptySubsequences: false) {
        guard let state = ConntrackState(name: word), allowed.contains(state) else { return nil }
        all.formUnion(state)
      }
      states = all
    }
  }
  /// A packet without an entry has only its state, and one that conntrack has not seen is INVALID; with an entry, the translations made so
  /// far count too.
  @inline(__always) func evaluate(_ conntrack: Conntrack) -> Answer {
    let state: ConntrackState = conntrack.state.isEmpty ? .invalid : conntrack.state
    return Answer(!states.isDisjoint(with: state.union(conntrack.translations)) != isNegated)
  }
  func save(_ option: StaticString, to writer: inout RuleWriter) {
    writer.option(option, negated: isNegated)
    writer.write(" " + states.names.joined(separator: ","))
  }
}

/// `-m conntrack --ctstate …` (conntrack_mt in xt_conntrack.c).
public struct ConntrackMatch: Match {
  public static let info = ExtensionInfo(
    "conntrack", options: ["[!] --ctstate list"], model: .partial, "--ctstate exactly; a rule with another option is opaque as yet.")
  private let test: ConntrackStateTest

  @inline(__always) public init?(parsing reader: inout RuleReader) {
    guard reader.takes("--ctstate") || reader.takes("--state") else { return nil }
    guard let test = ConntrackStateTest(&reader, allowed: [.invalid, .new, .related, .established, .untracked, .snat, .dnat]) else {
      return nil
    }
    self.test = test
  }
  @inline(__always) public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { test.evaluate(skb.conntrack) }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m conntrack")
    test.save("--ctstate", to: &writer)
  }
  public var needsConntrack: Bool { true }
}

/// `-m state --state …`: the older word for `--ctstate` (state_mt in xt_state.c).
public struct StateMatch: Match {
  public static let info = ExtensionInfo("state", options: ["[!] --state list"], "Exact.")
  private let test: ConntrackStateTest

  public init?(parsing reader: inout RuleReader) {
    guard reader.takes("--state") else { return nil }
    guard let test = ConntrackStateTest(&reader, allowed: [.invalid, .new, .related, .established, .untracked]) else { return nil }
    self.test = test
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { test.evaluate(skb.conntrack) }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m state")
    test.save("--state", to: &writer)
  }
  public var needsConntrack: Bool { true }
}
