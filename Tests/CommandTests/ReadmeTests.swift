import FoundationEssentials
import Testing

/// The console blocks of README.md and of docs/*.md, run: what they show is what the tool prints.
///
/// A block's lines that begin with `$ ` are commands, what follows is their output. Commands of ours are run (``ConsoleCommand``), from
/// the repository's root; `$ echo $?` is held to the last one's exit code; all else is left alone. PACKETPATH_UPDATE=1 writes the output
/// into the document.
struct ReadmeTests {
  /// Relative to the root; those that exist.
  static let documents: [String] = {
    let guides = (try? FileManager.default.contentsOfDirectory(atPath: root + "/docs")) ?? []
    let all = ["README.md"] + guides.filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }
    return all.filter { FileManager.default.fileExists(atPath: root + "/" + $0) }
  }()

  @Test(arguments: documents) func `what a document shows is what the tool prints`(name: String) throws {
    let path = root + "/" + name
    let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    try expectUnchanged(text, try Self.run(text), path: path, name)
  }
  @Test func `a shown output that is wrong is noticed`() throws {
    let text = "```console\n$ packetpath --version\npacketpath 99\n$ echo $?\n7\n$ swift build\nBuilding\n```\n"
    let version = packetpath("--version").output
    #expect(try Self.run(text) == "```console\n$ packetpath --version\n\(version)$ echo $?\n0\n$ swift build\nBuilding\n```\n")
  }
  @Test(arguments: [
    "packetpath --version", "swift run packetpath --version", "swift run -c release packetpath --version",
    "cat Corpus/README.md | packetpath --version", "echo x | packetpath --version", "packetpath --version < Corpus/README.md",
  ])
  func `a command is run however it is started`(line: String) throws {
    #expect(try ConsoleCommand(line)?.run().output == packetpath("--version").output)
  }
  @Test(arguments: ["swift build", "packetpath list | jq .", "packetpath list > services.txt", "iptables-save | packetpath list"])
  func `a command that needs more than this tool is left alone`(line: String) {
    #expect(ConsoleCommand(line) == nil)
  }
  @Test(arguments: documents.filter { $0.hasPrefix("docs/") }) func `links between documents lead somewhere`(name: String) throws {
    let text = String(decoding: try Data(contentsOf: URL(filePath: root + "/" + name)), as: UTF8.self)
    for piece in text.split(separator: "](").dropFirst() {
      let target = piece.prefix { $0 != ")" && $0 != "#" }
      if target.isEmpty || target.contains("://") { continue }
      #expect(FileManager.default.fileExists(atPath: root + "/docs/" + target), "\(name) links to \(target)")
    }
  }

  /// The same text, with what the commands print now.
  static func run(_ text: String) throws -> String {
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
      } else if let run = try ConsoleCommand(String(line.dropFirst(2)))?.run() {
        code = run.code
        var shown = run.output + run.errors
        if shown.hasSuffix("\n") { shown.removeLast() }
        if !shown.isEmpty { result += shown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
        isReplaced = true
      }
    }
    return result.joined(separator: "\n")
  }
}
