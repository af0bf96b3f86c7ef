/// Walks of base chains that do not look at where a packet goes.
///
/// Branches of one packet most often differ in their destination alone. A walk that does not look at it, forks nothing, asks nothing and changes
/// nothing is the same for each of them: it is made once, and the others take over its steps.
struct SharedWalks: Sendable {
  /// What such a walk may look at, and rules may change.
  private struct Signature: BitwiseCopyable, Equatable {
    var source: UInt128
    var inInterface: InterfaceName, outInterface: InterfaceName
    var mark: UInt32
    var proto: IPProtocol
    var state: ConntrackState, translations: ConntrackState
    var isSourceUnknown: Bool, isSecondPass: Bool

    @inline(__always) init(_ skb: borrowing SocketBuffer) {
      source = skb.packet.source
      (inInterface, outInterface) = (skb.inInterface, skb.outInterface)
      (mark, proto) = (skb.mark, skb.packet.proto)
      (state, translations) = (skb.conntrack.state, skb.conntrack.translations)
      (isSourceUnknown, isSecondPass) = (skb.packet.isSourceUnknown, skb.isSecondPass)
    }
  }
  private struct Walk: BitwiseCopyable {
    /// The base chain's layer and number.
    var layer: UInt8, chain: UInt32
    var signature: Signature
    var firstStep: Int32, stepCount: Int32
  }
  private var walks: [Walk] = []

  mutating func removeAll() { walks.clear() }

  /// Takes over a walk that ended with "accept". False: none is known.
  @inline(__always) func takeOver(_ layer: UInt8, _ chain: ChainID, _ state: inout WalkState, _ trail: inout Trail) -> Bool {
    for walk in walks where walk.chain == chain.raw && walk.layer == layer && walk.signature == Signature(state.skb) {
      for place in walk.firstStep..<walk.firstStep + walk.stepCount {
        var step = trail.steps[Int(place)]
        step.parent = state.step
        state.step = Int32(truncatingIfNeeded: trail.steps.count)
        trail.steps.append(step)
      }
      return true
    }
    return false
  }
  /// Notes a walk that ended with "accept", whose steps are the last of the trail. `before` as the packet was when it began.
  mutating func note(_ layer: UInt8, _ chain: ChainID, _ before: SocketBuffer, _ after: SocketBuffer, firstStep: Int, _ trail: Trail) {
    let signature = Signature(before)
    guard signature == Signature(after), before.generation == after.generation else { return }
    walks.append(
      Walk(
        layer: layer, chain: chain.raw, signature: signature, firstStep: Int32(firstStep), stepCount: Int32(trail.steps.count - firstStep)))
  }
}

extension Ruleset {
  /// Whether no rule that a base chain leads to looks at more of a packet than its branches have in common.
  func isShared(_ base: ChainID) -> Bool {
    forEachRule(below: base) { rule in
      for test in rule.testRange where !tests[test].reads.isDisjoint(with: [.destination, .destinationPort]) { return false }
      switch rule.target {
      case .none, .accept, .drop, .returns, .mark, .reject, .log, .nflog, .masquerade, .snat, .jump, .goTo: return true
      default: return false
      }
    }
  }
}
