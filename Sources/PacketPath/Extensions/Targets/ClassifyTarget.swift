/// `-j CLASSIFY --set-class major:minor`: the class for the queueing discipline (classify_tg in xt_CLASSIFY.c), and goes on.
public struct ClassifyTarget: Target {
  public static let info = ExtensionInfo("CLASSIFY", options: ["--set-class major:minor"], "Goes on.")
  private let major: UInt16, minor: UInt16

  public init?(parsing reader: inout RuleReader) {
    guard reader.takesPlain("--set-class") else { return nil }
    let parts = reader.string(reader.word()).split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let major = UInt32(parts[0], radix: 16), let minor = UInt32(parts[1], radix: 16) else { return nil }
    // What does not fit is lost (TC_H_MAKE).
    (self.major, self.minor) = (UInt16(truncatingIfNeeded: major), UInt16(truncatingIfNeeded: minor))
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect { .goOn }
  public func save(to writer: inout RuleWriter) {
    func digits(_ number: UInt16) -> String {
      let text = String(number, radix: 16)
      return String(repeating: "0", count: 4 - text.count) + text
    }
    writer.write(" -j CLASSIFY --set-class \(digits(major)):\(digits(minor))")
  }
}
