/// What a walk leaves behind: steps, callers and decisions, each list a tree whose branches share what they have in common.
///
/// A state holds the index of its last entry and every entry that of the one before: a fork copies three integers. The arrays are kept
/// between packets, so that a warm trail allocates nothing.
struct Trail {
  var steps: [Step] = []
  var frames: [Frame] = []
  var choices: [Choice] = []
  var assumptions: [AssumptionRecord] = []
  /// Rules that were tried, over all branches.
  var tried = 0

  mutating func removeAll() {
    steps.clear()
    frames.clear()
    choices.clear()
    assumptions.clear()
    tried = 0
  }
  /// What was assumed about a question on the way to `choice`; nil if it was not asked.
  func fact(_ question: Question, before choice: Int32) -> Bool? {
    var at = choice
    while at >= 0 {
      let choice = choices[Int(at)]
      if choice.whole == 0, assumptions[Int(choice.parts >> 1)].question == question { return choice.parts & 1 == 1 }
      at = choice.parent
    }
    return nil
  }
}

/// A step of the path, before it is put in words.
struct Step: BitwiseCopyable {
  var parent: Int32
  /// A rule; for a return or a policy, a chain; for a virtual server, its place.
  var index: UInt32
  /// The chain that the rule stands in; for a virtual server, the real server's place.
  var chain: UInt32
  var mark: UInt32
  var kind: StepKind
  var hook: Hook
  var layer: UInt8
  var isSecondPass: Bool
}
enum StepKind: UInt8, BitwiseCopyable { case rule, `return`, acceptPolicy, dropPolicy, virtualServer }

/// Where a jump came from (`jumpstack` in ipt_do_table).
struct Frame: BitwiseCopyable {
  var parent: Int32
  var rule: UInt32, end: UInt32, chain: UInt32, depth: UInt32
}

/// A decision on the way. `whole` 0: an assumption, and `parts` holds its index and, in the lowest bit, how it was taken.
///
/// Both sides of a fork stand next to each other, the one not taken first.
struct Choice: BitwiseCopyable {
  var parent: Int32
  var parts: UInt32, whole: UInt32
  var isAssumption: Bool { whole == 0 }
}

/// What was asked, and by whom.
struct AssumptionRecord: BitwiseCopyable {
  var question: Question
  /// The rule that asked, in its layer; `Rule.noText` where routing did.
  var rule: UInt32
  var layer: UInt8
  /// The test that asked; nil: the rule's target.
  var test: UInt32?
}

extension Array {
  /// Removes all elements and keeps their room; nothing much where there are none or one, as most often.
  @inline(__always) mutating func clear() {
    if count == 1 { removeLast() } else if !isEmpty { removeAll(keepingCapacity: true) }
  }
}
