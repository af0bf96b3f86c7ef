/// Who answers "does this happen?".
///
/// A walk asks, and does not draw: the same walk gives all outcomes, one world after another, or a sample.
protocol Choices {
  var trail: Trail { get set }
  /// What earlier packets left behind; nil where each packet is the first.
  var memory: Memory? { get set }
  /// Whether a chance comes true in `state`. Where it does not, the walk goes on at `rule`.
  mutating func draw(_ chance: Chance, _ state: inout WalkState, otherwiseAt rule: UInt32) -> Bool
  /// How an unknown is taken in `state`: as `first`, and otherwise in `other`; but as it was taken before, if this branch was asked already.
  mutating func assume(_ record: AssumptionRecord, first: Bool, _ state: inout WalkState, otherwise other: WalkState) -> Bool
  /// A walk of a base chain that was made before for another branch, and comes to the same here: its steps are taken over.
  mutating func takeOver(_ layer: UInt8, _ chain: ChainID, _ state: inout WalkState) -> Bool
  /// How much was asked so far; nil where walks are not taken over.
  var asked: Int? { get }
  /// Notes a walk that asked nothing and ended with "accept", for other branches.
  mutating func note(_ layer: UInt8, _ chain: ChainID, _ before: SocketBuffer, _ after: SocketBuffer, firstStep: Int)
  /// Which one of several things happens in `state`: a chain of draws, the last of which is certain. `decide` tells a state which it is.
  mutating func choose(_ chances: [Chance], _ state: inout WalkState, decide: (inout WalkState, Int) -> Void)
  /// One port of several that are as likely as each other, if possible a free one; nil: it stays open which.
  mutating func pickPort(in ports: PortRange, isTaken: (UInt16) -> Bool) -> UInt16?
}

extension Choices {
  mutating func choose(_ chances: [Chance], _ state: inout WalkState, decide: (inout WalkState, Int) -> Void) {
    for (i, chance) in chances.enumerated() where draw(chance, &state, otherwiseAt: state.rule) {
      decide(&state, i)
      return
    }
  }
  var memory: Memory? {
    get { nil }
    set {}
  }
  /// What is remembered, where it is of a session.
  var sessionMemory: Memory? { memory.flatMap { $0.isOfSession ? $0 : nil } }
  mutating func pickPort(in ports: PortRange, isTaken: (UInt16) -> Bool) -> UInt16? { nil }
  var asked: Int? { nil }
  mutating func takeOver(_ layer: UInt8, _ chain: ChainID, _ state: inout WalkState) -> Bool { false }
  mutating func note(_ layer: UInt8, _ chain: ChainID, _ before: SocketBuffer, _ after: SocketBuffer, firstStep: Int) {}
  /// The two sides of a fork: `other` gets the first, `state` the second.
  @inline(__always)
  fileprivate mutating func append(_ notTaken: Choice, _ taken: Choice, _ state: inout WalkState, _ other: inout WalkState) {
    other.choice = Int32(trail.choices.count)
    state.choice = other.choice + 1
    trail.choices.append(notTaken)
    trail.choices.append(taken)
  }
  fileprivate mutating func appendAssumption(_ record: AssumptionRecord) -> UInt32 {
    trail.assumptions.append(record)
    return UInt32(trail.assumptions.count - 1) << 1
  }
}

/// All answers: where something may happen or not, the state splits. The branch in which it happens goes on, the other waits.
struct Forks: Choices {
  var trail = Trail()
  private(set) var pending: [WalkState] = []
  /// What each waiting branch remembers, where any does.
  private var memories: [Memory] = []
  var memory: Memory?
  private var shared = SharedWalks()
  private var assumed = 0

  mutating func removeAll() {
    trail.removeAll()
    pending.clear()
    memories.clear()
    memory = nil
    shared.removeAll()
    assumed = 0
  }
  /// A branch that goes on later, with what is remembered by now.
  @inline(__always) mutating func wait(_ state: WalkState) {
    pending.append(state)
    if let memory { memories.append(memory) }
  }
  /// The branch that goes on next; nil: all have come to their ends.
  @inline(__always) mutating func next() -> WalkState? {
    guard let state = pending.popLast() else { return nil }
    if memory != nil { memory = memories.popLast() }
    return state
  }
  @inline(__always) var asked: Int? { assumed + trail.choices.count }
  @inline(__always) mutating func takeOver(_ layer: UInt8, _ chain: ChainID, _ state: inout WalkState) -> Bool {
    shared.takeOver(layer, chain, &state, &trail)
  }
  mutating func note(_ layer: UInt8, _ chain: ChainID, _ before: SocketBuffer, _ after: SocketBuffer, firstStep: Int) {
    shared.note(layer, chain, before, after, firstStep: firstStep, trail)
  }

  @inline(__always) mutating func draw(_ chance: Chance, _ state: inout WalkState, otherwiseAt rule: UInt32) -> Bool {
    if chance.parts == 0 { return false }
    if chance.parts == chance.whole { return true }
    let notTaken = Int32(trail.choices.count)
    trail.choices.append(Choice(parent: state.choice, parts: chance.whole - chance.parts, whole: chance.whole))
    trail.choices.append(Choice(parent: state.choice, parts: chance.parts, whole: chance.whole))
    // A state is large: it is copied once, and changed where it lies.
    wait(state)
    pending[pending.count - 1].rule = rule
    pending[pending.count - 1].choice = notTaken
    state.choice = notTaken + 1
    return true
  }
  @inline(never) mutating func assume(_ record: AssumptionRecord, first: Bool, _ state: inout WalkState, otherwise other: WalkState) -> Bool
  {
    assumed += 1
    if let known = trail.fact(record.question, before: state.choice) { return known }
    let index = appendAssumption(record)
    var other = other
    append(
      Choice(parent: state.choice, parts: index | (first ? 0 : 1), whole: 0),
      Choice(parent: state.choice, parts: index | (first ? 1 : 0), whole: 0),
      &state, &other)
    wait(other)
    return first
  }
  /// The first goes on, the others wait.
  mutating func choose(_ chances: [Chance], _ state: inout WalkState, decide: (inout WalkState, Int) -> Void) {
    var all: [WalkState] = [], rest = state
    for (i, chance) in chances.enumerated() where chance.parts > 0 {
      var taken = rest
      if chance.parts < chance.whole {
        append(
          Choice(parent: rest.choice, parts: chance.whole - chance.parts, whole: chance.whole),
          Choice(parent: rest.choice, parts: chance.parts, whole: chance.whole), &taken, &rest)
      }
      decide(&taken, i)
      all.append(taken)
      if chance.parts == chance.whole { break }
    }
    state = all[0]
    for other in all.dropFirst().reversed() { wait(other) }
  }
}

/// One world after another: the walk is made again from the start for each, and the last decision that came true is turned round.
///
/// Slow and plain: what ``Forks`` is held to.
struct Worlds: Choices {
  var trail = Trail()
  var memory: Memory?
  private var script: [Bool] = []
  private var position = 0

  mutating func draw(_ chance: Chance, _ state: inout WalkState, otherwiseAt rule: UInt32) -> Bool {
    if chance.parts == 0 { return false }
    if chance.parts == chance.whole { return true }
    let happens = next()
    let parts = happens ? chance.parts : chance.whole - chance.parts
    trail.choices.append(Choice(parent: state.choice, parts: parts, whole: chance.whole))
    state.choice = Int32(trail.choices.count - 1)
    return happens
  }
  mutating func assume(_ record: AssumptionRecord, first: Bool, _ state: inout WalkState, otherwise other: WalkState) -> Bool {
    if let known = trail.fact(record.question, before: state.choice) { return known }
    let holds = next() == first
    let index = appendAssumption(record)
    trail.choices.append(Choice(parent: state.choice, parts: index | (holds ? 1 : 0), whole: 0))
    state.choice = Int32(trail.choices.count - 1)
    return holds
  }
  private mutating func next() -> Bool {
    if position == script.count { script.append(true) }
    defer { position += 1 }
    return script[position]
  }
  /// Turns to the next world; false if all were seen.
  mutating func advance() -> Bool {
    trail.removeAll()
    position = 0
    while let last = script.popLast() {
      if last {
        script.append(false)
        return true
      }
    }
    return false
  }
}

/// Draws: one connection after another, from a seed.
struct Sampler: Choices {
  var trail = Trail()
  var memory: Memory?
  var generator: SplitMix64

  mutating func draw(_ chance: Chance, _ state: inout WalkState, otherwiseAt rule: UInt32) -> Bool {
    if chance.parts == 0 { return false }
    return UInt32(truncatingIfNeeded: generator.next(upperBound: UInt64(chance.whole))) < chance.parts
  }
  /// An unknown is no chance: it is taken the first way, and the assumption is kept.
  mutating func assume(_ record: AssumptionRecord, first: Bool, _ state: inout WalkState, otherwise other: WalkState) -> Bool {
    if let known = trail.fact(record.question, before: state.choice) { return known }
    let index = appendAssumption(record)
    trail.choices.append(Choice(parent: state.choice, parts: index | (first ? 1 : 0), whole: 0))
    state.choice = Int32(trail.choices.count - 1)
    return first
  }
}

/// One packet after another, with memory: chances come true as they are told, and otherwise as the seed draws.
struct Procession: Choices {
  var trail = Trail()
  var memory: Memory?
  var generator: SplitMix64
  /// How the next chances come out.
  var told: [Bool] = []
  /// The destination port that comes out where one is drawn among several.
  var toldPort: UInt16?

  mutating func draw(_ chance: Chance, _ state: inout WalkState, otherwiseAt rule: UInt32) -> Bool {
    if chance.parts == 0 { return false }
    if chance.parts == chance.whole { return true }
    if !told.isEmpty { return told.removeFirst() }
    return UInt32(truncatingIfNeeded: generator.next(upperBound: UInt64(chance.whole))) < chance.parts
  }
  mutating func pickPort(in ports: PortRange, isTaken: (UInt16) -> Bool) -> UInt16? {
    if let toldPort, ports.contains(toldPort) { return toldPort }
    var port = ports.low
    for _ in 0..<AddressTranslation.maximumAttempts {
      port = UInt16.random(in: ports.low...ports.high, using: &generator)
      if !isTaken(port) { break }
    }
    return port
  }
  mutating func assume(_ record: AssumptionRecord, first: Bool, _ state: inout WalkState, otherwise other: WalkState) -> Bool {
    if let known = trail.fact(record.question, before: state.choice) { return known }
    let index = appendAssumption(record)
    trail.choices.append(Choice(parent: state.choice, parts: index | (first ? 1 : 0), whole: 0))
    state.choice = Int32(trail.choices.count - 1)
    return first
  }
}

/// A small seeded generator (Steele, Lea and Flood, 2014): the same seed gives the same draws everywhere.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64
  public init(seed: UInt64) { state = seed }
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
