import FoundationEssentials
import Testing

/// The README's console blocks, run: what it shows is what the tool prints.
///
/// A block's lines that begin with `$ ` are commands, what follows is their output. `$ packetpath …` and `$ cat FILE | packetpath …` are run,
/// `$ echo $?` is held to the last one's exit code, all else is left alone. PACKETPATH_UPDATE=1 writes the output into the README.
struct ReadmeTests {
  static let path = root + "/README.md"
  static var isThere: Bool { FileManager.default.fileExists(atPath: path) }

  @Test(.enabled(if: isThere, "there is no README.md")) func `what the README shows is what the tool prints`() throws {
    let text = String(decoding: try Data(contentsOf: URL(filePath: Self.path)), as: UTF8.self)
    let updated = Self.run(text)
    if ProcessInfo.processInfo.environment["PACKETPATH_UPDATE"] == "1" {
      if updated != text { try Data(updated.utf8).write(to: URL(filePath: Self.path)) }
      return
    }
    let (old, new) = (
      text.split(separator: "\n", omittingEmptySubsequences: false), updated.split(separator: "\n", omittingEmptySubsequences: false)
    )
    for (number, (shown, printed)) in zip(old, new).enumerated() where shown != printed {
      Issue.record("README.md:\(number + 1) shows `\(shown)`, but `\(printed)` is printed; PACKETPATH_UPDATE=1 updates it")
      return
    }
    #expect(old.count == new.count)
  }
  @Test func `a shown output that is wrong is noticed`() {
    let text = "```console\n$ packetpath --version\npacketpath 99\n$ echo $?\n7\n$ swift build\nBuilding\n```\n"
    #expect(
      Self.run(text) == "```console\n$ packetpath --version\n\(packetpath("--version").output)$ echo $?\n0\n$ swift build\nBuilding\n```\n")
  }

  /// The same text, with what the commands print now.
  static func run(_ text: String) -> String {
    var result: [String] = [], isConsole = false, isReplaced = false
    var code: Int32?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("```") {
        isConsole = line == "```console"
        isReplaced = false
      }
      guard isConsole, line.hasPrefix("$ ") else {
        if !isReplaced { result.append(line) }
        continue
      }
      result.append(line)
      isReplaced = false
      if line == "$ echo $?", let code {
        result.append("\(code)")
        isReplaced = true
      } else if let run = run(command: String(line.dropFirst(2))) {
        code = run.code
        var shown = run.output + run.errors
        if shown.hasSuffix("\n") { shown.removeLast() }
        if !shown.isEmpty { result += shown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
        isReplaced = true
      }
    }
    return result.joined(separator: "\n")
  }
  /// Nil for a command that is none of ours.
  private static func run(command: String) -> Run? {
    var words = words(command), input: String?
    if words.count > 3, words[0] == "cat", words[2] == "|" {
      guard let data = try? Data(contentsOf: URL(filePath: root + "/" + words[1])) else { return nil }
      input = String(decoding: data, as: UTF8.self)
      words.removeFirst(3)
    }
    if words.starts(with: ["swift", "run"]) { words.removeFirst(2) }
    guard words.first == "packetpath", !words.contains("|") else { return nil }
    return packetpath(Array(words.dropFirst()), input: input)
  }
  /// As a shell takes words: quotes of both kinds, no escapes.
  private static func words(_ command: String) -> [String] {
    var words: [String] = [], word: String?, quote: Character?
    for character in command {
      if character == quote {
        quote = nil
      } else if quote == nil && (character == "'" || character == "\"") {
        quote = character
        word = word ?? ""
      } else if quote == nil && character == " " {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}
