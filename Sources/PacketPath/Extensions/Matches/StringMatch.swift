/// `-m string`: bytes in the packet (string_mt in xt_string.c). What a packet carries is not known.
public struct StringMatch: Match {
  public static let info = ExtensionInfo(
    "string", options: ["[!] --string text", "[!] --hex-string text", "--algo bm|kmp", "--from n", "--to n", "--icase"], model: .opaque,
    "Unknown: a packet's content is not among the inputs.")
  private struct Options: BitwiseCopyable {
    var pattern = TextRange.empty
    var isHex = false, isNegated = false, ignoresCase = false, isKnuth = false
    var from: UInt16 = 0, to: UInt16 = .max
    var seen = SeenOptions()
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while true {
      let isText = reader.takes("--string", 0, of: &all.seen)
      if isText || reader.takes("--hex-string", 0, of: &all.seen) {
        (all.isHex, all.isNegated) = (!isText, reader.isNegated)
        guard let text = reader.someText(), let bytes = Self.pattern(reader.unquoted(text), isHex: all.isHex), bytes.count <= 128 else {
          return nil
        }
        all.pattern = text
      } else if reader.takesPlain("--algo", 1, of: &all.seen) {
        let name = reader.string(reader.word())
        guard name == "bm" || name == "kmp" else { return nil }
        all.isKnuth = name == "kmp"
      } else if reader.takesPlain("--from", 2, of: &all.seen) {
        guard let number = reader.number(upTo: 65535) else { return nil }
        all.from = UInt16(number)
      } else if reader.takesPlain("--to", 3, of: &all.seen) {
        guard let number = reader.number(upTo: 65535) else { return nil }
        all.to = UInt16(number)
      } else if reader.takesPlain("--icase", 4, of: &all.seen) {
        all.ignoresCase = true
      } else {
        break
      }
    }
    guard all.seen.contains(0), all.seen.contains(1), all.from <= all.to else { return nil }
    options = reader.store(all)
  }
  /// The bytes that are looked for: `|0d 0a|` stands for two of them in a hexadecimal pattern.
  private static func pattern(_ text: [UInt8], isHex: Bool) -> [UInt8]? {
    guard isHex else { return text }
    var bytes: [UInt8] = [], isInside = false, i = 0
    while i < text.count {
      if text[i] == 0x7c {
        isInside.toggle()
        i += 1
      } else if isInside && text[i] == 32 {
        i += 1
      } else if isInside {
        guard i + 1 < text.count, let byte = UInt8(String(decoding: text[i...(i + 1)], as: UTF8.self), radix: 16) else { return nil }
        bytes.append(byte)
        i += 2
      } else {
        if text[i] == 0x5c && i + 1 < text.count { i += 1 }
        bytes.append(text[i])
        i += 1
      }
    }
    return isInside || bytes.isEmpty ? nil : bytes
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { .unknown }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    let bytes = Self.pattern(Quoting.unquoted(writer.ruleset.bytes(all.pattern)), isHex: all.isHex) ?? []
    writer.write(" -m string")
    if bytes.allSatisfy({ $0 >= 32 && $0 < 127 }) && bytes.last != 0x5c {
      writer.option("--string", negated: all.isNegated)
      writer.write(" \"")
      // Apostrophes stay bare here (print_string in libxt_string.c).
      writer.write(bytes.flatMap { $0 == 0x22 || $0 == 0x5c ? [0x5c, $0] : [$0] })
      writer.write("\"")
    } else {
      writer.option("--hex-string", negated: all.isNegated)
      writer.write(" \"|" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "|\"")
    }
    writer.write(all.isKnuth ? " --algo kmp" : " --algo bm")
    if all.from != 0 { writer.write(" --from \(all.from)") }
    if all.to != .max { writer.write(" --to \(all.to)") }
    if all.ignoresCase { writer.write(" --icase") }
  }
}
