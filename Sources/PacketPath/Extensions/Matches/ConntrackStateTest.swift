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
  /// A packet that conntrack has not seen counts as invalid, or where a CT rule has given it a template, as new; one with an entry has the translations made so far too.
  @inline(__always) func evaluate(_ conntrack: Conntrack) -> Answer {
    let state = conntrack.isTemplate ? .new : conntrack.state.isEmpty ? .invalid : conntrack.state
    return Answer(!states.isDisjoint(with: state.union(conntrack.translations)) != isNegated)
  }
  func save(_ option: StaticString, to writer: inout RuleWriter) {
    writer.option(option, negated: isNegated)
    writer.write(" " + states.names.joined(separator: ","))
  }
}
