/// Which addresses the rules of a dump name, as far as the beginnings and ends of its lines tell: `-s` and `-d` stand in front in a rule as it is
/// saved, and what DNAT leads to stands at its end.
public struct AddressMentions: Sendable {
  /// Of `-s` and `-d`: single addresses, a set for each thread that read some of the text, and what is wider, with a `!` or without.
  public private(set) var hosts: [AddressSet] = []
  package fileprivate(set) var networks = OrderedSet<Network>()
  /// Single addresses that DNAT leads to.
  public private(set) var translated: [AddressSet] = []
  /// Rules that tell more of addresses when they are read: with `! -s` or `! -i` and a jump to a chain that is to be noted, with `-s` and a whole
  /// network, with `-d` and a jump to a chain that is to be noted.
  public fileprivate(set) var tellingLines: [TellingLine] = []

  /// A line, and how many like it came right behind it, but for the destination.
  public struct TellingLine: BitwiseCopyable, Sendable {
    var offset: UInt32
    /// What stands behind `! -s`; the place of the chain it leads to among those that are noted.
    fileprivate var negatedSource: Network?, chain: Int?
    public fileprivate(set) var count = 1
  }

  init() {}
  fileprivate init(hosts: AddressSet, translated: AddressSet) { (self.hosts, self.translated) = ([hosts], [translated]) }
  fileprivate init(networks: OrderedSet<Network>, tellingLines: [TellingLine]) {
    (self.networks, self.tellingLines) = (networks, tellingLines)
  }
  mutating func add(_ other: AddressMentions) {
    hosts += other.hosts
    translated += other.translated
    for network in other.networks.elements { networks.insert(network) }
    tellingLines += other.tellingLines
  }
}

/// Reads the beginnings and ends of rules.
struct MentionReader {
  private var hosts: AddressSet, translated: AddressSet
  private var networks = OrderedSet<Network>(), tellingLines: [AddressMentions.TellingLine] = []
  private let chains: [NotedChain]
  private var reader: RuleReader
  private let isIPv4: Bool
  /// The last network, as it stood there and what it is: most are the one of the pods.
  private var lastNetwork = (text: NameWords(), value: Network(.any(.ipv4), length: 0))
  /// The last address of a rule: what DNAT leads to is most often that of the rule in front.
  private var lastHost = (start: 0, end: 0, value: UInt32(0))
  /// What stands behind `! -s`, if ``Signs/negatedSource`` is there.
  private var negatedSource = Network(.any(.ipv4), length: 0)

  /// What stands in front of a rule that is of interest for what stands at its end.
  private struct Signs: OptionSet {
    let rawValue: UInt8
    static let negatedSource = Signs(rawValue: 1), negatedInterface = Signs(rawValue: 2)
    static let network = Signs(rawValue: 4), hostDestination = Signs(rawValue: 8)
  }
  /// A chain's name, and its last bytes.
  private struct NotedChain {
    let name: [UInt8]
    let tail: UInt64, mask: UInt64
    init(_ text: String) {
      name = Array(text.utf8)
      tail = name.suffix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) } << UInt64(8 * max(0, 8 - name.count))
      mask = name.isEmpty ? 0 : .max << UInt64(8 * max(0, 8 - name.count))
    }
    /// Whether it is the word that ends where a cursor stands.
    @inline(__always) func ends(at cursor: ByteCursor) -> Bool {
      cursor.offset > max(name.count, 8) && cursor.word(-8) & mask == tail && isWord(at: cursor)
    }
    @inline(never) private func isWord(at cursor: ByteCursor) -> Bool {
      var start = cursor
      start.skip(-name.count)
      return start.byte(-1) == 32 && name.indices.allSatisfy { start.byte($0) == name[$0] }
    }
  }

  init(_ text: SourceText, family: IPFamily, noting chains: [String]) {
    self.chains = chains.map { NotedChain($0) }
    (hosts, translated) = (AddressSet(family), AddressSet(family))
    reader = RuleReader(text.cursor(), family: family)
    isIPv4 = family == .ipv4
  }

  /// Single addresses of all lines that were read.
  var addresses: AddressMentions { AddressMentions(hosts: hosts, translated: translated) }
  /// Networks and telling lines since this was asked last.
  mutating func takeLines() -> AddressMentions {
    defer { (networks, tellingLines, lastNetwork.text) = (OrderedSet(), [], NameWords()) }
    return AddressMentions(networks: networks, tellingLines: tellingLines)
  }
  /// `at`: behind `-A NAME `. False: not as it is saved.
  @inline(__always) mutating func read(_ at: ByteCursor, line: Int, end: Int) -> Bool {
    var signs = Signs(), cursor = at
    while true {
      var word = cursor.word()
      let isNegated = word & 0xffff == 0x2021
      if isNegated {
        cursor.skip(2)
        word = word &>> 16
      }
      let option = word & 0xff_ffff
      guard option == 0x20_732d || option == 0x20_642d else {
        if option == 0x20_692d && isNegated { signs.insert(.negatedInterface) }
        break
      }
      cursor.skip(3)
      let isSource = option == 0x20_732d
      var host = cursor
      // /32 and a blank.
      if isIPv4, let address = host.takesIPv4(), host.word() & 0xffff_ffff == 0x2032_332f {
        lastHost = (cursor.offset, host.offset, address)
        host.skip(4)
        cursor = host
        hosts.insert(narrow: address)
        if isSource && isNegated {
          negatedSource = Network(Address(UInt128(address), .ipv4), length: 32)
          signs.insert(.negatedSource)
        }
        if !isSource && !isNegated { signs.insert(.hostDestination) }
      } else {
        guard let found = readNetwork(&cursor, isSource: isSource, isNegated) else { return false }
        signs.formUnion(found)
      }
    }
    cursor.offset = end
    if !signs.isEmpty { noteTelling(signs, line, cursor) }
    // A port, a bracket, or the last letter of --random and --persistent.
    let last = cursor.byte(-1)
    if last &- 48 < 10 { readPort(cursor) } else if last == 0x5d || last == 0x6d || last == 0x74 { readTranslation(end) }
    return true
  }
  /// Nil: not as it is saved.
  private mutating func readNetwork(_ cursor: inout ByteCursor, isSource: Bool, _ isNegated: Bool) -> Signs? {
    if lastNetwork.text.stands(at: cursor) {
      cursor.skip(lastNetwork.text.count &+ 1)
    } else {
      reader.cursor = cursor
      guard let network = reader.network() else { return nil }
      if network.isHost {
        cursor = reader.cursor
        hosts.insert(Address(network.address, reader.family))
        if isSource && isNegated { negatedSource = network }
        return isSource ? isNegated ? .negatedSource : [] : isNegated ? [] : .hostDestination
      }
      // A long one, of IPv6, is read each time; so is one at a line's end.
      var text = NameWords()
      let isKept = text.read(cursor) && cursor.offset + text.count + 1 == reader.cursor.offset
      lastNetwork = (isKept ? text : NameWords(), network)
      cursor = reader.cursor
      networks.insert(network)
    }
    if !isSource { return [] }
    if isNegated { negatedSource = lastNetwork.value }
    return isNegated ? .negatedSource : .network
  }

  /// Where the last word before `end` begins: a line has a blank behind its `-A`.
  @inline(__always) private func lastWord(before end: Int) -> Int {
    var at = reader.cursor
    at.offset = end
    while at.offset >= 8 {
      // The highest byte that is zero: exact, as that below need not be (a carry goes upwards).
      let word = at.word(-8) ^ 0x2020_2020_2020_2020
      let zeros = ~(((word & 0x7f7f_7f7f_7f7f_7f7f) &+ 0x7f7f_7f7f_7f7f_7f7f) | word | 0x7f7f_7f7f_7f7f_7f7f)
      if zeros != 0 { return at.offset &- zeros.leadingZeroBitCount &>> 3 }
      at.skip(-8)
    }
    while at.offset > 0 && at.byte(-1) != 32 { at.skip(-1) }
    return at.offset
  }
  /// `end`: where the line ends.
  @inline(__always) private mutating func noteTelling(_ signs: Signs, _ line: Int, _ end: ByteCursor) {
    var chain: Int?
    for place in chains.indices where chains[place].ends(at: end) { chain = place }
    if chain != nil || signs.contains(.network) { addTelling(signs, line, chain) }
  }
  private mutating func addTelling(_ signs: Signs, _ line: Int, _ chain: Int?) {
    let source = signs.contains(.negatedSource) ? negatedSource : nil, last = tellingLines.count - 1
    if last >= 0, let source, !signs.contains(.negatedInterface), tellingLines[last].negatedSource == source,
      tellingLines[last].chain == chain
    {
      tellingLines[last].count += 1
    } else {
      tellingLines.append(.init(offset: UInt32(truncatingIfNeeded: line), negatedSource: source, chain: chain))
    }
  }
  /// What may be the port of `--to-destination ADDRESS:PORT`, in front of a cursor.
  @inline(__always) private mutating func readPort(_ end: ByteCursor) {
    var at = end
    at.skip(-1)
    while at.byte(-1) &- 48 < 10 { at.skip(-1) }
    let count = lastHost.end &- lastHost.start
    guard at.byte(-1) == 0x3a, count >= 8 else { return readTranslation(end.offset) }
    at.skip(-1)
    // An address has at most 15 bytes: its first eight and its last eight are all of them.
    var host = at
    host.offset = lastHost.end
    if at.word(-8) == host.word(-8), at.word(-count) == host.word(-count) {
      at.skip(-count &- 17)
      if at.offset >= 0, at.isAt("--to-destination") { return translated.insert(narrow: lastHost.value) }
    }
    readTranslation(end.offset)
  }
  /// `--to-destination ADDRESS[:PORT]`, perhaps with flags behind it.
  @inline(never) private mutating func readTranslation(_ end: Int) {
    var end = end, cursor = reader.cursor
    while true {
      let start = lastWord(before: end)
      cursor.offset = start
      if cursor.byte() == 0x2d {
        guard cursor.isAt("--random") || cursor.isAt("--persistent") else { return }
        end = start - 1
        continue
      }
      guard start >= 17 else { return }
      cursor.skip(-17)
      guard cursor.isAt("--to-destination") else { return }
      cursor.skip(17)
      return readEndpoint(cursor, end)
    }
  }
  @inline(__always) private mutating func readEndpoint(_ at: ByteCursor, _ end: Int) {
    var cursor = at
    if isIPv4, let address = cursor.takesIPv4() {
      if isPortAtEnd(&cursor, end) { translated.insert(narrow: address) }
      return
    }
    reader.cursor = at
    let isBracketed = reader.takesByte(0x5b)
    guard let address = reader.partialAddress() else { return }
    if isBracketed && !reader.takesByte(0x5d) { return }
    cursor = reader.cursor
    if isPortAtEnd(&cursor, end) { translated.insert(Address(address, reader.family)) }
  }
  /// Whether nothing or a port stands between an address and the word's end: a range of addresses or ports leads to no single endpoint.
  @inline(__always) private func isPortAtEnd(_ cursor: inout ByteCursor, _ end: Int) -> Bool {
    if cursor.byte() == 0x3a {
      cursor.skip(1)
      while cursor.byte() &- 48 < 10 { cursor.skip(1) }
    }
    return cursor.offset == end
  }
}
