/// Answers where packets go in one node.
///
///     let simulator = Simulator(Node(rulesets: [IPTablesSaveParser.parse(SourceText(dump))]))
///     let prediction = simulator.predict(Packet(from: client, to: service, port: 80))
public struct Simulator: Sendable {
  public struct Limits: Sendable {
    /// More outcomes than this are left out, and their weight is told.
    public var outcomes = 65536
    public init() {}
  }
  public let node: Node
  public var limits: Limits
  private let layers: [Layer]
  /// For each family, where each of its layers stands in the node's rulesets.
  private let inputs: [IPFamily: [Int]]

  /// How rules are found: each engine gives the same outcomes and paths.
  public enum Engine: String, Sendable, CaseIterable {
    /// Large chains are indexed first. For many packets.
    case indexed
    /// One rule after the other, as the kernel does it: the reference.
    case linear
  }
  private let indices: [ChainIndex?]
  private let connections: ConnectionTable

  public init(_ node: Node, engine: Engine = .indexed, limits: Limits = Limits()) {
    self.node = node
    self.limits = limits
    let indices = node.rulesets.map { engine == .indexed ? ChainIndex($0) : nil }
    self.indices = indices
    connections = node.facts.connections.reduce(into: ConnectionTable()) { $0.insert($1) }
    layers = zip(node.rulesets, indices).map { Layer($0, facts: node.facts, backend: node.backend, index: $1) }
    inputs = Dictionary(grouping: node.rulesets.indices) { node.rulesets[$0].family }
  }

  /// Every outcome of a packet. `replies`: with what becomes of each answer on its way back. `asNew`: as if no connection were known.
  public func predict(_ packet: Packet, replies: Bool = false, asNew: Bool = false) -> Prediction {
    var (traversal, inputs) = traversal(for: packet)
    if !asNew { traversal.connection = connections.find(packet) }
    var forks = Forks()
    var endings: [(WalkState, Ending)] = []
    forks.pending.append(WalkState(packet))
    var isCut = false
    while var state = forks.pending.popLast() {
      if endings.count == limits.outcomes || forks.trail.tried > LinearEvaluator.maximumTries {
        forks.pending.append(state)
        isCut = true
        break
      }
      let ending = traversal.run(&state, &forks)
      endings.append((state, ending))
    }
    let report = Report(traversal: traversal, inputs: inputs, trail: forks.trail)
    var prediction = report.prediction(of: packet, endings)
    if replies {
      let way = ReplyPrediction(traversal: traversal, inputs: inputs)
      for (i, (state, ending)) in endings.enumerated() { prediction.outcomes[i].reply = way.reply(to: state, ending, from: packet) }
    }
    if isCut { prediction.remainder = report.weight(ofPending: forks.pending) }
    return prediction
  }

  /// The connection among those given that a packet belongs to, and whether the packet comes from the one who answers.
  public func connection(of packet: Packet) -> (entry: Connection, isReply: Bool)? { connections.find(packet) }

  /// Every outcome by walking one world at a time: the reference that ``predict(_:)`` is held to. Slow.
  package func predictWorlds(_ packet: Packet, limit: Int = 4096) -> [Outcome] {
    var (traversal, inputs) = traversal(for: packet)
    traversal.connection = connections.find(packet)
    var worlds = Worlds(), outcomes: [Outcome] = []
    repeat {
      var state = WalkState(packet)
      let ending = traversal.run(&state, &worlds)
      let report = Report(traversal: traversal, inputs: inputs, trail: worlds.trail)
      outcomes.append(report.outcome(state, ending, weight: report.weights()[Int(state.choice) + 1]))
    } while outcomes.count < limit && worlds.advance()
    return outcomes
  }

  /// One drawn connection after another: `count` outcomes, the same for the same seed.
  public func sample(_ packet: Packet, count: Int, seed: UInt64) -> [Outcome] {
    var (traversal, inputs) = traversal(for: packet)
    traversal.connection = connections.find(packet)
    var sampler = Sampler(generator: SplitMix64(seed: seed))
    return (0..<count).map { _ in
      sampler.trail.removeAll()
      var state = WalkState(packet)
      let ending = traversal.run(&state, &sampler)
      return Report(traversal: traversal, inputs: inputs, trail: sampler.trail).outcome(state, ending, weight: .one)
    }
  }

  /// The packet's sender is known to be where it says it is, and so are those before it.
  func traversal(for packet: Packet, knowing senders: Senders = Senders()) -> (Traversal, [Int]) {
    let inputs = inputs[packet.family] ?? []
    guard !node.facts.knowsAddresses(of: packet.family) else { return (Traversal(inputs.map { layers[$0] }, facts: node.facts), inputs) }
    var facts = node.facts
    var senders = senders
    senders.add(packet)
    facts.knownLocal.formUnion(senders.local)
    facts.knownRemote.formUnion(senders.remote.subtracting(facts.knownLocal))
    return (
      Traversal(inputs.map { Layer(node.rulesets[$0], facts: facts, backend: node.backend, index: indices[$0]) }, facts: facts), inputs
    )
  }
}

/// Who sent packets: their own addresses, of this node's processes and of others.
struct Senders: Sendable {
  private(set) var local: Set<Address> = [], remote: Set<Address> = []

  mutating func add(_ packet: Packet) {
    if packet.isLocal { local.insert(packet.sourceAddress) } else { remote.insert(packet.sourceAddress) }
  }
}
