/// A typed index of a value in a ``Heap``.
///
/// Rules are flat and small; what is seldom (an IPv6 prefix, an address range, a list of ports) stands in the ruleset's heap, and
/// the rule holds four bytes that say where.
public struct Stored<Value: BitwiseCopyable>: BitwiseCopyable, Sendable, Equatable {
  var offset: UInt32
}

/// Trivial values of any type, one behind the other.
public struct Heap: Sendable {
  private var bytes: [UInt8] = []

  public init() {}

  /// Puts `value` in and says where it is. Precondition: the heap holds less than 4 GiB.
  public mutating func store<Value: BitwiseCopyable>(_ value: Value) -> Stored<Value> {
    precondition(bytes.count < Int(UInt32.max) - MemoryLayout<Value>.size, "a heap of more than 4 GiB")
    let place = Stored<Value>(offset: UInt32(bytes.count))
    // A trivial value is its bytes.
    unsafe withUnsafeBytes(of: value) { unsafe bytes.append(contentsOf: $0) }
    return place
  }

  public subscript<Value: BitwiseCopyable>(_ place: Stored<Value>) -> Value {
    @inline(__always) get {
      precondition(Int(place.offset) &+ MemoryLayout<Value>.size <= bytes.count, "an index of another heap")
      // `Stored` is made by `store` alone, so a value of this type stands there; the line above refuses an index of a larger heap.
      return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: Int(place.offset), as: Value.self) }
    }
  }
}
