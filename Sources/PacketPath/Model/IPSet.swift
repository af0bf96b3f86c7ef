/// A set as a value: elements in one array, found by a hash table and the prefix lengths that occur.
///
/// All types are kept alike (``IPSetElement``), and looked up as the kernel does: the most specific length first, one probe a length.
/// Ranges are a few aligned blocks each, so no text makes a set much larger than itself.
public struct IPSet: Sendable {
  public let name: IPSetName
  /// What its elements are made of.
  let form: Form
  public var type: IPSetType { form.type }
  /// Nil for types that hold no address.
  public var family: IPFamily? { form.family }
  /// As they were written.
  public let header: [IPSetHeaderOption]
  /// Some element was not understood: what is not found may be in it all the same.
  public var isIncomplete = false

  public var hasCounters: Bool { form.hasCounters }
  /// Elements in the order in which they were added, those that were deleted among them.
  private(set) var entries: [Entry] = []
  private var table = SlotTable()
  /// Which lengths occur, the most specific first.
  private(set) var shapes: [Shape] = []
  /// hash:net,iface: how many elements each network has.
  private var networks: [NetworkKey: Int] = [:]
  private(set) var optionsTable: [IPSetElementOptions] = []
  /// The sets of a list.
  public private(set) var members: [IPSetMember] = []

  /// A set without its elements, as far as lookups and parsers need it.
  struct Form: BitwiseCopyable, Sendable {
    let type: IPSetType
    let family: IPFamily?
    /// From `netmask` or `bitmask`: what of an address counts.
    let addressMask: UInt128
    let markMask: UInt32
    let hasCounters: Bool
    /// How wide the values are: an address of its family, else 128 bits.
    var firstWidth: IPFamily { type.first == .mac ? .ipv6 : family ?? .ipv6 }
    var secondWidth: IPFamily { type.second == .ip || type.second == .net ? family ?? .ipv6 : .ipv6 }
  }
  /// An element, and where its options stand; `noOptions`: it has none; `deleted`: it is none any more.
  struct Entry: BitwiseCopyable, Sendable {
    var element: IPSetElement
    var options: UInt32
    static let noOptions = UInt32.max, deleted = UInt32.max - 1
  }
  private struct NetworkKey: Hashable, Sendable { var first: UInt128, length: UInt8 }
  /// Lengths of an element's values, with the masks that they stand for.
  struct Shape: BitwiseCopyable, Sendable {
    let firstMask: UInt128, secondMask: UInt128
    let portMask: UInt16
    let firstLength: UInt8, secondLength: UInt8, portLength: UInt8
    /// Larger is looked up first: the first value's length decides, then the second's.
    var rank: UInt32 { UInt32(firstLength) << 16 | UInt32(secondLength) << 8 | UInt32(portLength) }
  }

  public init(_ name: IPSetName, _ type: IPSetType, family: IPFamily? = nil, header: [IPSetHeaderOption] = []) {
    self.name = name
    self.header = header
    let family = type.hasFamily ? (type.isBitmap ? .ipv4 : family ?? .ipv4) : nil
    let masks = Masks(header, family ?? .ipv6)
    form = Form(
      type: type, family: family, addressMask: masks.address ?? family?.mask(length: 128) ?? .max, markMask: masks.mark ?? .max,
      hasCounters: header.contains { $0.key == "counters" })
  }
  /// What `netmask`, `bitmask` and `markmask` say, where they say something.
  struct Masks {
    private(set) var address: UInt128?, mark: UInt32?
    /// Whether each could be read; with a mask that could not, nothing of a set is known.
    private(set) var areReadable = true

    init(_ header: [IPSetHeaderOption], _ family: IPFamily) {
      for option in header {
        let value = option.value ?? ""
        switch option.key {
        case "netmask":
          address = Int(value).flatMap { (1...family.width).contains($0) ? family.mask(length: $0) : nil }
          if address == nil { areReadable = false }
        case "bitmask":
          // ipset 7.17 prints a length that means nothing behind some masks: `255.255.255.205/223`.
          address = value.split(separator: "/").first.flatMap { Address(String($0)) }.flatMap { $0.family == family ? $0.bits : nil }
          if address == nil { areReadable = false }
        case "markmask":
          mark = IPSet.number(value)
          if mark == nil { areReadable = false }
        default: break
        }
      }
    }
  }
  /// Decimal or `0x…`.
  static func number(_ text: String) -> UInt32? { text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text) }

  /// Elements, blocks counted once.
  public var count: Int { type == .listSet ? members.count : entries.count { $0.options != Entry.deleted } }
  /// Elements with their options, in the order in which they were added.
  public var elements: [(element: IPSetElement, options: IPSetElementOptions)] {
    entries.filter { $0.options != Entry.deleted }.map { ($0.element, options(of: $0)) }
  }
  func options(of entry: Entry) -> IPSetElementOptions {
    entry.options < Entry.deleted ? optionsTable[Int(entry.options)] : IPSetElementOptions()
  }

  /// Where an element stands; nil: it is not in the set. One that was deleted is found too.
  @inline(__always) func find(_ element: IPSetElement) -> Int? {
    if table.isEmpty { return nil }
    var slot = table.start(element.hash)
    while let index = table.index(at: slot) {
      if entries[index].element.isSame(as: element) { return index }
      slot = table.next(slot)
    }
    return nil
  }
  public func contains(_ element: IPSetElement) -> Bool { find(element).map { entries[$0].options != Entry.deleted } ?? false }

  // MARK: Changes

  /// Adds an element, or replaces what an equal one carries. False: it was there. Precondition: not of a list.
  @discardableResult public mutating func insert(_ element: IPSetElement, _ options: IPSetElementOptions? = nil) -> Bool {
    precondition(type != .listSet, "a list has members")
    var place = Entry.noOptions
    if let options {
      place = UInt32(optionsTable.count)
      optionsTable.append(options)
    }
    if let index = find(element) {
      let isNew = entries[index].options == Entry.deleted
      if isNew { countNetwork(element, 1) }
      entries[index] = Entry(element: element, options: place)
      return isNew
    }
    entries.append(Entry(element: element, options: place))
    table.insert(entries.count - 1) { [entries] in entries[$0].element.hash }
    note(element)
    countNetwork(element, 1)
    return true
  }
  /// Deletes an element. False: it was not there.
  @discardableResult public mutating func remove(_ element: IPSetElement) -> Bool {
    guard let index = find(element), entries[index].options != Entry.deleted else { return false }
    entries[index].options = Entry.deleted
    countNetwork(element, -1)
    return true
  }
  /// Puts a set in a list, at the end, or before or behind another. False: the other is not there, or this one is.
  @discardableResult public mutating func insert(_ member: IPSetMember, before: IPSetName? = nil, after: IPSetName? = nil) -> Bool {
    precondition(type == .listSet, "only a list has members")
    if let index = members.firstIndex(where: { $0.name == member.name }) {
      members[index].options = member.options
      return false
    }
    guard let reference = before ?? after else {
      members.append(member)
      return true
    }
    guard let index = members.firstIndex(where: { $0.name == reference }) else { return false }
    members.insert(member, at: before == nil ? index + 1 : index)
    return true
  }
  @discardableResult public mutating func remove(_ member: IPSetName) -> Bool {
    guard let index = members.firstIndex(where: { $0.name == member }) else { return false }
    members.remove(at: index)
    return true
  }
  public mutating func removeAll() {
    entries = []
    table = SlotTable()
    shapes = []
    networks = [:]
    optionsTable = []
    members = []
    isIncomplete = false
  }
  /// Elements of bridge ports stand in other buckets, and are not met.
  private mutating func countNetwork(_ element: IPSetElement, _ difference: Int) {
    if type == .hashNetInterface && !element.isPhysdev {
      networks[NetworkKey(first: element.first, length: element.firstLength), default: 0] += difference
    }
  }
  func hasNetwork(_ first: UInt128, length: UInt8) -> Bool { networks[NetworkKey(first: first, length: length)] ?? 0 > 0 }
  /// Keeps the lengths of an element, in order.
  private mutating func note(_ element: IPSetElement) {
    let shape = Shape(
      firstMask: form.firstWidth.mask(length: Int(element.firstLength)),
      secondMask: form.secondWidth.mask(length: Int(element.secondLength)),
      portMask: ~UInt16(truncatingIfNeeded: 0xffff >> UInt32(element.portLength)), firstLength: element.firstLength,
      secondLength: element.secondLength, portLength: element.portLength)
    if let last = shapes.last, last.rank == shape.rank { return }
    var low = 0, high = shapes.count
    while low < high {
      let middle = (low + high) / 2
      if shapes[middle].rank > shape.rank { low = middle + 1 } else { high = middle }
    }
    if low == shapes.count || shapes[low].rank != shape.rank { shapes.insert(shape, at: low) }
  }
}
