/// What ends a run before it has an answer: told on standard error.
struct CommandError: Error {
  var message: String
  /// What the user may do about it.
  var hint: String?
  var exitCode = ExitCode.trouble
  init(_ message: String, hint: String? = nil, exitCode: ExitCode = .trouble) {
    self.message = message
    self.hint = hint
    self.exitCode = exitCode
  }
}

/// The words of a command line, taken apart.
struct ParsedArguments: Sendable {
  /// In the order in which they were given.
  var flags: [(name: String, value: String)] = []
  var operands: [String] = []

  func has(_ flag: Flag) -> Bool { flags.contains { $0.name == flag.name } }
  /// The last one given holds.
  func value(_ flag: Flag) -> String? { flags.last { $0.name == flag.name }?.value }
  func values(_ flag: Flag) -> [String] { flags.filter { $0.name == flag.name }.map(\.value) }

  /// A decimal number, or with 0x a hexadecimal one.
  func number<N: FixedWidthInteger>(_ flag: Flag, from least: N = .min, upTo most: N = .max) throws(CommandError) -> N? {
    guard let text = value(flag) else { return nil }
    guard let number = N(numeral: text), least <= number, number <= most else {
      throw CommandError("--\(flag.name) \(text): not a number from \(least) to \(most)")
    }
    return number
  }
}

extension FixedWidthInteger {
  /// `16` or `0x10`; nil for anything else.
  init?(numeral text: some StringProtocol) {
    let isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
    let digits = isHexadecimal ? text.dropFirst(2) : text[...]
    guard let first = digits.utf8.first, first != 0x2b, first != 0x2d || !isHexadecimal else { return nil }
    self.init(digits, radix: isHexadecimal ? 16 : 10)
  }
}

/// Takes a command's words apart: `--flag value`, `--flag=value`, `-f value`, `-fvalue`, `-qv`, `--`, operands anywhere.
struct ArgumentParser {
  let flags: [Flag]

  func parse(_ words: some Collection<String>) throws(CommandError) -> ParsedArguments {
    var result = ParsedArguments()
    var rest = Array(words)[...]
    while let word = rest.popFirst() {
      if word == "--" {
        result.operands += rest
        break
      } else if word.hasPrefix("--") {
        try parseLong(word, &rest, &result)
      } else if word.hasPrefix("-") && word.count > 1 {
        try parseShort(word, &rest, &result)
      } else {
        result.operands.append(word)
      }
    }
    return result
  }

  private func parseLong(_ word: String, _ rest: inout ArraySlice<String>, _ result: inout ParsedArguments) throws(CommandError) {
    let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let flag = flags.first(where: { $0.name == parts[0] }) else { throw unknown("--\(parts[0])") }
    let given = parts.count == 2 ? parts[1] : nil
    if flag.value == .none {
      if given != nil { throw CommandError("--\(flag.name) takes no value") }
      result.flags.append((flag.name, ""))
    } else {
      let value: String
      if let given { value = given } else { value = try next(&rest, for: flag) }
      result.flags.append((flag.name, try checked(value, of: flag)))
    }
  }
  private func parseShort(_ word: String, _ rest: inout ArraySlice<String>, _ result: inout ParsedArguments) throws(CommandError) {
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      guard let flag = flags.first(where: { $0.short == letter }) else { throw unknown("-\(letter)") }
      if flag.value == .none {
        result.flags.append((flag.name, ""))
        continue
      }
      if letters.first == "=" { letters.removeFirst() }
      result.flags.append((flag.name, try checked(letters.isEmpty ? try next(&rest, for: flag) : String(letters), of: flag)))
      return
    }
  }
  private func next(_ rest: inout ArraySlice<String>, for flag: Flag) throws(CommandError) -> String {
    // A flag in the value's place is a value that was forgotten.
    if let word = rest.first, !flags.contains(where: { word == "--\($0.name)" || word.hasPrefix("--\($0.name)=") }) {
      return rest.removeFirst()
    }
    throw CommandError("--\(flag.name) needs a value: --\(flag.name) \(flag.value.placeholder ?? "")")
  }
  private func checked(_ value: String, of flag: Flag) throws(CommandError) -> String {
    guard case .choice(let choices) = flag.value, !choices.contains(value) else { return value }
    throw CommandError("--\(flag.name) \(value): one of \(choices.joined(separator: ", "))", hint: Suggestion.among(choices, for: value))
  }
  private func unknown(_ word: String) -> CommandError {
    CommandError("\(word): no such flag", hint: Suggestion.among(flags.map { "--\($0.name)" }, for: word))
  }
}

/// What someone may have meant.
enum Suggestion {
  static func among(_ words: [String], for word: String) -> String? {
    // Of two letters, any two are near each other.
    let limit = word.count < 4 ? 1 : max(2, word.count / 4)
    let near = words.map { ($0, distance($0, word)) }.filter { $0.1 <= limit }.min { $0.1 < $1.1 }?.0
    let begun = words.filter { $0.hasPrefix(word) }
    return (near ?? (begun.count == 1 ? begun[0] : nil)).map { "did you mean \($0)?" }
  }
  /// Levenshtein's distance of two short words; long ones are not compared.
  static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    if a.count > 64 || b.count > 64 { return .max }
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}
