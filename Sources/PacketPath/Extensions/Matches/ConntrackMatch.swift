/// `-m conntrack`: what conntrack knows of the packet's connection (conntrack_mt in xt_conntrack.c).
///
/// Without an entry `--ctstate` decides alone, and a match without it does not hold, negated or not. `--ctstate` alone stands in the
/// match itself, the rest in the heap.
public struct ConntrackMatch: Match {
  public static let info = ExtensionInfo(
    "conntrack",
    options: [
      "[!] --ctstate list", "[!] --ctproto protocol", "[!] --ctorigsrc address[/length]", "[!] --ctorigdst address[/length]",
      "[!] --ctreplsrc address[/length]", "[!] --ctrepldst address[/length]", "[!] --ctorigsrcport port[:port]",
      "[!] --ctorigdstport port[:port]", "[!] --ctreplsrcport port[:port]", "[!] --ctrepldstport port[:port]", "[!] --ctstatus list",
      "[!] --ctexpire seconds[:seconds]", "--ctdir ORIGINAL|REPLY",
    ], model: .partial, "Of a connection's first packet exactly; when its entry expires is unknown.")
  private enum Form: BitwiseCopyable {
    case state(ConntrackStateTest)
    case options(Stored<Options>)
  }
  private let form: Form

  @inline(__always) public init?(parsing reader: inout RuleReader) {
    guard reader.takes("--ctstate") else {
      self.init(options: Options(), &reader)
      return
    }
    guard let test = ConntrackStateTest(&reader, allowed: Options.allStates) else { return nil }
    if (reader.cursor.byte() == 0x2d && reader.cursor.byte(1) == 0x2d) || reader.cursor.byte() == 0x21 {
      self.init(options: Options(state: test), &reader)
    } else {
      self.init(form: .state(test))
    }
  }
  @inline(__always) private init(form: Form) { self.form = form }
  @inline(never) private init?(options: Options, _ reader: inout RuleReader) {
    var options = options
    guard options.read(&reader), !options.isEmpty else { return nil }
    form = options.isStateAlone ? .state(options.state!) : .options(reader.store(options))
  }
  @inline(__always) public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    switch form {
    case .state(let test): test.evaluate(skb.conntrack)
    case .options(let place): context.ruleset.heap[place].evaluate(skb)
    }
  }
  public var reads: PacketFields {
    if case .state = form { .conntrackState } else { .everything }
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m conntrack")
    switch form {
    case .state(let test): test.save("--ctstate", to: &writer)
    case .options(let place): writer.ruleset.heap[place].save(to: &writer)
    }
  }
  public var needsConntrack: Bool { true }
}

extension ConntrackMatch {
  /// Everything but `--ctstate` alone.
  fileprivate struct Options: BitwiseCopyable {
    static let allStates: ConntrackState = [.invalid, .new, .related, .established, .untracked, .snat, .dnat]
    var state: ConntrackStateTest?
    var proto: UInt8?
    /// Original source and destination, reply source and destination.
    var addresses = InlineArray<4, HostAndLength?>(repeating: nil)
    var ports = InlineArray<4, PortRange?>(repeating: nil)
    var status: UInt8?
    var expiry: NumberRange?
    /// Whether the direction is the reply's.
    var isReply: Bool?
    var seen = SeenOptions(), inverted = SeenOptions()

    var isEmpty: Bool { seen.isEmpty && state == nil }
    var isStateAlone: Bool { seen.isEmpty && state != nil }
    // Bits of ``seen`` and ``inverted``.
    static let protoBit: UInt32 = 1, addressBit: UInt32 = 2, portBit: UInt32 = 6, statusBit: UInt32 = 10, expiryBit: UInt32 = 11,
      dirBit: UInt32 = 12
    static let statusNames = ["EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED"]
  }
}

extension ConntrackMatch.Options {
  /// False: an option's value is not understood.
  mutating func read(_ reader: inout RuleReader) -> Bool {
    while true {
      if state == nil, reader.takes("--ctstate") {
        guard let test = ConntrackStateTest(&reader, allowed: Self.allStates) else { return false }
        state = test
        continue
      }
      guard let bit = takenOption(&reader) else { return true }
      if reader.isNegated { _ = inverted.insert(bit) }
      if !readValue(bit, &reader) { return false }
    }
  }
  private mutating func takenOption(_ reader: inout RuleReader) -> UInt32? {
    if reader.takes("--ctproto", Self.protoBit, of: &seen) { return Self.protoBit }
    if reader.takes("--ctorigsrc", Self.addressBit, of: &seen) { return Self.addressBit }
    if reader.takes("--ctorigdst", Self.addressBit + 1, of: &seen) { return Self.addressBit + 1 }
    if reader.takes("--ctreplsrc", Self.addressBit + 2, of: &seen) { return Self.addressBit + 2 }
    if reader.takes("--ctrepldst", Self.addressBit + 3, of: &seen) { return Self.addressBit + 3 }
    if reader.takes("--ctorigsrcport", Self.portBit, of: &seen) { return Self.portBit }
    if reader.takes("--ctorigdstport", Self.portBit + 1, of: &seen) { return Self.portBit + 1 }
    if reader.takes("--ctreplsrcport", Self.portBit + 2, of: &seen) { return Self.portBit + 2 }
    if reader.takes("--ctrepldstport", Self.portBit + 3, of: &seen) { return Self.portBit + 3 }
    if reader.takes("--ctstatus", Self.statusBit, of: &seen) { return Self.statusBit }
    if reader.takes("--ctexpire", Self.expiryBit, of: &seen) { return Self.expiryBit }
    if reader.takesPlain("--ctdir", Self.dirBit, of: &seen) {
      reader.isNegated = false
      return Self.dirBit
    }
    return nil
  }
  private mutating func readValue(_ bit: UInt32, _ reader: inout RuleReader) -> Bool {
    switch bit {
    case Self.protoBit:
      proto = reader.protocolNumber()?.rawValue
      return proto != nil
    case Self.addressBit..<Self.portBit:
      let address = reader.hostAndLength()
      addresses[Int(bit - Self.addressBit)] = address
      return address != nil
    case Self.portBit..<Self.statusBit:
      let range = reader.wrappedPortRange()
      ports[Int(bit - Self.portBit)] = range
      return range != nil
    case Self.statusBit:
      status = 0
      for word in reader.string(reader.word()).uppercased().split(separator: ",", omittingEmptySubsequences: false) where word != "NONE" {
        guard let index = Self.statusNames.firstIndex(of: String(word)) else { return false }
        status! |= 1 << UInt8(index)
      }
      return true
    case Self.expiryBit:
      expiry = reader.numberRange()
      return expiry != nil
    default:
      let word = reader.string(reader.word()).uppercased()
      isReply = word == "REPLY" ? true : word == "ORIGINAL" ? false : nil
      return isReply != nil
    }
  }

  // MARK: Meaning

  /// In the kernel's order, three-valued: a later no outweighs an unknown.
  func evaluate(_ skb: SocketBuffer) -> Answer {
    let conntrack = skb.conntrack
    var answer = state?.evaluate(conntrack) ?? .yes
    if answer == .no { return .no }
    if conntrack.isTemplate { return answer.and(ofTemplate(skb.packet.family)) }
    guard conntrack.hasEntry else { return state == nil ? .no : .yes }
    if let isReply, isReply != conntrack.isReply { return .no }
    let actualProto = conntrack.isKnown ? conntrack.proto : skb.packet.proto
    if let proto { answer = answer.and(inverting(Answer(actualProto.rawValue == proto), Self.protoBit)) }
    let original = conntrack.original, reply = conntrack.isKnown ? conntrack.reply : skb.flow.inverted
    let values = [original.source, original.destination, reply.source, reply.destination]
    for i in 0..<4 {
      guard let wanted = addresses[i] else { continue }
      // The reply goes to the source that the packet has by now, if anybody knows it.
      let isUnknown = i == 3 && skb.packet.isSourceUnknown && !conntrack.isKnown
      let holds: Answer = isUnknown && wanted.length > 0 ? .unknown : Answer(wanted.contains(values[i], skb.packet.family))
      answer = answer.and(inverting(holds, Self.addressBit + UInt32(i)))
    }
    let actual = portsOfTuples(skb, actualProto, original, reply)
    for i in 0..<4 {
      if let wanted = ports[i] { answer = answer.and(inverting(wanted.test(actual[i]), Self.portBit + UInt32(i))) }
    }
    // A first packet is neither expected nor answered; confirmed behind the last hook, which it has seen when it comes back over lo.
    let actualStatus: UInt8 = conntrack.isKnown ? conntrack.status : skb.isSecondPass ? 8 : 0
    if let status { answer = answer.and(inverting(Answer(status & actualStatus != 0), Self.statusBit)) }
    if let expiry { answer = answer.and(inverting(expiry.test(), Self.expiryBit)) }
    return answer
  }
  /// What a CT rule has attached in front of conntrack is an entry of zeros, confirmed (xt_ct_tg_check), that expires at once.
  private func ofTemplate(_ family: IPFamily) -> Answer {
    if isReply == true { return .no }
    var answer = proto.map { inverting(Answer($0 == 0), Self.protoBit) } ?? .yes
    for i in 0..<4 {
      if let wanted = addresses[i] { answer = answer.and(inverting(Answer(wanted.contains(0, family)), Self.addressBit + UInt32(i))) }
      if let wanted = ports[i] { answer = answer.and(inverting(wanted.test(PortRange(0)), Self.portBit + UInt32(i))) }
    }
    if let status { answer = answer.and(inverting(Answer(status & 8 != 0), Self.statusBit)) }
    if let expiry { answer = answer.and(inverting(Answer(expiry.contains(0)), Self.expiryBit)) }
    return answer
  }
  private func inverting(_ answer: Answer, _ bit: UInt32) -> Answer { answer.negated(inverted.contains(bit)) }
  /// The two 16-bit places of a tuple: ports, for ICMP its identifier (which nobody knows) and type and code, else zeros.
  private func portsOfTuples(_ skb: SocketBuffer, _ proto: IPProtocol, _ original: FlowTuple, _ reply: FlowTuple) -> [PortRange] {
    let packet = skb.packet
    if proto.hasTrackedPorts { return [original.sourcePort, original.destinationPort, reply.sourcePort, reply.destinationPort] }
    guard proto.isICMP else { return Array(repeating: PortRange(0), count: 4) }
    // Of an error about an echo it is not known what that asked.
    if skb.conntrack.state == .related { return Array(repeating: .all, count: 4) }
    func typeAndCode(_ type: UInt8) -> PortRange { PortRange(UInt16(type) << 8 | UInt16(packet.icmpCode)) }
    let (asking, answering): (UInt8, UInt8) =
      switch packet.icmpType {
      case 8 where proto == .icmp, 0 where proto == .icmp: (8, 0)
      case 13, 15, 17, 128, 139: (packet.icmpType, packet.icmpType + 1)
      case 14, 16, 18, 129, 140: (packet.icmpType - 1, packet.icmpType)
      default: (packet.icmpType, packet.icmpType)
      }
    return [.all, typeAndCode(asking), .all, typeAndCode(answering)]
  }

  func save(to writer: inout RuleWriter) {
    state?.save("--ctstate", to: &writer)
    if let proto {
      writer.option("--ctproto", negated: inverted.contains(Self.protoBit))
      writer.write(" \(proto)")
    }
    let addressNames: [StaticString] = ["--ctorigsrc", "--ctorigdst", "--ctreplsrc", "--ctrepldst"]
    for i in 0..<4 {
      guard let address = addresses[i] else { continue }
      writer.option(addressNames[i], negated: inverted.contains(Self.addressBit + UInt32(i)))
      writer.write(" " + address.text(writer.family))
    }
    let portNames: [StaticString] = ["--ctorigsrcport", "--ctorigdstport", "--ctreplsrcport", "--ctrepldstport"]
    for i in 0..<4 {
      guard let range = ports[i] else { continue }
      writer.option(portNames[i], negated: inverted.contains(Self.portBit + UInt32(i)))
      writer.write(ports: range)
    }
    if let status {
      writer.option("--ctstatus", negated: inverted.contains(Self.statusBit))
      let names = Self.statusNames.indices.filter { status >> UInt8($0) & 1 == 1 }.map { Self.statusNames[$0] }
      writer.write(" " + (names.isEmpty ? "NONE" : names.joined(separator: ",")))
    }
    if let expiry {
      writer.option("--ctexpire", negated: inverted.contains(Self.expiryBit))
      writer.write(expiry)
    }
    if let isReply { writer.write(isReply ? " --ctdir REPLY" : " --ctdir ORIGINAL") }
  }
}
