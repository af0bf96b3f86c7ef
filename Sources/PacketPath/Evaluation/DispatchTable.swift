/// A step of a flattened chain: what is left of rules once destination, protocol and port are known.
enum DispatchStep: BitwiseCopyable, Sendable {
  /// Goes on if the test holds, else at `otherwise`; an answer that is neither is left to the walk. `seesMark`: it may look at the mark.
  case test(Test, otherwise: UInt32, seesMark: Bool)
  /// Comes true in `parts` of `whole`, and otherwise goes on at `otherwise`.
  case chance(Chance, otherwise: UInt32)
  case mark(value: UInt32, mask: UInt32)
  /// DNAT: to an IPv4 address, or to one that stands apart.
  case endpoint(address: UInt32, port: UInt16)
  case wideEndpoint(place: UInt32, port: UInt16)
  case skip(to: UInt32)
  /// To the record of the packet's key in a chain, and behind it on here.
  case dispatch(chain: UInt32)
  /// The end of a record.
  case comeBack
  case accept
  /// Rules that are not said in these words: the packet is walked.
  case walk
}

/// The nat table of one ruleset with its large chains flattened: a record for each destination, protocol and port that rules name together.
///
/// A record is made out of the rules. Tests of what it is filed under are answered when it is made; all others stand in it as they are, and are
/// evaluated for each packet. Steps of one record lie next to each other, so that an answer touches few cache lines.
struct DispatchTable: Sendable {
  struct Key: BitwiseCopyable, Sendable, Equatable {
    var destination: UInt128
    var chain: UInt32
    var port: UInt16
    var proto: IPProtocol

    @inline(__always) var hash: UInt64 {
      var hash = WordHash()
      hash.combine(destination)
      hash.combine(UInt64(chain) << 32 | UInt64(port) << 8 | UInt64(proto.rawValue))
      return hash.value
    }
  }
  private struct Record: BitwiseCopyable {
    var key: Key
    var start: UInt32
  }
  let context: EvaluationContext
  private(set) var steps: [DispatchStep] = []
  private(set) var wideAddresses: [UInt128] = []
  private var records: [Record] = []
  private var places = SlotTable()
  /// Where the base chains of PREROUTING and OUTPUT begin.
  private var starts = InlineArray<2, UInt32?>(repeating: nil)

  @inline(__always) func start(of hook: Hook) -> UInt32? { starts[hook == .output ? 1 : 0] }
  @inline(__always) func start(of key: Key) -> UInt32? {
    if places.isEmpty { return nil }
    var slot = places.start(key.hash)
    while let place = places.index(at: slot) {
      if records[place].key == key { return records[place].start }
      slot = places.next(slot)
    }
    return nil
  }

  init(_ layer: Layer) {
    context = layer.context
    let ruleset = layer.ruleset
    var compiler = DispatchCompiler(layer)
    for (number, chain) in ruleset.chains.enumerated() where chain.table == .nat && chain.count >= ChainIndex.minimumCount {
      let keys = chain.rules.compactMap { ruleset.dispatchKey(of: RuleID(raw: $0), in: UInt32(number)) }
      // Of a chain with few such rules little would be gained.
      guard keys.count * 2 > chain.count || keys.count >= 64 else { continue }
      compiler.dispatchChains.insert(UInt32(number))
      for key in keys where start(of: key) == nil {
        guard let start = compiler.record(of: key) else { continue }
        records.append(Record(key: key, start: start))
        places.insert(records.count - 1) { [records] in records[$0].key.hash }
      }
    }
    for hook in [Hook.prerouting, .output] { starts[hook == .output ? 1 : 0] = compiler.base(hook) }
    (steps, wideAddresses) = (compiler.steps, compiler.wideAddresses)
  }
}

extension Ruleset {
  /// The destination, protocol and port without which a rule surely does not match, if it names all three.
  fileprivate func dispatchKey(of rule: RuleID, in chain: UInt32) -> DispatchTable.Key? {
    var destination: UInt128?, proto: IPProtocol?, port: UInt16?
    for place in self[rule].testRange {
      switch tests[place] {
      case .destination(let match): destination = match.address.host(in: tables.heap)
      case .proto(let match): if !match.isNegated && match.proto.hasPorts { proto = match.proto }
      case .tcp, .udp, .sctp:
        if let key = tests[place].indexKey(in: tables), key.field == .destinationPort { port = UInt16(truncatingIfNeeded: key.low) }
      default: break
      }
    }
    guard let destination, let proto, let port else { return nil }
    return DispatchTable.Key(destination: destination, chain: chain, port: port, proto: proto)
  }
}
