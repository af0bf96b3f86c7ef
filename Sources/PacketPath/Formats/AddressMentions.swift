/// Which addresses the rules of a dump name, as far as the beginnings and ends of its lines tell: `-s` and `-d` stand in front in a rule as it is
/// saved, and what DNAT leads to stands at its end.
public struct AddressMentions: Sendable {
  /// Of `-s` and `-d`: single addresses, and what is wider, with a `!` or without.
  public fileprivate(set) var hosts: AddressList
  public fileprivate(set) var networks: Set<Network> = []
  /// Single addresses that DNAT leads to.
  public fileprivate(set) var translated: AddressList
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

  init(_ family: IPFamily) {
    hosts = AddressList(family)
    translated = AddressList(family)
  }
  mutating func reserveCapacity(lines: Int) {
    hosts.reserveCapacity(lines / 2)
    translated.reserveCapacity(lines / 3)
  }
  mutating func add(_ other: AddressMentions) {
    hosts.add(other.hosts)
    translated.add(other.translated)
    networks.formUnion(other.networks)
    tellingLines += other.tellingLines
  }
}

/// Reads the beginnings and ends of rules.
struct MentionReader {
  private(set) var mentions: AddressMentions
  private let chains: [[UInt8]]
  private var reader: RuleReader
  private var lastNetwork: Network?

  /// What stands in front of a rule that is of interest for what stands at its end.
  private struct Head {
    var negatedSource: Network?
    var hasNegatedInterface = false, hasNetwork = false, hasHostDestination = false
    var mayTell: Bool { negatedSource != nil || hasNegatedInterface || hasNetwork || hasHostDestination }
  }

  init(_ text: SourceText, family: IPFamily, noting chains: [String], lines: Int) {
    self.chains = chains.map { Array($0.utf8) }
    mentions = AddressMentions(family)
    mentions.reserveCapacity(lines: lines)
    reader = RuleReader(text.cursor(), family: family)
  }

  /// `at`: behind `-A NAME `. False: not as it is saved.
  @inline(__always) mutating func read(_ at: ByteCursor, line: Int, end: Int) -> Bool {
    var head = Head()
    reader.cursor = at
    while true {
      var word = reader.cursor.word()
      let isNegated = word & 0xffff == 0x2021
      if isNegated {
        reader.cursor.skip(2)
        word = reader.cursor.word()
      }
      let option = word & 0xff_ffff
      if option == 0x20_732d || option == 0x20_642d {
        reader.cursor.skip(3)
        if !readAddress(isSource: option == 0x20_732d, isNegated, &head) { return false }
      } else {
        if option == 0x20_692d && isNegated { head.hasNegatedInterface = true }
        break
      }
    }
    if head.mayTell { noteTelling(head, line, end) }
    // A port, a bracket, or the last letter of --random and --persistent.
    reader.cursor.offset = end
    let last = reader.cursor.byte(-1)
    if last &- 48 < 10 || last == 0x5d || last == 0x6d || last == 0x74 { readTranslation(end) }
    return true
  }
  @inline(__always) private mutating func readAddress(isSource: Bool, _ isNegated: Bool, _ head: inout Head) -> Bool {
    if reader.family == .ipv4 {
      let start = reader.cursor.offset
      // /32 and a blank.
      if let address = reader.partialIPv4(), reader.cursor.word() & 0xffff_ffff == 0x2032_332f {
        reader.cursor.skip(4)
        note(host: UInt128(address), isSource: isSource, isNegated, &head)
        return true
      }
      reader.cursor.offset = start
    }
    guard let network = reader.network() else { return false }
    if network.isHost {
      note(host: network.address, isSource: isSource, isNegated, &head)
    } else {
      if network != lastNetwork { mentions.networks.insert(network) }
      lastNetwork = network
      if isSource && isNegated { head.negatedSource = network } else if isSource { head.hasNetwork = true }
    }
    return true
  }
  @inline(__always) private mutating func note(host: UInt128, isSource: Bool, _ isNegated: Bool, _ head: inout Head) {
    mentions.hosts.append(host)
    if isSource && isNegated { head.negatedSource = Network(Address(host, reader.family), length: reader.family.width) }
    if !isSource && !isNegated { head.hasHostDestination = true }
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
    let last = mentions.tellingLines.count - 1
    if last >= 0, let source = head.negatedSource, !head.hasNegatedInterface, mentions.tellingLines[last].negatedSource == source,
      mentions.tellingLines[last].chain == chain
    {
      mentions.tellingLines[last].count += 1
    } else {
      let offset = UInt32(truncatingIfNeeded: line)
      mentions.tellingLines.append(.init(offset: offset, negatedSource: head.negatedSource, chain: chain))
    }
  }
  /// `--to-destination ADDRESS[:PORT]`, perhaps with flags behind it.
  private mutating func readTranslation(_ end: Int) {
    var end = end
    while true {
      let start = lastWord(before: end)
      reader.cursor.offset = start
      if reader.cursor.byte() == 0x2d {
        guard reader.cursor.isAt("--random") || reader.cursor.isAt("--persistent") else { return }
        end = start - 1
        continue
      }
      guard start >= 17 else { return }
      reader.cursor.skip(-17)
      guard reader.cursor.isAt("--to-destination") else { return }
      reader.cursor.skip(17)
      return readEndpoint(end)
    }
  }
  private mutating func readEndpoint(_ end: Int) {
    let isBracketed = reader.takesByte(0x5b)
    guard let address = reader.partialAddress() else { return }
    if isBracketed && !reader.takesByte(0x5d) { return }
    if reader.takesByte(0x3a) {
      while reader.cursor.byte() &- 48 < 10 { reader.cursor.skip(1) }
    }
    // A range of addresses or ports leads to no single endpoint.
    if reader.cursor.offset == end { mentions.translated.append(address) }
  }
}
