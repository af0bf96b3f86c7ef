/// The packets of which one question is: their addresses, and the ports to which nat may see them go.
///
/// Holds whatever any of them may have as its destination on its way, the answers' destinations included.
public struct PacketScope: Sendable {
  public private(set) var addresses: [UInt128] = []
  private(set) var ports: [UInt16] = []
  public let family: IPFamily

  /// `port`: nil for protocols without ports.
  public init(to destination: Address, port: UInt16?) {
    family = destination.family
    addresses = [destination.bits]
    ports = port.map { [$0] } ?? []
  }
  public mutating func add(_ address: Address) {
    if address.family == family && !addresses.contains(address.bits) { addresses.append(address.bits) }
  }
  mutating func add(port: UInt16) { if !ports.contains(port) { ports.append(port) } }
}

extension IPTablesSaveParser {
  /// Reads of a dump the rules that some packets can meet: those of chains that lead there from a base chain, and in them those that do not
  /// ask for another destination.
  ///
  /// A rule that is left out surely says no: its `-d` is one address that no packet in question ever has as its destination, or in nat, which
  /// sees only requests, its `--dport` is such a port. What a packet can become is read off the rules themselves: nat's first.
  ///
  /// Nil: something there needs the whole text: lines that are not in canonical form or not understood, translations to what the rules alone do
  /// not tell (REDIRECT, NETMAP, ranges), or rules that say nothing of whether connections are tracked.
  public static func parse(_ outline: RulesetOutline, meeting scope: PacketScope, options: Options = Options()) -> Ruleset? {
    var reading = SelectiveReading(outline, scope, options)
    return reading.read()
  }
  /// Reads some lines of a dump by themselves, each in its chain.
  public static func parse(_ lines: [AddressMentions.TellingLine], of outline: RulesetOutline, options: Options = Options()) -> Ruleset {
    var parser = IPTablesSaveParser(selecting: outline, options)
    for line in lines {
      let offset = Int(line.offset)
      guard let section = outline.sections.first(where: { $0.start < offset && offset < $0.end }) else { continue }
      parser.readSelected(at: offset, in: section.table)
    }
    return parser.finishSelection()
  }
}

/// Leaves out rules for other destinations.
private struct DestinationFilter: RuleFilter {
  let addresses: [UInt128], ports: [UInt16]
  let narrowsPorts: Bool

  @inline(__always) func leavesOut(_ test: Test, _ heap: Heap) -> Bool {
    switch test {
    case .destination(let match):
      guard let host = match.address.host(in: heap) else { return false }
      return !addresses.contains(host)
    case .tcp(let match): return narrowsPorts && isOther(match.destinationPorts(in: heap))
    case .udp(let match): return narrowsPorts && isOther(match.destinationPorts)
    case .sctp(let match): return narrowsPorts && isOther(match.destinationPorts)
    default: return false
    }
  }
  /// What ``leavesOut(_:_:)`` says of a rule that begins with `-d ADDRESS/32`, as most of KUBE-SERVICES do, without reading it as a test.
  @inline(__always) func leavesOutAtOnce(_ at: ByteCursor, _ family: IPFamily) -> Bool {
    var cursor = at
    guard family == .ipv4, cursor.word() & 0xff_ffff == 0x20_642d else { return false }
    cursor.skip(3)
    guard let host = cursor.takesIPv4(), cursor.word() & 0xffff_ffff == 0x2032_332f else { return false }
    return !addresses.contains(UInt128(host))
  }
  @inline(__always) private func isOther(_ range: PortRange?) -> Bool {
    guard let range, range.isSingle else { return false }
    return !ports.contains(range.low)
  }
}

private struct SelectiveReading {
  private let outline: RulesetOutline
  private var scope: PacketScope
  private var parser: IPTablesSaveParser
  private var numbers: [UInt32] = []
  /// For each chain how it was read: 0 not, 1 for the requests as they were sent, 2 for all packets.
  private var depth: [UInt8] = []
  private var waiting: [ChainID] = []
  /// Runs by the hash of their name, once there are many chains to look up.
  private var places: [UInt64: [Int]] = [:]
  private var lookups = 0

  init(_ outline: RulesetOutline, _ scope: PacketScope, _ options: IPTablesSaveParser.Options) {
    self.outline = outline
    self.scope = scope
    parser = IPTablesSaveParser(selecting: outline, options)
  }

  mutating func read() -> Ruleset? {
    for (number, section) in outline.sections.enumerated() {
      parser.open(section, comments: outline.comments.filter { $0.section == number })
    }
    // The hooks in front of routing see a request as it was sent; what they make of it, all others see.
    if !read(from: [.prerouting, .output], of: .nat, isOriginal: true) { return nil }
    if !read(from: [.postrouting, .input], of: .nat, isOriginal: false) { return nil }
    for section in outline.sections where section.table != .nat {
      if !read(from: section.table.hooks, of: section.table, isOriginal: false) { return nil }
    }
    parser.ruleset.numbers = numbers
    let ruleset = parser.finishSelection()
    return ruleset.needsConntrack ? ruleset : nil
  }

  /// Reads the chains that can be reached from some hooks.
  private mutating func read(from hooks: [Hook], of table: Table, isOriginal: Bool) -> Bool {
    guard let section = outline.sections.first(where: { $0.table == table }) else { return true }
    waiting = hooks.compactMap { parser.ruleset.baseChain(table, $0) }
    let filter = DestinationFilter(addresses: scope.addresses, ports: scope.ports, narrowsPorts: table == .nat && !scope.ports.isEmpty)
    let wanted: UInt8 = isOriginal ? 1 : 2
    while let chain = waiting.popLast() {
      if depth.count < parser.ruleset.chains.count {
        depth += [UInt8](repeating: 0, count: parser.ruleset.chains.count - depth.count)
      }
      if depth[chain.index] >= wanted { continue }
      depth[chain.index] = wanted
      if !read(chain, section, filter) { return false }
    }
    return true
  }
  /// Reads a chain's lines one behind the other, and notes where they lead.
  private mutating func read(_ chain: ChainID, _ section: RulesetOutline.Section, _ filter: DestinationFilter) -> Bool {
    let first = parser.ruleset.rules.count, name = parser.ruleset[chain].name
    var number: UInt32 = 0
    for run in runs(of: name, section) {
      var at = outline.runs.start(of: run)
      let end = run + 1 < section.runs.upperBound ? outline.runs.start(of: run + 1) : section.end
      while at < end {
        if parser.isBlank(at) {
          at += 1
          continue
        }
        guard parser.moveTo(ruleAt: at, nameCount: Int(name.count)) else { break }
        number += 1
        if filter.leavesOutAtOnce(parser.reader.cursor, outline.family) {
          at = outline.text.newline(from: parser.reader.cursor.offset) + 1
          continue
        }
        switch parser.parseRule(of: section.table, filter) {
        case .read: numbers.append(number)
        case .leftOut: break
        case .notUnderstood: return false
        }
        at = outline.text.newline(from: parser.reader.cursor.offset) + 1
      }
    }
    let rules = UInt32(first)..<UInt32(parser.ruleset.rules.count)
    parser.ruleset.chains[chain.index].lowerBound = rules.lowerBound
    parser.ruleset.chains[chain.index].upperBound = rules.upperBound
    if number > 0 { parser.ruleset.chains[chain.index].isDeclared = true } else { declare(chain, section) }
    for rule in rules { if !follow(parser.ruleset.rules[Int(rule)].target) { return false } }
    return true
  }
  /// A chain without rules may be declared all the same.
  private mutating func declare(_ chain: ChainID, _ section: RulesetOutline.Section) {
    if parser.ruleset[chain].isDeclared { return }
    if outline.declaration(of: parser.ruleset[chain].name, in: section) != nil { parser.ruleset.chains[chain.index].isDeclared = true }
  }
  /// What becomes of packets that a rule matches. False: nobody can tell.
  private mutating func follow(_ target: TargetAction) -> Bool {
    switch target {
    case .jump(let chain), .goTo(let chain): waiting.append(chain)
    case .dnat(let target):
      var tables = RuleTables(text: outline.text, family: outline.family)
      tables.heap = parser.reader.heap
      guard let endpoint = target.endpoint(in: tables) else { return false }
      if let address = endpoint.address { scope.add(address) }
      if let port = endpoint.port { scope.add(port: port) }
    case .snat(let target):
      guard let addresses = target.addresses(in: parser.reader.heap) else { break }
      guard addresses.low == addresses.high else { return false }
      scope.add(Address(addresses.low, outline.family))
    case .redirect, .netmap, .dnpt, .snpt, .opaque: return false
    default: break
    }
    return true
  }

  private static func key(_ hash: UInt16, _ section: RulesetOutline.Section) -> UInt64 {
    UInt64(hash) << 3 | UInt64(section.table.rawValue)
  }
  /// The places of a chain's runs, in order. A linear search until it is worth while to remember.
  private mutating func runs(of name: TextRange, _ section: RulesetOutline.Section) -> [Int] {
    guard name.count < 32 else { return [] }
    let hash = NameWords.hash(at: outline.text.cursor(at: Int(name.start)), count: Int(name.count))
    lookups += 1
    if lookups < 64 {
      return outline.runs.places(of: hash, in: section.runs).filter { outline.isRun($0, of: name) }
    }
    if places.isEmpty {
      for section in outline.sections {
        for run in section.runs { places[Self.key(outline.runs.hash(of: run), section), default: []].append(run) }
      }
    }
    return (places[Self.key(hash, section)] ?? []).filter { outline.isRun($0, of: name) }
  }
}
