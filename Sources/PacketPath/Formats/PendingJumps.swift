/// Jumps whose chains are looked up some dozens at a time.
///
/// A look-up goes to a table that is larger than any cache. One after the other, each waits for memory; together, the processor fetches what many
/// of them need at once.
struct PendingJumps: Sendable {
  struct Jump: BitwiseCopyable, Sendable {
    var name: TextRange
    var key: ChainKey
    var rule: UInt32
    var isGoto: Bool
  }
  fileprivate var jumps: [Jump] = []
  /// What was met where they are looked up.
  fileprivate var touched: UInt32 = 0
  private static let maximumCount = 64

  init() { jumps.reserveCapacity(Self.maximumCount) }
  var isFull: Bool { jumps.count >= Self.maximumCount }
  @inline(__always) mutating func append(_ jump: Jump) { jumps.append(jump) }
  /// A rule was given up.
  mutating func removeAll(of rule: UInt32) { while jumps.last?.rule == rule { jumps.removeLast() } }
}

extension IPTablesSaveParser {
  /// The target of the rule in hand, which is to be named when its chain is looked up.
  @inline(__always) mutating func jumpLater(_ name: TextRange, _ table: Table, isGoto: Bool) -> TargetAction {
    if pending?.isFull ?? false { resolveJumps() }
    let rule = UInt32(truncatingIfNeeded: ruleset.rules.count)
    pending?.append(PendingJumps.Jump(name: name, key: Ruleset.key(name, reader.cursor, table), rule: rule, isGoto: isGoto))
    let unnamed = ChainID(raw: .max)
    return isGoto ? .goTo(unnamed) : .jump(unnamed)
  }
  /// Looks up what is pending. A chain that nobody has named yet is one from here on. In a part, it makes the part void: false.
  @inline(never) @discardableResult mutating func resolveJumps() -> Bool {
    guard var pending = self.pending, !pending.jumps.isEmpty else { return !isVoid }
    self.pending = nil
    defer {
      pending.jumps.removeAll(keepingCapacity: true)
      self.pending = pending
    }
    for jump in pending.jumps { pending.touched &+= ruleset.names.touch(jump.key) }
    for jump in pending.jumps {
      if let id = ruleset.findChain(jump.name, jump.key, reader.cursor) {
        set(jump, id)
      } else if !isPart {
        set(jump, ruleset.chain(jump.name, jump.key, reader.cursor))
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
