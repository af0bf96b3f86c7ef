import KubeProxy
import PacketPath

/// `packetpath trace`: where a packet goes, and why.
enum TraceCommand {
  static let command = Command(
    name: "trace", operands: "DEST [INPUT ...]", summary: "where a packet goes, and why",
    description: [
      "DEST is ADDR:PORT[/PROTO], [ADDR6]:PORT[/PROTO], ADDR/PROTO for protocols without ports, ADDR alone, which lists its ports, or "
        + "NAMESPACE/NAME[:PORT]. PROTO is tcp unless told.",
      "INPUT is a file, - for standard input, or a directory. What a file holds is recognised by its content; a flag says it outright. "
        + "Without any, standard input is read.",
      "Exit code: 0 every outcome gets there, 1 some outcome does not, 2 bad usage or input, 3 the inputs do not tell.",
    ],
    flags: Flag.inputs + Flag.packet + [
      .output(["text", "wide", "json", "jsonl"]), .unknown, .maxOutcomes, .exact, .stateful, .sample, .seed, .engine,
    ],
    examples: [
      .init("iptables-save | packetpath trace 10.0.1.175:80", "where a Service's address leads, from a pod, from the node, from outside"),
      .init("packetpath trace 10.0.1.175:80 node.rules --from 10.244.1.9", "from one client"),
      .init("packetpath trace default/hostnames node/ -o json", "by name, in a snapshot, for a script"),
      .init("packetpath trace --packets packets.jsonl node.rules", "many packets, one answer a line"),
      .init("packetpath trace --packets flow.jsonl --stateful --seed 1 node/", "packets that follow each other, and their answers"),
    ],
    run: run)

  private static func run(_ invocation: inout Invocation) throws -> ExitCode {
    let arguments = invocation.arguments
    if let packets = arguments.value(.packets) {
      let node = try AssembledNode.assemble(invocation, operands: arguments.operands)
      var batch = try PacketBatch(invocation, Tracer(node, invocation))
      return try batch.run(packets)
    }
    if arguments.has(.stateful) { throw CommandError("--stateful goes with --packets FILE, which says the packets") }
    guard let word = arguments.operands.first else {
      throw CommandError("trace: no destination", hint: "packetpath trace 10.0.1.175:80 node.rules; see packetpath trace --help")
    }
    let destination = try Destination(argument: word)
    let packetOptions = try PacketOptions(arguments)
    let node = try AssembledNode.assemble(
      invocation, operands: arguments.operands.dropFirst(), asking: SingleQuestion(destination, packetOptions, arguments))
    if case .address(let address, nil, let proto) = destination, proto.hasPorts, packetOptions.fragmentOffset ?? 0 == 0 {
      return try ListCommand.listPorts(of: address, node, invocation)
    }
    let tracer = try Tracer(node, invocation)
    var answers: [[Told]] = [], names: [String] = []
    for (address, port, proto) in try tracer.targets(of: destination) {
      try node.requireRules(address.family)
      answers.append(try tracer.answers(to: address, port, proto, packetOptions))
      names.append(proto.hasPorts ? "\(Endpoint(address, port: port))\(proto == .tcp ? "" : "/\(proto)")" : "\(address)/\(proto)")
    }
    write(answers, names, invocation)
    return answers.flatMap { $0 }.map { tracer.exitCode(of: $0.prediction) }.reduce(.good) { $0.worse($1) }
  }

  private static func write(_ answers: [[Told]], _ names: [String], _ invocation: Invocation) {
    let all = answers.flatMap { $0 }
    switch invocation.format(default: "text") {
    case "json" where all.count == 1 && all[0].context.from == nil:
      var json = JSONWriter(.lines)
      all[0].prediction.write(to: &json, all[0].context)
      invocation.output.write(json.text + "\n")
    case "json":
      var json = JSONWriter(.lines)
      json.object(.lines) { json in
        json.member("schema", 1)
        json.member("results") { json in
          json.array(all, .lines) { json, answer in
            json.object(.lines) { json in answer.prediction.writeMembers(to: &json, answer.context) }
          }
        }
      }
      invocation.output.write(json.text + "\n")
    case "jsonl":
      for answer in all {
        var json = JSONWriter()
        answer.prediction.write(to: &json, answer.context)
        invocation.output.write(json.text + "\n")
      }
    default:
      for (index, (group, name)) in zip(answers, names).enumerated() {
        if index > 0 { invocation.output.write("\n") }
        invocation.output.write(PredictionText.render(group, to: name, invocation.textOptions))
      }
    }
  }
}
