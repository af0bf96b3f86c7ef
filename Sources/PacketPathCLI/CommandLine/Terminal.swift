#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a run writes to: gathered, and handed on in large pieces.
package final class Output {
  /// Nil: kept in memory, for tests.
  private let descriptor: Int32?
  package private(set) var bytes: [UInt8] = []
  /// Whether whoever reads this has gone: nothing more needs to be said.
  package private(set) var isClosed = false
  /// Why writing failed for another reason, such as a full disk.
  package private(set) var failure: Int32?
  private static let capacity = 1 << 16

  package init(descriptor: Int32? = nil) { self.descriptor = descriptor }

  package func write(_ text: String) { write(Array(text.utf8)) }
  package func write(_ more: [UInt8]) {
    if isClosed { return }
    bytes += more
    if descriptor != nil && bytes.count >= Self.capacity { flush() }
  }
  package func flush() {
    guard let descriptor else { return }
    var done = 0
    while done < bytes.count && !isClosed {
      // The pointer is to the array's own bytes, for the call alone.
      let count = unsafe bytes.withUnsafeBytes { unsafe systemWrite(descriptor, $0.baseAddress! + done, $0.count - done) }
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        isClosed = true
        if errno != EPIPE { failure = errno }
      }
    }
    bytes.removeAll(keepingCapacity: true)
  }
  package var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// `write`, whose name `Output` takes.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int { unsafe write(descriptor, bytes, count) }

/// What surrounds a run: the command line tool asks nothing else of the world.
package struct Surroundings {
  /// What these variables are set to. Not a `Dictionary`, whose first costs a command that answers one question a tenth of its time.
  package var noColor: String?, terminal: String?, columns: String?
  /// File names are relative to it; empty: to the process's own.
  package var directory = ""
  /// Standard input in pieces, nil at its end; nil where it is a terminal.
  package var standardInput: (() throws -> [UInt8]?)?
  package var isOutputTerminal = false
  /// Columns of the terminal.
  package var width: Int?

  package init(directory: String = "", standardInput: [UInt8]? = nil) {
    self.directory = directory
    var pieces = standardInput.map { [$0] } ?? []
    self.standardInput = standardInput == nil ? nil : { pieces.popLast() }
  }

  /// This process's own.
  package static func process() -> Surroundings {
    // A closed pipe is an error of write, not a signal.
    _ = signal(SIGPIPE, SIG_IGN)
    var result = Surroundings()
    (result.noColor, result.terminal, result.columns) = (variable("NO_COLOR"), variable("TERM"), variable("COLUMNS"))
    if isatty(STDIN_FILENO) == 0 { result.standardInput = { try readPiece(STDIN_FILENO) } }
    result.isOutputTerminal = isatty(STDOUT_FILENO) == 1
    if result.isOutputTerminal { result.width = terminalWidth() ?? result.columns.flatMap { Int($0) } }
    return result
  }
  private static func variable(_ name: String) -> String? {
    // The string is copied before anything changes the environment.
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
  private static func terminalWidth() -> Int? {
    var size = winsize()
    // The kernel fills the structure of its own size.
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Up to 64 KiB that can be read now, or nil at the end.
  static func readPiece(_ descriptor: Int32) throws -> [UInt8]? {
    while true {
      var failure: Int32 = 0
      let piece = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        // Into the array's own room, no more than there is.
        let result = unsafe read(descriptor, buffer.baseAddress!, buffer.count)
        failure = result < 0 ? errno : 0
        count = max(result, 0)
      }
      if failure == 0 { return piece.isEmpty ? nil : piece }
      if failure != EINTR { throw CommandError("standard input: \(errorText(failure))") }
    }
  }
}

/// What the system says of an error number.
func errorText(_ number: Int32) -> String {
  // strerror's text is copied at once.
  unsafe String(cString: strerror(number))
}
