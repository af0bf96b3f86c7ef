/// Every outcome of one packet, before it is put in words.
///
/// ``Simulator/predict(_:asNew:into:)`` fills it, packet after packet, and ``Simulator/inWords(_:replies:)`` tells what it holds. It keeps what
/// memory it has taken, so that a warm one takes no more. Weights stand in it as the chances they are made of.
public struct CompactPrediction: Sendable {
  /// How one branch ended.
  struct Leaf: BitwiseCopyable, Sendable {
    var state: WalkState
    var ending: Ending
    var endpoint: Endpoint
  }
  public internal(set) var packet = Packet(from: .any(.ipv4), to: .any(.ipv4))
  var isAsNew = false
  private var forks = Forks()
  private var leaves: [Leaf] = []
  private var ways = CommonWays()
  /// Whether flattened rules gave the answer, and not a walk: there are no leaves then.
  package private(set) var isFlat = false
  /// Whether there are more outcomes than the limit.
  public internal(set) var isTruncated = false

  public init() {}

  /// How many outcomes there are, in the order of the walk, first match first.
  @inline(__always) public var count: Int { isFlat ? ways.dispatch.outcomes.count : leaves.count }
  public func verdict(of outcome: Int) -> Verdict { isFlat ? ways.verdicts[outcome] : leaves[outcome].ending.verdict }
  /// The destination after the last translation; untranslated, the original one.
  public func endpoint(of outcome: Int) -> Endpoint {
    guard isFlat else { return leaves[outcome].endpoint }
    let end = ways.dispatch.outcomes[outcome]
    return Endpoint(Address(end.address, packet.family), port: packet.proto.hasPorts ? end.port : nil)
  }
  /// Whether any rule translated the destination.
  public func isTranslated(_ outcome: Int) -> Bool {
    isFlat ? ways.dispatch.outcomes[outcome].isTranslated : leaves[outcome].state.isTranslated
  }
  private var trail: Trail { isFlat ? ways.dispatch.forks.trail : forks.trail }
  private func choice(of outcome: Int) -> Int32 { isFlat ? ways.dispatch.outcomes[outcome].choice : leaves[outcome].state.choice }
  /// Whether an outcome rests on something that the inputs do not tell.
  public func restsOnAssumption(_ outcome: Int) -> Bool {
    var at = choice(of: outcome)
    while at >= 0 {
      let choice = trail.choices[Int(at)]
      if choice.isAssumption { return true }
      at = choice.parent
    }
    return false
  }
  /// The chances whose product an outcome's weight is, in the order of the walk.
  public func chances(of outcome: Int) -> [Chance] { Draws(choices: trail.choices, last: choice(of: outcome)).chances }
  /// The exact weight, conditional on the assumptions if there are any.
  public func weight(of outcome: Int) -> Weight {
    var weight = Weight.one
    for chance in chances(of: outcome) { weight.multiply(by: chance) }
    return weight
  }
  fileprivate mutating func begin(_ packet: Packet, asNew: Bool) {
    self.packet = packet
    isAsNew = asNew
    if !isFlat {
      // Flattened rules leave them alone.
      forks.removeAll()
      leaves.clear()
    }
    (isTruncated, isFlat) = (false, false)
  }

  /// Without a walk, where rules were flattened and say all.
  fileprivate mutating func follow(_ packet: Packet, _ tables: DispatchTables, _ course: Course, limit: Int) {
    isFlat = ways.follow(packet, tables, course, limit: limit)
  }
  fileprivate mutating func walk(_ traversal: Traversal, limit: Int) {
    forks.memory = traversal.course.memory
    var state = WalkState(packet)
    while true {
      if leaves.count == limit || forks.trail.tried > Layer.maximumTries {
        forks.wait(state)
        isTruncated = true
        return
      }
      let ending = traversal.run(&state, &forks)
      leaves.append(Leaf(state: state, ending: ending, endpoint: traversal.endpoint(of: state)))
      guard let next = forks.next() else { return }
      state = next
    }
  }
  /// Every outcome of a packet by a walk, in words.
  static func inWords(
    of packet: Packet, asNew: Bool, _ traversal: Traversal, limit: Int, replies: Bool, paths: Bool
  ) -> Prediction {
    var walked = CompactPrediction()
    walked.begin(packet, asNew: asNew)
    walked.walk(traversal, limit: limit)
    return walked.inWords(traversal, replies: replies, paths: paths)
  }
  fileprivate func inWords(_ traversal: Traversal, replies: Bool, paths: Bool = true) -> Prediction {
    let report = Report(traversal: traversal, trail: forks.trail, tellsPaths: paths)
    var prediction = report.prediction(of: packet, leaves)
    if replies {
      let way = ReplyPrediction(traversal: traversal)
      for (i, leaf) in leaves.enumerated() {
        prediction.outcomes[i].reply = way.reply(to: leaf.state, leaf.ending, from: packet)
      }
    }
    if isTruncated { prediction.remainder = report.weight(ofPending: forks.pending) }
    return prediction
  }
}

extension Simulator {
  /// Every outcome of a packet, without words. `asNew`: as if no connection were known.
  ///
  /// After ``prepareDispatch()``, most answers are put together from flattened rules, and from what other packets of the same sender met.
  public func predict(_ packet: Packet, asNew: Bool = false, into result: inout CompactPrediction) {
    result.begin(packet, asNew: asNew)
    _ = withTables(of: packet.family) { tables, course in result.follow(packet, tables, course, limit: limits.outcomes) }
    if result.isFlat { return }
    result.walk(traversal(for: packet, asNew: asNew), limit: limits.outcomes)
  }
  /// The same in words. `replies`: with what becomes of each answer on its way back.
  public func inWords(_ compact: CompactPrediction, replies: Bool = false) -> Prediction {
    // Flattened rules have no path to tell.
    if compact.isFlat { return predict(compact.packet, replies: replies, asNew: compact.isAsNew) }
    return compact.inWords(traversal(for: compact.packet, asNew: compact.isAsNew), replies: replies)
  }
}

/// Where drawn connections went: how many each way.
///
/// It keeps what memory it has taken, as a ``CompactPrediction`` does.
public struct SampleCounts: Sendable {
  public struct Entry: BitwiseCopyable, Sendable, Hashable {
    public var verdict: Verdict
    public var endpoint: Endpoint
    public var count: Int
  }
  /// In the order in which they were drawn first.
  public private(set) var entries: [Entry] = []
  private var places = SlotTable()
  fileprivate var sampler = Sampler(generator: SplitMix64(seed: 0))

  public init() {}

  public func count(of endpoint: Endpoint) -> Int { entries.reduce(0) { $0 + ($1.endpoint == endpoint ? $1.count : 0) } }

  fileprivate mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    places.removeAll()
  }
  fileprivate mutating func add(_ verdict: Verdict, _ endpoint: Endpoint) {
    if !places.isEmpty {
      var slot = places.start(Self.hash(verdict, endpoint))
      while let place = places.index(at: slot) {
        if entries[place].verdict == verdict && entries[place].endpoint == endpoint {
          entries[place].count += 1
          return
        }
        slot = places.next(slot)
      }
    }
    entries.append(Entry(verdict: verdict, endpoint: endpoint, count: 1))
    places.insert(entries.count - 1) { Self.hash(entries[$0].verdict, entries[$0].endpoint) }
  }
  private static func hash(_ verdict: Verdict, _ endpoint: Endpoint) -> UInt64 {
    var hash = WordHash()
    hash.combine(endpoint.address?.bits ?? 0)
    hash.combine(UInt64(endpoint.port ?? 0) << 8 | (verdict.isPass ? 1 : 0))
    return hash.value
  }
}

extension Simulator {
  /// Draws `count` connections one after the other, the same for the same seed, and counts where they go.
  public func sample(_ packet: Packet, count: Int, seed: UInt64, into counts: inout SampleCounts) {
    counts.removeAll()
    counts.sampler.generator = SplitMix64(seed: seed)
    let traversal = traversal(for: packet)
    for _ in 0..<count {
      counts.sampler.trail.removeAll()
      counts.sampler.memory = traversal.course.memory
      var state = WalkState(packet)
      let ending = traversal.run(&state, &counts.sampler)
      counts.add(ending.verdict, traversal.endpoint(of: state))
    }
  }
}
