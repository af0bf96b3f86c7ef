/// `-m u32 [!] --u32 "tests"`: arithmetic on four bytes of the packet (u32_match_it in xt_u32.c). What a packet carries is not known.
public struct U32Match: Match {
  public static let info = ExtensionInfo(
    "u32", options: ["[!] --u32 tests"], model: .opaque, "Unknown: a packet's bytes are not among the inputs.")
  private let text: TextRange
  private let isNegated: Bool

  public init?(parsing reader: inout RuleReader) {
    guard reader.takes("--u32") else { return nil }
    isNegated = reader.isNegated
    guard let text = reader.someText(), Self.canonical(reader.unquoted(text)) != nil else { return nil }
    self.text = text
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { .unknown }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m u32")
    writer.option("--u32", negated: isNegated)
    writer.write(" \"" + (Self.canonical(Quoting.unquoted(writer.ruleset.bytes(text))) ?? "") + "\"")
  }

  /// `0&0xFF=1:2,3 && 4=5` without blanks and with every number in hexadecimal; nil if it is no such thing.
  private static func canonical(_ text: [UInt8]) -> String? {
    var rest = String(decoding: text.filter { $0 > 32 }, as: UTF8.self)[...], output = ""
    func number() -> Bool {
      let digits = rest.prefix { $0.isASCII && ($0.isHexDigit || $0 == "x" || $0 == "X") }
      guard let value = value(digits) else { return false }
      rest = rest.dropFirst(digits.count)
      output += "0x" + String(value, radix: 16)
      return true
    }
    func takes(_ word: String) -> Bool {
      guard rest.hasPrefix(word) else { return false }
      rest = rest.dropFirst(word.count)
      output += word
      return true
    }
    repeat {
      guard number() else { return nil }
      while !takes("=") {
        guard takes("<<") || takes(">>") || takes("@") || (!rest.hasPrefix("&&") && takes("&")), number() else { return nil }
      }
      repeat {
        guard number(), !takes(":") || number() else { return nil }
      } while takes(",")
    } while takes("&&")
    return rest.isEmpty ? output : nil
  }
  private static func value(_ digits: Substring) -> UInt32? {
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") { return UInt32(digits.dropFirst(2), radix: 16) }
    return digits.count > 1 && digits.hasPrefix("0") ? UInt32(digits, radix: 8) : UInt32(digits)
  }
}
