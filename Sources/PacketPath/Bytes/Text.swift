// What the standard library has for any sequence of strings and any text. Its code is generic there: the first use makes the runtime search every
// conformance of the program, some 50 µs, which is long in the life of a command that answers one question.

extension Array where Element: StringProtocol {
  package func joined(separator: String = "") -> String {
    var text = ""
    for (place, part) in enumerated() {
      if place > 0 { text += separator }
      text += part
    }
    return text
  }
}

extension String {
  /// Whether the bytes of another text stand somewhere in this one.
  package func contains(_ other: String) -> Bool {
    let bytes = Array(utf8), wanted = Array(other.utf8)
    guard let first = wanted.first else { return true }
    if bytes.count < wanted.count { return false }
    for start in 0...bytes.count - wanted.count where bytes[start] == first {
      if wanted.indices.allSatisfy({ bytes[start + $0] == wanted[$0] }) { return true }
    }
    return false
  }
  /// The words between blanks. `split` looks for characters, which takes several times as long.
  package var blankSeparatedWords: [Substring] { utf8.split(separator: UInt8(ascii: " ")).map { Substring($0) } }
}
