import KubeProxy
import PacketPath

/// Makes packets, predicts them, and says what the prediction rests on: what `trace`, `list` and `check` share.
struct Tracer {
  let node: AssembledNode
  private let from: String?
  private let unknown: String
  private let sample: (count: Int, seed: UInt64)?
  /// What every answer says beside its prediction.
  let context: PredictionContext

  init(_ node: AssembledNode, _ invocation: Invocation) throws(CommandError) {
    self.node = node
    let arguments = invocation.arguments
    from = arguments.value(.from)
    unknown = arguments.value(.unknown) ?? "fail"
    var context = PredictionContext()
    context.inputs = node.inputs
    context.inputOfRuleset = node.inputOfRuleset
    context.isExact = arguments.has(.exact)
    context.userspacePorts = node.proxyPorts
    context.hostNames = node.facts.virtualServers.hostNames
    self.context = context
    let count: Int? = try arguments.number(.sample, from: 1, upTo: 10_000_000)
    let seed: UInt64? = try arguments.number(.seed)
    if count != nil && seed == nil { throw CommandError("--sample needs --seed, so that the same draws can be made again") }
    sample = count.flatMap { count in seed.map { (count, $0) } }
  }

  // MARK: Where to

  /// What a destination stands for: one address and port, or for a Service's name those by which it is reached.
  func targets(of destination: Destination) throws(CommandError) -> [(Address, UInt16, IPProtocol)] {
    switch destination {
    case .address(let address, let port, let proto): return [(address, port ?? 0, proto)]
    case .service(let name):
      let known = node.services.addresses(of: name)
      // Of a name without a port the cluster IPs stand for the rest; node ports and others are asked for by their address.
      let clusterIPs = known.filter { $0.kind == .clusterIP || $0.kind == .userspace }
      let found = clusterIPs.isEmpty ? known : clusterIPs
      if found.isEmpty {
        let names = Set(node.services.addresses.compactMap { $0.service?.prefix { $0 != ":" } }.map(String.init)).sorted()
        throw CommandError(
          "\(name): no rule's comment names this Service", hint: Suggestion.among(names, for: String(name.prefix { $0 != ":" })))
      }
      let all = found.map { ($0.address ?? nodeAddress($0.family), $0.port, $0.proto) }
      // Of a Service with addresses of both families, a source of one asks for those of its own.
      let reachable = all.filter { target in sourceFamily.map { $0 == target.0.family } ?? true }
      return reachable.isEmpty ? all : reachable
    }
  }
  private var sourceFamily: IPFamily? { from.flatMap { Endpoint(parsing: $0)?.address ?? Address(argument: $0) }?.family }
  /// Whether the command line says where packets come from.
  var hasSource: Bool { from != nil }

  /// An address of the node's own, at which node ports are served.
  func nodeAddress(_ family: IPFamily) -> Address {
    if let own = node.services.nodePortAddresses.first(where: { $0.family == family }) { return own }
    return AssembledNode.nodeAddress(family, node.vantagePoints)
  }

  // MARK: From where

  /// One answer, or without `--from` and without words that say how the packet arrives, three.
  func answers(to address: Address, _ port: UInt16, _ proto: IPProtocol, _ options: PacketOptions) throws(CommandError) -> [Told] {
    try packets(to: address, port, proto, options).map { asked in
      var told = told(asked)
      told.context.from = asked.from
      return told
    }
  }
  /// The packets that are asked about.
  func packets(to address: Address, _ port: UInt16, _ proto: IPProtocol, _ options: PacketOptions) throws(CommandError) -> [AskedPacket] {
    if let from {
      return [try packet(from: from, to: address, port, proto, options)]
    }
    if options.isLocal { return [packet(.node, address, port, proto, options)] }
    // What arrives on a device is not of the node's own making.
    let vantages = options.inInterface == nil ? Vantage.allCases : [.pod, .outside]
    return vantages.map { vantage in
      var asked = packet(vantage, address, port, proto, options)
      asked.from = vantage.rawValue
      return asked
    }
  }
  private func packet(
    from: String, to address: Address, _ port: UInt16, _ proto: IPProtocol, _ options: PacketOptions
  ) throws(CommandError) -> AskedPacket {
    if let vantage = Vantage(rawValue: from) { return packet(vantage, address, port, proto, options) }
    let endpoint = Endpoint(parsing: from)
    guard let source = endpoint?.address ?? Address(argument: from) else {
      throw CommandError(
        "--from \(from): pod, node, outside or an address is expected", hint: Suggestion.among(["pod", "node", "outside"], for: from))
    }
    guard source.family == address.family else { throw CommandError("--from \(from): not of the same family as \(address)") }
    var options = options
    if let port = endpoint?.port { options.sourcePort = options.sourcePort ?? port }
    var (packet, notes) = packet(from: source, to: address, port, proto, isLocal: options.isLocal)
    options.apply(to: &packet)
    let name = Vantage.allCases.contains { $0.rawValue == from } ? from : "\(source)"
    return AskedPacket(packet, notes, origin: packet.isLocal ? "\(name), a process on this node" : name)
  }
  /// Local if the node owns the source, else arriving on the device of its reverse route.
  func packet(from source: Address, to address: Address, _ port: UInt16, _ proto: IPProtocol, isLocal: Bool) -> (Packet, [Diagnostic]) {
    var packet = node.vantagePoints.packet(from: source, to: address, port: port, proto: proto).packet
    if isLocal { packet.isLocal = true }
    guard !packet.isLocal, node.facts.isLocal(source) == .unknown else { return (packet, []) }
    return (packet, [Diagnostic(.note, "whether \(source) is the node's own is not known: it is taken to arrive; --local says otherwise")])
  }

  private func packet(
    _ vantage: Vantage, _ address: Address, _ port: UInt16, _ proto: IPProtocol, _ options: PacketOptions
  ) -> AskedPacket {
    let chosen = node.vantagePoints.packet(from: vantage, to: address, port: port, proto: proto)
    var packet = chosen.packet
    options.apply(to: &packet)
    let name =
      switch vantage {
      case .pod: "a pod"
      case .node: "this node"
      case .outside: "outside"
      }
    return AskedPacket(packet, [Diagnostic(.note, "\(name): \(chosen.explanation)")], origin: "\(name) (\(packet.sourceAddress))")
  }

  // MARK: The answer

  /// Predicts a packet, and notes what the prediction rests on.
  func told(_ packet: Packet, _ notes: [Diagnostic] = [], origin: String) -> Told {
    Told(prediction(packet, notes), context, origin: origin)
  }
  func told(_ asked: AskedPacket) -> Told { told(asked.packet, asked.notes, origin: asked.origin) }
  /// Sends a packet through a session: one outcome. `told` as of a packet that is answered by itself.
  /// `quoted`: what an ICMP error is about.
  func told(_ asked: AskedPacket, _ session: inout Session, about quoted: Packet?, draws: [Bool])
    -> (told: Told, sent: Packet, outcome: Outcome?)
  {
    if let obstacle = node.obstacle(asked.packet.family) {
      let prediction = Prediction(packet: asked.packet, isUnknown: true, notes: [Diagnostic(.error, obstacle)])
      return (Told(prediction, context, origin: asked.origin), asked.packet, nil)
    }
    let (sent, outcome) = session.send(asked.packet, about: quoted, draws: draws)
    let shares = outcome.verdict.isPass ? [EndpointShare(outcome.endpoint, share: .one)] : []
    // How often an assumption holds nobody knows: of what is not drawn, one way is told.
    var prediction = Prediction(packet: sent, outcomes: [outcome], endpoints: shares, isUnknown: !outcome.assumptions.isEmpty)
      .namingServices()
    addNotes(to: &prediction, node.remarks(onNext: prediction) + asked.notes)
    return (Told(prediction, context, origin: asked.origin), sent, outcome)
  }
  /// Where a packet goes and with which shares, without the ways there and what they rest on.
  func shares(of packet: Packet) -> Prediction {
    if node.obstacle(packet.family) != nil { return Prediction(packet: packet, isUnknown: true) }
    return node.simulator.predict(packet, paths: false)
  }
  private func prediction(_ packet: Packet, _ notes: [Diagnostic]) -> Prediction {
    if let obstacle = node.obstacle(packet.family) {
      return Prediction(packet: packet, isUnknown: true, notes: [Diagnostic(.error, obstacle)])
    }
    var prediction = node.simulator.predict(packet, replies: true).namingServices()
    if let sample {
      // An unknown has no chance by which it could be drawn.
      if prediction.isUnknown {
        prediction.notes.append(Diagnostic(.warning, "nothing is drawn: the answer depends on what the inputs do not tell"))
      } else {
        prediction = drawn(sample.count, sample.seed, prediction)
      }
    }
    addNotes(to: &prediction, node.remarks(on: prediction) + notes)
    return prediction
  }
  private func addNotes(to prediction: inout Prediction, _ notes: [Diagnostic]) {
    let packet = prediction.packet
    var all = prediction.notes + node.notes(packet.family) + notes
    let isNew = prediction.outcomes.allSatisfy { !$0.isTranslated && !$0.conntrackState.contains(.established) }
    if !prediction.outcomes.isEmpty && isNew {
      let place =
        packet.proto.hasPorts
        ? Endpoint(packet.destinationAddress, port: packet.destinationPort).description : "\(packet.destinationAddress)"
      all.insert(Diagnostic(.note, "no rule translates \(place)"), at: 0)
    }
    var unique: [Diagnostic] = []
    for note in all where !unique.contains(note) { unique.append(note) }
    prediction.notes = unique
  }
  /// Counts of drawn connections in place of weights.
  private func drawn(_ count: Int, _ seed: UInt64, _ prediction: Prediction) -> Prediction {
    var counts: [Sampled: Int] = [:], order: [(Sampled, Outcome)] = []
    for outcome in node.simulator.sample(prediction.packet, count: count, seed: seed) {
      let key = Sampled(verdict: outcome.verdict, endpoint: outcome.endpoint, path: outcome.path)
      if counts[key, default: 0] == 0 { order.append((key, outcome)) }
      counts[key, default: 0] += 1
    }
    var shares: [EndpointShare] = []
    let outcomes = order.map { key, outcome in
      var outcome = outcome
      outcome.weight = Weight(UInt32(counts[key] ?? 0), of: UInt32(count))
      if outcome.verdict.isPass {
        if let place = shares.firstIndex(where: { $0.endpoint == outcome.endpoint }) {
          shares[place].share = shares[place].share + outcome.weight
        } else {
          shares.append(EndpointShare(outcome.endpoint, share: outcome.weight.reduced))
        }
      }
      return outcome
    }
    let note = Diagnostic(.note, "\(count) connections were drawn, with seed \(seed): shares are counts, not weights")
    return Prediction(packet: prediction.packet, outcomes: outcomes, endpoints: shares, notes: prediction.notes + [note]).namingServices()
  }
  private struct Sampled: Hashable {
    var verdict: Verdict, endpoint: Endpoint, path: [TraceStep]
  }

  // MARK: Exit code

  func exitCode(of prediction: Prediction) -> ExitCode {
    let passes = prediction.outcomes.allSatisfy { $0.verdict.isPass }
    if prediction.isTruncated { return .unknown }
    guard prediction.isUnknown else { return passes ? .good : .bad }
    if prediction.outcomes.isEmpty { return .unknown }
    switch unknown {
    case "deny": return passes ? .good : .bad
    case "allow": return Self.canPass(prediction.outcomes) ? .good : .bad
    default: return .unknown
    }
  }
  /// Whether some assignment of the assumptions lets every outcome get there: each outcome in turn says how it begins.
  private static func canPass(_ outcomes: [Outcome]) -> Bool {
    outcomes.contains { seed in
      var assigned: [String: Bool] = [:]
      func isConsistent(_ outcome: Outcome) -> Bool { outcome.assumptions.allSatisfy { assigned[key($0)] ?? $0.assumed == $0.assumed } }
      func key(_ assumption: Assumption) -> String { "\(assumption.input):\(assumption.line ?? 0):\(assumption.text)" }
      for assumption in seed.assumptions { assigned[key(assumption)] = assumption.assumed }
      return outcomes.filter { isConsistent($0) }.allSatisfy { $0.verdict.isPass }
    }
  }
}

/// A packet, what is said of how it was chosen, and in whose name.
struct AskedPacket {
  var packet: Packet
  var notes: [Diagnostic]
  var origin: String
  /// Which of three vantages it stands for.
  var from: String?
  init(_ packet: Packet, _ notes: [Diagnostic] = [], origin: String) {
    self.packet = packet
    self.notes = notes
    self.origin = origin
  }
}
