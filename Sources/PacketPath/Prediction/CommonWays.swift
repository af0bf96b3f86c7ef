/// What packets that differ in their destination alone have in common, kept from one to the next.
///
/// Flattened rules tell where a packet may be translated to, without a walk. What lies in front of that is the same for all packets of one
/// sender, and what lies behind it the same for all destinations of one kind behind one device
/// (``DestinationMentions``). Both are walked once. Where anything is not so, the packet is walked, as if this were not here.
struct CommonWays: Sendable {
  /// From a packet's beginning to the nat table.
  private struct Head: BitwiseCopyable {
    /// Of whatever destination was asked for last.
    var packet: Packet
    /// Whether it is addressed to the node, and to which of the networks that rules mention.
    var isForNode: Answer, kind: UInt16
    /// By which device a local packet is to leave at first.
    var device: InterfaceName
    /// False: such packets are walked.
    var isShared: Bool
  }
  /// From there to its end.
  private struct Tail: BitwiseCopyable {
    var device: InterfaceName
    var head: Int, mark: UInt32, kind: UInt16
    var isTranslated: Bool, isChanged: Bool
    /// Nil: such packets are walked.
    var verdict: Verdict?
  }
  /// Beyond so many it begins anew.
  private static let maximumHeads = 8, maximumTails = 64
  private var course: Course?
  private var heads: [Head] = [], tails: [Tail] = []
  /// For each head a packet in front of the nat table, of whatever destination was asked for last. A state is large, and not copied.
  private var states: [WalkState] = []
  private var forks = Forks()
  private(set) var dispatch = Dispatch()
  /// How each of the outcomes of `dispatch` ends; what stands behind those is of earlier answers.
  private(set) var verdicts: [Verdict] = []

  /// Finds every outcome of a packet. False: it has to be walked.
  mutating func follow(_ packet: Packet, _ tables: DispatchTables, _ course: Course, limit: Int) -> Bool {
    guard tables.makesAnswers(packet.family), !packet.isLaterFragment, Self.isUsual(packet.destinationAddress) else { return false }
    guard let look = tables.look(at: packet.destinationAddress, port: packet.destinationPort),
      !look.isSpecial || !course.facts.isBroadcast(packet.destinationAddress)
    else { return false }
    if self.course !== course || tails.count > Self.maximumTails || heads.count > Self.maximumHeads {
      heads.clear()
      states.clear()
      tails.clear()
      self.course = course
    }
    guard let head = head(of: packet, look, course), heads[head].isShared else { return false }
    states[head].skb.packet.destination = packet.destination
    states[head].skb.packet.destinationPort = packet.destinationPort
    states[head].skb.conntrack.original = FlowTuple(packet)
    guard tables.begin(&dispatch, &states[head].skb), dispatch.outcomes.count <= limit else { return false }
    for place in dispatch.outcomes.indices {
      let outcome = dispatch.outcomes[place]
      guard outcome.passes, let verdict = verdict(of: outcome, packet, head, tables, course) else { return false }
      if place < verdicts.count { verdicts[place] = verdict } else { verdicts.append(verdict) }
    }
    return true
  }
  /// Addresses that routing and its checks treat like any other.
  @inline(__always) private static func isUsual(_ address: Address) -> Bool {
    guard address.family == .ipv4 else {
      return !(address.isUnspecified || address.isLoopback || address.isMulticast || address.isLinkLocal)
    }
    let bits = UInt32(truncatingIfNeeded: address.bits)
    // Below multicast, behind which are reserved ones and the limited broadcast.
    return bits != 0 && bits < 224 << 24 && bits >> 24 != 127 && bits >> 16 != 0xa9fe
  }

  // MARK: In front of the translation

  private mutating func head(of packet: Packet, _ look: DestinationMentions.Look, _ course: Course) -> Int? {
    let isForNode = look.isSpecial ? course.facts.isLocal(packet.destinationAddress, Sender(packet)) : .no
    var device = InterfaceName.none
    if packet.isLocal {
      var state = WalkState(packet)
      guard let way = Self.way(of: Traversal(course).query(&state), course) else { return nil }
      device = way
    }
    for place in heads.indices where heads[place].device == device && heads[place].isForNode == isForNode && heads[place].kind == look.kind
    {
      // Packets are large: one is changed where it lies, and none copied.
      (heads[place].packet.destination, heads[place].packet.destinationPort) = (packet.destination, packet.destinationPort)
      if heads[place].packet == packet { return place }
    }
    var state = WalkState(packet)
    forks.removeAll()
    let isShared = Traversal(course).beginTranslation(&state, &forks) && forks.asked == 0
    heads.append(Head(packet: packet, isForNode: isForNode, kind: look.kind, device: device, isShared: isShared))
    states.append(state)
    return heads.count - 1
  }
  /// By which device it goes on, lo if it stays on the node; nil if routing makes something else of it.
  @inline(__always) private static func way(of query: borrowing RouteQuery, _ course: Course) -> InterfaceName? {
    switch course.facts.route(to: query) {
    // Not what another table, or an anycast address, leads to the node.
    case .local: course.facts.isLocal(query.destination, query.sender) == .yes ? .loopback : nil
    case .unicast(let device, _, _): device
    default: nil
    }
  }

  // MARK: Behind the translation

  private mutating func verdict(
    of outcome: Dispatch.Outcome, _ packet: Packet, _ head: Int, _ tables: DispatchTables, _ course: Course
  ) -> Verdict? {
    let destination = Address(outcome.address, packet.family)
    let isChanged = outcome.address != packet.destination || outcome.port != packet.destinationPort
    guard Self.isUsual(destination), let look = tables.look(at: destination, port: outcome.port) else { return nil }
    var device = look.isSpecial ? nil : tables.device(towards: destination)
    if device == nil {
      var query = Traversal(course).query(&states[head])
      (query.destination, query.destinationPort, query.mark) = (destination, outcome.port, outcome.mark)
      device = Self.way(of: query, course)
    }
    guard let device else { return nil }
    for place in tails.indices
    where tails[place].head == head && tails[place].mark == outcome.mark && tails[place].device == device && tails[place].kind == look.kind
      && tails[place].isTranslated == outcome.isTranslated && tails[place].isChanged == isChanged
    { return tails[place].verdict }
    var state = states[head]
    let verdict = walk(&state, outcome, Traversal(course))
    tails.append(
      Tail(
        device: device, head: head, mark: outcome.mark, kind: look.kind, isTranslated: outcome.isTranslated, isChanged: isChanged,
        verdict: verdict))
    return verdict
  }
  /// Nil: it forks, or comes by the node once more with a source that depends on the destination.
  private mutating func walk(_ state: inout WalkState, _ outcome: Dispatch.Outcome, _ traversal: Traversal) -> Verdict? {
    forks.removeAll()
    state.skb.mark = outcome.mark
    if outcome.isTranslated {
      var translation = Translation(.dnat, .destination)
      translation.addresses = AddressRange(outcome.address, outcome.address)
      translation.ports = PortRange(outcome.port)
      if let ending = traversal.carryOut(translation, &state) { return ending.verdict }
    }
    state.entry += 1
    let ending = traversal.run(&state, &forks)
    return forks.asked == 0 && !(state.skb.isSecondPass && state.sourceKind != nil) ? ending.verdict : nil
  }
}
