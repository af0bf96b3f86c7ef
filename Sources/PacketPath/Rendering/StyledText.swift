/// How text is shown: to whom, how wide, how much.
public struct TextOptions: Sendable {
  /// Columns of a terminal; nil: not a terminal, nothing is cut.
  public var width: Int?
  public var isColored = false
  /// Rules in full, with comments; every branch.
  public var isWide = false
  /// The answer alone, without path and notes.
  public var isBrief = false
  public init(width: Int? = nil, isColored: Bool = false, isWide: Bool = false, isBrief: Bool = false) {
    self.width = width
    self.isColored = isColored
    self.isWide = isWide
    self.isBrief = isBrief
  }
}

/// What a piece of text means; colours follow from it (`ECMA-48` SGR parameters).
public enum TextStyle: String, Sendable {
  case plain = ""
  case heading = "1"
  case faint = "2"
  case good = "32"
  case bad = "31"
  case doubtful = "33"
  case name = "36"
}

/// One line, made of styled pieces.
public struct StyledLine: Sendable {
  private var pieces: [(text: String, style: TextStyle)] = []
  /// Columns: characters, which is right for all that a kernel prints.
  public private(set) var width = 0

  public init() {}
  public init(_ text: String, _ style: TextStyle = .plain) { append(text, style) }

  public mutating func append(_ text: String, _ style: TextStyle = .plain) {
    guard !text.isEmpty else { return }
    // Nothing from an input may steer a terminal.
    let text = text.unicodeScalars.contains { $0.value < 32 || $0.value == 127 } ? StyledLine.harmless(text) : text
    pieces.append((text, style))
    width += text.count
  }
  public mutating func append(_ line: StyledLine) {
    pieces += line.pieces
    width += line.width
  }
  /// Fills with blanks up to a column.
  public mutating func pad(to column: Int) { if width < column { append(String(repeating: " ", count: column - width)) } }

  private static func harmless(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "\u{fffd}" : $0 }))
  }

  /// The line without blanks at its end, cut to the terminal's width.
  public func text(_ options: TextOptions) -> String {
    var result = "", left = options.width.map { max($0, 20) } ?? Int.max
    let isCut = width > left
    if isCut { left -= 1 }
    for (text, style) in pieces where left > 0 {
      let shown = text.count > left ? String(text.prefix(left)) : text
      left -= shown.count
      result += options.isColored && style != .plain ? "\u{1b}[\(style.rawValue)m\(shown)\u{1b}[0m" : shown
    }
    if isCut { result += "…" }
    while result.last == " " { result.removeLast() }
    return result
  }
}

/// Lines of text, one below the other.
public struct StyledText: Sendable {
  public var lines: [StyledLine] = []
  public init() {}
  public mutating func append(_ line: StyledLine) { lines.append(line) }
  public mutating func append(_ text: String, _ style: TextStyle = .plain) { lines.append(StyledLine(text, style)) }
  /// An empty line, if there is something above it.
  public mutating func skip() { if let last = lines.last, last.width > 0 { lines.append(StyledLine()) } }

  /// A sentence, broken between words where a terminal ends; lines after the first are indented.
  public mutating func append(sentence: String, first: StyledLine, indent: Int, _ options: TextOptions, _ style: TextStyle = .plain) {
    var line = first
    var hasWord = false
    for word in sentence.blankSeparatedWords {
      if hasWord, let width = options.width, line.width + 1 + word.count > max(width, 40) {
        append(line)
        line = StyledLine(String(repeating: " ", count: indent))
        hasWord = false
      }
      line.append((hasWord ? " " : "") + String(word), style)
      hasWord = true
    }
    append(line)
  }
  /// Remarks under a heading of their own; nothing if there are none.
  public mutating func append(notes: [Diagnostic], _ options: TextOptions) {
    guard !notes.isEmpty else { return }
    skip()
    append("notes", .heading)
    for note in notes {
      let place = [note.file, note.line.map(String.init) ?? ""].filter { !$0.isEmpty }.joined(separator: ":")
      let words = (place.isEmpty ? "" : place + ": ") + note.message
      append(sentence: words, first: StyledLine("  - "), indent: 4, options, note.severity == .note ? .plain : .doubtful)
    }
  }
  public func text(_ options: TextOptions) -> String { lines.map { $0.text(options) + "\n" }.joined() }

  /// Rows in columns, each as wide as its widest cell; the last is not filled.
  public mutating func append(table rows: [[StyledLine]]) {
    let widths = Self.widths(of: rows)
    for row in rows {
      var line = StyledLine(), end = 0
      for (column, cell) in row.enumerated() {
        line.pad(to: end)
        line.append(cell)
        end += widths[column] + 2
      }
      append(line)
    }
  }
  public static func width(ofTable rows: [[StyledLine]]) -> Int { widths(of: rows).reduce(-2) { $0 + $1 + 2 } }
  private static func widths(of rows: [[StyledLine]]) -> [Int] {
    (0..<(rows.map(\.count).max() ?? 0)).map { column in rows.map { $0.indices.contains(column) ? $0[column].width : 0 }.max() ?? 0 }
  }
}

extension Weight {
  /// `33.333 %`: as many decimals, up to five, as say it; what is more or less than all but rounds to it is said so.
  public var percent: String {
    if isOne { return "100 %" }
    let parts = Int((probability * 1e7).rounded())
    if parts == 0 { return isZero ? "0 %" : "<0.00001 %" }
    if parts == 10_000_000 { return probability < 1 ? ">99.99999 %" : "100 %" }
    var decimals = String(parts % 100_000)
    decimals = String(repeating: "0", count: 5 - decimals.count) + decimals
    while decimals.last == "0" { decimals.removeLast() }
    return "\(parts / 100_000)" + (decimals.isEmpty ? "" : "." + decimals) + " %"
  }
}
