import FoundationEssentials

/// A command line as a document or a scenario shows it, as far as it is one that tests can run.
///
/// `packetpath …` or `swift run packetpath …`; either behind `cat FILE |` or `echo TEXT |`, or with `< FILE` at its end.
struct ConsoleCommand {
  private enum Input {
    case file(String), text(String)
  }
  let arguments: [String]
  private var input: Input?

  /// Nil for what is none of ours: another program, a pipe to one, output into a file.
  init?(_ line: String) {
    var words = Self.words(line)[...]
    if words.count > 3, words[2] == "|" {
      switch words[0] {
      case "cat": input = .file(words[1])
      case "echo": input = .text(words[1] + "\n")
      default: return nil
      }
      words.removeFirst(3)
    }
    if words.prefix(2) == ["swift", "run"], let name = words.firstIndex(of: "packetpath") { words = words[name...] }
    guard words.popFirst() == "packetpath" else { return nil }
    if words.count >= 2, words[words.endIndex - 2] == "<" {
      input = .file(words.removeLast())
      words.removeLast()
    }
    if words.contains(where: { ["|", "<", ">", "&&"].contains($0) }) { return nil }
    arguments = Array(words)
  }

  /// Runs it in this process; files are named relative to `directory`.
  func run(in directory: String = root) throws -> Run {
    switch input {
    case nil: return packetpath(arguments, directory: directory)
    case .text(let text): return packetpath(arguments, input: text, directory: directory)
    case .file(let name):
      let data = try Data(contentsOf: URL(filePath: directory + "/" + name))
      return packetpath(arguments, input: String(decoding: data, as: UTF8.self), directory: directory)
    }
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

/// Whether what is expected is to be written anew instead of compared.
let isUpdating = ProcessInfo.processInfo.environment["PACKETPATH_UPDATE"] == "1"

/// Compares a text of the repository with what the tool prints now, or writes it; the first line that differs is shown.
func expectUnchanged(_ old: String, _ new: String, path: String, _ name: String) throws {
  if old == new { return }
  if isUpdating { return try Data(new.utf8).write(to: URL(filePath: path)) }
  let lines = [old, new].map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
  let line = zip(lines[0], lines[1]).prefix { $0 == $1 }.count
  let (shown, printed) = (lines[0].dropFirst(line).first ?? "nothing", lines[1].dropFirst(line).first ?? "nothing")
  throw Outdated(description: "\(name):\(line + 1) shows `\(shown)`, but `\(printed)` is printed; PACKETPATH_UPDATE=1 updates it")
}
struct Outdated: Error, CustomStringConvertible {
  var description: String
}
