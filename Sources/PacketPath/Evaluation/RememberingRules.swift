/// Rules that answer from what earlier packets, or earlier rules of the same packet's way, have left behind.
struct RememberingRules: Sendable {
  private var rules: Set<UInt32> = []
  private var survey = Survey()
  /// The mask of each list of `-m recent`: that of the first rule that names it (recent_mt_check in xt_recent.c).
  var recentMasks: [String: UInt128] { survey.lists.mapValues(\.mask) }
  /// Whether one packet may meet again what it changed itself. Where not, a prediction needs no memory.
  private(set) var matterWithinWalks = false

  @inline(__always) func contains(_ rule: UInt32) -> Bool { !rules.isEmpty && rules.contains(rule) }

  init(_ ruleset: Ruleset) {
    // Most rulesets have none: the tests one behind the other tell soonest.
    let changesSets = ruleset.rules.contains { if case .set = $0.target { true } else { false } }
    if !changesSets && !ruleset.tests.contains(where: \.remembers) { return }
    for (number, rule) in ruleset.rules.enumerated() {
      var remembers = false
      for place in rule.testRange where ruleset.tests[place].remembers {
        survey.note(ruleset.tests[place], of: rule, UInt32(number), ruleset)
        remembers = true
      }
      if case .set(let target) = rule.target, target.changesSets(in: ruleset.tables) {
        survey.changesSets = true
        remembers = true
      }
      if remembers { rules.insert(UInt32(number)) }
    }
    if rules.isEmpty { return }
    matterWithinWalks = survey.matters(in: ruleset)
  }

  /// Whether a packet may meet in other rules what it changed in these: lists and sets belong to the node, whichever engine holds the rules that name them.
  func matters(beside other: RememberingRules) -> Bool {
    survey.changesSets && other.survey.testsSets || survey.setsLabels && other.survey.labelTests > 0
      || survey.lists.contains { $1.isChanged && other.survey.lists[$0] != nil }
  }

  private struct List {
    var mask: UInt128, text: UInt32
    var isChanged = false
    /// Only rules change it that end the nat table with it, as kube-proxy's do.
    var isChangedAtEnds = true
  }
  private struct Survey {
    var lists: [String: List] = [:]
    var changesSets = false, testsSets = false
    var labelTests = 0, setsLabels = false
    /// Rules with buckets, quotas and the like: asked twice by one packet, they are not what they were.
    var counting: Set<UInt32> = []

    mutating func note(_ test: Test, of rule: Rule, _ number: UInt32, _ ruleset: Ruleset) {
      switch test {
      case .recent(let match):
        let (name, mask, isChanged) = match.list(in: ruleset.tables)
        var list = lists[name] ?? List(mask: mask, text: rule.text)
        if rule.text < list.text { (list.mask, list.text) = (mask, rule.text) }
        if isChanged { list.isChanged = true }
        if isChanged && !rule.endsNat(behind: test, ruleset) { list.isChangedAtEnds = false }
        lists[name] = list
      case .set: testsSets = true
      case .connlabel(let match):
        labelTests += 1
        if match.sets { setsLabels = true }
      // What they count has grown by this packet, however often they are asked.
      case .connbytes, .connlimit: break
      default: counting.insert(number)
      }
    }
    func matters(in ruleset: Ruleset) -> Bool {
      if !counting.isEmpty && ruleset.mayBeMetTwice(counting) { return true }
      if changesSets && testsSets || setsLabels && labelTests > 1 { return true }
      let changed = lists.values.filter(\.isChanged)
      if changed.contains(where: { !$0.isChangedAtEnds }) { return true }
      // Behind a translation nat is over, but other tables, and nat's other hooks, may ask for the list.
      return !changed.isEmpty && ruleset.asksForLists(outsideOf: [.prerouting, .output])
    }
  }
}

extension Rule {
  /// Whether the rule translates the destination, and nothing keeps it from that once a test of it holds.
  fileprivate func endsNat(behind test: Test, _ ruleset: Ruleset) -> Bool {
    switch target {
    case .dnat, .redirect: break
    default: return false
    }
    var isBehind = false
    for place in testRange {
      if isBehind, !ruleset.tests[place].reads.isSubset(of: [.proto]) {
        switch ruleset.tests[place] {
        case .comment, .tcp, .udp, .sctp: break
        default: return false
        }
      }
      if case .recent = ruleset.tests[place] { isBehind = true }
    }
    return true
  }
}

extension Ruleset {
  /// Whether one packet may come to one of the rules twice: unless each stands in a base chain, or in one to which a single way leads.
  fileprivate func mayBeMetTwice(_ rules: Set<UInt32>) -> Bool {
    var callers = [Int](repeating: 0, count: chains.count), caller = [Int](repeating: -1, count: chains.count)
    for (number, chain) in chains.enumerated() {
      for place in chain.rules {
        switch self.rules[Int(place)].target {
        case .jump(let called), .goTo(let called): (callers[called.index], caller[called.index]) = (callers[called.index] + 1, number)
        default: break
        }
      }
    }
    for (number, chain) in chains.enumerated() where chain.rules.contains(where: rules.contains) {
      var at = number, steps = 0
      while chains[at].hook == nil && caller[at] >= 0 {
        if callers[at] > 1 || steps > chains.count { return true }
        at = caller[at]
        steps += 1
      }
    }
    return false
  }
  /// Whether rules ask for lists of `-m recent` that are reached from elsewhere than these hooks' nat tables.
  fileprivate func asksForLists(outsideOf hooks: Set<Hook>) -> Bool {
    var seen: Set<UInt32> = []
    var open = chains.indices.filter { index in
      guard let hook = chains[index].hook else { return false }
      return chains[index].table != .nat || !hooks.contains(hook)
    }.map { UInt32($0) }
    while let chain = open.popLast() {
      if !seen.insert(chain).inserted { continue }
      for place in chains[Int(chain)].rules {
        let rule = rules[Int(place)]
        for test in rule.testRange { if case .recent = tests[test] { return true } }
        switch rule.target {
        case .jump(let next), .goTo(let next): open.append(next.raw)
        default: break
        }
      }
    }
    return false
  }
}
