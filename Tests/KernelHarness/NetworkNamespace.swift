#if os(Linux)

  import Glibc
  import KernelShim

  /// A network namespace without a link to any other. It is gone, with all that is in it, when its last descriptor and socket are closed.
  ///
  /// A namespace belongs to a thread, so no thread of Swift's own pool ever enters one: whatever must happen inside (opening sockets and
  /// devices, writing sysctls, starting tools) runs on a thread made for it. Sockets and devices stay in the namespace they were opened in
  /// and are then used from anywhere.
  final class NetworkNamespace {
    private let descriptor: Descriptor

    init() throws {
      descriptor = try Self.onOwnThread {
        _ = try checked(kernel_unshare_network(), "a network namespace of its own")
        return Descriptor(try checked(kernel_open_network(), "the thread's network namespace"))
      }
    }

    /// Runs the body on a new thread inside the namespace and waits for it.
    func run<Result>(_ body: () throws -> Result) throws -> Result {
      try Self.onOwnThread {
        _ = try checked(kernel_enter_network(descriptor.number), "entering the network namespace")
        return try body()
      }
    }

    private static func onOwnThread<Result>(_ body: () throws -> Result) throws -> Result {
      var result: Swift.Result<Result, any Error>?
      let failure = withoutActuallyEscaping(body) { body in
        let work = Work { result = Swift.Result(catching: body) }
        var thread = pthread_t()
        // The thread is joined before `work`, and what its closure captures, go out of scope.
        let failure = unsafe pthread_create(
          &thread, nil,
          { argument in
            unsafe Unmanaged<Work>.fromOpaque(argument!).takeUnretainedValue().body()
            return nil
          }, Unmanaged.passUnretained(work).toOpaque())
        if failure == 0 { pthread_join(thread, nil) }
        withExtendedLifetime(work) {}
        work.body = {}
        return failure
      }
      guard let result else { throw KernelHarnessError("a thread: \(errorText(failure))") }
      return try result.get()
    }

    private final class Work {
      var body: () -> Void
      init(_ body: @escaping () -> Void) { self.body = body }
    }
  }

  /// A finished run of a tool.
  package struct ToolResult {
    package var exitCode: Int32
    package var output: String
    package var error: String
  }

  /// Runs a tool in the calling thread's network namespace, gives it `input` to read, and waits for its end.
  package func runTool(_ arguments: [String], input: String = "", seconds: Int32 = 60) throws -> ToolResult {
    let files = try (0..<3).map { _ in Descriptor(try checked(kernel_memory_file(), "a file in memory")) }
    try files[0].write(Array(input.utf8))
    lseek(files[0].number, 0, SEEK_SET)
    let joined = arguments.map { $0 + "\0" }.joined()
    // The string holds as many zero-terminated parts as the count says.
    let process = unsafe kernel_spawn(joined, Int32(arguments.count), files[0].number, files[1].number, files[2].number)
    _ = try checked(process, arguments[0])
    let exitCode = try checked(kernel_wait(process, seconds * 1000), arguments.joined(separator: " "))
    return ToolResult(exitCode: exitCode, output: try files[1].wholeText(), error: try files[2].wholeText())
  }

  /// The output of a tool that must succeed.
  @discardableResult
  func toolOutput(_ arguments: [String], input: String = "") throws -> String {
    let result = try runTool(arguments, input: input)
    guard result.exitCode == 0 else {
      throw KernelHarnessError("\(arguments.joined(separator: " ")): exit code \(result.exitCode): \(result.error)\(result.output)")
    }
    return result.output
  }

  extension Descriptor {
    fileprivate func wholeText() throws -> String {
      lseek(number, 0, SEEK_SET)
      var text: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while let part = try readPacket(into: &buffer), !part.isEmpty { text += part }
      return String(decoding: text, as: UTF8.self)
    }
  }

#endif
