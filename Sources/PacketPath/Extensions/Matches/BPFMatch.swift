/// `-m bpf`: a BPF program says it (bpf_mt_v1 in xt_bpf.c). Programs are not run here.
public struct BPFMatch: Match {
  public static let info = ExtensionInfo(
    "bpf", options: ["--bytecode code", "--object-pinned path"], model: .opaque, "Unknown: programs are not run.")
  private let text: TextRange
  private let isPinned: Bool

  public init?(parsing reader: inout RuleReader) {
    isPinned = reader.takesPlain("--object-pinned")
    guard isPinned || reader.takesPlain("--bytecode"), let text = reader.someText() else { return nil }
    guard isPinned || Self.canonical(reader.unquoted(text)) != nil else { return nil }
    self.text = text
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer { .unknown }
  public func save(to writer: inout RuleWriter) {
    let bytes = Quoting.unquoted(writer.ruleset.bytes(text))
    writer.write(isPinned ? " -m bpf --object-pinned " : " -m bpf --bytecode \"")
    writer.write(isPinned ? String(decoding: bytes, as: UTF8.self) : (Self.canonical(bytes) ?? "") + "\"")
  }
  /// `2,48 0 0 9,6 0 0 1`: how many instructions, and each as code, two jumps and a value; nil if it is no such thing.
  private static func canonical(_ text: [UInt8]) -> String? {
    var parts = String(decoding: text, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
    if parts.last?.isEmpty ?? false { parts.removeLast() }
    guard let first = parts.first, let count = Int(first), (1...64).contains(count), parts.count == count + 1 else { return nil }
    for part in parts.dropFirst() {
      let words = part.split(separator: " ")
      guard words.count == 4, UInt16(words[0]) != nil, UInt8(words[1]) != nil, UInt8(words[2]) != nil, UInt32(words[3]) != nil else {
        return nil
      }
    }
    return parts.joined(separator: ",")
  }
}
