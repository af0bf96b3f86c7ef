/// The nat table of one ruleset with its large chains flattened: a record for each destination, protocol and port that rules name together.
///
/// A record is made out of the rules. Tests of what it is filed under are answered when it is made; all others stand in it as they are, and are
/// evaluated for each packet. Steps of one record lie next to each other, so that an answer touches few cache lines.
final class DispatchTable: Sendable {
  /// `chain`: its place among those that have records.
  struct Key: DispatchKey {
    var destination: UInt128
    var chain: UInt16
    var port: UInt16
    var proto: IPProtocol

    @inline(__always) var hash: UInt64 {
      var hash = WordHash()
      hash.combine(destination)
      hash.combine(UInt64(chain) << 32 | UInt64(port) << 8 | UInt64(proto.rawValue))
      return hash.value
    }
  }
  /// The same of IPv4: with what it leads to it takes sixteen bytes, and lies in one line of the cache.
  private struct NarrowKey: DispatchKey {
    var destination: UInt32
    var chain: UInt16
    var port: UInt16
    var proto: IPProtocol

    @inline(__always) init(_ key: Key) {
      destination = UInt32(truncatingIfNeeded: key.destination)
      (chain, port, proto) = (key.chain, key.port, key.proto)
    }
    @inline(__always) var hash: UInt64 {
      var hash = WordHash()
      hash.combine(UInt64(destination) << 32 | UInt64(port) << 16 | UInt64(chain) << 8 ^ UInt64(proto.rawValue))
      return hash.value
    }
  }
  let context: EvaluationContext
  let steps: [DispatchStep]
  let parts: DispatchParts
  private let narrow: DispatchRecords<NarrowKey>, wide: DispatchRecords<Key>
  private let family: IPFamily
  /// Chains that have records.
  private let chains: UInt16
  /// Where the base chains of PREROUTING and OUTPUT begin.
  private let prerouting: UInt32?, output: UInt32?

  @inline(__always) func start(of hook: Hook) -> UInt32? { hook == .output ? output : prerouting }
  @inline(__always) func start(of key: Key) -> UInt32? { family == .ipv4 ? narrow.start(of: NarrowKey(key)) : wide.start(of: key) }

  /// Something of where the answers for some destinations lie: asked in a row, the processor fetches all of it at once.
  func touch(_ destinations: ArraySlice<Dispatch.Destination>) -> UInt64 {
    var touched: UInt64 = 0
    for chain in 0..<min(chains, Self.touchedChains) {
      for destination in destinations {
        let key = Key(destination, chain: chain)
        touched &+= UInt64(family == .ipv4 ? narrow.touch(NarrowKey(key)) : wide.touch(key))
      }
      for destination in destinations {
        if let start = start(of: Key(destination, chain: chain)) { touched &+= touchSteps(from: Int(start)) }
      }
    }
    return touched
  }
  @inline(__always) private func touchSteps(from start: Int) -> UInt64 {
    var touched: UInt64 = 0
    let first = start &* MemoryLayout<DispatchStep>.stride
    unsafe steps.withUnsafeBytes { bytes in
      for line in 0..<3 where first + line * 64 + 8 <= bytes.count {
        // Within the array, by the condition.
        touched &+= unsafe bytes.loadUnaligned(fromByteOffset: first + line * 64, as: UInt64.self)
      }
    }
    return touched
  }
  /// KUBE-SERVICES has them, and in some clusters a chain of a network policy.
  private static let touchedChains: UInt16 = 2

  init(_ layer: Layer) {
    context = layer.context
    let ruleset = layer.ruleset
    family = ruleset.family
    var compiler = DispatchCompiler(layer), narrow = DispatchRecords<NarrowKey>(), wide = DispatchRecords<Key>()
    for (number, chain) in ruleset.chains.enumerated() where chain.table == .nat && chain.count >= ChainIndex.minimumCount {
      guard let place = UInt16(exactly: compiler.dispatchChains.count) else { break }
      let keys = chain.rules.compactMap { ruleset.dispatchKey(of: RuleID(raw: $0), in: place) }
      // Of a chain with few such rules little would be gained.
      guard keys.count * 2 > chain.count || keys.count >= 64 else { continue }
      compiler.dispatchChains.append(UInt32(number))
      for key in keys {
        if family == .ipv4 {
          let key4 = NarrowKey(key)
          if narrow.start(of: key4) == nil, let start = compiler.record(of: key) { narrow.insert(key4, start) }
        } else if wide.start(of: key) == nil, let start = compiler.record(of: key) {
          wide.insert(key, start)
        }
      }
    }
    chains = UInt16(compiler.dispatchChains.count)
    (prerouting, output) = (compiler.base(.prerouting), compiler.base(.output))
    (steps, parts) = (HugePages.moved(compiler.steps), compiler.parts)
    (self.narrow, self.wide) = (narrow, wide)
  }
}

extension DispatchTable.Key {
  @inline(__always) fileprivate init(_ destination: Dispatch.Destination, chain: UInt16) {
    self.init(destination: destination.address.bits, chain: chain, port: destination.port, proto: destination.proto)
  }
}

extension Ruleset {
  /// The destination, protocol and port without which a rule surely does not match, if it names all three.
  fileprivate func dispatchKey(of rule: RuleID, in chain: UInt16) -> DispatchTable.Key? {
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

/// What a record is filed under.
protocol DispatchKey: BitwiseCopyable, Sendable, Equatable {
  var hash: UInt64 { get }
}
/// Where the steps of records begin. Open addressing, at most half full: a record is found where its key's hash says.
private struct DispatchRecords<Key: DispatchKey>: Sendable {
  private struct Record: BitwiseCopyable {
    var key: Key
    /// ``free`` where none stands.
    var start: UInt32
  }
  private static var free: UInt32 { .max }
  private var records: [Record] = [], count = 0

  @inline(__always) func start(of key: Key) -> UInt32? {
    if records.isEmpty { return nil }
    var place = Int(truncatingIfNeeded: key.hash) & (records.count &- 1)
    while case let record = records[place], record.start != Self.free {
      if record.key == key { return record.start }
      place = (place &+ 1) & (records.count &- 1)
    }
    return nil
  }
  @inline(__always) func touch(_ key: Key) -> UInt32 {
    records.isEmpty ? 0 : records[Int(truncatingIfNeeded: key.hash) & (records.count &- 1)].start
  }
  /// Precondition: nothing is filed under the key.
  mutating func insert(_ key: Key, _ start: UInt32) {
    if (count + 1) * 2 > records.count {
      let old = records
      records = HugePages.array(repeating: Record(key: key, start: Self.free), count: max(64, old.count * 2))
      count = 0
      for record in old where record.start != Self.free { insert(record.key, record.start) }
    }
    var place = Int(truncatingIfNeeded: key.hash) & (records.count - 1)
    while records[place].start != Self.free { place = (place + 1) & (records.count - 1) }
    records[place] = Record(key: key, start: start)
    count += 1
  }
}
