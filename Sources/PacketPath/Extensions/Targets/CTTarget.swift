/// `-j CT`: what conntrack shall do with the packet, before it does (xt_ct_target in xt_CT.c).
///
/// The first such rule that a packet meets counts. When it comes back over lo it has its connection already; but one that conntrack called
/// INVALID has none, and is asked about again.
public struct CTTarget: Target {
  public static let info = ExtensionInfo(
    "CT",
    options: [
      "--notrack", "--helper name", "--timeout policy", "--ctevents list", "--expevents list", "--zone number|mark",
      "--zone-orig number|mark",
      "--zone-reply number|mark",
    ], model: .partial,
    "--notrack exactly. Zones keep connections apart, and take part where an address is taken out of a range; helpers and events have no effect."
  )
  private struct Options: BitwiseCopyable {
    var isUntracked = false
    var helper: TextRange?, timeout: TextRange?
    var events: UInt16 = 0
    var expectsEvents = false
    var zone: UInt16 = 0
    var isZoneMark = false, isZoneOriginal = false, isZoneReply = false
    var seen = SeenOptions()
    /// Both directions are as good as none (xt_ct_flags_to_dir).
    var ownZone: ConntrackZone {
      isZoneOriginal == isZoneReply
        ? ConntrackZone(number: zone) : ConntrackZone(number: zone, isForOriginal: isZoneOriginal, isForReply: isZoneReply)
    }
  }
  private let options: Stored<Options>
  private let isUntracked: Bool
  private static let events = ["new", "related", "destroy", "reply", "assured", "protoinfo", "helper", "mark", "natseqinfo", "secmark"]

  public init?(parsing reader: inout RuleReader) {
    var all = Options()
    while true {
      if reader.takesPlain("--notrack", 0, of: &all.seen) {
        all.isUntracked = true
      } else if reader.takesPlain("--helper", 1, of: &all.seen) {
        guard let name = reader.someText() else { return nil }
        all.helper = name
      } else if reader.takesPlain("--timeout", 2, of: &all.seen) {
        guard let name = reader.someText() else { return nil }
        all.timeout = name
      } else if reader.takesPlain("--ctevents", 3, of: &all.seen) {
        for word in reader.string(reader.word()).split(separator: ",", omittingEmptySubsequences: false) {
          guard let bit = Self.events.firstIndex(of: String(word)) else { return nil }
          all.events |= 1 << UInt16(bit)
        }
      } else if reader.takesPlain("--expevents", 4, of: &all.seen) {
        guard reader.cursor.takes("new") else { return nil }
        all.expectsEvents = true
      } else if reader.takesPlain("--zone", 5, of: &all.seen) {
        guard Self.readZone(&all, &reader) else { return nil }
      } else if reader.takesPlain("--zone-orig", 6, of: &all.seen) {
        all.isZoneOriginal = true
        guard Self.readZone(&all, &reader) else { return nil }
      } else if reader.takesPlain("--zone-reply", 7, of: &all.seen) {
        all.isZoneReply = true
        guard Self.readZone(&all, &reader) else { return nil }
      } else {
        break
      }
    }
    options = reader.store(all)
    isUntracked = all.isUntracked
  }
  private static func readZone(_ all: inout Options, _ reader: inout RuleReader) -> Bool {
    guard reader.cursor.byte() | 32 == 0x6d else {
      guard let number = reader.number(upTo: 65535) else { return false }
      all.zone = UInt16(number)
      return true
    }
    all.isZoneMark = true
    return reader.string(reader.word()).lowercased() == "mark"
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    guard skb.conntrack.isUndecided else { return .goOn }
    if isUntracked {
      skb.conntrack.state = .untracked
    } else {
      let all = context.ruleset.heap[options]
      skb.conntrack.hasTemplate = true
      skb.conntrack.state = []
      (skb.conntrack.zone, skb.conntrack.isZoneMark) = (all.ownZone, all.isZoneMark)
    }
    skb.generation &+= 1
    return .goOn
  }
  /// Whether packets that meet it may be of another zone than 0.
  func setsZone(_ heap: Heap) -> Bool { heap[options].zone != 0 || heap[options].isZoneMark }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -j CT")
    if all.isUntracked { writer.write(" --notrack") }
    if let helper = all.helper {
      writer.write(" --helper ")
      writer.write(Quoting.unquoted(writer.ruleset.bytes(helper)))
    }
    if let timeout = all.timeout {
      writer.write(" --timeout ")
      writer.write(Quoting.unquoted(writer.ruleset.bytes(timeout)))
    }
    if all.events != 0 {
      writer.write(
        " --ctevents " + Self.events.indices.filter { all.events >> UInt16($0) & 1 == 1 }.map { Self.events[$0] }.joined(separator: ","))
    }
    if all.expectsEvents { writer.write(" --expevents new") }
    guard all.zone != 0 || all.isZoneMark else { return }
    writer.write(" --zone")
    if all.isZoneOriginal != all.isZoneReply { writer.write(all.isZoneOriginal ? "-orig" : "-reply") }
    writer.write(all.isZoneMark ? " mark" : " \(all.zone)")
  }
  /// To leave a packet untracked, tracking need not be on.
  public var needsConntrack: Bool { !isUntracked }
}

extension Conntrack {
  /// Whether no connection, no template and no mark of being untracked hangs on the packet (`skb->_nfct == 0`).
  var isUndecided: Bool { state == .invalid || (state.isEmpty && !hasTemplate) }
}
