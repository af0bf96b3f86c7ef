/// `-m hashlimit`: a bucket for each key (hashlimit_mt_common in xt_hashlimit.c).
///
/// A key that was not seen before has a full bucket: `--hashlimit-upto` holds, `--hashlimit-above` does not.
public struct HashlimitMatch: Match {
  public static let info = ExtensionInfo(
    "hashlimit",
    options: [
      "--hashlimit-upto rate", "--hashlimit-above rate", "--hashlimit-burst n", "--hashlimit-mode list", "--hashlimit-name name",
      "--hashlimit-htable-size n", "--hashlimit-htable-max n", "--hashlimit-htable-gcinterval ms", "--hashlimit-htable-expire ms",
      "--hashlimit-srcmask length", "--hashlimit-dstmask length", "--hashlimit-rate-match", "--hashlimit-rate-interval seconds",
    ], spellings: ["--hashlimit"], model: .partial,
    "The bucket is full for the first packet; with --hashlimit-rate-match in bytes, whether one of unknown length fits is unknown. "
      + "By ports, ESP and AH have as many buckets as indices: behind other packets the answer is unknown.")
  /// XT_HASHLIMIT_SCALE_v2
  private static let parts: UInt64 = 1_000_000
  private static let printedModes = ["srcip", "srcport", "dstip", "dstport"]

  private struct Options: BitwiseCopyable {
    var rate: LimitRate?
    /// What a byte costs, where the rate is one of bytes.
    var byteCost: UInt32?
    var isAbove = false, matchesRate = false
    var burst: UInt64?
    /// How a burst in bytes was written.
    var isBurstInBytes = false
    var mode: UInt8 = 0
    var name = TextRange.empty
    var size: UInt32 = 0, maximum: UInt32 = 0, interval: UInt32 = 1000, expiry: UInt32?
    var sourceMask: UInt8?, destinationMask: UInt8?
    var rateInterval: UInt32 = 1
    var seen = SeenOptions()

    /// The rate in bytes a second, as the kernel keeps it: in units of 16.
    var bytes: UInt64 { byteCost.map { UInt64(UInt32.max / $0 - 1) << 4 } ?? 0 }
    /// A burst of bytes counts refills of the bucket.
    var refills: UInt64 { burst.map { bytes == 0 ? 0 : ($0 + bytes - 1) / bytes } ?? 0 }
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while true {
      let isAbove = reader.takes("--hashlimit-above", 0, of: &all.seen)
      if isAbove || reader.takes("--hashlimit-upto", 0, of: &all.seen) || reader.takes("--hashlimit", 0, of: &all.seen) {
        all.isAbove = isAbove != reader.isNegated
        guard Self.readRate(reader.string(reader.word()), &all) else { return nil }
      } else if reader.takesPlain("--hashlimit-mode", 2, of: &all.seen) {
        for word in reader.string(reader.word()).split(separator: ",", omittingEmptySubsequences: false) {
          guard let bit = Self.printedModes.firstIndex(of: String(word)) else { return nil }
          all.mode |= 1 << UInt8(bit)
        }
      } else if reader.takesPlain("--hashlimit-name", 3, of: &all.seen) {
        guard let name = reader.someText(), !reader.unquoted(name).contains(0x2f) else { return nil }
        all.name = name
      } else {
        guard let isTaken = Self.readNumber(&all, &reader) else { return nil }
        if !isTaken { break }
      }
    }
    guard all.rate != nil || all.byteCost != nil, all.name.count > 0, all.isBurstInBytes == (all.byteCost != nil) || all.burst == nil,
      !all.seen.contains(11) || all.matchesRate
    else { return nil }
    if all.byteCost != nil, let burst = all.burst, burst < all.bytes { return nil }
    options = reader.store(all)
  }
  private static func readRate(_ text: String, _ all: inout Options) -> Bool {
    if let bytes = byteCount(text, ending: "b/s") {
      let units = bytes >> 4
      guard units < UInt64(UInt32.max) else { return false }
      all.byteCost = UInt32.max / UInt32(units + 1)
      return all.byteCost! > 0
    }
    all.rate = LimitRate(text, parts: parts)
    return all.rate != nil
  }
  /// `512kb` with an ending such as `b/s`.
  private static func byteCount(_ text: String, ending: String) -> UInt64? {
    for (unit, factor) in [("k", UInt64(1) << 10), ("m", 1 << 20), ("", 1)] where text.hasSuffix(unit + ending) {
      guard let number = UInt64(text.dropLast(unit.utf8.count + ending.utf8.count)), number <= UInt64(UInt32.max) else { return nil }
      return number * factor
    }
    return nil
  }
  /// Nil: an option whose value is not understood.
  private static func readNumber(_ all: inout Options, _ reader: inout RuleReader) -> Bool? {
    if reader.takesPlain("--hashlimit-burst", 1, of: &all.seen) {
      let text = reader.string(reader.word())
      all.isBurstInBytes = text.hasSuffix("b")
      all.burst = all.isBurstInBytes ? byteCount(text, ending: "b") : UInt64(text)
      guard let burst = all.burst, burst > 0, all.isBurstInBytes || burst <= 1_000_000 else { return nil }
    } else if reader.takesPlain("--hashlimit-htable-size", 4, of: &all.seen) {
      guard let number = reader.number() else { return nil }
      all.size = UInt32(number)
    } else if reader.takesPlain("--hashlimit-htable-max", 5, of: &all.seen) {
      guard let number = reader.number() else { return nil }
      all.maximum = UInt32(number)
    } else if reader.takesPlain("--hashlimit-htable-gcinterval", 6, of: &all.seen) {
      guard let number = reader.number() else { return nil }
      all.interval = UInt32(number)
    } else if reader.takesPlain("--hashlimit-htable-expire", 7, of: &all.seen) {
      guard let number = reader.number() else { return nil }
      all.expiry = UInt32(number)
    } else if reader.takesPlain("--hashlimit-srcmask", 8, of: &all.seen) {
      guard let number = reader.number(upTo: UInt64(reader.family.width)) else { return nil }
      all.sourceMask = UInt8(number)
    } else if reader.takesPlain("--hashlimit-dstmask", 9, of: &all.seen) {
      guard let number = reader.number(upTo: UInt64(reader.family.width)) else { return nil }
      all.destinationMask = UInt8(number)
    } else if reader.takesPlain("--hashlimit-rate-match", 10, of: &all.seen) {
      all.matchesRate = true
    } else if reader.takesPlain("--hashlimit-rate-interval", 11, of: &all.seen) {
      guard let number = reader.number(), number > 0 else { return nil }
      all.rateInterval = UInt32(number)
    } else {
      return false
    }
    return true
  }

  /// Of a first packet. The bucket is full, and larger than it no packet is taken to be (hashlimit_byte_cost).
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    let all = context.ruleset.heap[options]
    guard all.matchesRate, all.byteCost != nil else { return Answer(!all.isAbove) }
    let most = max(all.refills, 1) * all.bytes
    let fits: Answer = if let length = skb.packet.length { Answer(UInt64(length) <= most) } else { most >= 65535 ? .yes : .unknown }
    return fits.negated(all.isAbove)
  }
  /// A bucket for each key: what `--hashlimit-mode` names of a packet.
  public func advance(_ skb: SocketBuffer, in context: EvaluationContext, _ memory: inout Memory, _ key: StateKey) -> Answer {
    let all = context.ruleset.heap[options], packet = skb.packet
    if (packet.isSourceUnknown && all.mode & 1 != 0) || (packet.portsAbove > 0 && all.mode & 8 != 0) { return .unknown }
    func masked(_ address: UInt128, _ length: UInt8?) -> [UInt64] {
      let bits = address & packet.family.mask(length: Int(length ?? UInt8(packet.family.width)))
      return [UInt64(truncatingIfNeeded: bits), UInt64(truncatingIfNeeded: bits >> 64)]
    }
    // Of ESP and AH, ports are the halves of an index that is not among the inputs (proto_ports_offset): another bucket, or one that there is.
    let hasIndex = all.mode & 10 != 0 && (packet.proto == .esp || packet.proto == .ah)
    if hasIndex && memory.buckets.keys.contains(where: { $0.layer == key.layer && $0.test == key.test }) { return .unknown }
    var place = key
    place.detail = all.mode & 1 != 0 ? masked(packet.source, all.sourceMask) : []
    if all.mode & 2 != 0 { place.detail += [UInt64(packet.sourcePort.low), UInt64(packet.sourcePort.high)] }
    if all.mode & 4 != 0 { place.detail += masked(packet.destination, all.destinationMask) }
    if all.mode & 8 != 0 { place.detail.append(UInt64(packet.destinationPort)) }
    if hasIndex { place.detail.append(.max) }
    if all.matchesRate { return fitsWindow(all, packet, &memory, place).negated(all.isAbove) }
    guard let rate = all.rate else { return fitsBytes(all, packet, &memory, place).negated(all.isAbove) }
    let burst = all.burst ?? 5, full = Bucket(credit: Double(burst), since: memory.now)
    let fits = rate.takes(from: &memory.buckets[place, default: full], burst: burst, parts: Self.parts, at: memory.now)
    return Answer(fits != all.isAbove)
  }
  /// The bucket holds a second's bytes in units of 16, and one more. A packet costs its own and one more, at most the whole bucket; where too little is
  /// left, the bucket is filled again as often as the burst says (rateinfo_recalc, hashlimit_byte_cost).
  private func fitsBytes(_ all: Options, _ packet: Packet, _ memory: inout Memory, _ place: StateKey) -> Answer {
    var bucket = memory.buckets[place] ?? Bucket(credit: 1, since: memory.now)
    bucket.credit = min(1, bucket.credit + memory.now - bucket.since)
    bucket.since = memory.now
    guard let length = packet.length else { return bucket.credit == 1 ? .yes : .unknown }
    // Sums are not exact here; the kernel rounds a packet's cost down.
    let cost = min(1, Double(length >> 4 + 1) / Double(all.bytes >> 4 + 1)) - 1e-9
    var refills = memory.counters[place] ?? all.refills
    if bucket.credit < cost && refills > 0 { (refills, bucket.credit) = (refills - 1, 1) }
    let fits = bucket.credit >= cost
    if fits { bucket.credit -= cost }
    (memory.buckets[place], memory.counters[place]) = (bucket, refills)
    return Answer(fits)
  }
  /// `--hashlimit-rate-match`: what has come since the window began, and none at all if there was too much in the one before (hashlimit_mt_common). The
  /// bucket counts, its counter is 1 after such a window.
  private func fitsWindow(_ all: Options, _ packet: Packet, _ memory: inout Memory, _ place: StateKey) -> Answer {
    let rate = Double(all.rate?.perSecond(parts: Self.parts) ?? all.bytes)
    let most = all.rate == nil ? Double(max(all.refills, 1)) * rate : Double(all.burst ?? 5) + rate
    var window = memory.buckets[place] ?? Bucket(credit: 0, since: memory.now)
    let passed = memory.now - window.since
    if passed >= Double(all.rateInterval) {
      memory.counters[place] = window.credit * Double(all.rateInterval) > passed * rate ? 1 : 0
      window = Bucket(credit: 0, since: memory.now)
    }
    guard let cost = all.rate == nil ? packet.length : 1 else { return .unknown }
    window.credit += Double(cost)
    memory.buckets[place] = window
    return Answer(memory.counters[place] ?? 0 == 0 && window.credit <= most)
  }
  public var remembers: Bool { true }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m hashlimit --hashlimit-" + (all.isAbove ? "above " : "upto "))
    var quantum: UInt32
    if all.byteCost != nil {
      writer.write(Self.text(bytes: all.bytes) + "/s")
      quantum = all.burst == nil ? 15_000 : 60_000
      if all.burst != nil { writer.write(" --hashlimit-burst " + Self.text(bytes: all.refills * all.bytes)) }
    } else {
      let printed = all.rate!.text(parts: Self.parts)
      writer.write(printed.text)
      quantum = UInt32(printed.seconds * 1000)
      writer.write(" --hashlimit-burst \(all.burst ?? 5)")
    }
    if all.mode != 0 {
      let names = Self.printedModes.indices.filter { all.mode >> UInt8($0) & 1 == 1 }.map { Self.printedModes[$0] }
      writer.write(" --hashlimit-mode " + names.joined(separator: ","))
    }
    writer.write(" --hashlimit-name ")
    writer.write(Quoting.unquoted(writer.ruleset.bytes(all.name)))
    if all.size != 0 { writer.write(" --hashlimit-htable-size \(all.size)") }
    if all.maximum != 0 { writer.write(" --hashlimit-htable-max \(all.maximum)") }
    if all.interval != 1000 { writer.write(" --hashlimit-htable-gcinterval \(all.interval)") }
    let expiry = all.expiry ?? (all.byteCost != nil ? quantum : UInt32(all.rate!.unit * 1000))
    if expiry != quantum { writer.write(" --hashlimit-htable-expire \(expiry)") }
    let width = writer.family.width
    if let mask = all.sourceMask, Int(mask) != width { writer.write(" --hashlimit-srcmask \(mask)") }
    if let mask = all.destinationMask, Int(mask) != width { writer.write(" --hashlimit-dstmask \(mask)") }
    if all.matchesRate { writer.write(" --hashlimit-rate-match") }
    if all.matchesRate && all.rateInterval != 1 { writer.write(" --hashlimit-rate-interval \(all.rateInterval)") }
  }
  private static func text(bytes: UInt64) -> String {
    if bytes >= 1 << 20 && bytes % (1 << 20) == 0 { return "\(bytes >> 20)mb" }
    if bytes >= 1 << 10 && bytes % (1 << 10) == 0 { return "\(bytes >> 10)kb" }
    return "\(bytes)b"
  }
}
