/// `[!] -s address[/mask]` and `[!] -d address[/mask]` (ip_packet_match in ip_tables.c).
///
/// IPv4 prefixes stand in the match itself; IPv6 and masks with holes in the heap.
struct AddressMatch: Equatable {
  private enum Form: UInt8, BitwiseCopyable { case prefix4, wide }
  private var value: UInt32
  private var length: UInt8
  private var form: Form
  let isNegated: Bool

  @inline(__always) init?(parsing reader: inout RuleReader) {
    if reader.family == .ipv4 {
      guard let address = reader.partialIPv4() else { return nil }
      var length: UInt8 = 32
      if reader.takesByte(0x2f) {
        guard let bits = reader.partialNumber(upTo: 255), reader.cursor.byte() != 0x2e else {
          // A mask in dotted form: read again as a whole.
          while reader.cursor.byte(-1) > 32 { reader.cursor.skip(-1) }
          guard let network = reader.network() else { return nil }
          self = Self(network, isNegated: reader.isNegated, in: &reader)
          return
        }
        guard bits <= 32 else { return nil }
        length = UInt8(truncatingIfNeeded: bits)
      }
      guard reader.cursor.endsValue() else { return nil }
      value = address & ~UInt32(truncatingIfNeeded: (UInt64(1) &<< UInt64(32 &- length)) &- 1)
      (self.length, form, isNegated) = (length, .prefix4, reader.isNegated)
    } else {
      guard let network = reader.network() else { return nil }
      self = Self(network, isNegated: reader.isNegated, in: &reader)
    }
  }
  private init(_ network: Network, isNegated: Bool, in reader: inout RuleReader) {
    self.isNegated = isNegated
    if network.family == .ipv4, let prefix = network.length {
      (value, length, form) = (UInt32(truncatingIfNeeded: network.address), UInt8(prefix), .prefix4)
    } else {
      let place = reader.store(network)
      (value, length, form) = (place.offset, 0, .wide)
    }
  }

  @inline(__always) func evaluate(_ address: UInt128, _ context: EvaluationContext) -> Answer {
    if form == .prefix4 {
      let difference = UInt32(truncatingIfNeeded: address) ^ value
      // A shift by 32 gives 0: every address is in 0.0.0.0/0.
      return Answer((difference >> (32 &- UInt32(length)) == 0) != isNegated)
    }
    return Answer(context.ruleset.heap[Stored<Network>(offset: value)].contains(address) != isNegated)
  }
  func network(in heap: Heap) -> Network {
    form == .prefix4 ? Network(Address(UInt128(value), .ipv4), length: Int(length)) : heap[Stored<Network>(offset: value)]
  }
  /// The address, if it is just one.
  func host(in heap: Heap) -> UInt128? {
    let network = network(in: heap)
    return network.isHost && !isNegated ? network.address : nil
  }
  /// A mask of zero is printed only behind a `!`.
  func save(_ option: StaticString, to writer: inout RuleWriter) {
    let network = network(in: writer.ruleset.heap)
    if network.mask == 0 && !isNegated { return }
    writer.option(option, negated: isNegated)
    writer.write(" ")
    writer.write(network.description)
  }
}

/// `-s`: the source address.
public struct SourceMatch: Match {
  public static let info = ExtensionInfo(
    "-s", aliases: ["--source", "--src"], options: ["[!] -s address[/mask]"], "The source address under a mask.")
  let address: AddressMatch
  @inline(__always) public init?(parsing reader: inout RuleReader) {
    guard let address = AddressMatch(parsing: &reader) else { return nil }
    self.address = address
  }
  @inline(__always) public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    if skb.packet.isSourceUnknown { return unknownSource(context) }
    return address.evaluate(skb.packet.source, context)
  }
  private func unknownSource(_ context: EvaluationContext) -> Answer {
    address.network(in: context.ruleset.heap).mask == 0 ? Answer(!address.isNegated) : .unknown
  }
  public func indexKey(in tables: RuleTables) -> IndexKey? { address.host(in: tables.heap).map { IndexKey(.source, $0) } }
  public var reads: PacketFields { .source }
  public func save(to writer: inout RuleWriter) { address.save("-s", to: &writer) }
}

/// `-d`: the destination address.
public struct DestinationMatch: Match {
  public static let info = ExtensionInfo(
    "-d", aliases: ["--destination", "--dst"], options: ["[!] -d address[/mask]"], "The destination address under a mask.")
  let address: AddressMatch
  @inline(__always) public init?(parsing reader: inout RuleReader) {
    guard let address = AddressMatch(parsing: &reader) else { return nil }
    self.address = address
  }
  @inline(__always) public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    address.evaluate(skb.packet.destination, context)
  }
  public func indexKey(in tables: RuleTables) -> IndexKey? { address.host(in: tables.heap).map { IndexKey(.destination, $0) } }
  public var reads: PacketFields { .destination }
  public func save(to writer: inout RuleWriter) { address.save("-d", to: &writer) }
}
