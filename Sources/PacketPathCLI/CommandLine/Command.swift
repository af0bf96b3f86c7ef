import PacketPath

/// One command: what `help` says of it, and what it does.
struct Command: Sendable {
  struct Example: Sendable {
    /// A command line, and what it is for.
    var line: String, purpose: String
    init(_ line: String, _ purpose: String) {
      self.line = line
      self.purpose = purpose
    }
  }
  let name: String
  /// What stands behind the name: `DEST [INPUT ...]`.
  let operands: String
  /// One line, without a full stop.
  let summary: String
  /// Paragraphs.
  let description: [String]
  let flags: [Flag]
  let examples: [Example]
  let run: @Sendable (inout Invocation) throws -> ExitCode

  var allFlags: [Flag] { flags + Flag.general }

  static let all: [Command] = [
    TraceCommand.command, ListCommand.command, CheckCommand.command, ExtensionsCommand.command, GenerateCommand.command,
    SnapshotCommand.command,
    CompletionsCommand.command,
    HelpCommand.command,
  ]
  static func named(_ name: String) throws(CommandError) -> Command {
    if let command = all.first(where: { $0.name == name }) { return command }
    throw CommandError("\(name): no such command", hint: Suggestion.among(all.map(\.name), for: name) ?? "`packetpath help` lists them")
  }
}

/// One run of a command: its words, and the world around it.
struct Invocation {
  let arguments: ParsedArguments
  let surroundings: Surroundings
  let output: Output
  let errors: Output

  var isQuiet: Bool { arguments.has(.quiet) }
  var isVerbose: Bool { arguments.has(.verbose) }
  /// The value of `--output`, or the format that holds without it.
  func format(default format: String) -> String { arguments.value(.output([format])) ?? format }

  /// How text is shown here.
  var textOptions: TextOptions {
    let isColored =
      switch arguments.value(.color) {
      case "always": true
      case "never": false
      default:
        surroundings.isOutputTerminal && (surroundings.noColor ?? "").isEmpty && surroundings.terminal != "dumb"
      }
    let isWide = format(default: "text") == "wide"
    return TextOptions(
      width: surroundings.isOutputTerminal && !isWide ? surroundings.width : nil, isColored: isColored, isWide: isWide, isBrief: isQuiet)
  }

  /// A remark about an input, on standard error.
  func remark(_ diagnostic: Diagnostic) {
    if isQuiet && diagnostic.severity != .error { return }
    if diagnostic.severity == .note && !isVerbose { return }
    // Words of an input stand in it: they may not steer a terminal.
    errors.write(StyledLine("packetpath: \(diagnostic)").text(TextOptions()) + "\n")
  }
  /// Remarks about the inputs; of very many, the first.
  func remark(_ diagnostics: [Diagnostic]) {
    let heavy = isVerbose ? diagnostics : diagnostics.filter { $0.severity != .note }
    let shown = isVerbose ? heavy[...] : heavy.prefix(Self.maximumRemarks)
    for diagnostic in shown { remark(diagnostic) }
    if shown.count < heavy.count { remark(Diagnostic(.warning, "\(heavy.count - shown.count) further remarks; -v shows them")) }
  }
  private static let maximumRemarks = 20
}
