import ThreadPlacement

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Two pieces of work at the same time, without the cooperative pool, whose start costs more than a large dump's outline.
public enum TwoThreads {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Returns when both are done; the first runs on the calling thread. Where no thread can be had, one comes after the other.
  public static func run(_ first: () -> Void, _ second: @escaping @Sendable () -> Void) {
    let work = unsafe Unmanaged.passRetained(Work(second)).toOpaque()
    #if os(Linux)
      var thread = pthread_t()
    #else
      var thread: pthread_t?
    #endif
    // The thread takes over the reference that was retained for it.
    let failure = unsafe placed_thread_create(
      &thread,
      { argument in
        unsafe Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
        return nil
      }, work)
    first()
    guard failure == 0 else {
      unsafe Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
      return
    }
    #if os(Linux)
      pthread_join(thread, nil)
    #else
      if let thread { unsafe pthread_join(thread, nil) }
    #endif
  }
}
