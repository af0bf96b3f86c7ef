import KubeProxy
import PacketPath

/// `trace --packets`: packets as JSON, one a line; an answer a line, in the same order.
struct PacketBatch {
  private let invocation: Invocation
  private let tracer: Tracer
  private let isText: Bool
  /// Nil: each packet is the first.
  private var conversation: PacketConversation?
  private var hasAnswered = false

  init(_ invocation: Invocation, _ tracer: Tracer) throws(CommandError) {
    for flag in Flag.packet where ![Flag.from.name, Flag.packets.name].contains(flag.name) && invocation.arguments.has(flag) {
      throw CommandError("--\(flag.name): with --packets, each line says it")
    }
    self.invocation = invocation
    self.tracer = tracer
    if invocation.arguments.has(.stateful) { conversation = try PacketConversation(tracer, invocation.arguments) }
    isText = ["text", "wide"].contains(invocation.format(default: "jsonl"))
  }

  mutating func run(_ file: String) throws -> ExitCode {
    var code = ExitCode.good
    func answer(_ line: ArraySlice<UInt8>) {
      guard line.contains(where: { $0 > 32 }) else { return }
      code = code.worse(self.answer(line))
    }
    if file != "-" {
      let text = try FileReader(directory: invocation.surroundings.directory).read(file)
      var cursor = text.cursor()
      while cursor.offset < text.count && !invocation.output.isClosed {
        let end = min(cursor.lineEnd(), text.count)
        answer(text.bytes(cursor.offset..<end)[...])
        cursor.offset = end + 1
      }
      return code
    }
    guard let standardInput = invocation.surroundings.standardInput else { throw CommandError("-: standard input is a terminal") }
    var rest: [UInt8] = []
    while !invocation.output.isClosed, let piece = try standardInput() {
      rest += piece
      var start = 0
      while let end = rest[start...].firstIndex(of: 10) {
        answer(rest[start..<end])
        start = end + 1
      }
      rest.removeFirst(start)
      // Whoever waits for an answer before the next packet gets it.
      invocation.output.flush()
    }
    answer(rest[...])
    return code
  }

  private mutating func answer(_ line: ArraySlice<UInt8>) -> ExitCode {
    do throws(PacketLine.Failure) {
      let packet = try PacketLine.parse(line)
      guard var told = try told(packet) else {
        if let id = packet.id, !isText { write { $0.member("id") { $0.verbatim(id) } } }
        return .good
      }
      told.context.id = packet.id
      // What only follows is told where it has a name.
      if packet.deed != .packet && packet.id == nil { return tracer.exitCode(of: told.prediction) }
      if isText {
        separate()
        invocation.output.write(PredictionText.render([told], to: heading(packet.id, told.prediction.packet), invocation.textOptions))
      } else {
        var json = JSONWriter()
        told.prediction.write(to: &json, told.context)
        invocation.output.write(json.bytes + [10])
      }
      return tracer.exitCode(of: told.prediction)
    } catch {
      separate()
      write { json in
        json.member("id") { json in if let id = error.id { json.verbatim(id) } else { json.null() } }
        json.member("error", error.message)
      }
      return .trouble
    }
  }
  /// Between two answers as text stands an empty line.
  private mutating func separate() {
    if isText && hasAnswered { invocation.output.write("\n") }
    hasAnswered = true
  }
  private func write(_ members: (inout JSONWriter) -> Void) {
    var json = JSONWriter()
    json.object { members(&$0) }
    invocation.output.write(json.bytes + [10])
  }

  /// A text answer's first line: the packet's name, and where it goes.
  private func heading(_ id: String?, _ packet: Packet) -> String {
    let port = packet.proto.hasPorts ? packet.destinationPort : nil
    let proto = packet.proto == .tcp ? "" : "/\(packet.proto)"
    let id = id.map { $0.hasPrefix("\"") ? String($0.dropFirst().dropLast()) : $0 }
    return (id.map { "\($0)  " } ?? "") + "\(Endpoint(packet.destinationAddress, port: port))\(proto)"
  }

  /// Nil: nothing was sent.
  private mutating func told(_ line: PacketLine) throws(PacketLine.Failure) -> Told? {
    guard conversation != nil else {
      if let key = line.statefulKey { throw PacketLine.Failure(id: line.id, message: "\(key): --stateful is needed") }
      return tracer.told(try packet(line))
    }
    let packet = line.deed == .packet ? try packet(line) : nil
    return try conversation?.told(line, packet)
  }
  /// The packet that a line says.
  private func packet(_ line: PacketLine) throws(PacketLine.Failure) -> AskedPacket {
    let destination = line.destination, port = line.destinationPort ?? 0
    do {
      try tracer.node.requireRules(destination.family)
    } catch {
      throw PacketLine.Failure(id: line.id, message: error.message)
    }
    if line.source == nil && tracer.hasSource && !line.options.isLocal {
      do {
        return try tracer.packets(to: destination, port, line.proto, line.options)[0]
      } catch {
        throw PacketLine.Failure(id: line.id, message: error.message)
      }
    }
    guard let source = line.source else {
      // The source that its route gives; of one that arrives, a pod's.
      var packet = tracer.node.vantagePoints.packet(
        from: line.options.isLocal ? .node : .pod, to: destination, port: port, proto: line.proto
      ).packet
      line.options.apply(to: &packet)
      return AskedPacket(packet, origin: "\(packet.sourceAddress)")
    }
    var (packet, notes) = tracer.packet(from: source, to: destination, port, line.proto, isLocal: line.options.isLocal)
    line.options.apply(to: &packet)
    return AskedPacket(packet, notes, origin: "\(source)")
  }
}
