import KubeProxy
import PacketPath

/// `packetpath check`: assertions about packets, for CI.
enum CheckCommand {
  static let command = Command(
    name: "check", operands: "ASSERTIONS [INPUT ...]", summary: "assertions about packets, for CI",
    description: [
      "ASSERTIONS is a file, or - for standard input, with one assertion a line; # begins a comment:",
      "from (pod|node|outside|ADDR[:PORT]) [in IF] [sport N] [mark N] [flags SYN,ACK] [icmp T/C] [uid N] to DEST "
        + "(reaches ADDR:PORT [SHARE] [masqueraded|not masqueraded], ... | drops | rejects [with ANSWER] | passes | delivers)",
      "Exit code: 0 all hold, 1 some does not, 2 bad usage or input, 3 some depends on what the inputs do not tell.",
    ],
    flags: Flag.inputs + [.output(["text", "json", "junit", "tap"]), .maxOutcomes, .exact, .engine],
    examples: [
      .init("packetpath check flows.check node.rules", "hold a node's rules to a table of flows"),
      .init("packetpath check flows.check node/ -o junit > report.xml", "for a CI server"),
      .init("echo 'from pod to 10.0.1.177:80 rejects' | packetpath check - node.rules", "one assertion"),
    ],
    run: run)

  private static func run(_ invocation: inout Invocation) throws -> ExitCode {
    guard let name = invocation.arguments.operands.first else {
      throw CommandError("check: no assertions", hint: "packetpath check flows.check node.rules; see packetpath check --help")
    }
    let inputs = invocation.arguments.operands.dropFirst()
    if name == "-" && (inputs.contains("-") || inputs.isEmpty && !Flag.inputs.contains(where: invocation.arguments.has)) {
      throw CommandError("check -: standard input holds the assertions: name the inputs", hint: "packetpath check - node.rules")
    }
    let files = FileReader(directory: invocation.surroundings.directory)
    let text: SourceText
    if name == "-" {
      guard let standardInput = invocation.surroundings.standardInput else { throw CommandError("-: standard input is a terminal") }
      text = try FileReader.read(standardInput, name: name)
    } else {
      text = try files.read(name)
    }
    let file = AssertionParser.parse(String(decoding: text.bytes(0..<text.count), as: UTF8.self), name: name)
    for diagnostic in file.diagnostics { invocation.errors.write("packetpath: \(diagnostic)\n") }
    if file.assertions.isEmpty && file.diagnostics.isEmpty { throw CommandError("\(name): holds no assertion") }

    let node = try AssembledNode.assemble(invocation, operands: inputs)
    let tracer = try Tracer(node, invocation)
    let checker = AssertionChecker(points: node.vantagePoints, services: node.services) { tracer.told($0, origin: "").prediction }
    let report = CheckReport(
      results: checker.check(file.assertions), faults: file.diagnostics, name: name, notes: IPFamily.allCases.flatMap(node.notes),
      context: tracer.context)
    invocation.output.write(report.text(format: invocation.format(default: "text"), invocation.textOptions))
    return report.exitCode
  }
}
