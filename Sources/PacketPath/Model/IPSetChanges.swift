/// What rules do to a set: they add a packet's values, or take them out (ip_set_add and ip_set_del in ip_set_core.c).
extension IPSet {
  /// `replaces`: an element that is there already is made anew, and says `nomatch` no more.
  mutating func add(_ lookup: SetLookup, _ skb: SocketBuffer, replaces: Bool) {
    guard let element = element(lookup, skb) else { return }
    guard let element else {
      isIncomplete = true
      return
    }
    if isOutOfRange(element) || (!replaces && holds(element)) { return }
    insert(element)
  }
  mutating func delete(_ lookup: SetLookup, _ skb: SocketBuffer) {
    guard let element = element(lookup, skb) else { return }
    if let element, remove(element) || !holds(element) { return }
    // A block loses one of its elements, or nobody knows which: what is left of the set is not known.
    removeAll()
    isIncomplete = true
  }

  /// The element that a packet makes. Nil: none. `.some(nil)`: it is not known which.
  private func element(_ lookup: SetLookup, _ skb: SocketBuffer) -> IPSetElement?? {
    // A list takes no packets' values.
    guard type != .listSet, Int(lookup.directions.count) >= type.dimension, family == nil || family == skb.packet.family,
      let probe = probe(skb, lookup.directions)
    else { return nil }
    guard probe.ports.isSingle, !probe.isFirstUnknown, !probe.isSecondUnknown, !isIncomplete else { return .some(nil) }
    var element = IPSetElement()
    let width = UInt8(form.firstWidth.width)
    // Of networks, the most specific length that is in the set (INIT_CIDR).
    element.firstLength = type.first == .net ? longest(\.firstLength) ?? width : width
    element.first = probe.first & form.firstWidth.mask(length: Int(element.firstLength))
    if type.first == .none { element.firstLength = 0 }
    if type.portDimension != nil { (element.port, element.portLength, element.proto) = (probe.ports.low, 16, probe.proto) }
    if type.second != .none {
      let width = UInt8(form.secondWidth.width)
      element.secondLength = type.second == .net ? longest(\.secondLength) ?? width : width
      element.second = probe.second & form.secondWidth.mask(length: Int(element.secondLength))
    }
    return element
  }
  private func longest(_ length: KeyPath<IPSetElement, UInt8>) -> UInt8? {
    entries.filter { $0.options != Entry.deleted }.map { $0.element[keyPath: length] }.max()
  }
  /// Whether an element, or a block that has it, is there.
  private func holds(_ element: IPSetElement) -> Bool {
    if contains(element) { return true }
    guard type.first != .net && type.second != .net && type.second != .interface else { return false }
    var probe = IPSetProbe()
    (probe.first, probe.second, probe.proto) = (element.first, element.second, element.proto)
    return find(probe, port: element.port) != nil
  }
  /// A bitmap has its bounds (`range` in its header).
  private func isOutOfRange(_ element: IPSetElement) -> Bool {
    guard type.isBitmap, let range = header.first(where: { $0.key == "range" })?.value else { return false }
    if type == .bitmapPort {
      let ends = range.split(separator: "-").compactMap { UInt16($0) }
      return ends.count == 2 && !(ends[0]...max(ends[0], ends[1])).contains(element.port)
    }
    if range.contains("/") { return Network(range).map { !$0.contains(element.first) } ?? false }
    let ends = range.split(separator: "-").compactMap { Address(String($0))?.bits }
    return ends.count == 2 && !(ends[0]...max(ends[0], ends[1])).contains(element.first)
  }
}
