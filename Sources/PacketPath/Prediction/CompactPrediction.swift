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
  var forks = Forks()
  var leaves: [Leaf] = []
  /// Whether there are more outcomes than the limit.
  public internal(set) var isTruncated = false

  public init() {}

  /// How many outcomes there are, in the order of the walk, first match first.
  @inline(__always) public var count: Int { leaves.count }
  public func verdict(of outcome: Int) -> Verdict { leaves[outcome].ending.verdict }
  /// The destination after the last translation; untranslated, the original one.
  public func endpoint(of outcome: Int) -> Endpoint { leaves[outcome].endpoint }
  /// Whether any rule translated the destination.
  public func isTranslated(_ outcome: Int) -> Bool { leaves[outcome].state.isTranslated }
  /// Whether an outcome rests on something that the inputs do not tell.
  public func restsOnAssumption(_ outcome: Int) -> Bool {
    var at = leaves[outcome].state.choice
    while at >= 0 {
      let choice = forks.trail.choices[Int(at)]
      if choice.isAssumption { return true }
      at = choice.parent
    }
    return false
  }
  /// The chances whose product an outcome's weight is, in the order of the walk.
  public func chances(of outcome: Int) -> [Chance] { Draws(choices: forks.trail.choices, last: leaves[outcome].state.choice).chances }
  /// The exact weight, conditional on the assumptions if there are any.
  public func weight(of outcome: Int) -> Weight {
    var weight = Weight.one
    for chance in chances(of: outcome) { weight.multiply(by: chance) }
    return weight
  }
  /// Rules that were tried, over all branches.
  package var rulesTried: Int { forks.trail.tried }

  mutating func begin(_ packet: Packet, asNew: Bool) {
    self.packet = packet
    isAsNew = asNew
    isTruncated = false
    forks.removeAll()
    leaves.removeAll(keepingCapacity: true)
  }
}

extension Simulator {
  /// Every outcome of a packet, without words. `asNew`: as if no connection were known.
  public func predict(_ packet: Packet, asNew: Bool = false, into result: inout CompactPrediction) {
    result.begin(packet, asNew: asNew)
    let traversal = traversal(for: packet, asNew: asNew)
    result.forks.memory = traversal.course.memory
    var state = WalkState(packet)
    while true {
      if result.leaves.count == limits.outcomes || result.forks.trail.tried > Layer.maximumTries {
        result.forks.wait(state)
        result.isTruncated = true
        return
      }
      let ending = traversal.run(&state, &result.forks)
      result.leaves.append(CompactPrediction.Leaf(state: state, ending: ending, endpoint: traversal.endpoint(of: state)))
      guard let next = result.forks.next() else { return }
      state = next
    }
  }
  /// The same in words. `replies`: with what becomes of each answer on its way back.
  public func inWords(_ compact: CompactPrediction, replies: Bool = false) -> Prediction {
    let traversal = traversal(for: compact.packet, asNew: compact.isAsNew)
    let report = Report(traversal: traversal, trail: compact.forks.trail)
    var prediction = report.prediction(of: compact.packet, compact.leaves)
    if replies {
      let way = ReplyPrediction(traversal: traversal)
      for (i, leaf) in compact.leaves.enumerated() {
        prediction.outcomes[i].reply = way.reply(to: leaf.state, leaf.ending, from: compact.packet)
      }
    }
    if compact.isTruncated { prediction.remainder = report.weight(ofPending: compact.forks.pending) }
    return prediction
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
