import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

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
  /// Newlines in front of each block of the text; empty until someone asks for a line.
  private let newlines = Mutex<[UInt32]>([])
  /// What those who have been over parts of the text counted, in order.
  private let counted = Mutex<[NewlineCount]>([])

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

  /// A cursor at the given offset. It does not hold the text, which whoever uses it has to. Precondition: within the text or just behind it.
  package func cursor(at offset: Int = 0) -> ByteCursor {
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
  ///
  /// The first question reads the text once; later ones look at one block of it.
  public func position(of offset: Int) -> (line: Int, column: Int) {
    let offset = min(max(offset, 0), count)
    let block = offset / Self.blockSize
    let before = newlines.withLock { known in
      if known.isEmpty { known = countNewlines() }
      return Int(known[block])
    }
    var cursor = self.cursor(at: block * Self.blockSize)
    var line = before + 1, start: Int?
    while case let end = cursor.lineEnd(), end < offset {
      cursor.offset = end + 1
      start = cursor.offset
      line += 1
    }
    return (line, offset - (start ?? startOfLine(before: block * Self.blockSize)) + 1)
  }
  static let blockSize = 4096
  /// Newlines that someone has counted who has been over some parts of the text already. What is not in order is counted again.
  func adopt(_ counts: [NewlineCount]) { counted.withLock { $0 += counts } }
  /// Newlines in front of each block.
  private func countNewlines() -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(count / Self.blockSize + 2)
    var total: UInt32 = 0, at = 0
    func go(to end: Int) {
      while at < end {
        if at % Self.blockSize == 0 { result.append(total) }
        let next = min(at / Self.blockSize * Self.blockSize + Self.blockSize, end)
        total += UInt32(newlines(in: at..<next))
        at = next
      }
    }
    for part in counted.withLock({ $0 }) where part.range.lowerBound >= at {
      go(to: part.range.lowerBound)
      for before in part.blocks { result.append(total &+ before) }
      total += part.lines
      at = part.range.upperBound
    }
    go(to: count)
    if count % Self.blockSize == 0 { result.append(total) }
    return result
  }
  /// How many newlines there are in a part of the text.
  func newlines(in range: Range<Int>) -> Int {
    precondition(range.upperBound <= count, "a range outside of the text")
    let cursor = cursor(at: range.lowerBound), count = range.count
    var total = 0, at = 0
    while at + 8 <= count {
      // Bytes are equal to a newline where the difference is zero: exactly one high bit for each.
      let difference = cursor.word(at) ^ 0x0a0a_0a0a_0a0a_0a0a
      let low = (difference & 0x7f7f_7f7f_7f7f_7f7f) &+ 0x7f7f_7f7f_7f7f_7f7f
      total &+= (~(low | difference) & 0x8080_8080_8080_8080).nonzeroBitCount
      at &+= 8
    }
    while at < count {
      if cursor.byte(at) == 10 { total += 1 }
      at += 1
    }
    return total
  }
  /// The offset of the newline that ends the line in which `offset` stands. Precondition: an offset of the text.
  @inline(__always) func newline(from offset: Int) -> Int {
    precondition(offset >= 0 && offset <= count, "an offset outside of the text")
    // A newline stands behind the text, so that memchr finds one.
    guard let found = unsafe memchr(base + offset, 10, count &- offset &+ 1) else { return count }
    return unsafe UnsafeRawPointer(found) - base
  }
  /// Whether the bytes at `offset` are those of a range. Precondition: both within the text.
  @inline(__always) func isSame(_ offset: Int, _ range: TextRange) -> Bool {
    precondition(offset >= 0 && offset + Int(range.count) <= count && range.end <= count, "a range outside of the text")
    // Both are within the text, by the line above.
    return unsafe memcmp(base + offset, base + Int(range.start), Int(range.count)) == 0
  }
  private func startOfLine(before offset: Int) -> Int {
    var cursor = self.cursor(at: offset)
    while cursor.offset > 0 && cursor.byte(-1) != 10 { cursor.skip(-1) }
    return cursor.offset
  }
}

/// The newlines of a part of a text that begins and ends where lines do, counted by someone who goes over its lines.
struct NewlineCount: Sendable {
  private(set) var range: Range<Int>
  /// How many there are, and in front of each block of the text that begins in the part, from the part's beginning on.
  private(set) var lines: UInt32 = 0, blocks: [UInt32] = []
  private var nextBlock: Int

  /// Precondition: a line begins there.
  init(from start: Int, upTo end: Int) {
    range = start..<start
    nextBlock = (start + SourceText.blockSize - 1) / SourceText.blockSize * SourceText.blockSize
    blocks.reserveCapacity((end - start) / SourceText.blockSize + 2)
  }
  /// A line was read; the next begins there.
  @inline(__always) mutating func pass(to start: Int) {
    // A block that begins in the line has its newline behind it.
    while nextBlock < start {
      blocks.append(lines)
      nextBlock &+= SourceText.blockSize
    }
    lines &+= 1
    range = range.lowerBound..<start
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
