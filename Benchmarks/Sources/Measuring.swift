import AllocationCounter
import Glibc

/// What a piece of work took.
struct Cost: Sendable {
  /// Seconds on the wall, and of all of this process's processors, or of a child's.
  var wall = 0.0, cpu = 0.0
  /// Nil: not counted.
  var allocations: Int?
}

/// Time, memory and load, as the system tells them.
enum Measuring {
  static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    // The kernel fills the structure.
    _ = unsafe clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
  static func cost(_ body: () throws -> Void) rethrows -> Cost {
    let allocations = allocation_count(), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC)
    try body()
    return Cost(
      wall: seconds(CLOCK_MONOTONIC) - wall, cpu: seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu,
      allocations: Int(allocation_count() - allocations))
  }
  static var allocations: Int { Int(allocation_count()) }
  /// Live bytes, by the allocator's books.
  static var liveBytes: Int { Int(allocated_bytes()) }
  /// Bytes of memory that the process has in use (`/proc/self/statm`).
  static var residentBytes: Int {
    guard let text = try? Files.read("/proc/self/statm") else { return 0 }
    let words = String(decoding: text, as: UTF8.self).split(separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
  }
  /// How busy the machine is: `0.52 0.31 0.20`.
  static var load: String {
    let text = (try? Files.read("/proc/loadavg")) ?? []
    return String(decoding: text, as: UTF8.self).split(separator: " ").prefix(3).joined(separator: " ")
  }
}

/// The middle, the end and the rest of many numbers.
struct Distribution: Sendable {
  private let sorted: [Double]
  init(_ values: [Double]) { sorted = values.sorted() }
  var count: Int { sorted.count }
  var median: Double { percentile(50) }
  var maximum: Double { sorted.last ?? .nan }
  var minimum: Double { sorted.first ?? .nan }
  /// Precondition: 0...100.
  func percentile(_ p: Double) -> Double {
    if sorted.isEmpty { return .nan }
    if p == 50 && sorted.count % 2 == 0 { return (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2 }
    return sorted[min(sorted.count - 1, Int(p / 100 * Double(sorted.count)))]
  }
}

/// Two ways to do the same, in turns: what disturbs the machine disturbs both.
struct Paired: Sendable {
  var first: [Cost] = [], second: [Cost] = []

  init(_ count: Int, _ one: () throws -> Cost, _ other: () throws -> Cost) rethrows {
    for i in 0..<count {
      // Whoever is first has cold caches: they take turns at that too.
      if i % 2 == 0 {
        first.append(try one())
        second.append(try other())
      } else {
        second.append(try other())
        first.append(try one())
      }
    }
  }
  /// The median, over the pairs, of what the first takes in terms of the second.
  func ratio(_ of: (Cost) -> Double) -> Double { Distribution(zip(first, second).map { of($0) / of($1) }).median }
}
