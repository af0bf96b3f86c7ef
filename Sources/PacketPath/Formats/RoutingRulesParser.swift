/// Reads what `ip rule` and `ip -6 rule` print, with or without `-d`, `-N`.
///
/// A rule that tests what nothing here tells (a tunnel's key, a VRF) is left out, with a remark.
public struct RoutingRulesParser {
  private var lines: LineReader
  private var rules: [RoutingRule] = []

  /// `family`: whose rules these are; nil: see ``family(of:)``.
  public static func parse(_ text: SourceText, family: IPFamily? = nil) -> Parsed<[RoutingRule]> {
    var parser = RoutingRulesParser(lines: LineReader(text))
    while let line = parser.lines.next() { parser.read(line) }
    if let family = family ?? Self.family(of: parser.rules) {
      for i in parser.rules.indices { parser.rules[i].family = parser.rules[i].family ?? family }
    }
    return parser.lines.finish(parser.rules)
  }
  private init(lines: LineReader) { self.lines = lines }

  /// `ip rule` prints one family and does not say which. A prefix tells; else, in a whole list, that IPv6 has no table `default`
  /// (fib6_rules_net_init, fib_default_rules_init). Nil: it may be either.
  package static func family(of rules: [RoutingRule]) -> IPFamily? {
    let families = Set(rules.compactMap(\.family))
    if families.count == 1 { return families.first }
    if rules.contains(where: { $0.action == .lookup(Route.defaultTable) }) { return .ipv4 }
    let isWhole = [Route.localTable, Route.mainTable].allSatisfy { table in rules.contains { $0.action == .lookup(table) } }
    return families.isEmpty && isWhole ? .ipv6 : nil
  }

  private mutating func read(_ line: TextLine) {
    let first = line.words[0].text
    if first == "Deleted" { return lines.remark(.note, "a rule that `ip monitor` saw vanish is left out", line) }
    guard first.last == ":", let priority = IPRouteWords.number(String(first.dropLast())) else {
      return lines.remark(.warning, "not a line of ip rule: \(first.shown)", line)
    }
    var reader = RuleWordReader(line, priority: priority)
    reader.read()
    for remark in reader.remarks { lines.remark(remark.severity, remark.message, line, remark.word) }
    if reader.isComplete { rules.append(reader.rule) }
  }
}

/// Reads the words of one rule (print_rule in iprule.c).
private struct RuleWordReader {
  let line: TextLine
  private(set) var rule: RoutingRule
  private(set) var remarks: [(severity: Diagnostic.Severity, message: String, word: Int)] = []
  private var at = 1
  private var hasAction = false, isLeftOut = false
  var isComplete: Bool { hasAction && !isLeftOut }

  init(_ line: TextLine, priority: UInt32) {
    self.line = line
    rule = RoutingRule(priority: priority, .nop)
  }

  mutating func read() {
    while at < line.words.count {
      let word = line.words[at].text
      if let value = at + 1 < line.words.count ? line.words[at + 1].text : nil, readPair(word, value) {
        at += 2
        continue
      }
      readSingle(word)
      at += 1
    }
    if !hasAction && !isLeftOut {
      at = line.words.count - 1
      remark(.warning, "a rule without an action is left out: the text may be cut off")
    }
  }

  /// A word that stands alone.
  private mutating func readSingle(_ word: String) {
    switch word {
    case "not": rule.isInverted = true
    case "blackhole", "6": act(.blackhole)
    case "unreachable", "7": act(.unreachable)
    case "prohibit", "8": act(.prohibit)
    case "nop": act(.nop)
    // What `goto` points to does not exist: the kernel passes on to the next rule (fib_rules_lookup).
    case "[unresolved]", "unresolved": rule.action = .nop
    // The device does not exist (yet): no packet has it.
    case "[detached]", "detached", "permanent": break
    case "[l3mdev-table]", "l3mdev": leaveOut("for devices of a VRF")
    default: remark(.note, "a word of the rule that is not known: \(word.shown)")
    }
  }
  /// A word and its value; false if the word takes none.
  private mutating func readPair(_ word: String, _ value: String) -> Bool {
    switch word {
    case "from": rule.source = prefix(value)
    case "to": rule.destination = prefix(value)
    case "tos", "dsfield": rule.tos = take(IPRouteWords.tos(value), "a TOS") ?? 0
    case "dscp": rule.tos = take(IPRouteWords.dscp(value), "a DSCP") ?? 0
    case "fwmark": readMark(value)
    case "iif", "dev": rule.inInterface = take(InterfaceName(value), "a device's name")
    case "oif": rule.outInterface = take(InterfaceName(value), "a device's name")
    case "uidrange": rule.uids = take(IPRouteWords.range(value), "a range of user ids")
    case "ipproto": rule.proto = take(IPRouteWords.proto(value), "a protocol that is known")
    case "sport": rule.sourcePorts = take(IPRouteWords.ports(value), "a range of ports")
    case "dport": rule.destinationPorts = take(IPRouteWords.ports(value), "a range of ports")
    case "lookup", "table":
      if value == "[l3mdev-table]" {
        leaveOut("for devices of a VRF")
      } else if let table = take(IPRouteWords.table(value), "a table") {
        act(.lookup(table))
      }
    case "goto":
      if value == "none" { act(.nop) } else if let priority = take(IPRouteWords.number(value), "a rule's priority") { act(.goTo(priority)) }
    case "suppress_prefixlength": rule.suppressPrefixLength = take(IPRouteWords.number(value), "a prefix length").map { Int($0) }
    case "tun_id": leaveOut("for a tunnel's key")
    case "suppress_ifgroup": remark(.warning, "`suppress_ifgroup` is not modelled: the rule is taken without it")
    case "flowlabel": leaveOut("for a flow label")
    case "realms", "proto", "protocol": break
    default: return false
    }
    return true
  }
  private mutating func readMark(_ value: String) {
    let parts = value.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map { IPRouteWords.number(String($0)) }
    guard let mark = take(parts[0], "a mark"), let mask = take(parts.count == 2 ? parts[1] : .max, "a mark's mask") else { return }
    rule.mark = mark
    rule.markMask = mask
  }
  /// Nil: every address.
  private mutating func prefix(_ value: String) -> Network? {
    if IPRouteWords.isEverything(value) { return nil }
    guard let prefix = take(IPRouteWords.prefix(value), "a prefix") else { return nil }
    if let family = rule.family, family != prefix.family { remark(.warning, "an address of the other family") }
    rule.family = prefix.family
    return prefix
  }

  private mutating func act(_ action: RoutingRule.Action) {
    rule.action = action
    hasAction = true
  }
  /// A test that is not understood must not become a rule that holds for everything.
  private mutating func take<Value>(_ value: Value?, _ what: String) -> Value? {
    if value == nil {
      isLeftOut = true
      at += 1
      remark(.warning, "\(line.words[at].text.shown) is not \(what): the rule is left out")
      at -= 1
    }
    return value
  }
  private mutating func leaveOut(_ what: String) {
    isLeftOut = true
    remark(.warning, "a rule \(what) is not modelled and left out")
  }
  private mutating func remark(_ severity: Diagnostic.Severity, _ message: String) { remarks.append((severity, message, at)) }
}
