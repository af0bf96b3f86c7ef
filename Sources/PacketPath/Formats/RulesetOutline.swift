/// Where a dump's lines stand: its tables, and each run of consecutive `-A` lines of one chain. One pass, which reads no rule.
///
/// A question about one destination can then be answered from the chains that its packets can enter
/// (``IPTablesSaveParser/parse(_:meeting:options:)``); what the other rules say of addresses, ``mentions`` tells all the same.
///
/// Only a text that stands as `iptables-save` prints it has an outline; any other is read whole.
public struct RulesetOutline: Sendable {
  public let text: SourceText
  public let family: IPFamily
  private(set) var sections: [Section] = []
  private(set) var runs = LineRuns()
  /// Where comment lines begin, in front of which section.
  private(set) var comments: [(offset: Int, section: Int)] = []
  public private(set) var mentions = AddressMentions()

  /// `*table` to `COMMIT`.
  struct Section: Sendable {
    var table: Table
    /// Where its `*` and its `COMMIT` stand.
    var start: Int, end = 0
    /// Its runs, in ``RulesetOutline/runs``.
    var runs = 0..<0
    /// Where `:NAME` lines begin: all but those of long series of names that begin alike.
    var noted: [Int] = []
    /// The bytes from the first `:NAME` line to the last.
    var declared: Range<Int>?
  }

  /// Calls both, perhaps at the same time, and returns when both have.
  public typealias AtOnce = (_ first: @escaping @Sendable () -> Void, _ second: @escaping @Sendable () -> Void) -> Void

  /// Nil: not a whole dump, or not as `iptables-save` prints it.
  ///
  /// `noting`: chains to which jumps are told in ``AddressMentions/tellingLines``. `atOnce`: how a large text's parts are read by two
  /// at the same time; nil: one after the other.
  public init?(_ text: SourceText, family: IPFamily, noting chains: [String] = [], atOnce: AtOnce? = nil) {
    self.text = text
    self.family = family
    guard let (parts, addresses) = OutlinePart.scan(text, family: family, noting: chains, atOnce) else { return nil }
    mentions = addresses
    for part in parts { if !add(part) { return nil } }
    guard let last = sections.last, last.end != 0 else { return nil }
    text.adopt(parts.map(\.newlines))
  }
  /// False: a table twice, or lines outside of a table.
  private mutating func add(_ part: OutlinePart) -> Bool {
    let base = runs.count
    runs.append(starts: part.starts, hashes: part.hashes)
    mentions.add(part.mentions)
    for event in part.events {
      let isOpen = sections.last.map { $0.end == 0 } ?? false, place = sections.count - 1, at = base + event.run
      switch event.kind {
      case .table(let table):
        if isOpen || sections.contains(where: { $0.table == table }) { return false }
        sections.append(Section(table: table, start: event.offset, runs: at..<at))
      case .comment: comments.append((event.offset, sections.count))
      case _ where !isOpen: return false
      case .commit:
        sections[place].end = event.offset
        sections[place].runs = sections[place].runs.lowerBound..<at
      case .declarations(let end, let noted):
        sections[place].declared = (sections[place].declared?.lowerBound ?? event.offset)..<end
        sections[place].noted += noted
      case .rules: break
      }
    }
    return true
  }

  /// Whether a run is of the chain that is so named.
  func isRun(_ run: Int, of name: TextRange) -> Bool {
    var cursor = text.cursor(at: runs.start(of: run))
    _ = cursor.takesCounters()
    cursor.skip(3)
    return cursor.byte(Int(name.count)) <= 32 && text.isSame(cursor.offset, name)
  }
  /// Where a table declares a chain: also one that is not noted.
  func declaration(of name: TextRange, in section: Section) -> Int? {
    guard let declared = section.declared else { return nil }
    var cursor = text.cursor(at: declared.lowerBound)
    while cursor.offset < declared.upperBound {
      if cursor.byte() == 0x3a, cursor.byte(Int(name.count) + 1) == 32, text.isSame(cursor.offset + 1, name) { return cursor.offset }
      cursor.offset = cursor.lineEnd() + 1
    }
    return nil
  }
  /// Whether a chain of this name is declared, or one that begins so, of those that are noted.
  public func declaresChain(beginningWith prefix: String) -> Bool {
    let bytes = Array(prefix.utf8)
    return sections.contains { section in
      section.noted.contains { offset in
        let cursor = text.cursor(at: offset)
        return bytes.indices.allSatisfy { cursor.byte($0 + 1) == bytes[$0] }
      }
    }
  }
}

/// Runs of lines, as many as the parts of a text have, which keep what they found.
struct LineRuns: Sendable {
  private var parts: [(base: Int, starts: [UInt32], hashes: [UInt16])] = []
  private(set) var count = 0

  mutating func append(starts: [UInt32], hashes: [UInt16]) {
    parts.append((count, starts, hashes))
    count += starts.count
  }
  /// Where a run's first line begins.
  func start(of run: Int) -> Int {
    let part = parts[(parts.firstIndex { $0.base > run } ?? parts.count) - 1]
    return Int(part.starts[run - part.base])
  }
  func hash(of run: Int) -> UInt16 {
    let part = parts[(parts.firstIndex { $0.base > run } ?? parts.count) - 1]
    return part.hashes[run - part.base]
  }
  /// Those of some runs whose chain's name has a hash, in order.
  func places(of hash: UInt16, in range: Range<Int>) -> [Int] {
    var found: [Int] = []
    for part in parts {
      let own = range.clamped(to: part.base..<part.base + part.hashes.count)
      var run = own.lowerBound - part.base
      let end = own.upperBound - part.base
      while run < end {
        let next = min(run + Self.stretch, end)
        // Most stretches hold none: this is all that is asked of them, many runs at a time.
        if next - run < Self.stretch || Self.mayHold(hash, part.hashes, run) {
          for place in run..<next where part.hashes[place] == hash { found.append(part.base + place) }
        }
        run = next
      }
    }
    return found
  }
  private static let stretch = 128
  /// Whether a stretch that begins at `start` holds a hash. Precondition: there is as much.
  @inline(__always) private static func mayHold(_ hash: UInt16, _ hashes: [UInt16], _ start: Int) -> Bool {
    precondition(start >= 0 && start + stretch <= hashes.count, "a range outside of the part")
    let wanted = SIMD32<UInt16>(repeating: hash)
    // Checked as a whole in the first line.
    return unsafe hashes.withUnsafeBytes { bytes in
      var found = SIMDMask<SIMD32<Int16>>(repeating: false)
      for part in 0..<stretch / 32 {
        found .|= unsafe bytes.loadUnaligned(fromByteOffset: (start + 32 * part) * 2, as: SIMD32<UInt16>.self) .== wanted
      }
      return any(found)
    }
  }
}
