/// The name of a set, at most 31 bytes (`IPSET_MAXNAMELEN` less its zero), held in four words so that it compares as integers.
public struct IPSetName: BitwiseCopyable, Sendable, Hashable {
  private var low: UInt128 = 0, high: UInt128 = 0

  /// Nil if the name is empty or longer than 31 bytes.
  public init?(_ name: some StringProtocol) { self.init(bytes: name.utf8) }
  public init?(bytes: some Sequence<UInt8>) {
    var count = 0
    for byte in bytes {
      if count >= 31 || byte == 0 { return nil }
      if count < 16 { low |= UInt128(byte) << UInt128(8 * count) } else { high |= UInt128(byte) << UInt128(8 * (count - 16)) }
      count += 1
    }
    if count == 0 { return nil }
  }
  /// As it is written.
  public var bytes: [UInt8] {
    var result: [UInt8] = []
    for i in 0..<31 {
      let byte = UInt8(truncatingIfNeeded: (i < 16 ? low : high) >> UInt128(8 * (i & 15)))
      if byte == 0 { break }
      result.append(byte)
    }
    return result
  }
  @inline(__always) func hash(into hash: inout WordHash) {
    hash.combine(low)
    hash.combine(high)
  }
  @inline(__always) var hash: UInt64 {
    var hash = WordHash()
    self.hash(into: &hash)
    return hash.value
  }
}
extension IPSetName: CustomStringConvertible {
  public var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// The sets of a node, by name, in the order in which they were made.
///
/// What is not here is not known: a rule can only be loaded with a set that exists.
public struct IPSets: Sendable {
  /// A set behind one reference, so that to ask it copies nothing.
  private final class Box: Sendable {
    let set: IPSet
    init(_ set: IPSet) { self.set = set }
  }
  private var boxes: [Box] = []
  private var table = SlotTable()

  public init() {}
  public var isEmpty: Bool { boxes.isEmpty }
  /// Every set, in order.
  public var all: [IPSet] { boxes.map(\.set) }

  private func index(of name: IPSetName) -> Int? {
    if table.isEmpty { return nil }
    var slot = table.start(name.hash)
    while let index = table.index(at: slot) {
      if boxes[index].set.name == name { return index }
      slot = table.next(slot)
    }
    return nil
  }
  public func contains(_ name: IPSetName) -> Bool { index(of: name) != nil }
  /// A set by its name; nil: it is not known. Setting replaces, adds or, with nil, takes away. Precondition: a set's name is its own.
  public subscript(_ name: IPSetName) -> IPSet? {
    get { index(of: name).map { boxes[$0].set } }
    set {
      precondition(newValue == nil || newValue?.name == name, "a set under another's name")
      if let index = index(of: name) {
        if let newValue {
          boxes[index] = Box(newValue)
        } else {
          boxes.remove(at: index)
          table = SlotTable()
          for index in boxes.indices { table.insert(index) { [boxes] in boxes[$0].set.name.hash } }
        }
      } else if let newValue {
        boxes.append(Box(newValue))
        table.insert(boxes.count - 1) { [boxes] in boxes[$0].set.name.hash }
      }
    }
  }
  /// Changes a set in place, without a copy of what it holds. False: there is none of that name.
  @discardableResult public mutating func change(_ name: IPSetName, _ body: (inout IPSet) -> Void) -> Bool {
    guard let index = index(of: name) else { return false }
    var set = boxes[index].set
    // The old box lets go of its elements, so that they have one owner.
    boxes[index] = Box(IPSet(name, set.type))
    body(&set)
    precondition(set.name == name, "a set keeps its name")
    boxes[index] = Box(set)
    return true
  }

  /// Whether a packet is in a set, as `-m set` asks (ip_set_test in ip_set_core.c).
  @inline(never) func test(_ lookup: SetLookup, _ skb: SocketBuffer) -> Answer {
    guard let index = index(of: lookup.name) else { return .unknown }
    let box = boxes[index]
    return box.set.form.type == .listSet ? testList(box, lookup, skb) : box.set.test(lookup, skb)
  }
  /// The first member that holds the packet, and whose own counters in the list hold (list_set_ktest in ip_set_list_set.c).
  ///
  /// Members of another family or of more dimensions fail; counters of the members are not looked at.
  @inline(never) private func testList(_ list: Box, _ lookup: SetLookup, _ skb: SocketBuffer) -> Answer {
    if lookup.directions.count == 0 { return .no }
    var inner = lookup
    (inner.packets, inner.bytes) = (CounterTest(), CounterTest())
    var isOpen = list.set.isIncomplete
    for member in list.set.members {
      inner.name = member.name
      var answer: Answer = .unknown
      if let index = index(of: member.name) { answer = boxes[index].set.form.type == .listSet ? .no : boxes[index].set.test(inner, skb) }
      if answer != .no && list.set.hasCounters { answer = answer.and(lookup.countersHold(member.options, skb)) }
      if answer == .yes { return .yes }
      if answer != .no { isOpen = true }
    }
    return isOpen ? .unknown : .no
  }
}
