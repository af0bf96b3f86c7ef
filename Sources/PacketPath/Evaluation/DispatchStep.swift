/// A step of a flattened chain: what is left of rules once destination, protocol and port are known.
///
/// Twelve bytes, so that an answer touches few cache lines. Tests and chances, which most records have in common, stand in ``DispatchParts``.
enum DispatchStep: BitwiseCopyable, Sendable {
  /// Goes on if the test holds, else at `otherwise`; an answer that is neither is left to the walk. `seesMark`: it may look at the mark.
  case test(UInt32, otherwise: UInt32, seesMark: Bool)
  /// Comes true by a chance, and otherwise goes on at `otherwise`.
  case chance(UInt32, otherwise: UInt32)
  case mark(Marking)
  /// DNAT: to an IPv4 address, or to one that stands apart.
  case endpoint(address: UInt32, port: UInt16)
  case wideEndpoint(place: UInt32, port: UInt16)
  /// The same as a test of the source for the endpoint itself, which marks, and ``endpoint(address:port:)``: a hairpin is masqueraded.
  case hairpin(Hairpin)
  /// A chance of ``hairpin(_:)``, and otherwise the next step.
  case branch(Hairpin, chance: UInt16)
  case skip(to: UInt32)
  /// To the record of the packet's key in a chain, and behind it on here.
  case dispatch(chain: UInt16)
  /// The end of a record.
  case comeBack
  case accept
  /// Rules that are not said in these words: the packet is walked.
  case walk
}

struct Hairpin: BitwiseCopyable, Sendable {
  var address: UInt32
  var port: UInt16
  /// Where the mark stands in ``DispatchParts/marks``.
  var mark: UInt8
}
struct Marking: BitwiseCopyable, Sendable, Equatable {
  var value: UInt32, mask: UInt32
  @inline(__always) func applied(to mark: UInt32) -> UInt32 { (mark & ~mask) ^ value }
}

/// What steps tell by its place.
struct DispatchParts: Sendable {
  private(set) var tests: [Test] = [], wideAddresses: [UInt128] = [], marks: [Marking] = []
  private var chanceSet = OrderedSet<Chance>()
  /// Networks that sources are looked for in, with the tests' places. A cluster has few.
  private var sources: [(match: AddressMatch, place: UInt32)] = []

  var chances: [Chance] { chanceSet.elements }

  mutating func place(of chance: Chance) -> UInt32 {
    if let place = chanceSet.place(of: chance) { return UInt32(place) }
    chanceSet.insert(chance)
    return UInt32(chances.count - 1)
  }
  /// Nil: there are too many marks.
  mutating func place(of mark: Marking) -> UInt8? {
    if let place = marks.firstIndex(of: mark) { return UInt8(place) }
    guard let place = UInt8(exactly: marks.count) else { return nil }
    marks.append(mark)
    return place
  }
  mutating func append(wide address: UInt128) -> UInt32 {
    wideAddresses.append(address)
    return UInt32(wideAddresses.count - 1)
  }
  /// Networks of sources are filed once. `isHost`: the test is for one source alone, which others hardly are.
  mutating func place(of test: Test, isHost: Bool) -> UInt32 {
    let place = UInt32(tests.count)
    if !isHost, case .source(let match) = test {
      if let known = sources.first(where: { $0.match == match.address }) { return known.place }
      if sources.count < Self.maximumSources { sources.append((match.address, place)) }
    }
    tests.append(test)
    return place
  }
  /// Precondition: no step tells the test, which is for one source alone.
  mutating func remove(host place: UInt32) { if Int(place) == tests.count - 1 { tests.removeLast() } }
  private static let maximumSources = 16
}
