/// `-m sctp`: the ports of an SCTP header, and its chunks (match_packet in xt_sctp.c).
public struct SCTPMatch: Match {
  public static let info = ExtensionInfo(
    "sctp", options: ["[!] --sport port[:port]", "[!] --dport port[:port]", "[!] --chunk-types all|any|only list"],
    spellings: ["--source-port", "--destination-port"], model: .partial,
    "Exact where the packet's chunks are told; their flags are unknown.")
  private enum Form: BitwiseCopyable {
    case ports(PortTest)
    case chunks(Stored<Full>)
  }
  private struct Full: BitwiseCopyable { var ports: PortTest, chunks: SCTPChunkTest }
  private let form: Form

  public init?(parsing reader: inout RuleReader) {
    var ports = PortTest(), chunks: SCTPChunkTest?
    while true {
      guard let taken = ports.takes(&reader) else { return nil }
      if taken { continue }
      guard chunks == nil, reader.takes("--chunk-types") else { break }
      guard let test = SCTPChunkTest(&reader) else { return nil }
      chunks = test
    }
    form = if let chunks { .chunks(reader.store(Full(ports: ports, chunks: chunks))) } else { .ports(ports) }
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    guard skb.packet.proto == .sctp else { return .no }
    switch form {
    case .ports(let ports): return ports.evaluate(skb.packet, context)
    case .chunks(let place):
      let full = context.ruleset.heap[place]
      return full.ports.evaluate(skb.packet, context).and(full.chunks.evaluate(skb.packet))
    }
  }
  public func indexKey(in tables: RuleTables) -> IndexKey? { ports(in: tables).indexKey }
  private func ports(in tables: RuleTables) -> PortTest {
    switch form {
    case .ports(let ports): ports
    case .chunks(let place): tables.heap[place].ports
    }
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m sctp")
    switch form {
    case .ports(let ports): ports.save(printsFull: true, to: &writer)
    case .chunks(let place):
      let full = writer.ruleset.heap[place]
      full.ports.save(printsFull: true, to: &writer)
      full.chunks.save(to: &writer)
    }
  }
}

/// `--chunk-types all|any|only DATA:Be,INIT`: chunks by name, some with flags that are set (upper case) or clear (lower case).
private struct SCTPChunkTest: BitwiseCopyable {
  private enum Quantity: UInt8, BitwiseCopyable { case all, any, only }
  private var quantity = Quantity.all
  private let isNegated: Bool
  private var types = InlineArray<4, UInt64>(repeating: 0)
  /// Of the chunks that have flags: which are tested, and which of these are set.
  private var masks = InlineArray<3, UInt8>(repeating: 0), values = InlineArray<3, UInt8>(repeating: 0)

  /// Names of flags, that of the lowest bit last.
  private static let flags: [(type: Int, letters: [Character])] = [(0, Array("IUBE")), (6, ["T"]), (14, ["T"])]

  init?(_ reader: inout RuleReader) {
    isNegated = reader.isNegated
    switch reader.string(reader.word()) {
    case "all": quantity = .all
    case "any": quantity = .any
    case "only": quantity = .only
    default: return nil
    }
    let list = reader.string(reader.word())
    switch list.uppercased() {
    case "": return nil
    case "ALL": types = InlineArray<4, UInt64>(repeating: .max)
    case "NONE": break
    default:
      for word in list.split(separator: ",", omittingEmptySubsequences: false) {
        guard insert(word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)) else { return nil }
      }
    }
  }
  private mutating func insert(_ parts: [Substring]) -> Bool {
    let name = parts[0].uppercased()
    guard let type = SCTPChunks.types.first(where: { $0.name == name })?.type else { return false }
    types[type >> 6] |= 1 << UInt64(type & 63)
    guard parts.count == 2 else { return true }
    guard let place = Self.flags.firstIndex(where: { $0.type == type }) else { return false }
    let letters = Self.flags[place].letters
    for letter in parts[1] {
      guard let index = letters.firstIndex(of: Character(letter.uppercased())) else { return false }
      let bit: UInt8 = 1 << UInt8(letters.count - 1 - index)
      masks[place] |= bit
      if letter.isUppercase { values[place] |= bit }
    }
    return true
  }
  func evaluate(_ packet: Packet) -> Answer {
    // A later fragment has no header to look at.
    if packet.isLaterFragment { return .no }
    return packet.sctpChunks.isEmpty ? .unknown : holds(of: packet.sctpChunks).negated(isNegated)
  }
  private func holds(of chunks: SCTPChunks) -> Answer {
    let carried = SCTPChunks.types.filter { chunks.contains(SCTPChunks(type: $0.type)) }.map(\.type)
    let listed = carried.map { isListed($0) ? testsFlags(of: $0) ? Answer.unknown : .yes : .no }
    switch quantity {
    case .any: return listed.reduce(.no) { $0.or($1) }
    case .only: return listed.reduce(.yes) { $0.and($1) }
    case .all:
      let isComplete = (0...255).allSatisfy { !isListed($0) || carried.contains($0) }
      return isComplete ? listed.contains(.unknown) ? .unknown : .yes : .no
    }
  }
  private func isListed(_ type: Int) -> Bool { types[type >> 6] >> UInt64(type & 63) & 1 == 1 }
  private func testsFlags(of type: Int) -> Bool { Self.flags.firstIndex { $0.type == type }.map { masks[$0] != 0 } ?? false }

  func save(to writer: inout RuleWriter) {
    writer.option("--chunk-types", negated: isNegated)
    writer.write(" \(quantity) ")
    if (0..<4).allSatisfy({ types[$0] == .max }) { return writer.write("ALL") }
    let words = SCTPChunks.types.filter { isListed($0.type) }.map { $0.name + flagText($0.type) }
    writer.write(words.isEmpty ? "NONE" : words.joined(separator: ","))
  }
  private func flagText(_ type: Int) -> String {
    guard let place = Self.flags.firstIndex(where: { $0.type == type }), masks[place] != 0 else { return "" }
    let letters = Self.flags[place].letters
    return ":"
      + letters.indices.compactMap { i -> String? in
        let bit: UInt8 = 1 << UInt8(letters.count - 1 - i)
        return masks[place] & bit == 0 ? nil : values[place] & bit == 0 ? letters[i].lowercased() : String(letters[i])
      }.joined()
  }
}

extension SCTPMatch {
  var destinationPorts: PortRange? { if case .ports(let ports) = form { ports.destinationPorts } else { nil } }
}
