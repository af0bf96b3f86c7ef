/// What the nat table makes of a connection's first packet where it enters the node, or is made on it: each branch, with its exact weight.
///
/// ``Simulator/dispatch(_:into:)`` fills it, packet after packet; what memory it has taken it keeps.
public struct Dispatch: Sendable {
  public struct Outcome: BitwiseCopyable, Sendable, Hashable {
    /// Where it goes; untranslated, to where it was sent.
    public var address: UInt128
    public var port: UInt16
    public var isTranslated: Bool
    /// Whether the nat table lets it pass: other ends are drops and rejections, which are not kube-proxy's.
    public var passes = true
    public var mark: UInt32
    var choice: Int32
  }
  /// Where a packet may be sent: an address, and of protocols that have ports, the port.
  public struct Destination: BitwiseCopyable, Sendable, Hashable {
    public var address: Address
    public var port: UInt16
    public var proto: IPProtocol
    public init(_ address: Address, port: UInt16, proto: IPProtocol = .tcp) {
      (self.address, self.port, self.proto) = (address, port, proto)
    }
    public init(of packet: Packet) { self.init(packet.destinationAddress, port: packet.destinationPort, proto: packet.proto) }
  }
  /// In the order of the walk, first match first.
  public fileprivate(set) var outcomes: [Outcome] = []
  /// Whether flattened rules gave the answer, and not a walk.
  public fileprivate(set) var isFlat = false
  private struct Pending: BitwiseCopyable {
    var step: UInt32, mark: UInt32, choice: Int32
  }
  private var pending: [Pending] = []
  /// What was met where destinations in a row are looked up.
  fileprivate var touched: UInt64 = 0
  fileprivate(set) var forks = Forks()

  public init() {}

  /// The chances whose product an outcome's weight is, in the order of the walk.
  public func chances(of outcome: Outcome) -> [Chance] { Draws(choices: forks.trail.choices, last: outcome.choice).chances }
  /// The exact weight, conditional on what had to be assumed.
  public func weight(of outcome: Outcome) -> Weight {
    var weight = Weight.one
    for chance in chances(of: outcome) { weight.multiply(by: chance) }
    return weight
  }
  fileprivate mutating func removeAll() {
    outcomes.clear()
    pending.clear()
    // Flattened rules leave choices alone.
    if isFlat { forks.trail.choices.clear() } else { forks.removeAll() }
    isFlat = false
  }

  /// The answer of flattened rules. False: they do not say all.
  @inline(__always) mutating func begin(with table: DispatchTable, _ skb: inout SocketBuffer) -> Bool {
    removeAll()
    isFlat = follow(table, &skb)
    return isFlat
  }
  /// Follows the steps of flattened rules. False: they do not say all, and what was found is void.
  fileprivate mutating func follow(_ table: DispatchTable, _ skb: inout SocketBuffer) -> Bool {
    guard !skb.packet.isLaterFragment, var step = table.start(of: skb.hook) else { return false }
    var mark = skb.mark, choice: Int32 = -1, back: UInt32 = 0
    while true {
      switch table.steps[Int(step)] {
      case .test(let test, let otherwise, let seesMark):
        // The packet bears the branch's mark only as long as a test looks at it.
        let original = skb.mark
        if seesMark { skb.mark = mark }
        let answer = table.parts.tests[Int(test)].evaluate(inPlace: &skb, table.context)
        skb.mark = original
        switch answer {
        case .yes: step += 1
        case .no: step = otherwise
        case .chance, .unknown: return false
        }
        continue
      case .chance(let chance, let otherwise):
        step = draw(table.parts.chances[Int(chance)], next: step + 1, otherwise: otherwise, mark, &choice)
        continue
      case .mark(let marking):
        mark = marking.applied(to: mark)
        step += 1
        continue
      case .skip(let place):
        step = place
        continue
      case .dispatch(let chain):
        let packet = skb.packet
        let key = DispatchTable.Key(destination: packet.destination, chain: chain, port: packet.destinationPort, proto: packet.proto)
        guard let start = table.start(of: key) else { return false }
        (back, step) = (step + 1, start)
        continue
      case .comeBack:
        step = back
        continue
      case .walk: return false
      case .endpoint(let address, let port):
        outcomes.append(Outcome(address: UInt128(address), port: port, isTranslated: true, mark: mark, choice: choice))
      case .wideEndpoint(let place, let port):
        outcomes.append(Outcome(address: table.parts.wideAddresses[Int(place)], port: port, isTranslated: true, mark: mark, choice: choice))
      case .hairpin(let hairpin):
        guard let outcome = self.outcome(hairpin, table, skb.packet, mark, choice) else { return false }
        outcomes.append(outcome)
      case .branch(let hairpin, let place):
        let chance = table.parts.chances[Int(place)]
        if chance.parts == 0 {
          step += 1
          continue
        }
        guard var outcome = self.outcome(hairpin, table, skb.packet, mark, choice) else { return false }
        if chance.parts < chance.whole {
          // As below, without a wait: the branch in which it happens ends here.
          (outcome.choice, choice) = split(chance, from: choice)
          outcomes.append(outcome)
          step += 1
          continue
        }
        outcomes.append(outcome)
      case .accept:
        outcomes.append(
          Outcome(address: skb.packet.destination, port: skb.packet.destinationPort, isTranslated: false, mark: mark, choice: choice))
      }
      guard let other = pending.popLast() else { return true }
      (step, mark, choice) = (other.step, other.mark, other.choice)
    }
  }
  /// Nil: nobody knows whether the packet comes from the endpoint itself.
  @inline(__always)
  private func outcome(_ hairpin: Hairpin, _ table: DispatchTable, _ packet: Packet, _ mark: UInt32, _ choice: Int32) -> Outcome? {
    if packet.isSourceUnknown { return nil }
    let isHairpin = packet.source == UInt128(hairpin.address)
    let mark = isHairpin ? table.parts.marks[Int(hairpin.mark)].applied(to: mark) : mark
    return Outcome(address: UInt128(hairpin.address), port: hairpin.port, isTranslated: true, mark: mark, choice: choice)
  }
  /// As ``Forks`` draws: the branch in which it happens goes on, the other waits.
  @inline(__always)
  private mutating func draw(_ chance: Chance, next: UInt32, otherwise: UInt32, _ mark: UInt32, _ choice: inout Int32) -> UInt32 {
    if chance.parts == 0 { return otherwise }
    if chance.parts == chance.whole { return next }
    let (taken, notTaken) = split(chance, from: choice)
    pending.append(Pending(step: otherwise, mark: mark, choice: notTaken))
    choice = taken
    return next
  }
  /// Both ways that a chance can come out.
  @inline(__always) private mutating func split(_ chance: Chance, from choice: Int32) -> (taken: Int32, notTaken: Int32) {
    let notTaken = Int32(forks.trail.choices.count)
    forks.trail.choices.append(Choice(parent: choice, parts: chance.whole - chance.parts, whole: chance.whole))
    forks.trail.choices.append(Choice(parent: choice, parts: chance.parts, whole: chance.whole))
    return (notTaken + 1, notTaken)
  }
}

/// Flattened nat tables of either family; nil where there is none, or more than one.
final class DispatchTables: Sendable {
  let ipv4: DispatchTable?, ipv6: DispatchTable?
  /// Destinations that rules beside these tables' single out; nil where whole answers cannot be made of the tables.
  let mentions4: DestinationMentions?, mentions6: DestinationMentions?
  init(_ ipv4: Course, _ ipv6: Course) {
    func table(_ course: Course) -> DispatchTable? {
      let layers = course.layers.filter { $0.ruleset.has(.nat) }
      return layers.count == 1 ? DispatchTable(layers[0]) : nil
    }
    (self.ipv4, self.ipv6) = (table(ipv4), table(ipv6))
    (mentions4, mentions6) = (DestinationMentions(ipv4, .ipv4), DestinationMentions(ipv6, .ipv6))
  }
  /// See ``DispatchTable/touch(_:)``. Precondition: they are of one family.
  func touch(_ destinations: ArraySlice<Dispatch.Destination>) -> UInt64 {
    if destinations.first?.address.family == .ipv4 { return ipv4 != nil ? ipv4!.touch(destinations) : 0 }
    return ipv6 != nil ? ipv6!.touch(destinations) : 0
  }
  /// Whether whole answers can be made of a family's table.
  @inline(__always) func makesAnswers(_ family: IPFamily) -> Bool {
    family == .ipv4 ? ipv4 != nil && mentions4 != nil : ipv6 != nil && mentions6 != nil
  }
  /// See ``DestinationMentions/look(at:port:)``. Precondition: whole answers can be made of the family's table.
  @inline(__always) func look(at address: Address, port: UInt16) -> DestinationMentions.Look? {
    address.family == .ipv4 ? mentions4!.look(at: address, port: port) : mentions6!.look(at: address, port: port)
  }
  /// See ``DestinationMentions/device(towards:)``. Precondition: as above.
  @inline(__always) func device(towards address: Address) -> InterfaceName? {
    address.family == .ipv4 ? mentions4!.device(towards: address) : mentions6!.device(towards: address)
  }
  /// See ``Dispatch/begin(with:_:)``; false too where the family has no table.
  @inline(__always) func begin(_ dispatch: inout Dispatch, _ skb: inout SocketBuffer) -> Bool {
    if skb.packet.family == .ipv4 { return ipv4 != nil && dispatch.begin(with: ipv4!, &skb) }
    return ipv6 != nil && dispatch.begin(with: ipv6!, &skb)
  }
}

extension Simulator {
  /// What ``dispatch(_:into:)`` says of a packet, sent to each of some destinations: told one after the other, of each with its place. In a large
  /// cluster this takes a fraction of the time that asking for each alone does: the processor fetches what many of them need at once.
  ///
  /// `result` holds the last answer when it returns. Precondition: the destinations are of the packet's family.
  public func dispatch(
    _ packet: Packet, to destinations: ArraySlice<Dispatch.Destination>, into result: inout Dispatch,
    _ body: (_ place: Int, _ answer: borrowing Dispatch) -> Void
  ) {
    var skb = SocketBuffer(packet), at = destinations.startIndex
    if packet.isLocal { skb.outInterface = .unknown }
    while at < destinations.endIndex {
      let end = min(at + Self.destinationsInARow, destinations.endIndex)
      _ = withTables(of: packet.family) { tables, _ in result.touched &+= tables.touch(destinations[at..<end]) }
      for place in at..<end {
        skb.packet.send(to: destinations[place], like: packet)
        dispatch(&skb, into: &result)
        body(place, result)
      }
      at = end
    }
  }
  private static let destinationsInARow = 32

  /// What the nat table of the hook at which a packet begins its way makes of it, if it opens a connection. Tables in front of it are not asked.
  public func dispatch(_ packet: Packet, into result: inout Dispatch) {
    var skb = SocketBuffer(packet)
    if packet.isLocal { skb.outInterface = .unknown }
    dispatch(&skb, into: &result)
  }
  /// Precondition: nothing but its packet is of an earlier answer.
  @inline(__always) private func dispatch(_ skb: inout SocketBuffer, into result: inout Dispatch) {
    skb.conntrack.original = FlowTuple(skb.packet)
    let isFlat = withTables(of: skb.packet.family) { tables, course in
      skb.conntrack.state = .ofFirstPacket(skb.packet, course.facts.sysctls.settings)
      return tables.begin(&result, &skb)
    }
    if isFlat != true { walk(skb, into: &result) }
  }
  private func walk(_ skb: SocketBuffer, into result: inout Dispatch) {
    result.removeAll()
    let course = skb.packet.family == .ipv4 ? courses.0 : courses.1
    var state = WalkState(skb.packet)
    state.skb = skb
    state.skb.conntrack.state = .ofFirstPacket(skb.packet, course.facts.sysctls.settings)
    walk(state, course, into: &result)
  }
  /// Rule after rule, through the nat tables of all layers, one after the other.
  private func walk(_ first: WalkState, _ course: Course, into result: inout Dispatch) {
    var state = first
    result.forks.memory = course.memory
    while result.outcomes.count < limits.outcomes {
      // `entry` counts the layers.
      var isOver = false
      while !isOver, Int(state.entry) < course.layers.count {
        let layer = course.layers[Int(state.entry)], base = layer.ruleset.baseChain(.nat, state.skb.hook)
        guard state.isWalking || base != nil else {
          state.entry += 1
          continue
        }
        if !state.isWalking, let base { layer.enter(base, &state) }
        isOver = end(layer.walk(&state, &result.forks), state, into: &result)
        state.entry += 1
      }
      if !isOver { append(state, passes: true, into: &result) }
      guard let other = result.forks.next() else { return }
      state = other
    }
  }
  /// False: the table had nothing to say.
  private func end(_ tableResult: TableResult, _ state: WalkState, into result: inout Dispatch) -> Bool {
    switch tableResult {
    case .accept: return false
    case .translate(let translation):
      var translated = state
      let isPossible = AddressTranslation.apply(translation, to: &translated)
      append(translated, passes: isPossible, into: &result)
    case .drop, .reject, .queue, .steal, .loop: append(state, passes: false, into: &result)
    }
    return true
  }
  private func append(_ state: WalkState, passes: Bool, into result: inout Dispatch) {
    result.outcomes.append(
      Dispatch.Outcome(
        address: state.skb.packet.destination, port: state.skb.packet.destinationPort, isTranslated: state.isTranslated, passes: passes,
        mark: state.skb.mark, choice: state.choice))
  }
}

extension Packet {
  /// To another destination, else as it is. Of another protocol it is a first packet, or, if that is `first`'s, what that is.
  @inline(__always) fileprivate mutating func send(to destination: Dispatch.Destination, like first: Packet) {
    precondition(destination.address.family == family, "a packet has addresses of one family")
    (self.destination, destinationPort) = (destination.address.bits, destination.port)
    if proto != destination.proto { become(destination.proto, like: first) }
  }
  @inline(never) private mutating func become(_ proto: IPProtocol, like first: Packet) {
    let other = proto == first.proto ? first : Packet(from: sourceAddress, to: destinationAddress, proto: proto)
    self.proto = proto
    (sourcePort, tcpFlags, sctpChunks) = (other.sourcePort, other.tcpFlags, other.sctpChunks)
    (icmpType, icmpCode) = (other.icmpType, other.icmpCode)
  }
}
