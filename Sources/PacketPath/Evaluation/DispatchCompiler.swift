/// Turns chains of the nat table into steps, with some fields of the packet known.
struct DispatchCompiler {
  private let layer: Layer
  private(set) var steps: [DispatchStep] = []
  private(set) var parts = DispatchParts()
  /// A test of the source and the mark behind it, where nothing else leads to what comes next.
  private var marking: (start: Int, end: Int)?
  /// Chains that have records: who jumps there looks one up.
  var dispatchChains: [UInt32] = []
  /// What is known of the packet, and a packet that has it.
  private var known: PacketFields = []
  private var probe: SocketBuffer
  /// Where the record in hand has to end.
  private var limit = 0
  /// Steps of a record, and chains within chains: rules that take more are walked.
  private static let maximumSteps = 16_384, maximumDepth = 16

  init(_ layer: Layer) {
    self.layer = layer
    let family = layer.ruleset.family
    var packet = Packet(from: .any(family), to: .any(family))
    // What is not known must not narrow.
    packet.isSourceUnknown = true
    packet.inInterface = .unknown
    probe = SocketBuffer(packet)
    probe.outInterface = .unknown
  }

  /// Nil: the chain comes to nothing that could be said in steps.
  mutating func record(of key: DispatchTable.Key) -> UInt32? {
    known = [.destination, .proto, .destinationPort]
    (probe.packet.destination, probe.packet.proto, probe.packet.destinationPort) = (key.destination, key.proto, key.port)
    return compile(ChainID(raw: dispatchChains[Int(key.chain)]), end: .comeBack)
  }
  /// Of a base chain nothing is known.
  mutating func base(_ hook: Hook) -> UInt32? {
    guard let chain = layer.ruleset.baseChain(.nat, hook) else { return nil }
    known = []
    return compile(chain, end: layer.ruleset[chain].dropsByPolicy ? .walk : .accept)
  }
  private mutating func compile(_ chain: ChainID, end: DispatchStep) -> UInt32? {
    let start = steps.count
    limit = start + Self.maximumSteps
    if flatten(chain, depth: 0) { steps.append(end) }
    if case .walk = steps[start] {
      steps.removeLast(steps.count - start)
      return nil
    }
    return UInt32(start)
  }

  // MARK: Chains

  /// False: the end of the chain is never reached.
  private mutating func flatten(_ chain: ChainID, depth: Int) -> Bool {
    let range = layer.ruleset[chain].rules
    var rule = range.lowerBound, leaving: [Int] = []
    while true {
      rule = next(from: rule, end: range.upperBound, in: chain)
      if rule == range.upperBound { break }
      guard steps.count < limit, depth < Self.maximumDepth else {
        steps.append(.walk)
        return patch(leaving)
      }
      let isOver = flatten(RuleID(raw: rule), depth: depth, &leaving)
      if isOver { return patch(leaving) }
      rule += 1
    }
    _ = patch(leaving)
    return true
  }
  /// Lets those who leave a chain early go on behind it. True if there are any.
  private mutating func patch(_ leaving: [Int]) -> Bool {
    for place in leaving { steps[place] = .skip(to: UInt32(steps.count)) }
    if !leaving.isEmpty { marking = nil }
    return !leaving.isEmpty
  }
  private func next(from rule: UInt32, end: UInt32, in chain: ChainID) -> UInt32 {
    // Without a key the field that chains are indexed by would be taken for a value.
    guard let index = layer.index, known.contains(.destination) else { return rule }
    return index.next(from: rule, end: end, in: chain.raw, probe, isMarkKnown: false)
  }

  // MARK: Rules

  /// True: a packet that gets to the rule surely goes no further in its chain.
  private mutating func flatten(_ id: RuleID, depth: Int, _ leaving: inout [Int]) -> Bool {
    let rule = layer.ruleset[id], start = steps.count
    // What changes while a packet walks is not known beforehand.
    if layer.remembering.matterWithinWalks && layer.remembering.contains(id.raw) {
      steps.append(.walk)
      return true
    }
    var hasChances = false
    for place in rule.testRange {
      let test = layer.ruleset.tests[place]
      guard test.reads.isSubset(of: known) else {
        steps.append(.test(parts.place(of: test, isHost: isHost(test)), otherwise: 0, seesMark: test.reads.contains(.mark)))
        continue
      }
      switch test.evaluate(inPlace: &probe, layer.context) {
      case .yes: continue
      case .chance: hasChances = true
      case .no:
        steps.removeLast(steps.count - start)
        return false
      case .unknown:
        steps.removeLast(steps.count - start)
        steps.append(.walk)
        return true
      }
    }
    // A certain no is found before anything is drawn.
    for place in rule.testRange where hasChances && layer.ruleset.tests[place].reads.isSubset(of: known) {
      if case .chance(let chance) = layer.ruleset.tests[place].evaluate(inPlace: &probe, layer.context) {
        steps.append(.chance(parts.place(of: chance), otherwise: 0))
      }
    }
    let conditions = start..<steps.count, isOver = flatten(rule.target, depth: depth, &leaving)
    if fuse(conditions, isOver: isOver) { return false }
    for place in conditions {
      switch steps[place] {
      case .test(let test, _, let seesMark): steps[place] = .test(test, otherwise: UInt32(steps.count), seesMark: seesMark)
      case .chance(let chance, _): steps[place] = .chance(chance, otherwise: UInt32(steps.count))
      default: break
      }
    }
    return isOver && conditions.isEmpty
  }
  private func isHost(_ test: Test) -> Bool {
    if case .source(let match) = test { return match.address.host(in: layer.ruleset.tables.heap) != nil }
    return false
  }
  /// Writes as one step what kube-proxy says of an endpoint in several. True: a chance and an endpoint became one.
  private mutating func fuse(_ conditions: Range<Int>, isOver: Bool) -> Bool {
    guard conditions.count == 1, steps.count == conditions.lowerBound + 2 else {
      marking = nil
      return false
    }
    let start = conditions.lowerBound
    switch (steps[start], steps[start + 1]) {
    case (.chance(let place, _), .hairpin(let hairpin)) where isOver:
      marking = nil
      guard let chance = UInt16(exactly: place) else { return false }
      steps.removeLast(2)
      steps.append(.branch(hairpin, chance: chance))
      return true
    case (.test(let place, _, _), .mark) where !isOver:
      if case .source = parts.tests[Int(place)] { marking = (start, steps.count) } else { marking = nil }
    default: marking = nil
    }
    return false
  }
  /// The endpoint in hand, if the steps in front of it mark packets that come from it.
  private mutating func hairpin(_ address: UInt32, _ port: UInt16) -> DispatchStep? {
    guard let marking, marking.end == steps.count, case .test(let test, _, _) = steps[marking.start],
      case .source(let match) = parts.tests[Int(test)], case .mark(let mark) = steps[marking.start + 1], !match.address.isNegated,
      match.address.host(in: layer.ruleset.tables.heap) == UInt128(address), let place = parts.place(of: mark)
    else { return nil }
    steps.removeLast(2)
    parts.remove(host: test)
    return .hairpin(Hairpin(address: address, port: port, mark: place))
  }
  /// True: nothing behind it is reached.
  private mutating func flatten(_ target: TargetAction, depth: Int, _ leaving: inout [Int]) -> Bool {
    switch target {
    case .none: return false
    case .mark(let target):
      steps.append(.mark(Marking(value: target.value, mask: target.mask)))
      return false
    case .accept:
      steps.append(.accept)
      return true
    case .returns:
      leave(&leaving)
      return true
    case .jump(let chain) where isKnown(chain):
      if known.isEmpty, let place = dispatchChains.firstIndex(of: chain.raw) {
        steps.append(.dispatch(chain: UInt16(place)))
        return false
      }
      return !flatten(chain, depth: depth + 1)
    case .goTo(let chain) where isKnown(chain):
      if flatten(chain, depth: depth + 1) { leave(&leaving) }
      return true
    case .dnat:
      steps.append(endpoint(target) ?? .walk)
      return true
    default:
      steps.append(.walk)
      return true
    }
  }
  private mutating func leave(_ leaving: inout [Int]) {
    leaving.append(steps.count)
    steps.append(.skip(to: 0))
  }
  private func isKnown(_ chain: ChainID) -> Bool {
    let target = layer.ruleset[chain]
    return target.isDeclared || target.count > 0 || target.hook != nil
  }
  /// Of a translation to one address and at most one port.
  private mutating func endpoint(_ target: TargetAction) -> DispatchStep? {
    var skb = probe
    guard known.contains(.destination), case .translate(let translation) = target.apply(to: &skb, in: layer.context),
      let addresses = translation.addresses, addresses.low == addresses.high, !translation.isRandom, !translation.isImpossible,
      !translation.isAddressUnknown, translation.ports?.isSingle ?? true
    else { return nil }
    let port = translation.ports?.low ?? probe.packet.destinationPort
    if let address = UInt32(exactly: addresses.low) { return hairpin(address, port) ?? .endpoint(address: address, port: port) }
    return .wideEndpoint(place: parts.append(wide: addresses.low), port: port)
  }
}
