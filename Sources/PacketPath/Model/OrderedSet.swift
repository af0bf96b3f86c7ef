/// Values in the order in which they came, each once.
///
/// What a `Set` or a `Dictionary` does. The first of those for each type makes the runtime search every conformance of the program, some 50 µs, which
/// is long in the life of a command that answers one question. Here nothing is asked of the element's type where it is stored.
package struct OrderedSet<Element: Sendable>: Sendable {
  package private(set) var elements: [Element] = []
  private var slots = SlotTable()

  package init() {}
  package var count: Int { elements.count }
}

extension OrderedSet where Element: Hashable {
  /// Where an element stands among the others.
  package func place(of element: Element) -> Int? {
    if slots.isEmpty { return nil }
    var slot = slots.start(Self.hash(element))
    while let place = slots.index(at: slot) {
      if elements[place] == element { return place }
      slot = slots.next(slot)
    }
    return nil
  }
  package func contains(_ element: Element) -> Bool { place(of: element) != nil }
  /// False: it is there already.
  @discardableResult package mutating func insert(_ element: Element) -> Bool {
    if contains(element) { return false }
    elements.append(element)
    slots.insert(elements.count - 1) { Self.hash(elements[$0]) }
    return true
  }
  private static func hash(_ element: Element) -> UInt64 {
    // Not `hashValue`: Swift 6.3 makes of it, without optimisation, code that stores the 128 bits of an address where they are not aligned.
    var hasher = Hasher()
    element.hash(into: &hasher)
    return UInt64(truncatingIfNeeded: hasher.finalize())
  }
}
