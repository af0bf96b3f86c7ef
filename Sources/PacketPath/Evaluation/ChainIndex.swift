/// What a rule surely asks of a packet, if it asks for just one value: the index's only question to a match.
public struct IndexKey: BitwiseCopyable, Sendable, Hashable {
  /// In the order in which a rule with several is filed: the first discriminates best in rules as they are written.
  public enum Field: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
    case destination, destinationPort, mark, source, inInterface, outInterface
  }
  public var field: Field
  var low: UInt64, high: UInt64

  init(_ field: Field, _ low: UInt64, _ high: UInt64 = 0) {
    self.field = field
    self.low = low
    self.high = high
  }
  init(_ field: Field, _ bits: UInt128) { self.init(field, UInt64(truncatingIfNeeded: bits), UInt64(truncatingIfNeeded: bits >> 64)) }
  init(_ field: Field, _ name: InterfaceName) { self.init(field, name.low, name.high) }
  init(port: UInt16) { self.init(.destinationPort, UInt64(port)) }
  init(mark: UInt32) { self.init(.mark, UInt64(mark)) }

  /// The value that a packet has; nil if it is not known, so that every rule of the field may match.
  @inline(__always) init?(_ field: Field, of skb: SocketBuffer) {
    switch field {
    case .destination: self.init(field, skb.packet.destination)
    case .destinationPort:
      if skb.packet.portsAbove > 0 { return nil }
      self.init(port: skb.packet.destinationPort)
    case .mark: self.init(mark: skb.mark)
    case .source:
      if skb.packet.isSourceUnknown { return nil }
      self.init(field, skb.packet.source)
    case .inInterface:
      if skb.inInterface.isUnknown { return nil }
      self.init(field, skb.inInterface)
    case .outInterface:
      if skb.outInterface.isUnknown { return nil }
      self.init(field, skb.outInterface)
    }
  }
  @inline(__always) func hash(_ chain: UInt32) -> UInt32 {
    var hash = (low ^ UInt64(field.rawValue) << 60 ^ UInt64(chain) &* 0x9e37_79b9_7f4a_7c15) &* 0xff51_afd7_ed55_8ccd
    hash ^= hash &>> 32
    hash = (hash ^ high) &* 0xc4ce_b9fe_1a85_ec53
    return UInt32(truncatingIfNeeded: hash &>> 32)
  }
}

/// Which rules of large chains a packet need not try.
///
/// Each rule of an indexed chain is filed under one value that it asks for, or among the irregular ones. Going on in a chain is taking the
/// next rule of the packet's own few lists. The index only narrows: it holds hashes, not values, a rule that it offers is tested like any
/// other, and what is in no list would surely have said no.
struct ChainIndex: Sendable {
  /// Chains with fewer rules are walked as they are.
  static let minimumCount = 12

  /// The rules filed under one value: one of them stands here itself, several stand in `lists`.
  private struct Slot: BitwiseCopyable {
    var hash: UInt32
    /// A rule, or where its list begins.
    var start: UInt32 = 0
    var count: UInt32 = 0
  }
  private struct Entry: BitwiseCopyable {
    /// Bits of ``IndexKey/Field`` that some rule is filed under.
    var fields: UInt8 = 0
    var irregularStart: UInt32, irregularCount: UInt32 = 0
  }
  private var slots: [Slot] = []
  private var mask = 0
  /// Rules, list behind list, each in order.
  private var lists: [UInt32] = []
  private var entries: [Entry] = []
  /// For each chain its place in `entries` plus one; 0: not indexed.
  private var places: [UInt32]

  init(_ ruleset: Ruleset) {
    places = [UInt32](repeating: 0, count: ruleset.chains.count)
    var filed: [(hash: UInt32, rule: UInt32)] = []
    for (number, chain) in ruleset.chains.enumerated() where chain.count >= Self.minimumCount {
      var entry = Entry(irregularStart: UInt32(lists.count))
      for rule in chain.rules {
        if let key = ruleset.indexKey(of: RuleID(raw: rule)) {
          entry.fields |= 1 << key.field.rawValue
          filed.append((key.hash(UInt32(number)), rule))
        } else {
          lists.append(rule)
        }
      }
      entry.irregularCount = UInt32(lists.count) - entry.irregularStart
      if entry.fields == 0 {
        lists.removeLast(Int(entry.irregularCount))
        continue
      }
      entries.append(entry)
      places[number] = UInt32(entries.count)
    }
    file(filed)
  }
  /// Counts what has the same hash, gives each its room, and fills it: rules come in order, and stay in it.
  private mutating func file(_ filed: [(hash: UInt32, rule: UInt32)]) {
    var size = 16
    while size < filed.count * 2 { size *= 2 }
    slots = HugePages.array(repeating: Slot(hash: 0), count: size)
    mask = size - 1
    for (hash, rule) in filed {
      let slot = place(of: hash)
      if slots[slot].count == 0 { (slots[slot].hash, slots[slot].start) = (hash, rule) }
      slots[slot].count += 1
    }
    var end = UInt32(lists.count)
    for slot in slots.indices where slots[slot].count > 1 {
      end += slots[slot].count
      slots[slot].start = end
    }
    lists += repeatElement(0, count: Int(end) - lists.count)
    // From behind, so that each list is full when its start is where it belongs.
    for (hash, rule) in filed.reversed() {
      let slot = place(of: hash)
      if slots[slot].count == 1 { continue }
      slots[slot].start -= 1
      lists[Int(slots[slot].start)] = rule
    }
  }
  /// The slot of a hash, or the free one where it would be.
  @inline(__always) private func place(of hash: UInt32) -> Int {
    var slot = Int(hash) & mask
    while slots[slot].count != 0 && slots[slot].hash != hash { slot = (slot &+ 1) & mask }
    return slot
  }

  @inline(__always) func holds(_ chain: UInt32) -> Bool { places[Int(chain)] != 0 }
  /// The first rule from `rule` on that may match, or `end`. `isMarkKnown`: whether the packet's mark is what it says.
  @inline(__always)
  func next(from rule: UInt32, end: UInt32, in chain: UInt32, _ skb: SocketBuffer, isMarkKnown: Bool = true) -> UInt32 {
    let place = places[Int(chain)]
    if place == 0 || rule == end { return rule }
    let entry = entries[Int(place) - 1]
    if !isMarkKnown && entry.fields >> IndexKey.Field.mark.rawValue & 1 == 1 { return rule }
    return narrowed(entry, from: rule, end: end, in: chain, skb)
  }
  private func narrowed(_ entry: Entry, from rule: UInt32, end: UInt32, in chain: UInt32, _ skb: SocketBuffer) -> UInt32 {
    var best = first(from: rule, start: entry.irregularStart, count: entry.irregularCount) ?? end
    var fields = entry.fields
    while fields != 0 {
      let field = IndexKey.Field(rawValue: UInt8(fields.trailingZeroBitCount))!
      fields &= fields - 1
      guard let key = IndexKey(field, of: skb) else { return rule }
      let slot = slots[place(of: key.hash(chain))]
      switch slot.count {
      case 0: break
      case 1: if slot.start >= rule && slot.start < best { best = slot.start }
      default: if let found = first(from: rule, start: slot.start, count: slot.count), found < best { best = found }
      }
    }
    return best
  }
  /// The first of an ordered list that is not below `rule`.
  @inline(__always) private func first(from rule: UInt32, start: UInt32, count: UInt32) -> UInt32? {
    var low = Int(start), high = Int(start) + Int(count)
    while low < high {
      let middle = (low + high) / 2
      if lists[middle] < rule { low = middle + 1 } else { high = middle }
    }
    return low < Int(start) + Int(count) ? lists[low] : nil
  }
}

extension Ruleset {
  /// The value under which a rule is filed: of the values that it surely asks for, the one whose field comes first.
  func indexKey(of rule: RuleID) -> IndexKey? {
    var best: IndexKey?
    for place in self[rule].testRange {
      // What stands behind a test that remembers does not keep packets from it.
      if tests[place].remembers { break }
      if let key = tests[place].indexKey(in: tables), best.map({ key.field.rawValue < $0.field.rawValue }) ?? true { best = key }
    }
    return best
  }
}
