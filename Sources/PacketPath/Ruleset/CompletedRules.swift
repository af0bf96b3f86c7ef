extension Ruleset {
  /// Appends a rule that stands in no text, as the node's tools would have made it: `-A CHAIN …`, in canonical form.
  ///
  /// The chain is declared if it was not. Rules behind it in ``rules`` move up by one, so that a ``RuleID`` from before may be another
  /// rule's now. Costs a pass over the rules: for the few that a fragment lacks. Returns the new rule; nil if the text is no such rule.
  @discardableResult
  public mutating func complete(_ rule: String, in table: Table) -> RuleID? {
    let words = rule.split(separator: " ", maxSplits: 2)
    guard words.count >= 2, words[0] == "-A" else { return nil }
    var parser = IPTablesSaveParser(continuing: self)
    guard let chain = parser.parse(chain: Array(words[1].utf8), rule: Array((words.count > 2 ? words[2] : "").utf8), in: table) else {
      return nil
    }
    self = parser.ruleset
    tables.heap = parser.reader.heap
    rules[rules.count - 1].text = Rule.noText
    needsConntrack =
      needsConntrack || rules[rules.count - 1].target.needsConntrack || tests(of: rules[rules.count - 1]).contains { $0.needsConntrack }
    return moveLastRule(to: chain)
  }

  /// Makes the last of all rules the last of its chain.
  private mutating func moveLastRule(to chain: ChainID) -> RuleID {
    let rule = rules.removeLast()
    if chains[chain.index].count == 0 {
      chains[chain.index].lowerBound = UInt32(rules.count)
      chains[chain.index].upperBound = UInt32(rules.count)
    }
    let place = chains[chain.index].upperBound
    rules.insert(rule, at: Int(place))
    for index in chains.indices where index != chain.index && chains[index].lowerBound >= place && chains[index].count > 0 {
      chains[index].lowerBound += 1
      chains[index].upperBound += 1
    }
    chains[chain.index].upperBound += 1
    chains[chain.index].isDeclared = true
    return RuleID(raw: place)
  }
}

extension IPTablesSaveParser {
  /// A parser that adds to what was read before.
  fileprivate init(continuing ruleset: Ruleset) {
    text = ruleset.tables.text
    options = Options()
    self.ruleset = ruleset
    reader = RuleReader(text.cursor(), family: ruleset.family)
    reader.heap = ruleset.tables.heap
  }
  /// Reads a rule in the appendix. It becomes the last of all rules; nil, and no rule, if it is not understood.
  fileprivate mutating func parse(chain name: [UInt8], rule: [UInt8], in table: Table) -> ChainID? {
    var result: ChainID?
    inAppendix(name + [32] + rule) { parser, range in
      let chainName = TextRange(start: Int(range.start), end: Int(range.start) + name.count)
      let chain = parser.ruleset.chain(chainName, parser.reader.cursor, bias: parser.reader.bias, table: table)
      parser.reader.cursor.skip(name.count + 1)
      if parser.parseRule(of: table) { result = chain }
    }
    return result
  }
}
