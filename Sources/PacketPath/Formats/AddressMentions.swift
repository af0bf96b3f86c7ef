/// Which addresses the rules of a dump name, as far as the beginnings and ends of its lines tell: `-s` and `-d` stand in front in a rule as it is
/// saved, and what DNAT leads to stands at its end.
public struct AddressMentions: Sendable {
  /// Of `-s` and `-d`: single addresses, a set for each part of the text, and what is wider, with a `!` or without.
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
  fileprivate init(hosts: AddressSet, translated: AddressSet, networks: OrderedSet<Network>, tellingLines: [TellingLine]) {
    (self.hosts, self.translated, self.networks, self.tellingLines) = ([hosts], [translated], networks, tellingLines)
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
  private let chains: [[UInt8]]
  private var reader: RuleReader
  private let isIPv4: Bool
  private var lastNetwork: Network?

  /// What stands in front of a rule that is of interest for what stands at its end.
  private struct Head {
    var negatedSource: Network?
    var hasNegatedInterface = false, hasNetwork = false, hasHostDestination = false
    var mayTell: Bool { negatedSource != nil || hasNegatedInterface || hasNetwork || hasHostDestination }
  }

  init(_ text: SourceText, family: IPFamily, noting chains: [String]) {
    self.chains = chains.map { Array($0.utf8) }
    (hosts, translated) = (AddressSet(family), AddressSet(family))
    reader = RuleReader(text.cursor(), family: family)
    isIPv4 = family == .ipv4
  }

  var mentions: AddressMentions {
    AddressMentions(hosts: hosts, translated: translated, networks: networks, tellingLines: tellingLines)
  }
  /// `at`: behind `-A NAME `. False: not as it is saved.
  @inline(__always) mutating func read(_ at: ByteCursor, line: Int, end: Int) -> Bool {
    var head = Head(), cursor = at
    while true {
      var word = cursor.word()
      let isNegated = word & 0xffff == 0x2021
      if isNegated {
        cursor.skip(2)
        word = cursor.word()
      }
      let option = word & 0xff_ffff
      guard option == 0x20_732d || option == 0x20_642d else {
        if option == 0x20_692d && isNegated { head.hasNegatedInterface = true }
        break
      }
      cursor.skip(3)
      let isSource = option == 0x20_732d
      var host = cursor
      // /32 and a blank.
      if isIPv4, let address = host.takesIPv4(), host.word() & 0xffff_ffff == 0x2032_332f {
        host.skip(4)
        cursor = host
        hosts.insert(narrow: address)
        note(host: UInt128(address), isSource: isSource, isNegated, &head)
      } else if !readNetwork(&cursor, isSource: isSource, isNegated, &head) {
        return false
      }
    }
    if head.mayTell { noteTelling(head, line, end) }
    // A port, a bracket, or the last letter of --random and --persistent.
    cursor.offset = end
    let last = cursor.byte(-1)
    if last &- 48 < 10 || last == 0x5d || last == 0x6d || last == 0x74 { readTranslation(end) }
    return true
  }
  @inline(__always) private func note(host: UInt128, isSource: Bool, _ isNegated: Bool, _ head: inout Head) {
    if isSource && isNegated { head.negatedSource = Network(Address(host, reader.family), length: reader.family.width) }
    if !isSource && !isNegated { head.hasHostDestination = true }
  }
  private mutating func readNetwork(_ cursor: inout ByteCursor, isSource: Bool, _ isNegated: Bool, _ head: inout Head) -> Bool {
    reader.cursor = cursor
    guard let network = reader.network() else { return false }
    cursor = reader.cursor
    if network.isHost {
      hosts.insert(Address(network.address, reader.family))
      note(host: network.address, isSource: isSource, isNegated, &head)
    } else {
      if network != lastNetwork { networks.insert(network) }
      lastNetwork = network
      if isSource && isNegated { head.negatedSource = network } else if isSource { head.hasNetwork = true }
    }
    return true
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
  private mutating func noteTelling(_ head: Head, _ line: Int, _ end: Int) {
    let start = lastWord(before: end)
    var word = reader.cursor
    word.offset = start
    let chain = chains.firstIndex { name in name.count == end - start && name.indices.allSatisfy { word.byte($0) == name[$0] } }
    guard chain != nil || head.hasNetwork else { return }
    let last = tellingLines.count - 1
    if last >= 0, let source = head.negatedSource, !head.hasNegatedInterface, tellingLines[last].negatedSource == source,
      tellingLines[last].chain == chain
    {
      tellingLines[last].count += 1
    } else {
      let offset = UInt32(truncatingIfNeeded: line)
      tellingLines.append(.init(offset: offset, negatedSource: head.negatedSource, chain: chain))
    }
  }
  /// `--to-destination ADDRESS[:PORT]`, perhaps with flags behind it.
  @inline(__always) private mutating func readTranslation(_ end: Int) {
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
