/// Reads what `ipset save` prints, and files for `ipset restore`.
///
/// It never fails and drops nothing silently: what is not understood is a diagnostic, and leaves its set incomplete, so that a packet that is not
/// found in it is unknown. Ranges stay a few blocks each, whatever the type: `10.0.0.0/8` in a hash:ip is one element.
public struct IPSetSaveParser {
  private(set) var sets: IPSets
  private(set) var diagnostics: [Diagnostic] = []
  private var dropped = 0
  let text: SourceText
  var reader: RuleReader
  /// The offset of the line in hand.
  private var line = 0
  /// The set of the last element, taken out of `sets` while its elements come one after the other.
  var current: IPSet?

  /// Sets of a type that is not known.
  private var unknown: Set<IPSetName> = []
  private var isList = false

  /// The sets of a text, put to those of another one.
  public static func parse(_ text: SourceText, adding sets: IPSets = IPSets()) -> (sets: IPSets, diagnostics: [Diagnostic]) {
    var parser = IPSetSaveParser(plain(text), sets)
    parser.readLines()
    parser.finish()
    return (parser.sets, parser.diagnostics)
  }
  private init(_ text: SourceText, _ sets: IPSets) {
    self.text = text
    self.sets = sets
    reader = RuleReader(text.cursor(), family: .ipv4)
  }
  /// With blanks for tabs, and without carriage returns; most texts have none.
  private static func plain(_ text: SourceText) -> SourceText {
    let bytes = text.bytes(0..<text.count)
    if !bytes.contains(13) && !bytes.contains(9) { return text }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for (i, byte) in bytes.enumerated() {
      if byte == 13 && (i + 1 == bytes.count || bytes[i + 1] == 10) { continue }
      result.append(byte == 9 ? 32 : byte)
    }
    return SourceText(result, name: text.name)
  }

  // MARK: Lines

  private mutating func readLines() {
    while reader.cursor.offset < text.count && !isList {
      line = reader.cursor.offset
      let end = reader.cursor.lineEnd()
      readLine()
      reader.cursor.offset = end + 1
      if end == text.count && text.count > line {
        remark(.note, "the last line has no newline: the text may be cut off", at: text.count)
      }
    }
  }
  private mutating func readLine() {
    skipBlanks()
    if reader.atEnd || reader.cursor.byte() == 0x23 { return }
    if reader.cursor.takes("ipset") { skipBlanks() }
    if takes("-exist") || takes("-!") { skipBlanks() }
    if takes("add") || takes("-A") || takes("--add") { return readElement(adds: true) }
    if takes("create") || takes("-N") || takes("--create") || takes("new") || takes("n") { return readCreate() }
    if takes("del") || takes("-D") || takes("--del") { return readElement(adds: false) }
    if takes("flush") || takes("-F") || takes("--flush") { return flush() }
    if takes("destroy") || takes("-X") || takes("--destroy") { return destroy() }
    if takes("COMMIT") || takes("quit") { return }
    if takes("Name:") {
      isList = true
      return remark(.error, "this is the output of `ipset list`: give that of `ipset save`")
    }
    remark(.warning, "not a line of ipset save: `\(excerpt())`")
  }
  private mutating func takes(_ word: Keyword) -> Bool { reader.cursor.takes(word) }
  mutating func skipBlanks() { while reader.cursor.byte() == 32 { reader.cursor.skip(1) } }
  /// The next word, its quotes taken off; empty at the end of the line.
  mutating func word() -> [UInt8] {
    skipBlanks()
    if reader.cursor.byte() != 0x22 { return reader.bytes(reader.word()) }
    // In ipset's quotes nothing is escaped, and no quote can stand.
    reader.cursor.skip(1)
    let start = reader.cursor.offset
    while reader.cursor.byte() != 0x22 && !reader.atEnd { reader.cursor.skip(1) }
    let bytes = reader.bytes(reader.range(from: start))
    if reader.atEnd { remark(.warning, "a quote that is not closed: the line may be cut off") } else { reader.cursor.skip(1) }
    reader.cursor.blank()
    return bytes
  }
  mutating func string() -> String { String(decoding: word(), as: UTF8.self) }

  // MARK: Sets

  private mutating func readCreate() {
    keep()
    let written = word(), typeName = string()
    guard let name = IPSetName(bytes: written) else {
      return remark(.error, "`\(excerpt(written))` is not a set's name; the set is left out")
    }
    guard let type = IPSetType(rawValue: Self.oldNames[typeName] ?? typeName) else {
      unknown.insert(name)
      return remark(.warning, "`\(excerpt(typeName.utf8))` is not a known type: what is in \(name) is unknown")
    }
    var header: [IPSetHeaderOption] = [], family: IPFamily?
    while !reader.atEnd {
      let key = string()
      if key.isEmpty || key == "-exist" || key == "-!" { continue }
      if Self.flags.contains(key) {
        header.append(IPSetHeaderOption(key))
        continue
      }
      if !Self.keys.contains(key) { remark(.note, "`\(excerpt(key.utf8))` of the set \(name) is not known, and skipped") }
      let value = string()
      if value.isEmpty { remark(.warning, "`\(excerpt(key.utf8))` has no value: the line may be cut off") }
      header.append(IPSetHeaderOption(key, value.isEmpty ? nil : value))
      if key == "family" { family = value == "inet6" || value == "ipv6" ? .ipv6 : .ipv4 }
    }
    if sets.contains(name) { remark(.warning, "the set \(name) is made twice: the second replaces the first") }
    let set = IPSet(name, type, family: family, header: header)
    guard IPSet.Masks(header, set.family ?? .ipv6).areReadable else {
      unknown.insert(name)
      return remark(.warning, "a mask of \(name) is not understood: what is in it is unknown")
    }
    current = set
  }
  private static let flags: Set<String> = ["counters", "comment", "skbinfo", "forceadd"]
  private static let keys: Set<String> = [
    "family", "hashsize", "maxelem", "netmask", "bitmask", "markmask", "timeout", "bucketsize", "initval", "range", "size", "probes",
    "resize",
    "gc", "from", "to", "network",
  ]
  /// Names of the first releases.
  private static let oldNames = [
    "iphash": "hash:ip", "nethash": "hash:net", "ipporthash": "hash:ip,port", "ipportiphash": "hash:ip,port,ip",
    "ipportnethash": "hash:ip,port,net",
    "ipmap": "bitmap:ip", "macipmap": "bitmap:ip,mac", "portmap": "bitmap:port", "setlist": "list:set",
  ]
  /// Puts the set in hand back.
  mutating func keep() {
    if let set = current { sets[set.name] = set }
    current = nil
  }
  /// Takes a set in hand. False: there is none.
  mutating func take(_ written: [UInt8]) -> Bool {
    guard let name = IPSetName(bytes: written) else { return false }
    if let set = current, set.name == name { return true }
    keep()
    guard let set = sets[name] else { return false }
    current = set
    // One owner, so that adding an element copies nothing.
    sets[name] = IPSet(name, set.type)
    return true
  }
  /// Whether lines about a set are left out, and that was said.
  func isUnknown(_ written: [UInt8]) -> Bool { IPSetName(bytes: written).map(unknown.contains) ?? false }
  private mutating func flush() {
    let name = word()
    if name.isEmpty {
      keep()
      for set in sets.all { sets.change(set.name) { $0.removeAll() } }
    } else if take(name) {
      current?.removeAll()
    } else {
      remark(.warning, "there is no set `\(excerpt(name))`")
    }
  }
  private mutating func destroy() {
    let name = word()
    keep()
    if name.isEmpty {
      sets = IPSets()
    } else if let name = IPSetName(bytes: name), sets.contains(name) {
      sets[name] = nil
    } else {
      remark(.warning, "there is no set `\(excerpt(name))`")
    }
  }
  private mutating func finish() {
    keep()
    for set in sets.all where set.type == .listSet {
      for member in set.members {
        if let held = sets[member.name] {
          if held.type == .listSet {
            remark(.warning, "\(set.name) holds the list \(member.name): no kernel takes a list in a list")
          }
        } else {
          remark(.note, "\(set.name) holds \(member.name), which is not in the text")
        }
      }
    }
    if dropped > 0 { diagnostics.append(Diagnostic(.note, "and \(dropped) more remarks like these", file: text.name)) }
  }

  // MARK: Remarks

  mutating func remark(_ severity: Diagnostic.Severity, _ message: String, at offset: Int? = nil) {
    if diagnostics.count >= 200 {
      dropped += 1
      return
    }
    let position = text.position(of: min(offset ?? reader.cursor.offset, text.count))
    diagnostics.append(Diagnostic(severity, message, file: text.name, line: position.line, column: position.column))
  }
  /// Fit to be printed, and not too long.
  func excerpt(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.prefix(60).map { $0 < 32 || $0 > 126 ? 0x3f : $0 }, as: UTF8.self)
  }
  func excerpt() -> String { excerpt(text.bytes(line..<max(line, text.cursor(at: line).lineEnd()))) }
}
