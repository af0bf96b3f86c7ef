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
  fileprivate(set) var runs: [RulesetOutline.Run] = []
  fileprivate(set) var mentions: AddressMentions
  /// Newlines in the part; in front of each block of the text that begins in it, counted from the part's beginning.
  fileprivate(set) var lines = 0, newlines: [UInt32] = []

  /// The parts of a text, in order; nil if some line is not as in a dump.
  static func scan(
    _ text: SourceText, family: IPFamily, noting chains: [String], _ inHalves: RulesetOutline.InHalves?
  ) -> [OutlinePart]? {
    @Sendable func scan(_ range: Range<Int>) -> OutlinePart? {
      var scanner = OutlineScanner(text, family: family, noting: chains, range)
      return scanner.scan(range)
    }
    guard let inHalves, text.count > 1 << 20 else { return scan(0..<text.count).map { [$0] } }
    let middle = min(text.cursor(at: text.count / 2).lineEnd() + 1, text.count)
    let found = Parts()
    inHalves(
      {
        let part = scan(0..<middle)
        found.first.withLock { $0 = part }
      },
      {
        let part = scan(middle..<text.count)
        found.second.withLock { $0 = part }
      })
    guard let first = found.first.withLock({ $0 }), var second = found.second.withLock({ $0 }) else { return nil }
    let before = UInt32(truncatingIfNeeded: first.lines)
    second.newlines = second.newlines.map { $0 &+ before }
    return [first, second]
  }
  private final class Parts: Sendable {
    let first = Mutex<OutlinePart?>(nil), second = Mutex<OutlinePart?>(nil)
  }
}

/// Goes over a part of a text, line by line.
private struct OutlineScanner {
  private var part: OutlinePart
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

  init(_ text: SourceText, family: IPFamily, noting chains: [String], _ range: Range<Int>) {
    self.text = text
    cursor = text.cursor()
    part = OutlinePart(mentions: AddressMentions(family))
    part.runs.reserveCapacity(range.count / 400 + 16)
    mentions = MentionReader(text, family: family, noting: chains, lines: range.count / 150)
  }

  /// Nil: some line is not as in a dump.
  mutating func scan(_ range: Range<Int>) -> OutlinePart? {
    // In locals: they change with every line.
    var lines = 0, newlines: [UInt32] = []
    newlines.reserveCapacity(range.count / SourceText.blockSize + 2)
    var at = range.lowerBound
    var nextBlock = (at + SourceText.blockSize - 1) / SourceText.blockSize * SourceText.blockSize
    while at < range.upperBound {
      while nextBlock <= at {
        newlines.append(UInt32(truncatingIfNeeded: nextBlock == at ? lines : lines &- 1))
        nextBlock &+= SourceText.blockSize
      }
      cursor.offset = at
      let byte = cursor.byte(), end: Int
      if byte == 0x2d || byte == 0x5b {
        guard let behind = readRule() else { return nil }
        end = behind
      } else {
        end = text.newline(from: at)
        if byte == 0x3a { readDeclaration() } else if !readOther(byte, end) { return nil }
      }
      at = end &+ 1
      lines &+= 1
    }
    endDeclarations()
    while nextBlock < range.upperBound {
      newlines.append(UInt32(truncatingIfNeeded: lines &- 1))
      nextBlock += SourceText.blockSize
    }
    (part.lines, part.newlines, part.mentions) = (lines, newlines, mentions.mentions)
    return part
  }
  private mutating func note(_ kind: OutlinePart.Kind, at offset: Int) {
    part.events.append(OutlinePart.Event(kind: kind, offset: offset, run: part.runs.count))
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
  @inline(__always) private mutating func readRule() -> Int? {
    let start = cursor.offset
    if cursor.byte() == 0x5b && !skipCounters() { return nil }
    guard cursor.word() & 0xff_ffff == 0x20_412d else { return nil }
    cursor.skip(3)
    if !last.stands(at: cursor) || !isAmongRules {
      let count = cursor.wordEnd() &- cursor.offset
      guard count > 0, count < 32 else { return nil }
      last = NameWords(cursor, count: count)
      if !isAmongRules {
        endDeclarations()
        note(.rules, at: start)
        isAmongRules = true
      }
      part.runs.append(
        RulesetOutline.Run(
          start: UInt32(truncatingIfNeeded: start), name: TextRange(start: cursor.offset, end: cursor.offset &+ count), hash: last.hash))
    }
    cursor.skip(last.count)
    // A rule may have no words at all.
    if cursor.byte() == 10 { return cursor.offset }
    cursor.skip(1)
    let end = text.newline(from: cursor.offset)
    return mentions.read(cursor, line: start, end: end) ? end : nil
  }
  private mutating func skipCounters() -> Bool {
    cursor.skip(1)
    while case let byte = cursor.byte(), byte &- 48 < 10 || byte == 0x3a { cursor.skip(1) }
    guard cursor.byte() == 0x5d, cursor.byte(1) == 32 else { return false }
    cursor.skip(2)
    return true
  }
}

/// A chain's name and the blank or newline behind it, to be compared as words.
struct NameWords: BitwiseCopyable, Sendable {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private var masks: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private(set) var count = 0

  init() {}
  /// Precondition: at most 31 bytes.
  init(_ cursor: ByteCursor, count: Int) {
    self.count = count
    func mask(_ at: Int) -> UInt64 {
      let left = count &+ 1 &- at
      return left >= 8 ? .max : left <= 0 ? 0 : (1 &<< UInt64(8 &* left)) &- 1
    }
    masks = (mask(0), mask(8), mask(16), mask(24))
    words = (cursor.word() & masks.0, cursor.word(8) & masks.1, cursor.word(16) & masks.2, cursor.word(24) & masks.3)
  }
  /// Whether the same name stands at a cursor, with the same behind it.
  @inline(__always) func stands(at cursor: ByteCursor) -> Bool {
    let first = (cursor.word() & masks.0) ^ words.0, second = (cursor.word(8) & masks.1) ^ words.1
    let third = (cursor.word(16) & masks.2) ^ words.2, fourth = (cursor.word(24) & masks.3) ^ words.3
    return (first | second | third | fourth) == 0 && count > 0
  }
  /// The hash of a name of at most 31 bytes. `cursor`: on the name.
  static func hash(of name: TextRange, at cursor: ByteCursor) -> UInt32 { NameWords(cursor, count: Int(name.count)).hash }
  /// Of the name alone: a jump may end the line behind it.
  var hash: UInt32 {
    func word(_ word: UInt64, _ at: Int) -> UInt64 {
      let left = count &- at
      return left >= 8 ? word : left <= 0 ? 0 : word & ((1 &<< UInt64(8 &* left)) &- 1)
    }
    var hash = (word(words.0, 0) ^ 0x9e37_79b9_7f4a_7c15) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ hash &>> 32 ^ word(words.1, 8)) &* 0x9fb2_1c65_1e98_df25
    hash = (hash ^ hash &>> 29 ^ word(words.2, 16)) &* 0xd6e8_feb8_6659_fd93
    hash = (hash ^ hash &>> 32 ^ word(words.3, 24)) &* 0xc4ce_b9fe_1a85_ec53
    return UInt32(truncatingIfNeeded: hash &>> 32)
  }
}
