/// Values by keys, in the order in which the keys came: what a `Dictionary` does, without asking the runtime for a conformance where it is stored
/// (see ``OrderedSet``).
public struct OrderedMap<Key: Sendable, Value: Sendable>: Sendable {
  private var known = OrderedSet<Key>()
  /// One for each key.
  private var values: [Value] = []

  public init() {}
  public var isEmpty: Bool { values.isEmpty }
  public var keys: [Key] { known.elements }
}

extension OrderedMap: ExpressibleByDictionaryLiteral where Key: Hashable {
  public init(dictionaryLiteral pairs: (Key, Value)...) { for (key, value) in pairs { self[key] = value } }

  /// Nil: nothing is known of the key. Setting nil forgets it, in time that grows with the number of keys.
  public subscript(_ key: Key) -> Value? {
    get { known.place(of: key).map { values[$0] } }
    set {
      if let newValue {
        if let place = known.place(of: key) {
          values[place] = newValue
        } else {
          known.insert(key)
          values.append(newValue)
        }
      } else if known.contains(key) {
        var rest = Self()
        for (other, value) in zip(known.elements, values) where other != key { rest[other] = value }
        self = rest
      }
    }
  }
}

extension OrderedMap where Key: Hashable {
  /// As of a dictionary.
  public subscript(_ key: Key, default value: @autoclosure () -> Value) -> Value {
    get { self[key] ?? value() }
    set { self[key] = newValue }
  }
}

extension OrderedMap: Equatable where Key: Hashable, Value: Equatable {
  /// Whether both know the same, in whatever order.
  public static func == (a: Self, b: Self) -> Bool { a.values.count == b.values.count && a.keys.allSatisfy { a[$0] == b[$0] } }
}
