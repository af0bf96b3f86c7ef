/// `src,dst,src`: what each dimension of a set is compared with.
public struct SetDirections: BitwiseCopyable, Sendable, Hashable {
  private(set) var bits: UInt8 = 0, count: UInt8 = 0

  @inline(__always) func isSource(_ dimension: Int) -> Bool { bits &>> UInt8(truncatingIfNeeded: dimension) & 1 == 1 }

  /// One to six of `src` and `dst`, and the blank behind them.
  init?(parsing reader: inout RuleReader) {
    repeat {
      let word = reader.cursor.word() & 0xff_ffff
      guard word == 0x63_7273 || word == 0x74_7364, count < 6 else { return nil }  // "src", "dst"
      if word == 0x63_7273 { bits |= 1 << count }
      reader.cursor.skip(3)
      count += 1
    } while reader.takesByte(0x2c)
    guard reader.cursor.endsValue() else { return nil }
  }
  /// Precondition: at most six.
  init(_ isSource: Bool...) {
    precondition(isSource.count <= 6, "more directions than a set can have dimensions")
    for one in isSource {
      if one { bits |= 1 << count }
      count += 1
    }
  }
  var words: String { (0..<Int(count)).map { isSource($0) ? "src" : "dst" }.joined(separator: ",") }
}

/// `--packets-gt 10`: a test of an element's counter (`struct ip_set_counter_match`).
struct CounterTest: BitwiseCopyable, Sendable, Hashable {
  enum Comparison: UInt8, BitwiseCopyable { case none, equal, notEqual, less, greater }
  var comparison = Comparison.none
  var value: UInt64 = 0

  /// Whether a counter, somewhere in the range, compares so.
  func test(_ counter: ClosedRange<UInt64>) -> Answer {
    let (low, high) = (counter.lowerBound, counter.upperBound)
    switch comparison {
    case .none: return .yes
    case .equal: return !counter.contains(value) ? .no : low == high ? .yes : .unknown
    case .notEqual: return !counter.contains(value) ? .yes : low == high ? .no : .unknown
    case .less: return high < value ? .yes : low >= value ? .no : .unknown
    case .greater: return low > value ? .yes : high <= value ? .no : .unknown
    }
  }
}

/// What a rule asks of a set: `--match-set NAME dirs` with its options (`struct xt_set_info_match_v4`).
struct SetLookup: BitwiseCopyable, Sendable, Hashable {
  var name: IPSetName
  var directions: SetDirections
  /// Only what an element with `nomatch` holds is in the set.
  var returnsNomatch = false
  /// `! --update-counters`, `! --update-subcounters`.
  var skipsUpdate = false, skipsSubupdate = false
  var packets = CounterTest(), bytes = CounterTest()

  init(_ name: IPSetName, _ directions: SetDirections) {
    self.name = name
    self.directions = directions
  }
  var testsCounters: Bool { packets.comparison != .none || bytes.comparison != .none }

  /// Whether an element's counters hold: the packet in hand is counted first (ip_set_match_extensions).
  func countersHold(_ options: IPSetElementOptions, _ skb: SocketBuffer) -> Answer {
    if !testsCounters { return .yes }
    let seen = options.packets ?? 0, carried = options.bytes ?? 0
    if skipsUpdate { return packets.test(seen...seen).and(bytes.test(carried...carried)) }
    // The kernel's counters wrap; a text that holds the last one is not of this world.
    let number = seen == .max ? seen : seen + 1
    var range = carried...UInt64.max
    if let length = skb.packet.length {
      let sum = carried.addingReportingOverflow(UInt64(length))
      range = sum.overflow ? UInt64.max...UInt64.max : sum.partialValue...sum.partialValue
    }
    return packets.test(number...number).and(bytes.test(range))
  }

  // MARK: What is asked where it is not known

  /// The question whether the packet's values are in the set: the same values, the same answer, whatever else of the packet changed.
  ///
  /// Of a set that is not given, the type is not known either: it is taken to be one of addresses, protocol and ports, as nearly all are.
  func question(about skb: SocketBuffer, _ sets: IPSets) -> Question {
    var hash = WordHash()
    name.hash(into: &hash)
    hash.combine(UInt64(returnsNomatch ? 1 : 0) | (skipsUpdate ? 2 : 0))
    for test in [packets, bytes] where test.comparison != .none {
      hash.combine(UInt64(test.comparison.rawValue))
      hash.combine(test.value)
    }
    if let set = sets[name], set.type != .listSet, let probe = set.probe(skb, directions) {
      probe.hash(into: &hash)
      return .isInSet(hash.value)
    }
    let packet = skb.packet
    hash.combine(
      UInt64(packet.proto.rawValue) | UInt64(packet.icmpType) << 8 | UInt64(packet.icmpCode) << 16 | UInt64(packet.fragmentOffset) << 24)
    for dimension in 0..<Int(directions.count) {
      let isSource = directions.isSource(dimension)
      let ports = isSource ? packet.sourcePort : packet.destinationPorts
      hash.combine(isSource ? packet.source : packet.destination)
      hash.combine(UInt64(ports.low) | UInt64(ports.high) << 16 | (isSource && packet.isSourceUnknown ? 1 << 32 : 0))
    }
    return .isInSet(hash.value)
  }
}

extension RuleWriter {
  /// ` NAME src,dst`
  mutating func write(_ name: IPSetName, _ directions: SetDirections) {
    write(" ")
    write(name.bytes)
    write(" " + directions.words)
  }
}
extension RuleReader {
  /// A set's name and directions. Nil: they are not well-formed, or the name is too long.
  mutating func setLookup() -> SetLookup? {
    guard let text = quoted(), let name = IPSetName(bytes: unquoted(text)), let directions = SetDirections(parsing: &self) else {
      return nil
    }
    return SetLookup(name, directions)
  }
}
