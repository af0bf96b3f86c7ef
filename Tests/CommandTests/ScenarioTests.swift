import FoundationEssentials
import TestSupport
import Testing

/// The scenarios in Corpus/scenarios: inputs and commands in one file, with what they print. Their README has the format.
struct ScenarioTests {
  static let folder = Corpus.folder + "/scenarios"
  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".txtar") }.sorted()
  }()

  @Test(arguments: names) func `a scenario prints what it shows`(name: String) throws {
    let path = Self.folder + "/" + name
    let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    let scenario = try Scenario(text)
    #expect(text.hasPrefix("# ") && !scenario.commands.isEmpty, "a scenario begins with a comment, and has commands")
    try expectUnchanged(text, try scenario.updated(), path: path, "Corpus/scenarios/\(name)")
  }
  @Test func `there are scenarios`() { #expect(Self.names.count >= 25) }

  @Test func `a wrong output, exit code or remark is noticed`() throws {
    let head = "# Two lines.\n\n-- file rules --\n*filter\n-A FORWARD --nonsense -j DROP\n\n-- run --\n"
    let scenario = try Scenario(head + "$ packetpath --version\npacketpath 99\n[exit 4]\n\n# then\n$ packetpath frobnicate\n")
    #expect(
      try scenario.updated() == head
        + """
        $ packetpath --version
        \(packetpath("--version").output)[exit 0]

        # then
        $ packetpath frobnicate
        [stderr] packetpath: frobnicate: no such command
        [stderr]   `packetpath help` lists them
        [exit 2]

        """)
  }
  @Test(arguments: [
    "# Nothing to run.\n", "-- run --\nno command\n", "-- file ../x --\n-- run --\n$ packetpath help\n", "-- run --\n$ ls\n",
  ])
  func `what is no scenario is said so`(text: String) {
    #expect(throws: Scenario.Fault.self) { try Scenario(text).updated() }
  }
}

/// One file of Corpus/scenarios.
struct Scenario {
  struct Fault: Error, CustomStringConvertible {
    var description: String
  }
  struct File {
    var name: String, lines: [String]
  }
  struct Command {
    /// Comments and blank lines in front of it.
    var preface: [String]
    var line: String
  }
  /// Up to and with `-- run --`, as it is written.
  private var head: [String] = []
  private(set) var files: [File] = []
  private(set) var commands: [Command] = []

  init(_ text: String) throws {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    guard let start = lines.firstIndex(of: "-- run --") else { throw Fault(description: "there is no `-- run --`") }
    head = Array(lines[...start])
    for line in head.dropLast() {
      if line.hasPrefix("-- file "), line.hasSuffix(" --") {
        let name = String(line.dropFirst(8).dropLast(3))
        guard !name.hasPrefix("/"), !name.contains("..") else { throw Fault(description: "\(name) is outside of the scenario") }
        files.append(File(name: name, lines: []))
      } else if !files.isEmpty {
        files[files.count - 1].lines.append(line)
      }
    }
    try readCommands(lines[(start + 1)...])
  }
  /// Output is passed over: it is compared as text, with what is printed now.
  private mutating func readCommands(_ lines: ArraySlice<String>) throws {
    var preface: [String] = [], isOutput = false
    for line in lines {
      if line.hasPrefix("$ ") {
        commands.append(Command(preface: preface, line: String(line.dropFirst(2))))
        preface = []
        isOutput = true
      } else if line.hasPrefix("[exit ") {
        isOutput = false
      } else if !isOutput {
        guard line.isEmpty || line.hasPrefix("# ") else { throw Fault(description: "`\(line)` is neither a comment nor of a command") }
        preface.append(line)
      }
    }
  }

  /// The whole text, with what its commands print now.
  func updated() throws -> String {
    let directory = FileManager.default.temporaryDirectory.path() + "/packetpath-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    for file in files { try write(file, into: directory) }
    var lines = head
    for command in commands {
      guard let known = ConsoleCommand(command.line) else { throw Fault(description: "`\(command.line)` is not run here") }
      let run = try known.run(in: directory)
      lines += command.preface + ["$ " + command.line]
      lines += Self.lines(run.output)
      lines += Self.lines(run.errors).map { "[stderr] " + $0 }
      lines.append("[exit \(run.code)]")
    }
    return lines.joined(separator: "\n") + "\n"
  }
  private func write(_ file: File, into directory: String) throws {
    let path = URL(filePath: directory + "/" + file.name)
    try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
    var lines = file.lines
    // The blank line in front of the next section is not the file's; `\` at the end of the last line: it has no newline.
    if lines.last == "" { lines.removeLast() }
    var text = lines.map { $0 + "\n" }.joined()
    if text.hasSuffix("\\\n") { text.removeLast(2) }
    try Data(text.utf8).write(to: path)
  }
  private static func lines(_ text: String) -> [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }
}
