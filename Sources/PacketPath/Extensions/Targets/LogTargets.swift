/// `-j LOG`: writes a line to the kernel's log and goes on (xt_LOG.c).
public struct LogTarget: Target {
  public static let info = ExtensionInfo(
    "LOG",
    options: [
      "--log-level level", "--log-prefix text", "--log-tcp-sequence", "--log-tcp-options", "--log-ip-options", "--log-uid",
      "--log-macdecode",
    ],
    "Goes on.")
  private struct Options: BitwiseCopyable {
    var prefix: TextRange?
    var level: UInt8 = 4
    var hasLevel = false
    var flags: UInt8 = 0
  }
  private let options: Stored<Options>
  private static let flagNames: [StaticString] = [
    " --log-tcp-sequence", " --log-tcp-options", " --log-ip-options", " --log-uid", "", " --log-macdecode",
  ]
  private static let levels = ["emerg", "alert", "crit", "error", "warning", "notice", "info", "debug"]

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while true {
      if reader.takesPlain("--log-prefix") {
        guard all.prefix == nil, let text = reader.someText() else { return nil }
        all.prefix = text
      } else if !all.hasLevel, reader.takesPlain("--log-level") {
        all.hasLevel = true
        let word = reader.string(reader.word())
        guard let level = Self.levels.firstIndex(of: word) ?? Int(word), (0...7).contains(level) else { return nil }
        all.level = UInt8(level)
      } else if all.flags & 1 == 0, reader.takesPlain("--log-tcp-sequence") {
        all.flags |= 1
      } else if all.flags & 2 == 0, reader.takesPlain("--log-tcp-options") {
        all.flags |= 2
      } else if all.flags & 4 == 0, reader.takesPlain("--log-ip-options") {
        all.flags |= 4
      } else if all.flags & 8 == 0, reader.takesPlain("--log-uid") {
        all.flags |= 8
      } else if all.flags & 32 == 0, reader.takesPlain("--log-macdecode") {
        all.flags |= 32
      } else {
        break
      }
    }
    options = reader.store(all)
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect { .goOn }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -j LOG")
    if let prefix = all.prefix {
      writer.write(" --log-prefix")
      writer.quote(prefix, limit: 29)
    }
    if all.level != 4 { writer.write(" --log-level \(all.level)") }
    for (bit, name) in Self.flagNames.enumerated() where all.flags >> bit & 1 == 1 { writer.write(name) }
  }
}

/// `-j NFLOG`: sends the packet to a logging program and goes on (xt_NFLOG.c).
public struct NflogTarget: Target {
  public static let info = ExtensionInfo(
    "NFLOG", options: ["--nflog-group n", "--nflog-prefix text", "--nflog-range n", "--nflog-size n", "--nflog-threshold n"], "Goes on.")
  private struct Options: BitwiseCopyable {
    var prefix: TextRange?
    var group: UInt16 = 0, threshold: UInt16 = 0
    var range: UInt32?, size: UInt32?
    var seen = SeenOptions()
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while true {
      if reader.takesPlain("--nflog-group", 0, of: &all.seen) {
        guard let number = reader.number(upTo: 65535) else { return nil }
        all.group = UInt16(number)
      } else if reader.takesPlain("--nflog-prefix", 1, of: &all.seen) {
        guard let text = reader.someText() else { return nil }
        all.prefix = text
      } else if reader.takesPlain("--nflog-range", 2, of: &all.seen) {
        guard let number = reader.number() else { return nil }
        all.range = UInt32(number)
      } else if reader.takesPlain("--nflog-size", 2, of: &all.seen) {
        guard let number = reader.number() else { return nil }
        all.size = UInt32(number)
      } else if reader.takesPlain("--nflog-threshold", 3, of: &all.seen) {
        guard let number = reader.number(upTo: 65535) else { return nil }
        all.threshold = UInt16(number)
      } else {
        break
      }
    }
    options = reader.store(all)
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect { .goOn }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -j NFLOG")
    if let prefix = all.prefix {
      writer.write(" --nflog-prefix")
      writer.quote(prefix, limit: writer.backend == .legacy ? 63 : 127)
    }
    if all.group != 0 { writer.write(" --nflog-group \(all.group)") }
    if let size = all.size { writer.write(" --nflog-size \(size)") }
    if let range = all.range, all.size == nil, range != 0, writer.backend == .legacy { writer.write(" --nflog-range \(range)") }
    if all.threshold != 0 { writer.write(" --nflog-threshold \(all.threshold)") }
  }
}
