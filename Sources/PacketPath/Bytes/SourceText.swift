/// The text of one input, immutable, held in memory as long as something refers to it.
///
/// A newline and 32 zero bytes follow the text, so that a ``ByteCursor`` may look ahead without asking where the end is.
@safe public final class SourceText: @unchecked Sendable {
  // Unchecked: the memory is written in the initialiser and only read afterwards.
  let base: UnsafeRawPointer
  /// Bytes of the text, the newline and padding behind it not counted.
  public let count: Int
  /// What a user calls this text: a file name, `-` for standard input.
  public let name: String
  private let release: @Sendable () -> Void

  /// Bytes that must be readable, and zero, behind the newline that follows the text.
  package static let padding = 32
  /// Offsets are 31 bits; the 32nd marks text that stands outside of the input.
  public static let maximumCount = Int(Int32.max) - 64

  /// Copies `bytes`. Precondition: at most ``maximumCount`` bytes.
  public init(_ bytes: some Collection<UInt8>, name: String = "") {
    let count = bytes.count
    precondition(count <= Self.maximumCount, "a text longer than SourceText.maximumCount")
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count + 1 + Self.padding, alignment: 16)
    unsafe buffer.copyBytes(from: bytes)
    unsafe buffer[count] = 10
    for i in (count + 1)..<(count + 1 + Self.padding) { unsafe buffer[i] = 0 }
    unsafe base = UnsafeRawPointer(buffer.baseAddress!)
    self.count = count
    self.name = name
    let address = UInt(bitPattern: buffer.baseAddress)
    release = {
      // Allocated above, and freed once, with the object.
      unsafe UnsafeMutableRawPointer(bitPattern: address)?.deallocate()
    }
  }

  public convenience init(_ text: String, name: String = "") { self.init(Array(text.utf8), name: name) }

  /// Adopts memory that already has the newline and the padding behind `count` bytes; `release` gives it back.
  @unsafe package init(adopting base: UnsafeRawPointer, count: Int, name: String, release: @escaping @Sendable () -> Void) {
    unsafe self.base = base
    self.count = count
    self.name = name
    self.release = release
  }
  deinit { release() }

  /// A cursor at the given offset. Precondition: within the text or just behind it.
  public func cursor(at offset: Int = 0) -> ByteCursor {
    precondition(offset >= 0 && offset <= count, "an offset outside of the text")
    // The initialisers make the invariant that the cursor rests on.
    return unsafe ByteCursor(base, at: offset)
  }

  /// The bytes of a part of the text.
  public func bytes(_ range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "a range outside of the text")
    // Within the text, by the line above.
    return unsafe Array(UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// The line and column, both from 1, of an offset. Columns count bytes.
  public func position(of offset: Int) -> (line: Int, column: Int) {
    var cursor = self.cursor()
    var line = 1
    while true {
      let end = cursor.lineEnd()
      if end >= offset || end >= count { return (line, min(offset, count) - cursor.offset + 1) }
      cursor.offset = end + 1
      line += 1
    }
  }
}

/// A slice of a ruleset's text: strings, comments and words that nobody knows live there, never in a rule.
public struct TextRange: BitwiseCopyable, Sendable, Hashable {
  public var start: UInt32, count: UInt32

  @inline(__always) public init(start: Int, end: Int) {
    self.start = UInt32(truncatingIfNeeded: start)
    count = UInt32(truncatingIfNeeded: end &- start)
  }
  public static let empty = TextRange(start: 0, end: 0)
  public var end: Int { Int(start) + Int(count) }
}
