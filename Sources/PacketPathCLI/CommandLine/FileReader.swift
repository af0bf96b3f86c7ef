#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
import HostSystem
import PacketPath

/// Reads files whole: large ones are mapped (``MappedFile``), others copied.
struct FileReader {
  let directory: String

  func path(_ name: String) -> String { name.hasPrefix("/") || directory.isEmpty ? name : directory + "/" + name }

  func isDirectory(_ name: String) -> Bool {
    var status = stat()
    // The kernel fills the structure of its own size.
    return unsafe stat(path(name), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names of a directory's files, sorted, hidden ones and directories left out.
  func files(of name: String) throws(CommandError) -> [String] {
    guard let directory = unsafe opendir(path(name)) else { throw CommandError("\(name): \(errorText(errno))") }
    // Closed once, at the end of this function.
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      // d_name ends with a zero and lives until the next readdir: it is copied here.
      let file = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if !file.hasPrefix(".") && !isDirectory(name + "/" + file) { names.append(file) }
    }
    return names.sorted().map { name.hasSuffix("/") ? name + $0 : name + "/" + $0 }
  }

  func read(_ name: String) throws(CommandError) -> SourceText {
    let descriptor = unsafe open(path(name), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CommandError("\(name): \(errorText(errno))") }
    defer { close(descriptor) }
    var status = stat()
    // The kernel fills the structure of its own size.
    guard unsafe fstat(descriptor, &status) == 0 else { throw CommandError("\(name): \(errorText(errno))") }
    if status.st_mode & S_IFMT == S_IFDIR { throw CommandError("\(name): a directory, where one file is asked for") }
    if status.st_size > SourceText.maximumCount { throw Self.tooLarge(name) }
    let isRegular = status.st_mode & S_IFMT == S_IFREG
    if isRegular, let mapped = MappedFile.text(descriptor, count: Int(status.st_size), name: name) { return mapped }
    var buffer = TextBuffer(capacity: Int(max(status.st_size, 0)) + 1)
    while true {
      if buffer.isFull { buffer.grow() }
      let count = buffer.fill(from: descriptor)
      if count == 0 { break }
      if count < 0 && errno != EINTR {
        let failure = errno
        buffer.discard()
        throw CommandError("\(name): \(errorText(failure))")
      }
      if buffer.count > SourceText.maximumCount {
        buffer.discard()
        throw Self.tooLarge(name)
      }
    }
    return buffer.text(named: name)
  }

  /// All of standard input.
  static func read(_ standardInput: () throws -> [UInt8]?, name: String) throws -> SourceText {
    var bytes: [UInt8] = []
    while let piece = try standardInput() {
      bytes += piece
      if bytes.count > SourceText.maximumCount { throw tooLarge(name) }
    }
    return SourceText(bytes, name: name)
  }
  private static func tooLarge(_ name: String) -> CommandError {
    CommandError("\(name): larger than 2 GiB, which is more than one text may be")
  }
}

/// Memory that becomes a ``SourceText`` without being copied.
@safe private struct TextBuffer {
  // Owned by this buffer until `text(named:)` or `discard()`, one of which is called once.
  private var memory: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    unsafe memory = UnsafeMutableRawPointer.allocate(byteCount: capacity + 1 + SourceText.padding, alignment: 16)
  }
  var isFull: Bool { count == capacity }
  mutating func grow() {
    let larger = TextBuffer(capacity: capacity * 2 + 1 << 16)
    // Both regions are allocated, `count` bytes of the old one are written.
    unsafe larger.memory.copyMemory(from: memory, byteCount: count)
    unsafe memory.deallocate()
    unsafe memory = larger.memory
    capacity = larger.capacity
  }
  mutating func fill(from descriptor: Int32) -> Int {
    // No more than there is room for.
    let result = unsafe read(descriptor, memory + count, capacity - count)
    if result > 0 { count += result }
    return result
  }
  func discard() { unsafe memory.deallocate() }
  func text(named name: String) -> SourceText {
    let address = UInt(bitPattern: unsafe memory)
    // There is room for the newline and the padding behind `count` bytes; freed once, by the text.
    unsafe memory.storeBytes(of: 10, toByteOffset: count, as: UInt8.self)
    unsafe (memory + count + 1).initializeMemory(as: UInt8.self, repeating: 0, count: SourceText.padding)
    return unsafe SourceText(adopting: UnsafeRawPointer(memory), count: count, name: name) {
      unsafe UnsafeMutableRawPointer(bitPattern: address)?.deallocate()
    }
  }
}
