import Glibc

/// Two pieces of work at once, on plain threads: a pool of threads would begin before there is work for it.
enum TwoThreads {
  private final class Work: @unchecked Sendable {
    // Unchecked: written by one thread, read by the other once that has ended.
    let body: @Sendable () -> Int
    var result = 0
    init(_ body: @escaping @Sendable () -> Int) { self.body = body }
  }
  /// As the parser asks for it.
  static func run(_ first: @escaping @Sendable () -> Void, _ second: @escaping @Sendable () -> Void) {
    let work: @Sendable () -> Int = {
      first()
      return 0
    }
    let done = try? run(work) {
      second()
      return 0
    }
    // Without a thread, `second` has not run either.
    if done == nil {
      first()
      second()
    }
  }
  /// Both results. The second runs on the calling thread.
  static func run(_ first: @escaping @Sendable () -> Int, _ second: () -> Int) throws -> (Int, Int) {
    let work = Work(first)
    var thread = pthread_t()
    // The thread takes over the reference that is retained here, and gives it back at its end.
    let failure = unsafe pthread_create(
      &thread, nil,
      { argument in
        let work = unsafe Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue()
        work.result = work.body()
        return nil
      }, Unmanaged.passRetained(work).toOpaque())
    if failure != 0 { throw BenchmarkError("no thread can be started: error \(failure)") }
    let result = second()
    pthread_join(thread, nil)
    return (work.result, result)
  }
}
