/// `packetpath help [COMMAND]`
enum HelpCommand {
  static let man = Flag("man", nil, .none, .answer, "the manual page, for `man -l -`")
  static let command = Command(
    name: "help", operands: "[COMMAND]", summary: "this list, or what a command does", description: [], flags: [man],
    examples: [.init("packetpath help trace", "all about one command"), .init("packetpath help --man | man -l -", "the manual page")],
    run: { invocation in
      guard invocation.arguments.operands.count <= 1 else { throw CommandError("help: one command at a time") }
      if invocation.arguments.has(man) {
        invocation.output.write(Help.manual())
      } else if let name = invocation.arguments.operands.first {
        invocation.output.write(Help.text(of: try Command.named(name)))
      } else {
        invocation.output.write(Help.overview())
      }
      return .good
    })
}

/// `packetpath completions SHELL`
enum CompletionsCommand {
  static let command = Command(
    name: "completions", operands: "bash|zsh|fish", summary: "a script that completes commands and flags in a shell", description: [],
    flags: [],
    examples: [
      .init("source <(packetpath completions bash)", "bash"),
      .init("packetpath completions zsh > ~/.zfunc/_packetpath", "zsh, with ~/.zfunc in $fpath"),
      .init("packetpath completions fish | source", "fish"),
    ],
    run: { invocation in
      let operands = invocation.arguments.operands
      guard operands.count == 1, Completions.shells.contains(operands[0]) else {
        throw CommandError("completions: which shell? one of \(Completions.shells.joined(separator: ", "))")
      }
      invocation.output.write(Completions.script(for: operands[0]))
      return .good
    })
}
