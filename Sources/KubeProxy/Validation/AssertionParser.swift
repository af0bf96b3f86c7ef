public import PacketPath

/// Reads assertion files: one assertion a line, `#` begins a comment.
///
///     assertion = "from" ("pod"|"node"|"outside"|ADDR[:PORT]) { word VALUE } "to" DEST
///                 ( "reaches" endpoint { "," endpoint } | "drops" | "rejects" ["with" ANSWER] | "passes" | "delivers" )
///     word      = "in" | "sport" | "mark" | "flags" | "icmp" | "uid"
///     endpoint  = ADDR:PORT [ N/M | PERCENT% | DECIMAL ] [ "masqueraded" | "not masqueraded" ]
public struct AssertionParser {
  public struct File: Sendable {
    public var assertions: [Assertion] = []
    /// An error for each line that is no assertion.
    public var diagnostics: [Diagnostic] = []
  }
  struct Word {
    var text: Substring
    /// From 1, in bytes.
    var column: Int
  }
  /// Why a line is no assertion, and where in it.
  struct Fault: Error {
    var message: String
    var column: Int
  }
  private var words: ArraySlice<Word>
  /// Behind the last word.
  private let end: Int

  /// `name`: what a user calls the text.
  public static func parse(_ text: String, name: String = "") -> File {
    var file = File()
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }).enumerated() {
      do throws(Fault) {
        if var assertion = try parse(line: line) {
          assertion.line = index + 1
          file.assertions.append(assertion)
        }
      } catch {
        file.diagnostics.append(Diagnostic(.error, error.message, file: name, line: index + 1, column: error.column))
      }
    }
    return file
  }
  /// Nil: the line is empty, or a comment.
  static func parse(line: Substring) throws(Fault) -> Assertion? {
    let words = words(of: line)
    guard let last = words.last else { return nil }
    var parser = AssertionParser(words: words[...], end: last.column + last.text.utf8.count)
    var assertion = try parser.assertion()
    assertion.text = words.map { String($0.text) }.joined(separator: " ")
    return assertion
  }
  private init(words: ArraySlice<Word>, end: Int) {
    self.words = words
    self.end = end
  }
  /// Words between blanks, up to one that begins with `#`.
  private static func words(of line: Substring) -> [Word] {
    var words: [Word] = []
    for text in line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }) {
      if text.hasPrefix("#") { break }
      words.append(Word(text: text, column: line.utf8.distance(from: line.startIndex, to: text.startIndex) + 1))
    }
    return words
  }

  // MARK: Words

  private mutating func next(_ what: String) throws(Fault) -> Word {
    guard let word = words.popFirst() else { throw Fault(message: "\(what) is missing", column: end) }
    return word
  }
  private mutating func take(_ word: String) throws(Fault) {
    let found = try next("`\(word)`")
    if found.text != word { throw Fault(message: "`\(word)` is expected here, not `\(found.text)`", column: found.column) }
  }
  private mutating func takes(_ word: String) -> Bool {
    guard words.first?.text == word[...] else { return false }
    words.removeFirst()
    return true
  }
  private func fault<T>(_ word: Word, _ what: String) throws(Fault) -> T {
    throw Fault(message: "`\(word.text)` is not \(what)", column: word.column)
  }

  // MARK: The line

  private mutating func assertion() throws(Fault) -> Assertion {
    try take("from")
    let source = try next("a source: pod, node, outside or an address")
    guard let origin = Self.origin(source.text) else { return try fault(source, "a source: pod, node, outside or an address") }
    var assertion = Assertion(from: origin, to: .service(""), .drops)
    if case .address(_, let port?) = origin { assertion.sourcePort = port }
    while let word = words.first, word.text != "to" { try option(&assertion) }
    try take("to")
    let destination = try next("a destination")
    guard let known = Destination(String(destination.text)) else {
      return try fault(destination, "a destination: ADDRESS:PORT, ADDRESS:PORT/udp, ADDRESS/icmp or NAMESPACE/NAME:PORT")
    }
    if case .address(_, nil, let proto) = known, proto.hasPorts {
      throw Fault(message: "`\(destination.text)` has no port", column: destination.column)
    }
    if case .address(let address, _, _) = known, case .address(let from, _) = origin, address.family != from.family {
      throw Fault(message: "`\(destination.text)` is not of the family of `\(source.text)`", column: destination.column)
    }
    assertion.destination = known
    assertion.expectation = try expectation()
    if let rest = words.first { return try fault(rest, "expected behind the end of an assertion") }
    return assertion
  }
  private static func origin(_ text: Substring) -> Assertion.Origin? {
    if let vantage = Vantage(rawValue: String(text)) { return .vantage(vantage) }
    if let address = Address(String(text)) { return .address(address, port: nil) }
    guard let endpoint = Endpoint(parsing: text), let address = endpoint.address else { return nil }
    return .address(address, port: endpoint.port)
  }
  private mutating func option(_ assertion: inout Assertion) throws(Fault) {
    let word = try next("`to`")
    switch word.text {
    case "in":
      let value = try next("a device")
      guard let name = InterfaceName(value.text) else { return try fault(value, "a device's name") }
      if assertion.origin == .vantage(.node) {
        throw Fault(message: "a packet of the node itself arrives on no device", column: word.column)
      }
      assertion.inInterface = name
    case "sport": assertion.sourcePort = try number("a port")
    case "mark": assertion.mark = try number("a mark")
    case "uid": assertion.uid = try number("a user's number")
    case "flags":
      let value = try next("flags")
      guard let flags = TCPFlags(list: String(value.text)) else { return try fault(value, "a list of TCP flags: SYN,ACK") }
      assertion.tcpFlags = flags
    case "icmp":
      let value = try next("an ICMP type")
      let parts = value.text.split(separator: "/", omittingEmptySubsequences: false).map { UInt8($0) }
      guard parts.count <= 2, let type = parts.first ?? nil, let code = parts.last ?? nil else {
        return try fault(value, "an ICMP type: 8 or 8/0")
      }
      (assertion.icmpType, assertion.icmpCode) = (type, parts.count == 2 ? code : 0)
    default: return try fault(word, "in, sport, mark, flags, icmp, uid or to")
    }
  }
  private mutating func number<Value: FixedWidthInteger>(_ what: String) throws(Fault) -> Value {
    let word = try next(what)
    let isHex = word.text.hasPrefix("0x") || word.text.hasPrefix("0X")
    guard let value = isHex ? Value(word.text.dropFirst(2), radix: 16) : Value(word.text), !word.text.hasPrefix("+") else {
      return try fault(word, what)
    }
    return value
  }

  // MARK: What is expected

  private mutating func expectation() throws(Fault) -> Assertion.Expectation {
    let word = try next("reaches, drops, rejects, passes or delivers")
    switch word.text {
    case "drops": return .drops
    case "passes": return .passes
    case "delivers": return .delivers
    case "rejects":
      guard takes("with") else { return .rejects(with: nil) }
      return .rejects(with: String(try next("an answer").text))
    case "reaches": return .reaches(try targets())
    default: return try fault(word, "reaches, drops, rejects, passes or delivers")
    }
  }
  private mutating func targets() throws(Fault) -> [Assertion.Target] {
    splitAtCommas()
    var targets: [Assertion.Target] = []
    repeat {
      let target = try target()
      if targets.contains(where: { $0.endpoint == target.endpoint }) {
        throw Fault(message: "\(target.endpoint) stands here twice", column: words.first?.column ?? end)
      }
      targets.append(target)
    } while takes(",")
    return targets
  }
  /// Commas become words of their own.
  private mutating func splitAtCommas() { words = ArraySlice(words.flatMap(Self.splitAtCommas)) }
  private static func splitAtCommas(_ word: Word) -> [Word] {
    var parts: [Word] = [], column = word.column
    for (index, part) in word.text.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
      if index > 0 {
        parts.append(Word(text: ",", column: column))
        column += 1
      }
      if !part.isEmpty { parts.append(Word(text: part, column: column)) }
      column += part.utf8.count
    }
    return parts
  }
  private mutating func target() throws(Fault) -> Assertion.Target {
    let word = try next("an endpoint")
    let bare = Address(String(word.text)).map { Endpoint($0, port: nil) }
    guard let endpoint = Endpoint(parsing: word.text) ?? bare else { return try fault(word, "an endpoint: ADDRESS:PORT") }
    var target = Assertion.Target(endpoint)
    if let next = words.first, let digit = next.text.utf8.first, digit &- 48 < 10 || digit == 0x2e {
      words.removeFirst()
      guard let share = Self.share(next.text) else { return try fault(next, "a share: 1/3, 33.3% or 0.333") }
      (target.share, target.shareText) = (share, String(next.text))
    }
    if takes("masqueraded") {
      target.isMasqueraded = true
    } else if takes("not") {
      try take("masqueraded")
      target.isMasqueraded = false
    }
    return target
  }
  /// `1/3`, `33.3%`, `0.333`, `1`: from 0 to 1.
  private static func share(_ text: Substring) -> Double? {
    func decimal(_ text: Substring) -> Double? {
      text.utf8.allSatisfy { $0 &- 48 < 10 || $0 == 0x2e } ? Double(text) : nil
    }
    let value: Double?
    if let slash = text.firstIndex(of: "/") {
      guard let parts = decimal(text[..<slash]), let whole = decimal(text[text.index(after: slash)...]), whole > 0 else { return nil }
      value = parts / whole
    } else if text.hasSuffix("%") {
      value = decimal(text.dropLast()).map { $0 / 100 }
    } else {
      value = decimal(text)
    }
    return value.flatMap { $0 >= 0 && $0 <= 1 ? $0 : nil }
  }
}
