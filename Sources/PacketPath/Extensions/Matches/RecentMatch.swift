/// `-m recent`: lists of addresses seen lately (recent_mt in xt_recent.c). kube-proxy's session affinity.
///
/// A list that is not given is empty: `--set` holds, and so does `! --rcheck`; the rest does not. Of a list that is given it is known whom it
/// holds, and how often each was seen, but not how long ago.
public struct RecentMatch: Match {
  public static let info = ExtensionInfo(
    "recent",
    options: [
      "[!] --set|--rcheck|--update|--remove", "--seconds n", "--reap", "--hitcount n", "--rttl", "--name list", "--mask mask",
      "--rsource|--rdest",
    ], model: .partial, "Lists that are not given are empty; of those that are, how long ago is not known.")
  private enum Action: UInt8, BitwiseCopyable { case set, rcheck, update, remove }
  private struct Options: BitwiseCopyable {
    var action = Action.set
    var isNegated = false, reaps = false, testsTTL = false, isDestination = false
    var seconds: UInt32 = 0, hitCount: UInt32 = 0
    var name = TextRange.empty
    var mask: UInt128
  }
  private let options: Stored<Options>

  public init?(parsing reader: inout RuleReader) {
    var all = Options(mask: reader.family.mask(length: 128)), hasAction = false
    func act(_ action: Action, _ reader: RuleReader) {
      (all.action, all.isNegated, hasAction) = (action, reader.isNegated, true)
    }
    while true {
      if !hasAction, reader.takes("--set") {
        act(.set, reader)
      } else if !hasAction, reader.takes("--rcheck") {
        act(.rcheck, reader)
      } else if !hasAction, reader.takes("--update") {
        act(.update, reader)
      } else if !hasAction, reader.takes("--remove") {
        act(.remove, reader)
      } else if reader.takesPlain("--seconds") {
        guard all.seconds == 0, let number = reader.number(), number > 0 else { return nil }
        all.seconds = UInt32(number)
      } else if reader.takesPlain("--hitcount") {
        guard let number = reader.number(upTo: 65535) else { return nil }
        all.hitCount = UInt32(number)
      } else if reader.takesPlain("--reap") {
        all.reaps = true
      } else if reader.takesPlain("--rttl") {
        all.testsTTL = true
      } else if reader.takesPlain("--rsource") {
        all.isDestination = false
      } else if reader.takesPlain("--rdest") {
        all.isDestination = true
      } else if reader.takesPlain("--name") {
        // A list is a file of this name.
        guard all.name.count == 0, let name = reader.someText(), case let bytes = reader.unquoted(name), !bytes.contains(0x2f),
          bytes != [0x2e]
        else { return nil }
        all.name = name
      } else if reader.takesPlain("--mask") {
        guard let mask = reader.partialAddress(), reader.cursor.endsValue() else { return nil }
        all.mask = mask
      } else {
        break
      }
    }
    guard hasAction, !(all.reaps && all.seconds == 0) else { return nil }
    let asks = all.action == .rcheck || all.action == .update
    guard asks || (all.seconds == 0 && all.hitCount == 0 && !all.testsTTL) else { return nil }
    options = reader.store(all)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    let all = context.ruleset.heap[options]
    if context.facts.recent.isEmpty || all.action == .set { return Answer((all.action == .set) != all.isNegated) }
    let listed = context.facts.recent[name(all, context)] ?? []
    if listed.isEmpty { return Answer(all.isNegated) }
    if !all.isDestination && skb.packet.isSourceUnknown { return .unknown }
    return isSeen(address(of: skb.packet, all, context), ttl(skb), RecentList(listed), at: 0, all).negated(all.isNegated)
  }
  /// Whether a list has an address, often enough, and if that is asked, lately.
  private func isSeen(_ address: UInt128, _ ttl: UInt8, _ list: RecentList, at now: Double, _ all: Options) -> Answer {
    guard let entry = list.entries.first(where: { $0.address == address && (!all.testsTTL || $0.ttl == ttl) }) else { return .no }
    if all.action == .remove || all.action == .set { return .yes }
    let wanted = max(1, Int(all.hitCount))
    // What was before the session is out of date when the session itself is older.
    let possible = all.seconds == 0 ? entry.stamps.count : entry.stamps.count { ($0.isNaN ? 0 : $0) + Double(all.seconds) >= now }
    let sure = all.seconds == 0 ? possible : entry.stamps.count { $0 + Double(all.seconds) >= now }
    return sure >= wanted ? .yes : possible < wanted ? .no : .unknown
  }
  private func name(_ all: Options, _ context: EvaluationContext) -> String { Self.name(all, context.ruleset) }
  private static func name(_ all: Options, _ tables: RuleTables) -> String {
    let name = String(decoding: Quoting.unquoted(tables.bytes(all.name)), as: UTF8.self)
    return name.isEmpty ? "DEFAULT" : name
  }
  /// As it came: a packet that is forwarded has lost one by then.
  private func ttl(_ skb: SocketBuffer) -> UInt8 { skb.outInterface.isNone || skb.packet.isLocal ? skb.packet.ttl : skb.packet.ttl &+ 1 }
  private func address(of packet: Packet, _ all: Options, _ context: EvaluationContext) -> UInt128 {
    (all.isDestination ? packet.destination : packet.source) & (context.recentMasks[name(all, context)] ?? all.mask)
  }
  /// recent_mt: looks the address up, and records or forgets it.
  public func advance(_ skb: SocketBuffer, in context: EvaluationContext, _ memory: inout Memory, _ key: StateKey) -> Answer {
    let all = context.ruleset.heap[options], packet = skb.packet
    if !all.isDestination && packet.isSourceUnknown { return .unknown }
    let name = name(all, context)
    var list = memory.recent[name] ?? RecentList()
    defer { memory.recent[name] = list }
    let address = address(of: packet, all, context), ttl = ttl(skb)
    let isSeen = isSeen(address, ttl, list, at: memory.now, all)
    // Who is not listed is listed by `--set` alone; `--update` notes another time.
    let isListed = isSeen != .no || list.entries.contains { $0.address == address && (!all.testsTTL || $0.ttl == ttl) }
    switch all.action {
    case .set: list.touch(address, ttl: ttl, at: memory.now)
    case .remove: if isListed { list.entries.removeAll { $0.address == address } }
    case .rcheck, .update:
      if all.reaps && isListed {
        let oldest = memory.now - Double(all.seconds)
        list.entries.removeAll { ($0.stamps.last ?? 0) < oldest }
      }
      // Where it is not known, the walk assumes that the test holds.
      let holds = isSeen == .unknown || (isSeen == .yes) != all.isNegated
      if all.action == .update && isListed && holds { list.touch(address, ttl: ttl, at: memory.now) }
    }
    return all.action == .set ? Answer(!all.isNegated) : isSeen.negated(all.isNegated)
  }
  public var remembers: Bool { true }
  public func save(to writer: inout RuleWriter) {
    let all = writer.ruleset.heap[options]
    writer.write(" -m recent")
    switch all.action {
    case .set: writer.option("--set", negated: all.isNegated)
    case .rcheck: writer.option("--rcheck", negated: all.isNegated)
    case .update: writer.option("--update", negated: all.isNegated)
    case .remove: writer.option("--remove", negated: all.isNegated)
    }
    // Printed with a sign.
    if all.seconds != 0 { writer.write(" --seconds \(Int32(bitPattern: all.seconds))") }
    if all.reaps { writer.write(" --reap") }
    if all.hitCount != 0 { writer.write(" --hitcount \(all.hitCount)") }
    if all.testsTTL { writer.write(" --rttl") }
    writer.write(" --name")
    let name = Quoting.unquoted(writer.ruleset.bytes(all.name))
    writer.write([32] + (name.isEmpty ? Array("DEFAULT".utf8) : name))
    writer.write(" --mask \(Address(all.mask, writer.family))")
    writer.write(all.isDestination ? " --rdest" : " --rsource")
  }
}

extension RecentMatch {
  /// The list, its mask as this rule has it, and whether the rule puts addresses into it or takes them out.
  func list(in tables: RuleTables) -> (name: String, mask: UInt128, isChanged: Bool) {
    let all = tables.heap[options]
    return (Self.name(all, tables), all.mask, all.action != .rcheck)
  }
  /// The seconds of a plain `--rcheck --seconds n`: how long kube-proxy's session affinity holds.
  func recheckSeconds(in heap: Heap) -> UInt32? {
    let all = heap[options]
    return all.action == .rcheck && !all.isNegated && all.seconds != 0 ? all.seconds : nil
  }
}
