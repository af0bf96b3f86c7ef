import Glibc
import HostSystem
import PacketPath

struct BenchmarkError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

/// Reading and writing whole files.
enum Files {
  static func read(_ path: String) throws -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw BenchmarkError("\(path): \(errorText())") }
    defer { close(descriptor) }
    var bytes: [UInt8] = [], count = 0
    repeat {
      let piece = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, filled in
        // Into the array's own room, no more than there is.
        count = unsafe Glibc.read(descriptor, buffer.baseAddress!, buffer.count)
        filled = max(count, 0)
      }
      bytes += piece
    } while count > 0
    if count < 0 { throw BenchmarkError("\(path): \(errorText())") }
    return bytes
  }
  /// A file as a text, mapped as the command maps it.
  static func text(_ path: String) throws -> SourceText {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw BenchmarkError("\(path): \(errorText())") }
    defer { close(descriptor) }
    let count = Int(lseek(descriptor, 0, SEEK_END))
    if let mapped = MappedFile.text(descriptor, count: count, name: path) { return mapped }
    return SourceText(try read(path), name: path)
  }
  static func write(_ bytes: [UInt8], to path: String) throws {
    try create(path) { sink in try sink(bytes) }
  }
  /// Makes a file and lets `body` fill it.
  static func create(_ path: String, _ body: (_ sink: @escaping ([UInt8]) throws -> Void) throws -> Void) throws {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw BenchmarkError("\(path): \(errorText())") }
    defer { close(descriptor) }
    try body { piece in
      var done = 0
      while done < piece.count {
        // The pointer is to the array's own bytes, for the call alone.
        let count = unsafe piece.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress! + done, $0.count - done) }
        if count < 0 { throw BenchmarkError("\(path): \(errorText())") }
        done += count
      }
    }
  }
  static func makeDirectory(_ path: String) throws {
    var made = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      made += made.isEmpty && part.isEmpty ? "/" : made.isEmpty || made == "/" ? String(part) : "/" + part
      if made == "/" { continue }
      let result = unsafe mkdir(made, 0o755)
      if result != 0 && errno != EEXIST { throw BenchmarkError("\(made): \(errorText())") }
    }
  }
  static func remove(_ path: String) { _ = unsafe unlink(path) }
  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
  static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

  /// A file of the system's temporary directory that nobody else has.
  static func temporaryFolder() throws -> String {
    var template = Array("/tmp/packetpath-benchmark-XXXXXX".utf8CString)
    // mkdtemp writes into the array, which ends with a zero.
    guard unsafe template.withUnsafeMutableBufferPointer({ unsafe mkdtemp($0.baseAddress!) }) != nil else {
      throw BenchmarkError(errorText())
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
  static func errorText() -> String {
    // strerror's text is copied at once.
    unsafe String(cString: strerror(errno))
  }
}

extension Files {
  /// A folder and the files in it; folders in it stay.
  static func removeFolder(_ path: String) {
    if let folder = unsafe opendir(path) {
      // The name ends with a zero and lives until the next readdir: it is copied at once.
      while let entry = unsafe readdir(folder) {
        let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        remove(path + "/" + name)
      }
      unsafe closedir(folder)
    }
    _ = unsafe rmdir(path)
  }
}
