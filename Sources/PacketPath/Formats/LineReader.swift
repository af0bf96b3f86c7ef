/// What a parser of a small format returns: what it read, and what it has to say about the text.
public struct Parsed<Value: Sendable>: Sendable {
  public var value: Value
  public var diagnostics: [Diagnostic]
  package init(_ value: Value, _ diagnostics: [Diagnostic]) {
    self.value = value
    self.diagnostics = diagnostics
  }
}

/// One line of a text that people could have typed: words between blanks.
struct TextLine {
  struct Word {
    var text: String
    /// From 1, in bytes.
    var column: Int
  }
  var number: Int
  var words: [Word]
  /// Whether the line begins with a blank: it tells more of the line before.
  var isIndented: Bool
}

/// A text's lines as words: what the parsers of the small formats share.
///
/// Carriage returns count as blanks; a byte order mark and the colours of `ip -c` as nothing. With `breaksAtBackslash`, the `\` that `ip -o` puts in
/// place of a line break ends a line.
struct LineReader {
  let text: SourceText
  private let breaksAtBackslash: Bool
  private(set) var diagnostics: [Diagnostic] = []
  private var dropped = 0
  /// Where the next line of the text begins, and its number.
  private var offset = 0, number = 0
  /// The line in hand, and how much of it has been given.
  private var bytes: [UInt8] = [], used = 0

  init(_ text: SourceText, breaksAtBackslash: Bool = true) {
    self.text = text
    self.breaksAtBackslash = breaksAtBackslash
  }

  /// The next line that has a word; nil at the end.
  mutating func next() -> TextLine? {
    while used < bytes.count || offset < text.count {
      if used >= bytes.count {
        let end = min(text.cursor(at: offset).lineEnd(), text.count)
        bytes = text.bytes(offset..<end)
        // A byte order mark says nothing.
        used = offset == 0 && bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        offset = end + 1
        number += 1
      }
      var line = TextLine(number: number, words: [], isIndented: used < bytes.count && bytes[used] <= 32)
      readWords(into: &line)
      if !line.words.isEmpty { return line }
    }
    return nil
  }

  /// Reads to the line's end, or behind a backslash that ends it.
  private mutating func readWords(into line: inout TextLine) {
    var word: [UInt8] = [], start = used
    func add() { if !word.isEmpty { line.words.append(TextLine.Word(text: String(decoding: word, as: UTF8.self), column: start + 1)) } }
    while used < bytes.count {
      let byte = bytes[used]
      if case let length = escapeLength(at: used), length > 0 {
        used += length
      } else if byte == 32 || (9...13).contains(byte) {
        add()
        word = []
        used += 1
      } else if isBreak(at: used) {
        used += 1
        break
      } else {
        if word.isEmpty { start = used }
        word.append(byte)
        used += 1
      }
    }
    add()
  }
  private func isBreak(at i: Int) -> Bool {
    breaksAtBackslash && bytes[i] == 0x5c && i + 1 < bytes.count && (bytes[i + 1] == 32 || bytes[i + 1] == 9)
  }
  /// How long an escape sequence of a terminal is that begins at `i`: ESC [ parameters, and a letter.
  private func escapeLength(at i: Int) -> Int {
    guard bytes[i] == 0x1b, i + 1 < bytes.count, bytes[i + 1] == 0x5b else { return 0 }
    let parameters = bytes[(i + 2)...].prefix(16).prefix { (0x20...0x3f).contains($0) }
    return min(2 + parameters.count + 1, bytes.count - i)
  }

  // MARK: Remarks

  /// At most this many diagnostics; the rest is counted.
  static let maximumDiagnostics = 1000

  mutating func remark(_ severity: Diagnostic.Severity, _ message: String, _ line: TextLine, _ word: Int = 0) {
    let column = line.words.isEmpty ? 1 : line.words[min(word, line.words.count - 1)].column
    remark(Diagnostic(severity, message, file: text.name, line: line.number, column: column))
  }
  mutating func remark(_ diagnostic: Diagnostic) {
    if diagnostics.count < Self.maximumDiagnostics { diagnostics.append(diagnostic) } else { dropped += 1 }
  }
  func finish<Value>(_ value: Value) -> Parsed<Value> {
    let more = dropped > 0 ? [Diagnostic(.warning, "\(dropped) further remarks", file: text.name)] : []
    return Parsed(value, diagnostics + more)
  }
}

extension String {
  /// Fit to stand in a message: short, and without control characters.
  package var shown: String {
    let start = unicodeScalars.prefix(60).map { $0.value < 32 || (0x7f..<0xa0).contains($0.value) ? "?" : String($0) }.joined()
    return "`" + start + (unicodeScalars.count > 60 ? "…`" : "`")
  }
}
