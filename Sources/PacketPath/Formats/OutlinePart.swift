import Synchronization

/// What the lines of a part of a text are, and where.
struct OutlinePart: Sendable {
  enum Kind: Sendable {
    case table(Table), commit, comment
    /// The first of some rules.
    case rules
    /// Consecutive `:NAME` lines: where the last begins, and those that are noted.
    case declarations(end: Int, noted: [Int])
  }
  struct Event: Sendable {
    var kind: Kind
    var offset: Int
    /// How many runs came before.
    var run: Int
  }
  fileprivate(set) var events: [Event] = []
  /// Runs of lines of one chain: where each one's first line begins, and the hash of its chain's name.
  fileprivate(set) var starts: [UInt32] = [], hashes: [UInt16] = []
  /// Without the addresses, which whoever reads some parts gathers over all of them.
  fileprivate(set) var mentions = AddressMentions()
  fileprivate(set) var newlines: NewlineCount

  fileprivate init(_ range: Range<Int>) {
    newlines = NewlineCount(from: range.lowerBound, upTo: range.upperBound)
    // Seldom more; what is not used of it costs nothing.
    starts.reserveCapacity(range.count / 80 + 16)
    hashes.reserveCapacity(range.count / 80 + 16)
  }

  /// The parts of a text, in order, and the addresses in them; nil if some line is not as in a dump.
  static func scan(
    _ text: SourceText, family: IPFamily, noting chains: [String], _ atOnce: RulesetOutline.AtOnce?
  ) -> (parts: [OutlinePart], addresses: AddressMentions)? {
    guard let atOnce, text.count > 1 << 20 else {
      var scanner = OutlineScanner(text, family: family, noting: chains)
      return scanner.scan(0..<text.count).map { ([$0], scanner.addresses) }
    }
    // Some lines cost more than others: whoever is done takes the next part.
    let parts = Parts(text)
    let work: @Sendable () -> Void = {
      var scanner = OutlineScanner(text, family: family, noting: chains)
      while let (place, range) = parts.next() { parts.done(place, scanner.scan(range)) }
      parts.add(scanner.addresses)
    }
    atOnce(work, work)
    return parts.all()
  }
  private final class Parts: Sendable {
    /// So many that the last one to be read is soon done.
    private static let count = 24
    /// Where each part begins, and where the last ends.
    private let bounds: [Int]
    private let state = Mutex((next: 0, found: [OutlinePart?](repeating: nil, count: Parts.count), addresses: AddressMentions()))

    init(_ text: SourceText) {
      var bounds = [0]
      for part in 1..<Self.count { bounds.append(min(text.newline(from: text.count / Self.count * part) + 1, text.count)) }
      self.bounds = bounds + [text.count]
    }
    func next() -> (place: Int, range: Range<Int>)? {
      state.withLock { state in
        guard state.next < Self.count else { return nil }
        state.next += 1
        return (state.next - 1, bounds[state.next - 1]..<bounds[state.next])
      }
    }
    func done(_ place: Int, _ part: OutlinePart?) { state.withLock { $0.found[place] = part } }
    func add(_ addresses: AddressMentions) { state.withLock { $0.addresses.add(addresses) } }
    func all() -> (parts: [OutlinePart], addresses: AddressMentions)? {
      let (_, all, addresses) = state.withLock { $0 }
      let found = all.compactMap(\.self)
      return found.count == Self.count ? (found, addresses) : nil
    }
  }
}

/// Goes over parts of a text, line by line.
private struct OutlineScanner {
  private var part = OutlinePart(0..<0)
  private let text: SourceText
  private var cursor: ByteCursor
  private var mentions: MentionReader
  /// The last rule's chain.
  private var last = NameWords()
  private var isAmongRules = false
  /// The `:NAME` lines in hand: where they began, those noted, and how many in a row begin like the last.
  private var declared: (start: Int, end: Int, noted: [Int])?
  private var alike = (beginning: UInt64(0), count: 0)

  /// Of so many names in a row with the same first eight bytes, the rest is not noted: a cluster has thousands of KUBE-SEP chains.
  private static let maximumAlike = 16

  init(_ text: SourceText, family: IPFamily, noting chains: [String]) {
    self.text = text
    cursor = text.cursor()
    mentions = MentionReader(text, family: family, noting: chains)
  }
  /// Of all parts that were read.
  var addresses: AddressMentions { mentions.addresses }

  /// Nil: some line is not as in a dump.
  mutating func scan(_ range: Range<Int>) -> OutlinePart? {
    part = OutlinePart(range)
    (last, isAmongRules, declared, alike) = (NameWords(), false, nil, (0, 0))
    // In a local: it changes with every line.
    var newlines = part.newlines
    var at = range.lowerBound
    while at < range.upperBound {
      cursor.offset = at
      let byte = cursor.byte(), end: Int
      if byte == 0x2d || byte == 0x5b {
        guard let behind = readRule(byte) else { return nil }
        end = behind
      } else {
        end = text.newline(from: at)
        if byte == 0x3a { readDeclaration() } else if !readOther(byte, end) { return nil }
      }
      at = end &+ 1
      // What follows the last line of the text is no newline of its own.
      if at <= text.count { newlines.pass(to: at) }
    }
    endDeclarations()
    (part.newlines, part.mentions) = (newlines, mentions.takeLines())
    return part
  }
  private mutating func note(_ kind: OutlinePart.Kind, at offset: Int) {
    part.events.append(OutlinePart.Event(kind: kind, offset: offset, run: part.starts.count))
  }

  private mutating func readOther(_ byte: UInt8, _ end: Int) -> Bool {
    if byte == 10 { return true }
    endDeclarations()
    isAmongRules = false
    let at = cursor.offset
    switch byte {
    case 0x23: note(.comment, at: at)
    case 0x43:
      guard cursor.isAt("COMMIT"), cursor.byte(6) == 10 else { return false }
      note(.commit, at: at)
    case 0x2a:
      guard let table = Table(name: String(decoding: text.bytes(at + 1..<end), as: UTF8.self)) else { return false }
      note(.table(table), at: at)
    default: return false
    }
    return true
  }
  @inline(__always) private mutating func readDeclaration() {
    isAmongRules = false
    let beginning = cursor.word(1), at = cursor.offset
    alike = beginning == alike.beginning && declared != nil ? (beginning, alike.count &+ 1) : (beginning, 0)
    if declared == nil { declared = (at, at, []) }
    declared?.end = at
    if alike.count < Self.maximumAlike { declared?.noted.append(at) }
  }
  private mutating func endDeclarations() {
    guard let (start, end, noted) = declared else { return }
    declared = nil
    note(.declarations(end: end + 1, noted: noted), at: start)
  }

  /// `[packets:bytes] -A NAME …`; the line's end, or nil if it is none of these.
  @inline(__always) private mutating func readRule(_ byte: UInt8) -> Int? {
    var cursor = cursor
    let start = cursor.offset
    if byte == 0x5b && !cursor.takesCounters() { return nil }
    guard cursor.word() & 0xff_ffff == 0x20_412d else { return nil }
    cursor.skip(3)
    if !last.stands(at: cursor) || !isAmongRules {
      guard last.read(cursor) else { return nil }
      if !isAmongRules {
        endDeclarations()
        note(.rules, at: start)
        isAmongRules = true
      }
      part.starts.append(UInt32(truncatingIfNeeded: start))
      part.hashes.append(NameWords.hash(at: cursor, count: last.count))
    }
    cursor.skip(last.count)
    // A rule may have no words at all.
    if cursor.byte() == 10 { return cursor.offset }
    cursor.skip(1)
    let end = text.newline(from: cursor.offset)
    return mentions.read(cursor, line: start, end: end) ? end : nil
  }
}

/// A word and the blank or newline behind it, to be compared as four words of the processor.
struct NameWords: BitwiseCopyable, Sendable {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private var masks: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private(set) var count = 0

  init() {}
  /// Takes the word that stands at a cursor. False: it has more than 31 bytes, or none.
  @inline(__always) mutating func read(_ cursor: ByteCursor) -> Bool {
    let bytes = (cursor.word(), cursor.word(8), cursor.word(16), cursor.word(24))
    let end = Self.bytesUpToBlank(bytes.3)
    // The name of a chain of kube-proxy's has 24 or 25 bytes.
    guard Self.bytesUpToBlank(bytes.0) | Self.bytesUpToBlank(bytes.1) | Self.bytesUpToBlank(bytes.2) == 0, end != 0 else {
      return readShort(cursor)
    }
    let length = 24 &+ end.trailingZeroBitCount &>> 3, behind = cursor.byte(length)
    guard behind == 32 || behind == 10 else { return readShort(cursor) }
    count = length
    // The lowest bit that is set is the highest one of the word's end.
    masks = (.max, .max, .max, end ^ (end &- 1))
    words = (bytes.0, bytes.1, bytes.2, bytes.3 & masks.3)
    return true
  }
  @inline(never) private mutating func readShort(_ cursor: ByteCursor) -> Bool {
    count = cursor.wordEnd() &- cursor.offset
    guard count > 0, count < 32 else { return false }
    func mask(_ at: Int) -> UInt64 {
      let left = count &+ 1 &- at
      return left >= 8 ? .max : left <= 0 ? 0 : (1 &<< UInt64(8 &* left)) &- 1
    }
    masks = (mask(0), mask(8), mask(16), mask(24))
    words = (cursor.word() & masks.0, cursor.word(8) & masks.1, cursor.word(16) & masks.2, cursor.word(24) & masks.3)
    return true
  }
  /// The highest bit of the first byte that is not above a blank, and perhaps of some behind it; 0: all are above.
  @inline(__always) private static func bytesUpToBlank(_ word: UInt64) -> UInt64 {
    (word &- 0x2121_2121_2121_2121) & ~word & 0x8080_8080_8080_8080
  }
  /// Whether the same name stands at a cursor, with the same behind it.
  @inline(__always) func stands(at cursor: ByteCursor) -> Bool {
    let first = (cursor.word() & masks.0) ^ words.0, second = (cursor.word(8) & masks.1) ^ words.1
    let third = (cursor.word(16) & masks.2) ^ words.2, fourth = (cursor.word(24) & masks.3) ^ words.3
    return (first | second | third | fourth) == 0 && count > 0
  }
  /// Of the last four bytes of a name at a cursor, which differ among chains whose names end in a hash; of all of a shorter one.
  @inline(__always) static func hash(at cursor: ByteCursor, count: Int) -> UInt16 {
    let word = count >= 4 ? cursor.word(count &- 4) : cursor.word() & ((1 &<< UInt64(8 &* count)) &- 1)
    return UInt16(truncatingIfNeeded: (UInt32(truncatingIfNeeded: word) &* 0x9e37_79b1) &>> 16)
  }
}
