#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Room for large arrays in huge pages, where the system gives them to those who ask (`madvise` in `transparent_hugepage/enabled`).
///
/// A large ruleset is then filled with fewer page faults, and looked up with fewer misses of the TLB. Nothing but speed depends on it.
enum HugePages {
  /// Smaller room stays as it is.
  private static let minimumBytes = 4 << 20

  /// Reserves room for at least `count` elements.
  static func reserve<T: BitwiseCopyable>(_ count: Int, in array: inout [T]) {
    array.reserveCapacity(count)
    #if os(Linux)
      if count * MemoryLayout<T>.stride < minimumBytes { return }
      // The whole room belongs to the array: as much as it has capacity for, from its first element on.
      let room = array.capacity * MemoryLayout<T>.stride
      unsafe array.withUnsafeMutableBytes { bytes in
        if let base = bytes.baseAddress { unsafe advise(base, room) }
      }
    #endif
  }
  /// An array of equal elements.
  static func array<T: BitwiseCopyable>(repeating element: T, count: Int) -> [T] {
    var array: [T] = []
    reserve(count, in: &array)
    array.append(contentsOf: repeatElement(element, count: count))
    return array
  }
  /// The same elements in new room, if they take much.
  static func moved<T: BitwiseCopyable>(_ elements: consuming [T]) -> [T] {
    if elements.count * MemoryLayout<T>.stride < minimumBytes { return elements }
    var array: [T] = []
    reserve(elements.count, in: &array)
    array.append(contentsOf: elements)
    return array
  }

  #if os(Linux)
    /// Of the pages that lie within the room.
    private static func advise(_ base: UnsafeMutableRawPointer, _ count: Int) {
      let page = 4096, skipped = (page - Int(bitPattern: base) % page) % page
      guard count > skipped else { return }
      // A hint: the memory is not touched, and an error means that there are no huge pages.
      _ = unsafe madvise(base + skipped, (count - skipped) / page * page, MADV_HUGEPAGE)
    }
  #endif
}
