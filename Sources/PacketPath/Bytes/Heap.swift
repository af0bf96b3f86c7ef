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
  /// Values that another heap had stored, at ``secondStart`` and behind it.
  private var others: [UInt8] = []
  private let isSecond: Bool
  private static let secondStart = 1 << 31

  public init() { isSecond = false }
  private init(isSecond: Bool) { self.isSecond = isSecond }
  /// A heap that can be adopted by one that begins with ``init()``.
  static var second: Heap { Heap(isSecond: true) }
  var hasAdopted: Bool { !others.isEmpty }
  /// Makes what a second heap holds accessible here. Precondition: none was adopted before.
  mutating func adopt(_ second: Heap) {
    precondition(second.isSecond && !isSecond && others.isEmpty, "heaps whose values stand at the same places")
    others = second.bytes
  }

  /// Puts `value` in and says where it is. Precondition: the heap holds less than 2 GiB.
  public mutating func store<Value: BitwiseCopyable>(_ value: Value) -> Stored<Value> {
    precondition(bytes.count < Self.secondStart - MemoryLayout<Value>.size, "a heap of more than 2 GiB")
    let place = Stored<Value>(offset: UInt32(bytes.count + (isSecond ? Self.secondStart : 0)))
    // A trivial value is its bytes.
    unsafe withUnsafeBytes(of: value) { unsafe bytes.append(contentsOf: $0) }
    return place
  }

  public subscript<Value: BitwiseCopyable>(_ place: Stored<Value>) -> Value {
    @inline(__always) get {
      let isOther = Int(place.offset) >= Self.secondStart
      if isOther && !isSecond { return Self.value(at: Int(place.offset) &- Self.secondStart, in: others) }
      return Self.value(at: isOther ? Int(place.offset) &- Self.secondStart : Int(place.offset), in: bytes)
    }
  }
  @inline(__always) private static func value<Value: BitwiseCopyable>(at offset: Int, in bytes: [UInt8]) -> Value {
    precondition(offset &+ MemoryLayout<Value>.size <= bytes.count, "an index of another heap")
    // `Stored` is made by `store` alone, so a value of this type stands there; the line above refuses an index of a larger heap.
    return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: Value.self) }
  }
}
