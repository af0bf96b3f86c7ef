/// Answers where packets go in one node.
///
///     let simulator = Simulator(Node(rulesets: [IPTablesSaveParser.parse(SourceText(dump))]))
///     let prediction = simulator.predict(Packet(from: client, to: service, port: 80))
@safe public struct Simulator: Sendable {
  public struct Limits: Sendable {
    /// More outcomes than this are left out, and their weight is told.
    public var outcomes = 65536
    public init() {}
  }
  public let node: Node
  public var limits: Limits
  /// How rules are found: each engine gives the same outcomes and paths.
  public enum Engine: String, Sendable, CaseIterable {
    /// Large chains are indexed first. For many packets.
    case indexed
    /// One rule after the other, as the kernel does it: the reference.
    case linear
  }
  private let indices: [ChainIndex?]
  private let connections: ConnectionTable
  /// IPv4's and IPv6's.
  let courses: (Course, Course)
  /// The same, for those who hold the simulator itself.
  private let uncounted: (Unmanaged<Course>, Unmanaged<Course>)
  let engine: Engine
  /// Nil: dispatch walks.
  private(set) var dispatchTables: DispatchTables? { didSet { unsafe uncountedTables = dispatchTables.map { unsafe .passUnretained($0) } } }
  private var uncountedTables: Unmanaged<DispatchTables>?

  public init(_ node: Node, engine: Engine = .indexed, limits: Limits = Limits()) {
    self.node = node
    self.limits = limits
    self.engine = engine
    let indices = node.rulesets.map { engine == .indexed ? ChainIndex($0) : nil }
    self.indices = indices
    let connections = node.facts.connections.reduce(into: ConnectionTable()) { $0.insert($1, isListed: true) }
    self.connections = connections
    courses = (
      Self.course(of: .ipv4, node, node.facts, indices, connections),
      Self.course(of: .ipv6, node, node.facts, indices, connections)
    )
    // `courses` holds both as long as there is the simulator.
    unsafe uncounted = (.passUnretained(courses.0), .passUnretained(courses.1))
  }
  /// Flattens what can be flattened of the nat tables, for ``dispatch(_:into:)`` and ``predict(_:asNew:into:)``: about as much work as indexing
  /// the rules.
  public mutating func prepareDispatch() {
    if engine == .indexed { dispatchTables = DispatchTables(courses.0, courses.1) }
  }
  /// The flattened tables and a family's course, without counting who holds them: all threads would write that, for every packet.
  @inline(__always) func withTables<Result>(of family: IPFamily, _ body: (DispatchTables, Course) -> Result) -> Result? {
    guard let tables = unsafe uncountedTables else { return nil }
    // The simulator holds what both point to.
    return unsafe tables._withUnsafeGuaranteedRef { tables in
      unsafe (family == .ipv4 ? uncounted.0 : uncounted.1)._withUnsafeGuaranteedRef { body(tables, $0) }
    }
  }
  private static func course(
    of family: IPFamily, _ node: Node, _ facts: NodeFacts, _ indices: [ChainIndex?], _ connections: ConnectionTable
  ) -> Course {
    let inputs = node.rulesets.indices.filter { node.rulesets[$0].family == family }
    let remembering = inputs.map { RememberingRules(node.rulesets[$0]) }
    // Who is called last was loaded first, and made the lists.
    let masks = remembering.reversed().reduce(into: [:]) { $0.merge($1.recentMasks) { first, _ in first } }
    let layers = inputs.enumerated().map { number, input in
      Layer(
        node.rulesets[input], number: UInt8(number), facts: facts, backend: node.backend, index: indices[input],
        remembering: remembering[number], recentMasks: masks)
    }
    return Course(layers, inputs: inputs, facts: facts, connections: connections)
  }

  /// Every outcome of a packet. `replies`: with what becomes of each answer on its way back. `asNew`: as if no connection were known.
  /// `paths`: with each outcome's steps in words; without them an answer takes a third of the time.
  public func predict(_ packet: Packet, replies: Bool = false, asNew: Bool = false, paths: Bool = true) -> Prediction {
    let traversal = traversal(for: packet, asNew: asNew)
    return CompactPrediction.inWords(of: packet, asNew: asNew, traversal, limit: limits.outcomes, replies: replies, paths: paths)
  }

  /// The connection among those given that a packet belongs to, and whether the packet comes from the one who answers.
  public func connection(of packet: Packet) -> (entry: Connection, isReply: Bool)? { connections.find(packet, in: zone(of: packet), at: 0) }
  /// The zone to which rules in front of conntrack bring a packet; where that is open, one of several.
  package func zone(of packet: Packet) -> ConntrackZone {
    guard connections.hasZones else { return .usual }
    var world = Worlds()
    let traversal = traversal(for: packet, asNew: true)
    world.memory = traversal.course.memory
    return traversal.zone(of: packet, &world)
  }

  /// Every outcome by walking one world at a time: the reference that ``predict(_:)`` is held to. Slow.
  package func predictWorlds(_ packet: Packet, limit: Int = 4096) -> [Outcome] {
    let traversal = traversal(for: packet)
    var worlds = Worlds(), outcomes: [Outcome] = []
    repeat {
      worlds.memory = traversal.course.memory
      var state = WalkState(packet)
      let ending = traversal.run(&state, &worlds)
      let report = Report(traversal: traversal, trail: worlds.trail)
      outcomes.append(report.outcome(state, ending, weight: report.weights()[Int(state.choice) + 1]))
    } while outcomes.count < limit && worlds.advance()
    return outcomes
  }

  /// One drawn connection after another: `count` outcomes, the same for the same seed.
  public func sample(_ packet: Packet, count: Int, seed: UInt64) -> [Outcome] {
    let traversal = traversal(for: packet)
    var sampler = Sampler(generator: SplitMix64(seed: seed))
    return (0..<count).map { _ in
      sampler.trail.removeAll()
      sampler.memory = traversal.course.memory
      var state = WalkState(packet)
      let ending = traversal.run(&state, &sampler)
      return Report(traversal: traversal, trail: sampler.trail).outcome(state, ending, weight: .one)
    }
  }

  /// The way of a packet, whose sender is where it says it is.
  @inline(__always) func traversal(for packet: Packet, asNew: Bool = false) -> Traversal {
    var traversal = Traversal(packet.family == .ipv4 ? courses.0 : courses.1)
    if asNew { traversal.knowsNoConnections = true } else { know(packet, &traversal) }
    return traversal
  }
  private func know(_ packet: Packet, _ traversal: inout Traversal) {
    traversal.looksInZones = connections.hasZones
    guard !connections.hasZones, let (entry, isReply, mayOpenAnew) = connections.findOrReset(packet) else { return }
    (traversal.connection, traversal.mayOpenAnew) = ((entry, isReply), mayOpenAnew)
  }
  /// The way of a packet, where those who sent packets before it are known too.
  func traversal(for packet: Packet, knowing senders: Senders) -> Traversal {
    let course = packet.family == .ipv4 ? courses.0 : courses.1
    guard !node.facts.knowsAddresses(of: packet.family), !senders.isEmpty else { return Traversal(course) }
    var facts = node.facts
    facts.knownLocal.formUnion(senders.local.addresses)
    facts.knownRemote.formUnion(senders.remote.addresses.filter { !facts.knownLocal.contains($0) })
    return Traversal(Self.course(of: packet.family, node, facts, indices, connections))
  }
}

/// Who sent packets: their own addresses, of this node's processes and of others.
struct Senders: Sendable {
  private(set) var local = AddressIndex(), remote = AddressIndex()
  var isEmpty: Bool { local.isEmpty && remote.isEmpty }

  mutating func add(_ packet: Packet) {
    if packet.isLocal { local.insert(packet.sourceAddress) } else { remote.insert(packet.sourceAddress) }
  }
}
