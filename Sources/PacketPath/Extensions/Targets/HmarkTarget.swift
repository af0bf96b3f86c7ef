/// `-j HMARK`: a mark from a seeded hash of the flow (hmark_tg in xt_HMARK.c). The hash is not reckoned here.
public struct HmarkTarget: Target {
  public static let info = ExtensionInfo(
    "HMARK",
    options: [
      "--hmark-tuple list", "--hmark-src-prefix length", "--hmark-dst-prefix length", "--hmark-sport-mask mask", "--hmark-dport-mask mask",
      "--hmark-spi-mask mask", "--hmark-proto-mask mask", "--hmark-rnd seed", "--hmark-mod n", "--hmark-offset n",
    ], model: .opaque, "Unknown: which mark it gives is not reckoned.")
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
    let whole: [UInt32] = [UInt32(family.width), UInt32(family.width), 0xffff, 0xffff, .max, 0xff]
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
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect { .unknown }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -j HMARK")
    for (i, name) in Self.names.enumerated() where all.seen.contains(UInt32(i)) {
      writer.option(name)
      writer.write(" ")
      if i < 2 { writer.write(all.values[i]) } else { writer.writeHex(all.values[i]) }
    }
    writer.write(" --hmark-rnd ")
    writer.write(paddedHex: all.rnd)
    writer.write(" --hmark-mod \(all.modulus)")
    if all.seen.contains(Self.offset) { writer.write(" --hmark-offset \(all.offset)") }
    if all.isByConnection { writer.write(" --hmark-tuple ct") }
  }
}
