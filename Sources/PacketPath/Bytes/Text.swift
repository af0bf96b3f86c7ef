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
    let bytes = utf8, wanted = other.utf8
    guard let first = wanted.first else { return true }
    var at = bytes.startIndex
    while let start = bytes[at...].firstIndex(of: first) {
      if bytes[start...].starts(with: wanted) { return true }
      at = bytes.index(after: start)
    }
    return false
  }
}
