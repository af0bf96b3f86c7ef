/// Which rules a reading keeps.
protocol RuleFilter {
  /// Whether a rule with this test surely matches none of the packets in question. `heap`: where the test's larger values stand.
  func leavesOut(_ test: Test, _ heap: Heap) -> Bool
}
struct KeepsAllRules: RuleFilter {
  @inline(__always) func leavesOut(_ test: Test, _ heap: Heap) -> Bool { false }
}
/// What became of a rule's words.
enum RuleReading { case read, leftOut, notUnderstood }

extension IPTablesSaveParser {
  /// Reads the words behind `-A CHAIN ` into a new rule. False: something is not in canonical form or not understood, and nothing is kept.
  ///
  /// `isTolerant`: what is not understood becomes opaque, and is remarked.
  @inline(__always) mutating func parseRule(of table: Table, isTolerant: Bool = false) -> Bool {
    parseRule(of: table, isTolerant: isTolerant, KeepsAllRules()) == .read
  }
  /// The only place where a rule is read.
  @inline(never) mutating func parseRule<F: RuleFilter>(of table: Table, isTolerant: Bool = false, _ filter: F) -> RuleReading {
    let first = ruleset.tests.count
    reader.fault = nil
    var rule = Rule(text: UInt32(truncatingIfNeeded: line), firstTest: UInt32(truncatingIfNeeded: first))
    reader.proto = IPProtocol(0)
    var rank = -1, targetStart = 0
    while reader.cursor.byte() != 10 {
      let start = reader.cursor.offset
      var test: Test?
      if reader.takesPlain("-m") {
        test = Test(parsing: &reader)
      } else if reader.takesPlain("-j") {
        if case .none = rule.target {} else if !isTolerant { return abandon(first) } else { remark(.error, "a rule has only one target") }
        targetStart = start
        if let target = parseTarget(of: table, isTolerant: isTolerant, isGoto: false) {
          rule.target = target
          continue
        }
        if !isTolerant { return abandon(first) }
        rule.target = opaqueTarget(from: start)
        continue
      } else if reader.takes("-d") {
        test = DestinationMatch(parsing: &reader).map(Test.destination)
      } else if reader.takes("-s") {
        test = SourceMatch(parsing: &reader).map(Test.source)
      } else if reader.takes("-p") {
        test = ProtocolMatch(parsing: &reader).map(Test.proto)
      } else if reader.takes("-i") {
        test = InInterfaceMatch(parsing: &reader).map(Test.inInterface)
      } else if reader.takes("-o") {
        test = OutInterfaceMatch(parsing: &reader).map(Test.outInterface)
      } else if reader.takesPlain("-g") {
        if case .none = rule.target {} else if !isTolerant { return abandon(first) } else { remark(.error, "a rule has only one target") }
        if let target = parseTarget(of: table, isTolerant: isTolerant, isGoto: true) {
          rule.target = target
          continue
        }
        return abandon(first)
      } else if reader.takes("-f") {
        test = FragmentMatch(parsing: &reader).map(Test.fragment)
      } else if reader.cursor.byte() == 0x2d || reader.cursor.byte() == 0x21 {
        test = implicitTest(from: first)
      }
      guard let test else {
        if !isTolerant { return abandon(first) }
        reader.cursor.offset = start
        if case .jump = rule.target, reader.cursor.byte() == 0x2d, reader.cursor.byte(1) == 0x2d {
          rule.target = opaqueTarget(from: targetStart)
          continue
        }
        ruleset.tests.append(.opaque(opaqueMatch()))
        rank = 6
        continue
      }
      if filter.leavesOut(test, reader.heap) {
        ruleset.tests.removeLast(ruleset.tests.count - first)
        return .leftOut
      }
      let newRank = test.headerRank ?? 6
      if newRank <= rank && newRank < 6 {
        if ruleset.tests[first...].contains(where: { $0.headerRank == newRank }) {
          if !isTolerant { return abandon(first) }
        }
        insert(test, newRank, from: first)
      } else {
        ruleset.tests.append(test)
      }
      rank = max(rank, newRank)
    }
    let count = ruleset.tests.count &- first
    if count > 255 {
      if isTolerant { remark(.error, "a rule with more than 255 tests: it is left out") }
      return abandon(first)
    }
    rule.testCount = UInt8(truncatingIfNeeded: count)
    ruleset.rules.append(rule)
    return .read
  }
  @inline(never) private mutating func abandon(_ first: Int) -> RuleReading {
    ruleset.tests.removeLast(ruleset.tests.count - first)
    pending?.removeAll(of: UInt32(truncatingIfNeeded: ruleset.rules.count))
    return .notUnderstood
  }
  /// `-s` behind `-d`, or a header option behind a match: it is tested, and printed, in its own place.
  @inline(never) private mutating func insert(_ test: Test, _ rank: Int, from first: Int) {
    var at = ruleset.tests.count
    while at > first, (ruleset.tests[at - 1].headerRank ?? 6) > rank { at -= 1 }
    ruleset.tests.insert(test, at: at)
  }
  /// `-p tcp --dport 80`: iptables loads the protocol's match by itself.
  @inline(never) private mutating func implicitTest(from first: Int) -> Test? {
    let start = reader.cursor.offset
    // A match that is there already takes its options itself.
    if ruleset.tests[first...].contains(where: { $0.isMatch(of: reader.proto) }) { return nil }
    let test: Test? =
      switch reader.proto {
      case .tcp: TCPMatch(parsing: &reader).map(Test.tcp)
      case .udp: UDPMatch(parsing: &reader).map(Test.udp)
      case .sctp: SCTPMatch(parsing: &reader).map(Test.sctp)
      case .icmp: ICMPMatch(parsing: &reader).map(Test.icmp)
      case .icmpv6: ICMPv6Match(parsing: &reader).map(Test.icmp6)
      case .dccp: DCCPMatch(parsing: &reader).map(Test.dccp)
      case .esp: ESPMatch(parsing: &reader).map(Test.esp)
      case .ah: AHMatch(parsing: &reader).map(Test.ah)
      case .ipcomp: IPCompMatch(parsing: &reader).map(Test.ipcomp)
      case .mobilityHeader: MHMatch(parsing: &reader).map(Test.mh)
      default: nil
      }
    return reader.cursor.offset == start ? nil : test
  }

  /// What stands behind `-j ` or `-g `: a target of ours, else a chain.
  @inline(__always) private mutating func parseTarget(of table: Table, isTolerant: Bool, isGoto: Bool) -> TargetAction? {
    let byte = reader.cursor.byte()
    // No target's name begins with K or a small letter: chains of kube-proxy and of most network plugins do.
    if byte != 0x4b && byte < 0x61 && !isGoto {
      let start = reader.cursor.offset
      if let target = TargetAction.parse(&reader) { return target }
      reader.cursor.offset = start
    }
    let start = reader.cursor.offset
    let name = reader.word()
    guard name.count > 0, byte != 0x22, byte != 0x2d else {
      reader.cursor.offset = start
      return nil
    }
    if pending != nil && !isTolerant && reader.bias == 0 { return jumpLater(name, table, isGoto: isGoto) }
    let chain = ruleset.chain(name, reader.cursor, bias: reader.bias, table: table)
    return isGoto ? .goTo(chain) : .jump(chain)
  }

  // MARK: What is not known

  /// From here to the next option that is not this match's own.
  private mutating func opaqueMatch() -> OpaqueMatch {
    let start = reader.cursor.offset
    let isMatch = reader.takes("-m")
    if !isMatch { reader.cursor.offset = start }
    skipOpaqueWord()
    while reader.cursor.byte() != 10 && !isAtNextOption() { skipOpaqueWord() }
    var end = reader.cursor.offset
    if end > start && reader.cursor.byte(-1) == 32 { end -= 1 }
    let range = TextRange(start: start + reader.bias, end: end + reader.bias)
    let words = reader.string(range)
    let name = isMatch ? words.split(separator: " ").dropFirst(words.hasPrefix("! ") ? 2 : 1).first.map(String.init) ?? words : words
    remarkUnknown(name, isMatch ? "the match `\(words)` is not understood" : "`\(words)` is not understood")
    return OpaqueMatch(range)
  }
  private mutating func skipOpaqueWord() {
    if !reader.skipsQuoted() { reader.cursor.offset = reader.cursor.lineEnd() }
    reader.cursor.blank()
  }
  private func isAtNextOption() -> Bool {
    var at = reader.cursor
    if at.byte() == 0x21 && at.byte(1) == 32 { at.skip(2) }
    return at.byte() == 0x2d && at.byte(1) != 0x2d && at.byte(2) <= 32
  }
  private mutating func opaqueTarget(from start: Int) -> TargetAction {
    reader.cursor.offset = reader.cursor.lineEnd()
    let range = TextRange(start: start + reader.bias, end: reader.cursor.offset + reader.bias)
    let words = reader.string(range)
    remarkUnknown(words.split(separator: " ").dropFirst().first.map(String.init) ?? words, "the target `\(words)` is not understood")
    return .opaque(range)
  }
  /// Points at the word in the line as it stands in the text.
  private mutating func remarkUnknown(_ word: String, _ message: String) {
    var cursor = text.cursor(at: line)
    let end = cursor.lineEnd()
    let needle = Array(word.utf8)
    var column = line
    while cursor.offset + needle.count <= end {
      if (0..<needle.count).allSatisfy({ cursor.byte($0) == needle[$0] }) {
        column = cursor.offset
        break
      }
      cursor.skip(1)
    }
    let reason = reader.fault.map { " (\($0))" } ?? ""
    reader.fault = nil
    remark(.warning, message + reason + ": what it does is taken as unknown", at: column)
  }
}

extension Test {
  /// Whether it is the match that a protocol's own options belong to.
  fileprivate func isMatch(of proto: IPProtocol) -> Bool {
    switch self {
    case .tcp: proto == .tcp
    case .udp: proto == .udp
    case .sctp: proto == .sctp
    case .dccp: proto == .dccp
    case .icmp: proto == .icmp
    case .icmp6: proto == .icmpv6
    case .esp: proto == .esp
    case .ah: proto == .ah
    case .ipcomp: proto == .ipcomp
    case .mh: proto == .mobilityHeader
    default: false
    }
  }
}
