import PacketPath

/// The whole tool: words in, text and an exit code out. It asks nothing of the world but what `surroundings` gives.
package struct CommandLineTool {
  package static let version = "0.1.0"
  let surroundings: Surroundings
  let output: Output
  let errors: Output

  package init(_ surroundings: Surroundings, output: Output, errors: Output) {
    self.surroundings = surroundings
    self.output = output
    self.errors = errors
  }

  /// `arguments`: without the program's own name.
  package func run(_ arguments: [String]) -> Int32 {
    var code: ExitCode
    do {
      code = try dispatch(arguments)
    } catch let error as CommandError {
      report(error)
      code = error.exitCode
    } catch {
      report(CommandError("\(error)"))
      code = .trouble
    }
    output.flush()
    if let failure = output.failure {
      report(CommandError("standard output: \(errorText(failure))"))
      code = .trouble
    }
    errors.flush()
    return code.rawValue
  }
  private func report(_ error: CommandError) {
    errors.write("packetpath: \(error.message)\n")
    if let hint = error.hint { errors.write("  \(hint)\n") }
  }

  private func dispatch(_ arguments: [String]) throws -> ExitCode {
    guard let first = arguments.first else {
      errors.write(Help.overview())
      return .trouble
    }
    switch first {
    case "--version", "-V":
      output.write("packetpath \(Self.version)\n")
      return .good
    case "--help", "-h":
      output.write(Help.overview())
      return .good
    case let flag where flag.hasPrefix("-"):
      throw CommandError("\(flag): a command is expected first", hint: "`packetpath help` lists them")
    default:
      let command = try Command.named(first)
      return try run(command, Array(arguments.dropFirst()))
    }
  }
  private func run(_ command: Command, _ words: [String]) throws -> ExitCode {
    let parsed: ParsedArguments
    do {
      parsed = try ArgumentParser(flags: command.allFlags).parse(words)
    } catch {
      var error = error
      if error.hint == nil { error.hint = "`packetpath \(command.name) --help` describes them" }
      throw error
    }
    if parsed.has(.help) {
      output.write(Help.text(of: command))
      return .good
    }
    var invocation = Invocation(arguments: parsed, surroundings: surroundings, output: output, errors: errors)
    return try command.run(&invocation)
  }
}
