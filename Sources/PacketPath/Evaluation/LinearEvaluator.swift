/// One ruleset with what its tests may ask, and its evaluator.
///
/// The reference: one rule after the other, as ipt_do_table does it. Kept simple, and never made faster. With an index it leaves out rules
/// that would surely say no, and nothing else.
final class Layer: Sendable {
  let ruleset: Ruleset
  let context: EvaluationContext
  /// Its place in the order in which hooks call the layers.
  let number: UInt8
  /// Nil: every rule is tried, one after the other.
  let index: ChainIndex?
  /// Which rules remember, and whether one walk may meet again what it changed.
  let remembering: RememberingRules
  /// `recentMasks`: of lists that rules of another layer have made.
  init(
    _ ruleset: Ruleset, number: UInt8, facts: NodeFacts, backend: Backend, index: ChainIndex?, remembering: RememberingRules,
    recentMasks: [String: UInt128]
  ) {
    (self.ruleset, self.number, self.index, self.remembering) = (ruleset, number, index, remembering)
    context = EvaluationContext(ruleset: ruleset.tables, facts: facts, backend: ruleset.headerBackend ?? backend, recentMasks: recentMasks)
  }

  /// Rules tried for one packet, over all its branches, before the walk gives up.
  static let maximumTries = 50_000_000
}

/// What the walk of one table comes to.
enum TableResult: BitwiseCopyable {
  case accept, drop
  case reject(RejectionKind)
  case translate(Translation)
  case queue, steal
  case loop
}

extension Layer {
  /// Begins at the first rule of a base chain.
  @inline(__always) func enter(_ chain: ChainID, _ state: inout WalkState) {
    let range = ruleset[chain].rules
    (state.chain, state.rule, state.end) = (chain.raw, range.lowerBound, range.upperBound)
    (state.frame, state.depth, state.isWalking) = (-1, 0, true)
  }

  /// Walks on from where the state stands, until the table is done with the packet.
  func walk<C: Choices>(_ state: inout WalkState, _ choices: inout C) -> TableResult {
    defer { state.isWalking = false }
    if state.settled != .nothing {
      defer { state.settled = .nothing }
      return state.settled == .accept ? .accept : .drop
    }
    while true {
      if let index, index.holds(state.chain), !state.skb.packet.isLaterFragment {
        state.rule = index.next(from: state.rule, end: state.end, in: state.chain, state.skb)
      }
      if state.rule == state.end {
        // The end of a chain: of one that was called, back; of a base chain, or of one that it went to, the policy.
        if ruleset.chains[Int(state.chain)].hook == nil { record(.return, state.chain, in: state.chain, &state, &choices) }
        if !goBack(&state, &choices) { return policy(&state, &choices) }
        continue
      }
      let id = state.rule
      choices.trail.tried += 1
      guard passes(id, &state, &choices) else {
        state.rule = id + 1
        continue
      }
      state.rule = id + 1
      let rule = ruleset.rules[Int(id)]
      let generation = state.skb.generation
      if case .set(let target) = rule.target, choices.memory != nil { remember(target, state, &choices) }
      var effect = rule.target.apply(to: &state.skb, in: context)
      record(.rule, id, in: state.chain, &state, &choices)
      if isUnknown(effect) { effect = settle(effect, rule, id, generation, &state, &choices) }
      switch effect {
      case .goOn: break
      case .accept: return .accept
      case .drop: return .drop
      case .returns: if !goBack(&state, &choices) { return policy(&state, &choices) }
      case .jump(let chain):
        if !call(chain, &state, &choices) { return .loop }
      case .goTo(let chain):
        let range = ruleset[chain].rules
        (state.chain, state.rule, state.end) = (chain.raw, range.lowerBound, range.upperBound)
        state.depth += 1
        if isEndless(depth: state.depth, tried: choices.trail.tried) { return .loop }
      case .reject(let kind): return .reject(kind)
      case .translate(let translation): return .translate(translation)
      case .queue: return .queue
      case .steal: return .steal
      case .unknown, .queueOrAccept, .toSocket: preconditionFailure("an effect that was not settled")
      }
    }
  }

  // MARK: Tests

  /// Whether a rule's tests all hold. A certain no is found before anything forks.
  @inline(__always) private func passes<C: Choices>(_ id: UInt32, _ state: inout WalkState, _ choices: inout C) -> Bool {
    let rule = ruleset.rules[Int(id)]
    if remembering.contains(id), choices.memory != nil { return passesRemembering(rule, id, &state, &choices) }
    var isOpen = false
    for i in rule.testRange {
      switch ruleset.tests[i].evaluate(inPlace: &state.skb, context) {
      case .no: return false
      case .yes: break
      case .chance, .unknown: isOpen = true
      }
    }
    return !isOpen || passesOpen(rule, id, &state, &choices)
  }
  /// Test after test as the kernel does it, up to the first no: what stands in front of it has counted by then.
  private func passesRemembering<C: Choices>(_ rule: Rule, _ id: UInt32, _ state: inout WalkState, _ choices: inout C) -> Bool {
    var end = rule.testRange.upperBound
    if let no = firstNo(rule, state, choices.memory ?? Memory()), let open = no.firstOpen,
      !no.isRemembered, !(open..<no.place).contains(where: { ruleset.tests[$0].remembers })
    {
      // What cannot hold forks nothing, unless somebody behind a chance remembers that it came so far.
      end = open
    }
    for i in rule.testRange.lowerBound..<end {
      let test = ruleset.tests[i]
      switch advance(test, i, state, &choices) {
      case .yes: continue
      case .no: return false
      case .chance(let chance): if !choices.draw(chance, &state, otherwiseAt: id + 1) { return false }
      case .unknown: if !resolve(test, at: i, id, &state, &choices) { return false }
      }
    }
    return end == rule.testRange.upperBound
  }
  /// The first test of a rule that surely says no, whether it remembers that it was asked, and the first in front of it whose answer is open; nil:
  /// none says no.
  private func firstNo(_ rule: Rule, _ state: WalkState, _ before: Memory) -> (place: Int, isRemembered: Bool, firstOpen: Int?)? {
    var memory = before, firstOpen: Int?
    for i in rule.testRange {
      let unasked = firstOpen.map { _ in memory }
      switch ruleset.tests[i].advance(state.skb, in: context, &memory, StateKey(layer: number, test: UInt32(i))) {
      case .yes: continue
      case .no: return (i, unasked.map(memory.differs(from:)) ?? false, firstOpen)
      case .chance, .unknown: if firstOpen == nil { firstOpen = i }
      }
    }
    return nil
  }
  private func advance<C: Choices>(_ test: Test, _ place: Int, _ state: WalkState, _ choices: inout C) -> Answer {
    withMemory(of: &choices) { test.advance(state.skb, in: context, &$0, StateKey(layer: number, test: UInt32(place))) }
  }
  private func withMemory<C: Choices, Result>(of choices: inout C, _ change: (inout Memory) -> Result) -> Result {
    var memory = choices.memory ?? Memory()
    // One owner at a time, or every change would copy.
    choices.memory = Memory()
    defer { choices.memory = memory }
    return change(&memory)
  }
  /// What `-j SET` adds and deletes.
  private func remember<C: Choices>(_ target: SetTarget, _ state: WalkState, _ choices: inout C) {
    withMemory(of: &choices) { target.change(&$0.sets, by: state.skb, in: context) }
  }
  private func passesOpen<C: Choices>(_ rule: Rule, _ id: UInt32, _ state: inout WalkState, _ choices: inout C) -> Bool {
    for i in rule.testRange {
      let test = ruleset.tests[i]
      switch test.evaluate(inPlace: &state.skb, context) {
      case .yes: continue
      case .no: return false
      case .chance(let chance): if !choices.draw(chance, &state, otherwiseAt: id + 1) { return false }
      case .unknown: if !resolve(test, at: i, id, &state, &choices) { return false }
      }
    }
    return true
  }
  /// Takes an unknown one way, in the state in hand, and leaves the other way for later. True if the test then holds.
  private func resolve<C: Choices>(_ test: Test, at place: Int, _ id: UInt32, _ state: inout WalkState, _ choices: inout C) -> Bool {
    let query = test.query(about: state.skb, in: context) ?? Query(question(of: test, state), holdsWhen: true)
    let record = AssumptionRecord(question: query.question, rule: id, layer: number, test: UInt32(place))
    var other = state
    other.rule = id + 1
    let fact = choices.assume(record, first: query.holdsWhen, &state, otherwise: other)
    if fact { learn(query.question, &state) }
    return fact == query.holdsWhen
  }
  /// A device whose name was assumed is known from then on.
  private func learn(_ question: Question, _ state: inout WalkState) {
    switch question {
    case .leavesBy(let pattern):
      if let name = pattern.exactName {
        state.skb.outInterface = name
        state.outDevice = name
      }
    case .arrivesBy(let pattern):
      if let name = pattern.exactName { state.skb.inInterface = name }
    case .test, .isLocal, .isInSet, .opensAnew, .leavesElsewhere, .refusesTag: break
    }
  }
  private func question(of test: Test, _ state: WalkState) -> Question {
    var generation = state.skb.generation
    // What comes back over lo has been confirmed: only from then on its connection's time runs, and `--ctexpire` may answer otherwise.
    if case .conntrack = test, state.skb.isSecondPass { generation ^= 0x8000 }
    return .test(text: Self.hash(ruleset.save(test).utf8), generation: generation)
  }
  /// FNV-1a.
  private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  // MARK: Targets

  /// Whether nobody knows what an effect does: of an unknown target, of one that asks for a program or a socket, or of a chain that the
  /// input does not hold.
  @inline(__always) private func isUnknown(_ effect: TargetEffect) -> Bool {
    switch effect {
    case .unknown, .queueOrAccept, .toSocket: return true
    case .jump(let chain), .goTo(let chain):
      let target = ruleset[chain]
      return !target.isDeclared && target.count == 0 && target.hook == nil
    default: return false
    }
  }
  /// An unknown target lets the packet go on as it is, or it does not. What needs a program or a socket finds it, or it does not.
  @inline(never)
  private func settle<C: Choices>(
    _ effect: TargetEffect, _ rule: Rule, _ id: UInt32, _ generation: UInt16, _ state: inout WalkState, _ choices: inout C
  ) -> TargetEffect {
    var writer = RuleWriter(ruleset.tables, backend: context.backend)
    rule.target.save(to: &writer) { ruleset[$0].name }
    let question = Question.test(text: Self.hash(writer.output), generation: generation)
    let record = AssumptionRecord(question: question, rule: id, layer: number, test: nil)
    switch effect {
    case .queueOrAccept:
      var other = state
      other.settled = .accept
      return choices.assume(record, first: true, &state, otherwise: other) ? .queue : .accept
    case .toSocket(let mark, let mask):
      var other = state
      other.settled = .drop
      guard choices.assume(record, first: true, &state, otherwise: other) else { return .drop }
      state.skb.mark = (state.skb.mark & ~mask) ^ mark
      state.skb.generation &+= 1
      return .accept
    default:
      // What waits goes on with the next rule; `state.rule` is that already.
      return choices.assume(record, first: false, &state, otherwise: state) ? .goOn : .drop
    }
  }

  // MARK: Chains

  /// Chains that call themselves are deeper than there are chains; chains that call each other twice and twice again take for ever.
  @inline(__always) private func isEndless(depth: UInt32, tried: Int) -> Bool {
    Int(depth) > ruleset.chains.count || tried > Self.maximumTries
  }
  /// False: the rules loop.
  @inline(__always) private func call<C: Choices>(_ chain: ChainID, _ state: inout WalkState, _ choices: inout C) -> Bool {
    if isEndless(depth: state.depth, tried: choices.trail.tried) { return false }
    choices.trail.frames.append(Frame(parent: state.frame, rule: state.rule, end: state.end, chain: state.chain, depth: state.depth))
    state.depth += 1
    state.frame = Int32(choices.trail.frames.count - 1)
    let range = ruleset[chain].rules
    (state.chain, state.rule, state.end) = (chain.raw, range.lowerBound, range.upperBound)
    return true
  }
  /// Goes on behind the rule that called. False: none did.
  @inline(__always) private func goBack<C: Choices>(_ state: inout WalkState, _ choices: inout C) -> Bool {
    if state.frame < 0 { return false }
    let frame = choices.trail.frames[Int(state.frame)]
    (state.rule, state.end, state.chain, state.frame) = (frame.rule, frame.end, frame.chain, frame.parent)
    state.depth = frame.depth
    return true
  }
  private func policy<C: Choices>(_ state: inout WalkState, _ choices: inout C) -> TableResult {
    let base = baseChain(state)
    let drops = ruleset.chains[Int(base)].dropsByPolicy
    record(drops ? .dropPolicy : .acceptPolicy, base, in: base, &state, &choices)
    return drops ? .drop : .accept
  }
  @inline(__always) private func baseChain(_ state: WalkState) -> UInt32 {
    let chain = ruleset.chains[Int(state.chain)]
    return chain.hook != nil ? state.chain : ruleset.baseChain(chain.table, state.skb.hook)?.raw ?? state.chain
  }

  /// Notes a step, of the chain in hand or, for a policy, of `chain`, and makes it the state's last.
  @inline(__always)
  private func record<C: Choices>(_ kind: StepKind, _ index: UInt32, in chain: UInt32, _ state: inout WalkState, _ choices: inout C) {
    choices.trail.steps.append(
      Step(
        parent: state.step, index: index, chain: chain, mark: state.skb.mark, kind: kind, hook: state.skb.hook, layer: number,
        isSecondPass: state.skb.isSecondPass))
    state.step = Int32(choices.trail.steps.count - 1)
  }
}
