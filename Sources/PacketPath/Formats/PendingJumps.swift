/// Jumps whose chains are looked up some dozens at a time.
///
/// A look-up goes to three places of a table that is larger than any cache. One after the other, each waits for memory; together, the processor
/// fetches what many of them need at once.
struct PendingJumps: Sendable {
  struct Jump: BitwiseCopyable, Sendable {
    var name: TextRange
    var hash: UInt32
    var rule: UInt32
    var table: Table
    var isGoto: Bool
  }
  fileprivate var jumps: [Jump] = []
  fileprivate var found: [ChainID?] = []
  private static let maximumCount = 64

  init() {
    jumps.reserveCapacity(Self.maximumCount)
    found.reserveCapacity(Self.maximumCount)
  }
  var isFull: Bool { jumps.count >= Self.maximumCount }
  @inline(__always) mutating func append(_ jump: Jump) { jumps.append(jump) }
  /// A rule was given up.
  mutating func removeAll(of rule: UInt32) { while jumps.last?.rule == rule { jumps.removeLast() } }
}

extension IPTablesSaveParser {
  /// The target of the rule in hand, which is to be named when its chain is looked up.
  @inline(__always) mutating func jumpLater(_ name: TextRange, _ table: Table, isGoto: Bool) -> TargetAction {
    if pending?.isFull ?? false { resolveJumps() }
    var at = reader.cursor
    at.offset = Int(name.start)
    let hash = ChainNames.hash(count: Int(name.count), table: table) { at.word($0) }
    let rule = UInt32(truncatingIfNeeded: ruleset.rules.count)
    pending?.append(PendingJumps.Jump(name: name, hash: hash, rule: rule, table: table, isGoto: isGoto))
    let unnamed = ChainID(raw: .max)
    return isGoto ? .goTo(unnamed) : .jump(unnamed)
  }
  /// Looks up what is pending. A chain that nobody has named yet is one from here on. In a part, it makes the part void: false.
  @inline(never) @discardableResult mutating func resolveJumps() -> Bool {
    guard var pending = self.pending, !pending.jumps.isEmpty else { return !isVoid }
    self.pending = nil
    defer {
      pending.jumps.removeAll(keepingCapacity: true)
      pending.found.removeAll(keepingCapacity: true)
      self.pending = pending
    }
    // Each of these loops touches one place of memory a jump, and none waits for another.
    for jump in pending.jumps { pending.found.append(ruleset.names.chain(at: ruleset.names.start(jump.hash))) }
    for (place, jump) in pending.jumps.enumerated() {
      guard let id = pending.found[place] else { continue }
      let chain = ruleset.chains[id.index]
      if chain.hash != jump.hash || chain.table != jump.table || chain.name.count != jump.name.count { pending.found[place] = nil }
    }
    for (place, jump) in pending.jumps.enumerated() {
      if let id = pending.found[place], ruleset.isName(of: id, jump.name, reader.cursor) {
        set(jump, id)
      } else if !isPart {
        set(jump, ruleset.chain(jump.name, reader.cursor, bias: 0, table: jump.table))
      } else if let id = ruleset.findChain(jump.name, reader.cursor, jump.table) {
        set(jump, id)
      } else {
        isVoid = true
      }
    }
    return !isVoid
  }
  @inline(__always) private mutating func set(_ jump: PendingJumps.Jump, _ id: ChainID) {
    ruleset.rules[Int(jump.rule)].target = jump.isGoto ? .goTo(id) : .jump(id)
  }
}
