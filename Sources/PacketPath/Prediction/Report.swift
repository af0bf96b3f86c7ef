/// Puts what a traversal left behind in words: weights, paths, assumptions.
final class Report {
  let traversal: Traversal
  let trail: Trail
  /// Whether outcomes tell their paths.
  private let tellsPaths: Bool
  /// Steps in words: most outcomes share most of them.
  private var steps = OrderedSet<StepKey>(), words: [TraceStep] = []

  init(traversal: Traversal, trail: Trail, tellsPaths: Bool = true) {
    self.traversal = traversal
    self.trail = trail
    self.tellsPaths = tellsPaths
  }

  func prediction(of packet: Packet, _ leaves: [CompactPrediction.Leaf]) -> Prediction {
    let weights = weights()
    let outcomes = leaves.map { outcome($0.state, $0.ending, weight: weights[Int($0.state.choice) + 1]) }
    var prediction = Prediction(packet: packet, outcomes: outcomes)
    if trail.assumptions.isEmpty {
      prediction.endpoints = Self.merged(outcomes)
    } else {
      let shares = ShareTree(trail: trail, leaves: zip(leaves, outcomes).map { ($0.state.choice, $1) })
      prediction.endpoints = shares.endpoints
      prediction.isUnknown = shares.isUnknown
    }
    return prediction
  }

  // MARK: Weights

  /// The weight of every choice, that of the beginning first. Unknowns have none: it is conditional on them.
  func weights() -> [Weight] {
    var weights = [Weight.one]
    weights.reserveCapacity(trail.choices.count + 1)
    for choice in trail.choices {
      var weight = weights[Int(choice.parent) + 1]
      if !choice.isAssumption { weight.multiply(by: Chance(parts: choice.parts, whole: choice.whole)) }
      weights.append(weight)
    }
    return weights
  }
  func weight(ofPending states: [WalkState]) -> Weight {
    let weights = weights()
    return states.reduce(.zero) { $0 + weights[Int($1.choice) + 1] }
  }
  /// Endpoints of the outcomes that get there, in order, equal ones added up.
  private static func merged(_ outcomes: [Outcome]) -> [EndpointShare] {
    var shares: [EndpointShare] = [], places = OrderedSet<Endpoint>()
    for outcome in outcomes where outcome.verdict.isPass {
      if let place = places.place(of: outcome.endpoint) {
        shares[place].share = shares[place].share + outcome.weight
      } else {
        places.insert(outcome.endpoint)
        shares.append(EndpointShare(outcome.endpoint, share: outcome.weight.reduced))
      }
    }
    return shares
  }

  // MARK: Outcomes

  func outcome(_ state: WalkState, _ ending: Ending, weight: Weight) -> Outcome {
    let (destination, port) = (state.destination.address, state.destination.port)
    let conntrack = state.skb.conntrack
    return Outcome(
      weight: weight, draws: Draws(choices: trail.choices, last: state.choice), verdict: ending.verdict, isTranslated: state.isTranslated,
      endpoint: traversal.endpoint(of: state), service: nil,
      out: ending.verdict.isPass ? emission(state, destination, port) : nil, sourceTranslation: sourceTranslation(state),
      answer: ending.answer(state.skb.packet.family), conntrackState: conntrack.state, conntrackMark: conntrack.mark, reply: nil,
      assumptions: assumptions(state), path: tellsPaths ? path(state) : [],
      awaited: conntrack.hasEntry && !conntrack.isKnown ? state.skb.flow.inverted : nil)
  }
  private func emission(_ state: WalkState, _ destination: Address?, _ port: UInt16?) -> Emission {
    let packet = state.skb.packet
    return Emission(
      interface: state.stage == .deliver
        ? (state.skb.inInterface.isKnown ? state.skb.inInterface : nil) : state.outDevice.isKnown ? state.outDevice : nil,
      source: packet.isSourceUnknown ? nil : packet.sourceAddress, sourcePort: packet.proto.hasPorts ? packet.sourcePort : nil,
      destination: destination, destinationPort: port, mark: state.skb.mark, ttl: packet.ttl, tos: packet.tos)
  }
  private func sourceTranslation(_ state: WalkState) -> SourceTranslation? {
    guard let kind = state.sourceKind else { return nil }
    let packet = state.skb.packet
    let ports: SourceTranslation.Ports = !packet.proto.hasPorts ? .none : state.isSourcePortKept ? .kept : .range(packet.sourcePort)
    return SourceTranslation(kind: kind, address: packet.isSourceUnknown ? nil : packet.sourceAddress, ports: ports)
  }

  // MARK: Paths

  func path(_ state: WalkState) -> [TraceStep] {
    var steps: [TraceStep] = [], at = state.step
    while at >= 0 {
      let step = trail.steps[Int(at)]
      steps.append(traceStep(step))
      at = step.parent
    }
    return steps.reversed()
  }
  private struct StepKey: Hashable {
    var index: UInt32, chain: UInt32, mark: UInt32, kind: StepKind, hook: Hook, layer: UInt8, isSecondPass: Bool
  }
  private func traceStep(_ step: Step) -> TraceStep {
    let key = StepKey(
      index: step.index, chain: step.chain, mark: step.mark, kind: step.kind, hook: step.hook, layer: step.layer,
      isSecondPass: step.isSecondPass)
    if let known = steps.place(of: key) { return words[known] }
    steps.insert(key)
    words.append(inWords(step))
    return words[words.count - 1]
  }
  private func inWords(_ step: Step) -> TraceStep {
    if step.kind == .virtualServer { return choice(step) }
    let ruleset = traversal.layers[Int(step.layer)].ruleset
    let chain = ChainID(raw: step.chain)
    var result = TraceStep(
      hook: step.hook, table: ruleset[chain].table.name, chain: ruleset.name(of: chain), kind: .rule, action: "",
      input: traversal.course.inputs[Int(step.layer)], isCompleted: false, pass: step.isSecondPass ? 2 : 1, mark: step.mark)
    switch step.kind {
    case .rule:
      let rule = RuleID(raw: step.index)
      result.rule = ruleset.number(of: rule, in: chain)
      result.action = ruleset.action(of: rule)
      result.line = ruleset.line(of: rule)
      result.isCompleted = ruleset[rule].isCompleted
      result.text = ruleset.save(rule, in: chain)
      result.comment = ruleset.comment(of: rule)
    case .return: (result.kind, result.action) = (.return, "RETURN")
    case .acceptPolicy: (result.kind, result.action) = (.policy, "ACCEPT")
    case .dropPolicy: (result.kind, result.action) = (.policy, "DROP")
    case .virtualServer: break
    }
    return result
  }
  /// What a virtual server chose.
  private func choice(_ step: Step) -> TraceStep {
    let server = traversal.facts.virtualServers.all[Int(step.index)], place = Int(step.chain)
    let chosen = place < server.realServers.count ? server.realServers[place].description : "no server"
    return TraceStep(
      hook: step.hook, table: "ipvs", chain: nil, kind: .virtualServer, action: "\(server.scheduler) \(chosen)", input: 0,
      isCompleted: false,
      pass: step.isSecondPass ? 2 : 1, mark: step.mark)
  }

  // MARK: Assumptions

  private func assumptions(_ state: WalkState) -> [Assumption] {
    var result: [Assumption] = [], at = state.choice
    while at >= 0 {
      let choice = trail.choices[Int(at)]
      if choice.isAssumption {
        result.append(assumption(trail.assumptions[Int(choice.parts >> 1)], isTrue: choice.parts & 1 == 1, state.skb.packet.family))
      }
      at = choice.parent
    }
    return result.reversed()
  }
  private func assumption(_ record: AssumptionRecord, isTrue: Bool, _ family: IPFamily) -> Assumption {
    guard record.rule != Rule.noText else {
      return Assumption(text: words(record.question, family) ?? "", line: nil, input: traversal.course.inputs.first ?? 0, assumed: isTrue)
    }
    let ruleset = traversal.layers[Int(record.layer)].ruleset
    let text: String
    if let words = words(record.question, family) {
      text = words
    } else if let test = record.test {
      text = question(ruleset, ruleset.tests[Int(test)])
    } else {
      text = "-j \(ruleset.action(of: RuleID(raw: record.rule)).replacing("JUMP ", with: "")) lets the packet go on"
    }
    return Assumption(
      text: text, line: ruleset.line(of: RuleID(raw: record.rule)), input: traversal.course.inputs[Int(record.layer)], assumed: isTrue)
  }
  /// A test as it is printed; of `! --match-set`, what was assumed is that the packet is in the set, so it stands without the `!`.
  private func question(_ ruleset: Ruleset, _ test: Test) -> String {
    guard case .set(let match) = test else { return ruleset.save(test) }
    var writer = RuleWriter(ruleset.tables, backend: ruleset.headerBackend ?? .nft)
    match.saveQuestion(to: &writer)
    return String(decoding: writer.output.dropFirst(), as: UTF8.self)
  }
  private func words(_ question: Question, _ family: IPFamily) -> String? {
    switch question {
    case .test, .isInSet: nil
    case .opensAnew:
      "the connection was reset by the one who had opened it"
    case .leavesElsewhere: "the connection was masqueraded at another device"
    case .refusesTag: "conntrack was not told the tag of such a packet"
    case .isLocal(let bits): "\(Address(bits, family)) is an address of the node"
    case .leavesBy(let pattern): "the packet leaves by \(pattern)"
    case .arrivesBy(let pattern): "the packet arrives by \(pattern)"
    }
  }
}

extension Ending {
  /// The reason, and what goes back to the sender if anything does.
  func answer(_ family: IPFamily) -> String? {
    let answer = reason.answer(family)
    return isAnswered ? answer : answer.map { String($0.prefix { $0 != ":" }) }
  }
}

extension Reason {
  /// As an outcome's `answer`: which check, and what goes back to the sender; nil: nothing is answered.
  func answer(_ family: IPFamily) -> String? {
    let isIPv4 = family == .ipv4
    return switch self {
    case .none, .rejectedSilently: nil
    case .rejected(let kind): kind.name
    case .noRoute: isIPv4 ? "no-route: icmp-net-unreachable" : "no-route: icmp6-no-route"
    case .unreachable: isIPv4 ? "unreachable: icmp-host-unreachable" : "unreachable: icmp6-addr-unreachable"
    case .prohibited: isIPv4 ? "prohibited: icmp-admin-prohibited" : "prohibited: icmp6-adm-prohibited"
    case .blackhole: "blackhole"
    case .sendFailed: "no-route"
    case .martianSource: "martian-source"
    case .martianDestination: "martian-destination"
    case .reversePath: "rp-filter"
    case .forwardingDisabled: "forwarding-disabled"
    case .ttlExceeded: isIPv4 ? "ttl-exceeded: icmp-time-exceeded" : "ttl-exceeded: icmp6-time-exceeded"
    case .linkLocalSource: "link-local-source: icmp6-beyond-scope"
    case .reassembly: "waits-for-fragments"
    case .noTranslation: "no-address-to-translate-to"
    case .taken: "answers-of-another-connection"
    case .leavesElsewhere: "masqueraded-at-another-device"
    case .ruleLoop: "rules-loop"
    }
  }
}
