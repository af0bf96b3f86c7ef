/// `-j HMARK`: a mark from a seeded hash of the flow (hmark_tg_v4, hmark_tg_v6 in xt_HMARK.c), the same for both directions.
public struct HmarkTarget: Target {
  public static let info = ExtensionInfo(
    "HMARK",
    options: [
      "--hmark-tuple list", "--hmark-src-prefix length", "--hmark-dst-prefix length", "--hmark-sport-mask mask", "--hmark-dport-mask mask",
      "--hmark-spi-mask mask", "--hmark-proto-mask mask", "--hmark-rnd seed", "--hmark-mod n", "--hmark-offset n",
    ], model: .partial,
    "By the kernel's hash; of ICMP errors, answers, ESP, AH and, by ports, of flows whose ports are not given, the mark is unknown.")
  private struct Options: BitwiseCopyable {
    /// Source and destination prefix; masks of source port, destination port, SPI and protocol.
    var values = InlineArray<6, UInt32>(repeating: 0)
    var rnd: UInt32 = 0, modulus: UInt32 = 0, offset: UInt32 = 0
    var isByConnection = false, hasTuple = false
    var seen = SeenOptions()
  }
  private let options: Stored<Options>
  private static let names: [StaticString] = [
    "--hmark-src-prefix", "--hmark-dst-prefix", "--hmark-sport-mask", "--hmark-dport-mask", "--hmark-spi-mask", "--hmark-proto-mask",
  ]
  private static let words = ["src", "dst", "sport", "dport", "spi", "proto"]
  private static let rnd: UInt32 = 6, modulus: UInt32 = 7, offset: UInt32 = 8

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    next: while true {
      if !all.hasTuple, reader.takesPlain("--hmark-tuple") {
        all.hasTuple = true
        guard Self.readTuple(reader.string(reader.word()), &all, reader.family) else { return nil }
        continue
      }
      if reader.takesPlain("--hmark-rnd", Self.rnd, of: &all.seen) {
        guard let number = reader.number() else { return nil }
        all.rnd = UInt32(number)
        continue
      }
      if reader.takesPlain("--hmark-mod", Self.modulus, of: &all.seen) {
        guard let number = reader.number(), number > 0 else { return nil }
        all.modulus = UInt32(number)
        continue
      }
      if reader.takesPlain("--hmark-offset", Self.offset, of: &all.seen) {
        guard let number = reader.number() else { return nil }
        all.offset = UInt32(number)
        continue
      }
      for (i, name) in Self.names.enumerated() where reader.takesPlain(Keyword(stringLiteral: name), UInt32(i), of: &all.seen) {
        let maxima: [UInt64] = [UInt64(reader.family.width), UInt64(reader.family.width), 65535, 65535, UInt64(UInt32.max), 255]
        guard let number = reader.number(upTo: maxima[i]) else { return nil }
        all.values[i] = UInt32(number)
        continue next
      }
      break
    }
    guard (0..<6).contains(where: { all.seen.contains($0) }) || all.isByConnection, all.seen.contains(Self.rnd),
      all.seen.contains(Self.modulus)
    else { return nil }
    options = reader.store(all)
  }
  /// `src,dst,sport,dport,spi,proto,ct`: all of each.
  private static func readTuple(_ text: String, _ all: inout Options, _ family: IPFamily) -> Bool {
    // The kernel looks at eight bits of the protocol's sixteen.
    let whole: [UInt32] = [UInt32(family.width), UInt32(family.width), 0xffff, 0xffff, .max, 0xffff]
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      if word == "ct" {
        all.isByConnection = true
      } else if let i = words.firstIndex(of: String(word)) {
        _ = all.seen.insert(UInt32(i))
        all.values[i] = whole[i]
      } else {
        return false
      }
    }
    return true
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    let all = context.ruleset.heap[options]
    if all.isByConnection && !skb.conntrack.hasEntry { return .goOn }
    guard let flow = Flow(skb, all) else { return .unknown }
    let mark = flow.hash(all)
    if mark != skb.mark {
      skb.mark = mark
      skb.generation &+= 1
    }
    return .goOn
  }
  /// Masks with all the digits that they have room for.
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options], digits = [4, 4, 8, 2]
    writer.write(" -j HMARK")
    for (i, name) in Self.names.enumerated() where all.seen.contains(UInt32(i)) {
      writer.option(name)
      writer.write(" ")
      if i < 2 { writer.write(all.values[i]) } else { writer.write(paddedHex: all.values[i], digits: digits[i - 2]) }
    }
    writer.write(" --hmark-rnd ")
    writer.write(paddedHex: all.rnd)
    writer.write(" --hmark-mod \(all.modulus)")
    if all.seen.contains(Self.offset) { writer.write(" --hmark-offset \(all.offset)") }
    if all.isByConnection { writer.write(" --hmark-tuple ct") }
  }

  /// What is hashed of a packet (`struct hmark_tuple`).
  private struct Flow {
    private var source: UInt32, destination: UInt32, ports: UInt32 = 0, proto: UInt32

    /// Nil: something that is asked for is not known.
    init?(_ skb: SocketBuffer, _ all: Options) {
      let packet = skb.packet, conntrack = skb.conntrack, original = conntrack.original, isByConnection = all.isByConnection
      // Of a connection: whence it came, and where it went in the end.
      let isKnown = isByConnection && conntrack.isKnown
      if !isByConnection && (packet.isICMPError || (packet.isSourceUnknown && all.values[0] > 0)) { return nil }
      let usedProto = isKnown ? conntrack.proto : packet.proto
      proto = UInt32(usedProto.rawValue)
      source = Self.fold(isByConnection ? original.source : packet.source, packet.family, length: all.values[0])
      destination = Self.fold(
        isKnown ? conntrack.reply.source : isByConnection ? skb.flow.destination : packet.destination, packet.family, length: all.values[1])
      guard all.values[2] | all.values[3] | all.values[4] != 0 else { return }
      switch usedProto {
      case .esp, .ah: return nil
      case .icmpv6 where isByConnection: return nil
      case _ where (isByConnection ? usedProto.hasTrackedPorts : usedProto.hasPorts) && !packet.isLaterFragment:
        let range = isByConnection ? original.sourcePort : packet.sourcePort
        guard range.isSingle || all.values[2] == 0, isKnown || packet.portsAbove == 0 || all.values[3] == 0 else { return nil }
        let target = isKnown ? conntrack.reply.sourcePort.low : packet.destinationPort
        let first = UInt32(range.low) & all.values[2], second = UInt32(target) & all.values[3]
        ports = max(first, second) << 16 | min(first, second)
      default: break
      }
    }
    /// The masked words of an address, all in one.
    private static func fold(_ address: UInt128, _ family: IPFamily, length: UInt32) -> UInt32 {
      let bits = address & family.mask(length: Int(length))
      return (0..<4).reduce(0) { $0 ^ UInt32(truncatingIfNeeded: bits >> UInt128(32 * $1)) }
    }
    func hash(_ all: Options) -> UInt32 {
      let words = [min(source, destination), max(source, destination), ports]
      let hash = JenkinsHash.hash(words, initial: all.rnd) ^ (proto & all.values[5])
      return UInt32(truncatingIfNeeded: (UInt64(hash) * UInt64(all.modulus)) >> 32) &+ all.offset
    }
  }
}
