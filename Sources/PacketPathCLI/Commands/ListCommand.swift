import KubeProxy
import PacketPath

/// `packetpath list`: every Service address found in the inputs, with endpoints and shares.
enum ListCommand {
  static let command = Command(
    name: "list", operands: "[INPUT ...]", summary: "every Service address found in the inputs, with endpoints and shares",
    description: [
      "Endpoints and shares are those of a packet from a pod; for node ports and addresses of load balancers, of a packet from outside.",
      "Exit code: 0, or 2 for bad usage or input, or 3 where the inputs do not tell.",
    ],
    flags: Flag.inputs + [.output(["text", "wide", "json"]), .maxOutcomes, .exact, .engine],
    examples: [
      .init("iptables-save | packetpath list", "all Services"),
      .init("packetpath list node.rules -o json | jq -r '.services[] | select(.endpoints == []) | .service'", "those without endpoints"),
    ],
    run: { invocation in
      let node = try AssembledNode.assemble(invocation, operands: invocation.arguments.operands)
      return try list(node.services.addresses, node, invocation)
    })

  /// `trace ADDR`: its ports.
  static func listPorts(of address: Address, _ node: AssembledNode, _ invocation: Invocation) throws -> ExitCode {
    try node.requireRules(address.family)
    let isLocal = node.facts.isLocal(address) == .yes
    let found = node.services.addresses.filter { $0.address == address || ($0.address == nil && isLocal) }
    if found.isEmpty && node.obstacle(address.family) == nil {
      throw CommandError("\(address): no rule names a port of it", hint: "give one: \(Endpoint(address, port: 80))")
    }
    return try list(found, node, invocation)
  }

  private static func list(_ addresses: [ServiceAddress], _ node: AssembledNode, _ invocation: Invocation) throws -> ExitCode {
    let tracer = try Tracer(node, invocation)
    let listed = addresses.map { Listed($0, tracer) }
    var notes: [Diagnostic] = []
    for family in IPFamily.allCases {
      if let obstacle = node.obstacle(family) { notes.append(Diagnostic(.error, obstacle)) }
      for note in node.notes(family) + node.modeNotes(family) where !notes.contains(note) { notes.append(note) }
    }
    switch invocation.format(default: "text") {
    case "json", "jsonl":
      var json = JSONWriter(.lines)
      json.object(.lines) { json in
        json.member("schema", 1)
        json.member("services") { $0.array(listed, .lines) { $1.write(to: &$0) } }
        json.member("notes") { $0.array(notes, .lines) { $1.write(to: &$0) } }
      }
      invocation.output.write(json.text + "\n")
    default: invocation.output.write(text(listed, notes, invocation.textOptions))
    }
    let isUnknown = listed.contains { $0.prediction.isUnknown || $0.prediction.isTruncated }
    return isUnknown || notes.contains { $0.severity == .error } ? .unknown : .good
  }

  private static func text(_ services: [Listed], _ notes: [Diagnostic], _ options: TextOptions) -> String {
    var text = StyledText()
    let rows = [["SERVICE", "ADDRESS", "KIND", "ENDPOINTS"].map { StyledLine($0, .heading) }] + services.flatMap { $0.rows(options) }
    if services.isEmpty {
      text.append("no Service address is found in the inputs")
    } else if let width = options.width, StyledText.width(ofTable: rows) > width {
      for service in services { service.append(to: &text, options) }
    } else {
      text.append(table: rows)
    }
    if !options.isBrief { text.append(notes: notes, options) }
    return text.text(options)
  }
}

/// A Service's address, and what becomes of a packet to it.
private struct Listed {
  let service: ServiceAddress
  /// Of the shares alone: no path, no reply, no notes.
  let prediction: Prediction
  let context: PredictionContext
  /// For a node port: the node's own address that was asked.
  let address: Address
  /// The text that it stands in.
  let input: Int

  init(_ service: ServiceAddress, _ tracer: Tracer) {
    self.service = service
    input = tracer.node.input(of: service)
    address = service.address ?? tracer.nodeAddress(service.family)
    let isExternal = [.nodePort, .externalIP, .loadBalancerIP].contains(service.kind)
    let packet = tracer.node.vantagePoints.packet(from: isExternal ? .outside : .pod, to: address, port: service.port, proto: service.proto)
      .packet
    prediction = tracer.shares(of: packet)
    context = tracer.context
  }

  func write(to json: inout JSONWriter) {
    json.object(.lines) { json in
      json.member("service", service.service)
      json.member("address", service.address?.description)
      json.member("port", service.port)
      json.member("protocol", service.proto.description)
      json.member("kind", service.kind.rawValue)
      json.member("mode", service.mode.rawValue)
      json.member("endpoints") { $0.array(prediction.endpoints, .lines) { $1.write(to: &$0, context) } }
      json.member("affinitySeconds", service.affinitySeconds)
      json.member("line", service.line)
      if input != 0 { json.member("input", input) }
    }
  }

  /// More endpoints than this are counted, unless the whole is asked for.
  private static let maximumEndpoints = 8

  /// For a narrow terminal: the Service in a line, its endpoints below it.
  func append(to text: inout StyledText, _ options: TextOptions) {
    var line = StyledLine(service.service ?? "-", .name)
    line.append("  \(service)  \(kind)")
    text.append(line)
    for cell in endpointCells(options) {
      line = StyledLine("    ")
      line.append(cell)
      text.append(line)
    }
  }
  private var kind: String { service.kind.rawValue + (service.affinitySeconds.map { ", sticky \($0) s" } ?? "") }
  /// The first endpoint stands in the Service's row, each further one below it.
  func rows(_ options: TextOptions) -> [[StyledLine]] {
    let cells = endpointCells(options)
    let first = [StyledLine(service.service ?? "-", .name), StyledLine(service.description), StyledLine(kind), cells[0]]
    return [first] + cells.dropFirst().map { [StyledLine(), StyledLine(), StyledLine(), $0] }
  }
  private func endpointCells(_ options: TextOptions) -> [StyledLine] {
    let shares = prediction.endpoints
    let shown = options.isWide || shares.count <= Self.maximumEndpoints ? shares[...] : shares.prefix(Self.maximumEndpoints - 1)
    let width = shown.map { $0.share.percent.count }.max() ?? 0
    var cells = shown.map { share in
      var cell = StyledLine(share.share.percent)
      cell.pad(to: width + 2)
      cell.append(context.text(of: share.endpoint))
      if let minimum = share.minimum, let maximum = share.maximum, minimum != maximum {
        cell.append("  (from \(minimum.percent) to \(maximum.percent))", .doubtful)
      }
      if let port = service.proxyPort, share.endpoint.port == port {
        let behind = context.userspacePorts[port].map { "; \(PredictionText.behind($0))" } ?? ""
        cell.append("  kube-proxy itself (userspace)\(behind)", .faint)
      }
      return cell
    }
    if shown.count < shares.count { cells.append(StyledLine("… and \(shares.count - shown.count) more (-o wide)", .faint)) }
    let lost = prediction.lost
    if !shares.isEmpty && !lost.isZero && !prediction.isUnknown {
      cells.append(StyledLine("\(lost.percent)  does not get there", .bad))
    }
    return cells.isEmpty ? [StyledLine(refusal, .bad)] : cells
  }
  private var refusal: String {
    guard let outcome = prediction.outcomes.first else { return "unknown" }
    return outcome.verdict.rawValue + (outcome.answer.map { ": \($0)" } ?? "")
  }
}
