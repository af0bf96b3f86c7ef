#if os(Linux)

  import Glibc

  /// Something the harness asked of the kernel or of a tool was refused. What becomes of a packet is never an error.
  package struct KernelHarnessError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
  }

  /// The result of a call into KernelShim, or the error that its negated errno stands for.
  func checked(_ result: Int32, _ what: @autoclosure () -> String) throws -> Int32 {
    guard result >= 0 else { throw KernelHarnessError("\(what()): \(errorText(-result))") }
    return result
  }

  func errorText(_ number: Int32) -> String {
    // strerror returns a string that the C library owns; it is copied at once.
    unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
  }

#endif
