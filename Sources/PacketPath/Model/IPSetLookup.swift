/// What of a packet a set is asked for.
struct IPSetProbe: BitwiseCopyable, Sendable {
  var first: UInt128 = 0, second: UInt128 = 0
  var proto: UInt8 = 0
  /// One port, or where nobody says which, a range.
  var ports = PortRange(0)
  var isFirstUnknown = false, isSecondUnknown = false

  func hash(into hash: inout WordHash) {
    hash.combine(first)
    hash.combine(second)
    hash.combine(
      UInt64(ports.low) | UInt64(ports.high) << 16 | UInt64(proto) << 32 | (isFirstUnknown ? 1 << 40 : 0) | (isSecondUnknown ? 1 << 41 : 0))
  }
}

extension IPSet {
  /// Whether a packet is in the set (ip_set_test in ip_set_core.c). Precondition: not a list.
  @inline(never) func test(_ lookup: SetLookup, _ skb: SocketBuffer) -> Answer {
    if Int(lookup.directions.count) < type.dimension { return .no }
    if let family, family != skb.packet.family { return .no }
    guard let probe = probe(skb, lookup.directions) else { return .no }
    if probe.ports.isSingle && !probe.isFirstUnknown && !probe.isSecondUnknown {
      return test(probe, port: probe.ports.low, lookup, skb)
    }
    return testOpen(probe, lookup, skb)
  }

  // MARK: The packet's values

  /// What the set looks at; nil: the packet has no such thing, so it is not in the set.
  func probe(_ skb: SocketBuffer, _ directions: SetDirections) -> IPSetProbe? {
    var probe = IPSetProbe()
    if type.first != .none {
      guard let value = value(type.first, skb, isSource: directions.isSource(0)) else { return nil }
      probe.first = type.first == .mac ? value : value & form.addressMask
      probe.isFirstUnknown = isUnknown(type.first, skb, isSource: directions.isSource(0))
      // hash_ip4_kadt: the address that is nothing is never in it.
      if type == .hashIP && probe.first == 0 && !probe.isFirstUnknown { return nil }
    }
    if let dimension = type.portDimension {
      guard let port = port(skb.packet, isSource: directions.isSource(dimension)) else { return nil }
      probe.ports = port
      if type.hasProtocol { probe.proto = skb.packet.proto.rawValue }
    }
    if type.second != .none {
      let isSource = directions.isSource(type.secondDimension)
      guard let value = value(type.second, skb, isSource: isSource) else { return nil }
      probe.second = type == .hashNetNet ? value & form.addressMask : value
      probe.isSecondUnknown = isUnknown(type.second, skb, isSource: isSource)
    }
    return probe
  }
  @inline(__always) private func value(_ component: IPSetType.Component, _ skb: SocketBuffer, isSource: Bool) -> UInt128? {
    switch component {
    case .ip, .net: return isSource ? skb.packet.source : skb.packet.destination
    case .mark: return UInt128(skb.mark & form.markMask)
    case .interface:
      let name = isSource ? skb.inInterface : skb.outInterface
      return name.isNone ? nil : name.orderedBits
    case .mac:
      if !skb.hasEthernetHeader { return nil }
      let mac = isSource ? skb.packet.mac : skb.packet.destinationMAC
      // A MAC of zeros is none (hash_mac4_kadt).
      return mac == 0 ? nil : UInt128(mac ?? 0)
    case .none, .port: return 0
    }
  }
  @inline(__always) private func isUnknown(_ component: IPSetType.Component, _ skb: SocketBuffer, isSource: Bool) -> Bool {
    switch component {
    case .ip, .net: isSource && skb.packet.isSourceUnknown
    case .interface: (isSource ? skb.inInterface : skb.outInterface).isUnknown
    case .mac: (isSource ? skb.packet.mac : skb.packet.destinationMAC) == nil
    case .none, .port, .mark: false
    }
  }
  /// get_port in ip_set_getport.c: ICMP's type and code in both directions, 0 where there is none; nil: not in this packet.
  @inline(__always) private func port(_ packet: Packet, isSource: Bool) -> PortRange? {
    switch packet.proto {
    case .tcp, .udp, .sctp, .udplite:
      if packet.isLaterFragment || (type == .bitmapPort && packet.proto != .tcp && packet.proto != .udp) { return nil }
      return isSource ? packet.sourcePort : packet.destinationPorts
    case .icmp, .icmpv6:
      if packet.isLaterFragment || type == .bitmapPort { return nil }
      return PortRange(UInt16(packet.icmpType) << 8 | UInt16(packet.icmpCode))
    default:
      return type == .bitmapPort || packet.proto.rawValue == 0 || (packet.family == .ipv6 && packet.isLaterFragment) ? nil : PortRange(0)
    }
  }

  // MARK: Looking up

  @inline(__always) private func test(_ probe: IPSetProbe, port: UInt16, _ lookup: SetLookup, _ skb: SocketBuffer) -> Answer {
    if type == .hashNetInterface { return testInterface(probe, lookup, skb) }
    if hasCounters && lookup.testsCounters { return testCounting(probe, port: port, lookup, skb) }
    guard let index = find(probe, port: port) else { return isIncomplete ? .unknown : .no }
    return Answer(holds(entries[index], lookup))
  }
  /// `nomatch` in an element, and `--return-nomatch` in the rule, turn a hit round.
  @inline(__always) private func holds(_ entry: Entry, _ lookup: SetLookup) -> Bool {
    !type.hasNomatch || entry.element.isNomatch == lookup.returnsNomatch
  }
  /// The element that decides: of the most specific lengths (mtype_test_cidrs in ip_set_hash_gen.h). Precondition: no hash:net,iface.
  @inline(__always) func find(_ probe: IPSetProbe, port: UInt16) -> Int? {
    for shape in shapes {
      if let index = find(element(probe, port, shape)), entries[index].options != Entry.deleted { return index }
    }
    return nil
  }
  @inline(__always) private func element(_ probe: IPSetProbe, _ port: UInt16, _ shape: Shape) -> IPSetElement {
    var element = IPSetElement()
    (element.first, element.firstLength) = (probe.first & shape.firstMask, shape.firstLength)
    (element.second, element.secondLength) = (probe.second & shape.secondMask, shape.secondLength)
    (element.port, element.portLength, element.proto) = (port & shape.portMask, shape.portLength, probe.proto)
    return element
  }
  /// An element whose counters do not hold is passed over, and a less specific one may decide.
  @inline(never) private func testCounting(_ probe: IPSetProbe, port: UInt16, _ lookup: SetLookup, _ skb: SocketBuffer) -> Answer {
    var outcome: Answer?
    func adds(_ answer: Answer) { outcome = outcome == nil || outcome == answer ? answer : .unknown }
    for shape in shapes {
      guard let index = find(element(probe, port, shape)), entries[index].options != Entry.deleted else { continue }
      // An element without a MAC is filled in and holds, whatever it counted (ip_set_test, -EAGAIN).
      let isFilledIn = type == .bitmapIPMAC && shape.secondLength == 0
      let counters = isFilledIn ? .yes : lookup.countersHold(options(of: entries[index]), skb)
      if counters == .no { continue }
      adds(Answer(holds(entries[index], lookup)))
      if counters == .yes { return outcome ?? .unknown }
    }
    adds(isIncomplete ? .unknown : .no)
    return outcome ?? .no
  }

  /// hash:net,iface: the most specific network that is there with any interface decides, and if none of its interfaces fits, nothing is in the set
  /// (`multi` in mtype_test_cidrs). Of its elements that fit, the first of the text does; the kernel takes the first of the bucket.
  @inline(never) private func testInterface(_ probe: IPSetProbe, _ lookup: SetLookup, _ skb: SocketBuffer) -> Answer {
    var outcome: Answer?, at = 0
    func adds(_ answer: Answer) { outcome = outcome == nil || outcome == answer ? answer : .unknown }
    while at < shapes.count {
      let length = shapes[at].firstLength, first = probe.first & shapes[at].firstMask
      var hits: [Int] = []
      while at < shapes.count && shapes[at].firstLength == length {
        if let index = find(element(probe, 0, shapes[at])), entries[index].options != Entry.deleted { hits.append(index) }
        at += 1
      }
      for index in hits.sorted() {
        let counters = hasCounters ? lookup.countersHold(options(of: entries[index]), skb) : .yes
        if counters == .no { continue }
        adds(Answer(holds(entries[index], lookup)))
        if counters == .yes { return outcome ?? .unknown }
      }
      if hits.isEmpty && hasNetwork(first, length: length) { break }
    }
    adds(isIncomplete ? .unknown : .no)
    return outcome ?? .no
  }

  // MARK: Values that are not known

  /// Unknown only if it matters: no element may fit what is known, or all ports may get the same answer.
  @inline(never) private func testOpen(_ probe: IPSetProbe, _ lookup: SetLookup, _ skb: SocketBuffer) -> Answer {
    let fitting = entries.filter { $0.options != Entry.deleted && fits($0.element, probe) }
    if fitting.isEmpty { return isIncomplete ? .unknown : .no }
    if probe.isFirstUnknown || probe.isSecondUnknown { return .unknown }
    // The answer changes only where an element's ports begin or end.
    let answer = test(probe, port: probe.ports.low, lookup, skb)
    for entry in fitting {
      let last = entry.element.port | UInt16(truncatingIfNeeded: 0xffff >> UInt32(entry.element.portLength))
      if entry.element.port > probe.ports.low && test(probe, port: entry.element.port, lookup, skb) != answer { return .unknown }
      if last < probe.ports.high && test(probe, port: last + 1, lookup, skb) != answer { return .unknown }
    }
    return answer
  }
  /// Whether an element holds what is known of a packet.
  private func fits(_ element: IPSetElement, _ probe: IPSetProbe) -> Bool {
    if element.isPhysdev { return false }
    if !probe.isFirstUnknown && probe.first & form.firstWidth.mask(length: Int(element.firstLength)) != element.first { return false }
    if !probe.isSecondUnknown && probe.second & form.secondWidth.mask(length: Int(element.secondLength)) != element.second { return false }
    if type.portDimension == nil { return true }
    let last = element.port | UInt16(truncatingIfNeeded: 0xffff >> UInt32(element.portLength))
    return element.proto == probe.proto && element.port <= probe.ports.high && probe.ports.low <= last
  }
}

extension InterfaceName {
  /// The name's bytes, the first in the highest place: a beginning of a name is a prefix of these bits.
  var orderedBits: UInt128 { UInt128(low.byteSwapped) << 64 | UInt128(high.byteSwapped) }
  init(orderedBits bits: UInt128) {
    self.init(low: UInt64(truncatingIfNeeded: bits >> 64).byteSwapped, high: UInt64(truncatingIfNeeded: bits).byteSwapped)
  }
}
extension SocketBuffer {
  /// Whether a frame came with it: not with what a process sends, nor with what comes over lo (whose MACs are zeros).
  var hasEthernetHeader: Bool { !packet.isLocal && !isSecondPass && inInterface != .loopback }
}
