/// Gives a flow's first packet its new source or destination (nf_nat_setup_info and get_unique_tuple in nf_nat_core.c).
enum AddressTranslation {
  /// False: no address can be had, and the packet is dropped. `isTaken`: whether a flow's answers would be those of another one (nf_nat_used_tuple).
  static func apply(_ translation: Translation, to state: inout WalkState, isTaken: (FlowTuple) -> Bool = { _ in false }) -> Bool {
    if translation.isImpossible { return false }
    switch translation.side {
    case .destination: translateDestination(translation, &state, isTaken)
    case .source: translateSource(translation, &state, isTaken)
    }
    state.skb.generation &+= 1
    return true
  }

  private static func translateDestination(_ translation: Translation, _ state: inout WalkState, _ isTaken: (FlowTuple) -> Bool) {
    let before = state.skb.flow
    var flow = before
    if let range = translation.addresses {
      flow.destination = address(in: range, translation, flow, state.skb.packet.family, zone: state.skb.conntrack.zone.number)
    }
    if translation.isAddressUnknown { state.isDestinationUnknown = true }
    if let ports = translation.ports, state.skb.packet.proto.hasTrackedPorts {
      let port = destinationPort(ports, translation, flow, isTaken)
      flow.destinationPort = port.map { PortRange($0) } ?? ports
      if port == nil { state.isPortOpen = true }
    }
    state.isTranslated = true
    if flow != before || translation.isAddressUnknown {
      state.skb.conntrack.translations.insert(.dnat)
      state.skb.becomes(flow, isSource: false)
    }
  }
  /// A port in the range stays, shifted from a base; else the lowest that is free is taken, and where none is, the last one. Nil: any.
  private static func destinationPort(
    _ ports: PortRange, _ translation: Translation, _ flow: FlowTuple, _ isTaken: (FlowTuple) -> Bool
  ) -> UInt16? {
    if ports.isSingle { return ports.low }
    if translation.isRandom && translation.basePort == nil { return nil }
    var flow = flow
    let old = flow.destinationPort.low
    if translation.basePort == nil && ports.contains(old) && !isTaken(flow) { return old }
    let size = UInt32(ports.high - ports.low) + 1
    var offset = translation.basePort.map { old &- $0 } ?? 0
    for _ in 0..<min(size, maximumAttempts) {
      flow.destinationPort = PortRange(ports.low + UInt16(UInt32(offset) % size))
      if !isTaken(flow) { return flow.destinationPort.low }
      offset &+= 1
    }
    return size > maximumAttempts ? nil : flow.destinationPort.low
  }
  /// After so many it goes on somewhere else in the range (NF_NAT_MAX_ATTEMPTS).
  static let maximumAttempts: UInt32 = 128

  private static func translateSource(_ translation: Translation, _ state: inout WalkState, _ isTaken: (FlowTuple) -> Bool) {
    state.sourceKind = translation.kind
    let before = state.skb.flow, packet = state.skb.packet
    if !packet.isSourceUnknown && staysAsItIs(before, packet.proto, translation) && !isTaken(before) { return }
    var flow = before
    if translation.isAddressUnknown { state.skb.packet.isSourceUnknown = true }
    if let range = translation.addresses {
      flow.source = address(in: range, translation, flow, packet.family, zone: state.skb.conntrack.zone.number)
      state.skb.packet.isSourceUnknown = false
    }
    if packet.proto.hasTrackedPorts, let ports = sourcePorts(translation, flow.sourcePort, isTaken: isTaken(flow)) {
      flow.sourcePort = ports
      state.isSourcePortKept = false
    }
    if flow != before || translation.isAddressUnknown {
      state.skb.conntrack.translations.insert(.snat)
      state.skb.becomes(flow, isSource: true)
    }
  }
  /// What a flow may become with each of SNAT's ports, where it tries them all; nil: not all, or from which address is not known.
  static func flows(_ translation: Translation, _ state: WalkState) -> [FlowTuple]? {
    guard let ports = translation.ports, ports.high - ports.low < maximumAttempts, !translation.isAddressUnknown else { return nil }
    var flow = state.skb.flow
    if let range = translation.addresses {
      flow.source = address(in: range, translation, flow, state.skb.packet.family, zone: state.skb.conntrack.zone.number)
    }
    return (ports.low...ports.high).map { port in
      flow.sourcePort = PortRange(port)
      return flow
    }
  }
  /// A source that lies in the range, with its port, is tried first (get_unique_tuple).
  static func staysAsItIs(_ flow: FlowTuple, _ proto: IPProtocol, _ translation: Translation) -> Bool {
    guard let range = translation.addresses, !translation.isRandom, range.low <= flow.source, flow.source <= range.high else {
      return false
    }
    guard let ports = translation.ports, proto.hasTrackedPorts else { return true }
    return ports.test(flow.sourcePort) == .yes
  }
  /// A port stays if it may, which is nil; else some port of the range, or of the old port's class (nf_nat_l4proto_unique_tuple).
  private static func sourcePorts(_ translation: Translation, _ old: PortRange, isTaken: Bool) -> PortRange? {
    if let ports = translation.ports {
      return !translation.isRandom && ports.test(old) == .yes && (ports.isSingle || !isTaken) ? nil : ports
    }
    return translation.isRandom || isTaken ? portClass(of: old) : nil
  }
  /// The ports among which a source port without a range gets another one.
  static func portClass(of old: PortRange) -> PortRange {
    old.high < 512 ? PortRange(1, 511) : old.high < 1024 ? PortRange(600, 1023) : PortRange(1024, 65535)
  }

  /// An address of a range: by a hash without a seed, of the source and, without `--persistent`, the destination and the connection's zone
  /// (find_best_ips_proto).
  static func address(
    in range: AddressRange, _ translation: Translation, _ flow: FlowTuple, _ family: IPFamily, zone: UInt16 = 0
  ) -> UInt128 {
    if range.low == range.high { return range.low }
    func word(_ bits: UInt128, _ i: Int) -> UInt32 {
      // Network order, read as the little-endian words that the kernel hashes.
      (family == .ipv4 ? (i == 0 ? UInt32(truncatingIfNeeded: bits) : 0) : UInt32(truncatingIfNeeded: bits >> UInt128(96 - 32 * i)))
        .byteSwapped
    }
    let lastWord = family == .ipv4 ? 0 : 3
    // For DNAT the tuple's destination is the original one; for SNAT it is the translated one, which the flow has by then.
    let initial = translation.isPersistent ? 0 : word(flow.destination, lastWord) ^ UInt32(zone)
    var hash = JenkinsHash.hash((0..<4).map { word(flow.source, $0) }, initial: initial)
    var result: UInt128 = 0, isFullRange = false
    for i in 0...lastWord {
      var low: UInt32 = 0, span: UInt64 = UInt64(UInt32.max)
      let top = word(range.high, i).byteSwapped
      if !isFullRange {
        low = word(range.low, i).byteSwapped
        span = UInt64(top &- low) + 1
      }
      let chosen = low &+ UInt32(truncatingIfNeeded: (UInt64(hash) * span) >> 32)
      if chosen != top { isFullRange = true }
      if !translation.isPersistent { hash ^= translation.side == .destination ? chosen.byteSwapped : word(flow.destination, i) }
      result = result << 32 | UInt128(chosen)
    }
    return result
  }
}

/// Bob Jenkins' lookup3 for words, as the kernel has it (jhash2 in linux/jhash.h).
enum JenkinsHash {
  static func hash(_ words: [UInt32], initial: UInt32) -> UInt32 {
    let start = 0xdead_beef &+ UInt32(words.count) << 2 &+ initial
    var (a, b, c) = (start, start, start)
    var rest = words[...]
    while rest.count > 3 {
      a &+= rest[rest.startIndex]
      b &+= rest[rest.startIndex + 1]
      c &+= rest[rest.startIndex + 2]
      mix(&a, &b, &c)
      rest = rest.dropFirst(3)
    }
    if rest.isEmpty { return c }
    let left = Array(rest)
    if left.count > 2 { c &+= left[2] }
    if left.count > 1 { b &+= left[1] }
    a &+= left[0]
    finish(&a, &b, &c)
    return c
  }
  private static func rotate(_ x: UInt32, _ bits: UInt32) -> UInt32 { x << bits | x >> (32 - bits) }
  private static func mix(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32) {
    a = (a &- c) ^ rotate(c, 4)
    c &+= b
    b = (b &- a) ^ rotate(a, 6)
    a &+= c
    c = (c &- b) ^ rotate(b, 8)
    b &+= a
    a = (a &- c) ^ rotate(c, 16)
    c &+= b
    b = (b &- a) ^ rotate(a, 19)
    a &+= c
    c = (c &- b) ^ rotate(b, 4)
    b &+= a
  }
  private static func finish(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32) {
    c = (c ^ b) &- rotate(b, 14)
    a = (a ^ c) &- rotate(c, 11)
    b = (b ^ a) &- rotate(a, 25)
    c = (c ^ b) &- rotate(b, 16)
    a = (a ^ c) &- rotate(c, 4)
    b = (b ^ a) &- rotate(a, 14)
    c = (c ^ b) &- rotate(b, 24)
  }
}
