import FoundationEssentials
import PacketPath

/// One line of `--packets`: a packet as a JSON object, its keys as the flags; with `--stateful`, also what follows a packet.
struct PacketLine: Decodable {
  /// What a line asks for.
  enum Deed: Sendable, Equatable {
    case packet
    /// A further packet from the client of an earlier line's connection, or an answer to its packet: the line's id, as JSON.
    case next(String), answer(String)
    /// An ICMP error about an earlier line's packet, as it left.
    case error(about: String)
    case advance(seconds: Double)
    case flushConnections
  }
  /// As JSON, so that it is given back as it came.
  var id: String?
  var deed = Deed.packet
  /// How chances come out, in order.
  var draws: [Bool] = []
  var proto = IPProtocol.tcp
  var source: Address?
  /// Of a packet; unspecified otherwise.
  var destination = Address.any(.ipv4)
  var destinationPort: UInt16?
  /// Of an ICMP error that is sent to somebody else than the packet's sender.
  var destinationOfError: Address?
  var options = PacketOptions()

  enum Key: String, CodingKey, CaseIterable {
    case id, `protocol`, source, sourcePort, destination, destinationPort, inInterface, local, tcpFlags, sctpChunks, icmpType, icmpCode
    case mark, ttl, tos, length
    case uid, gid, mac, physIn, physOut, time, fragmentOffset
    case draws, next, replyTo, errorAbout, advance, flush

    /// What a line that follows a packet may not say: the packet says it.
    static let told: [Key] = [.protocol, .source, .sourcePort, .destination, .destinationPort, .local]
    /// The same of an ICMP error, which a router may send as well, and to another.
    static let toldOfErrors: [Key] = [.protocol, .sourcePort, .destinationPort, .tcpFlags, .sctpChunks, .local, .fragmentOffset]
  }

  /// Why a line is no packet, with its `id` if that could be read.
  struct Failure: Error {
    var id: String?
    var message: String
  }

  static func parse(_ line: some Collection<UInt8>) throws(Failure) -> PacketLine {
    let data = Data(line)
    do {
      return try JSONDecoder().decode(PacketLine.self, from: data)
    } catch {
      let id = (try? JSONDecoder().decode(Identity.self, from: data))?.id
      throw Failure(id: id, message: words(of: error))
    }
  }

  init(from decoder: any Decoder) throws {
    try Self.refuseUnknownKeys(decoder)
    let json = try decoder.container(keyedBy: Key.self)
    func parsed<T>(_ key: Key, _ what: String, _ parse: (String) -> T?) throws -> T? { try Self.parsed(json, key, what, parse) }
    id = try Identity(from: decoder, .id).id
    deed = try Self.deed(json, decoder)
    draws = try json.decodeIfPresent([Bool].self, forKey: .draws) ?? []
    if deed != .packet {
      source = try parsed(.source, "an address") { Address($0) }
      destinationOfError = try parsed(.destination, "an address") { Address($0) }
      try readOptions(json)
      return
    }
    guard let destination = try parsed(.destination, "an address", { Address($0) }) else {
      throw DecodingError.keyNotFound(Key.destination, .init(codingPath: [], debugDescription: "a packet needs a destination"))
    }
    self.destination = destination
    proto = try parsed(.protocol, "a protocol", { IPProtocol(name: $0) }) ?? .tcp
    source = try parsed(.source, "an address") { Address($0) }
    destinationPort = try Self.number(json, .destinationPort)
    if let source, source.family != destination.family {
      throw DecodingError.dataCorruptedError(
        forKey: .source, in: json, debugDescription: "source and destination are of different families")
    }
    let fragmentOffset: UInt16? = try Self.number(json, .fragmentOffset)
    let isLaterFragment = fragmentOffset ?? 0 != 0
    if proto.hasPorts && destinationPort == nil && !isLaterFragment {
      throw DecodingError.keyNotFound(Key.destinationPort, .init(codingPath: [], debugDescription: "\(proto) needs a destinationPort"))
    }
    try readOptions(json)
  }
  /// A text that means something, or an error that says it does not.
  private static func parsed<T>(
    _ json: KeyedDecodingContainer<Key>, _ key: Key, _ what: String, _ parse: (String) -> T?
  ) throws -> T? {
    guard let text = try json.decodeIfPresent(String.self, forKey: key) else { return nil }
    guard let value = parse(text) else {
      throw DecodingError.dataCorruptedError(forKey: key, in: json, debugDescription: "\(text) is not \(what)")
    }
    return value
  }
  private mutating func readOptions(_ json: KeyedDecodingContainer<Key>) throws {
    func parsed<T>(_ key: Key, _ what: String, _ parse: (String) -> T?) throws -> T? { try Self.parsed(json, key, what, parse) }
    options.inInterface = try parsed(.inInterface, "a device's name") { InterfaceName($0) }
    options.physIn = try parsed(.physIn, "a device's name") { InterfaceName($0) }
    options.physOut = try parsed(.physOut, "a device's name") { InterfaceName($0) }
    options.mac = try parsed(.mac, "a MAC address", PacketOptions.mac)
    try readNumbers(json)
  }
  private mutating func readNumbers(_ json: KeyedDecodingContainer<Key>) throws {
    options.isLocal = try json.decodeIfPresent(Bool.self, forKey: .local) ?? false
    options.sourcePort = try Self.number(json, .sourcePort)
    if let names = try json.decodeIfPresent([String].self, forKey: .tcpFlags) {
      guard let flags = names.isEmpty ? [] : TCPFlags(list: names.joined(separator: ",")) else {
        throw DecodingError.dataCorruptedError(forKey: .tcpFlags, in: json, debugDescription: "flags are FIN, SYN, RST, PSH, ACK, URG")
      }
      options.tcpFlags = flags
    }
    if let names = try json.decodeIfPresent([String].self, forKey: .sctpChunks) {
      guard let chunks = names.isEmpty ? [] : SCTPChunks(list: names.joined(separator: ",")) else {
        throw DecodingError.dataCorruptedError(
          forKey: .sctpChunks, in: json, debugDescription: "chunks are \(SCTPChunks(rawValue: .max).names.joined(separator: ", "))")
      }
      options.sctpChunks = chunks
    }
    options.icmpType = try Self.number(json, .icmpType)
    options.icmpCode = try Self.number(json, .icmpCode)
    options.mark = try Self.number(json, .mark)
    options.ttl = try Self.number(json, .ttl)
    options.tos = try Self.number(json, .tos)
    options.length = try Self.number(json, .length)
    options.uid = try Self.number(json, .uid)
    options.gid = try Self.number(json, .gid)
    options.fragmentOffset = try Self.number(json, .fragmentOffset)
    if let seconds = try? json.decodeIfPresent(Int64.self, forKey: .time) {
      options.time = seconds
    } else if let text = try json.decodeIfPresent(String.self, forKey: .time) {
      guard let seconds = PacketOptions.time(text) else {
        throw DecodingError.dataCorruptedError(forKey: .time, in: json, debugDescription: "\(text) is not a time")
      }
      options.time = seconds
    }
  }

  /// A whole number in its field's range: JSONDecoder itself says of others that they are no JSON.
  private static func number<N: FixedWidthInteger>(_ json: KeyedDecodingContainer<Key>, _ key: Key) throws -> N? {
    guard let value = try json.decodeIfPresent(Double.self, forKey: key) else { return nil }
    guard let number = N(exactly: value) else {
      throw DecodingError.dataCorruptedError(forKey: key, in: json, debugDescription: "not a number from \(N.min) to \(N.max)")
    }
    return number
  }

  // MARK: What follows a packet

  private static func deed(_ json: KeyedDecodingContainer<Key>, _ decoder: any Decoder) throws -> Deed {
    let given = [Key.next, .replyTo, .errorAbout, .advance, .flush].filter { json.contains($0) }
    guard let key = given.first else { return .packet }
    func fault(_ key: Key, _ message: String) -> DecodingError {
      .dataCorruptedError(forKey: key, in: json, debugDescription: message)
    }
    if given.count > 1 { throw fault(given[1], "a line is one of next, replyTo, errorAbout, advance and flush") }
    if [.next, .replyTo, .errorAbout].contains(key) {
      let told = key == .errorAbout ? Key.toldOfErrors : Key.told
      if let other = told.first(where: { json.contains($0) }) { throw fault(other, "the packet that it follows says this") }
      guard let id = try Identity(from: decoder, key).id else { throw fault(key, "the id of an earlier line is expected") }
      return key == .next ? .next(id) : key == .replyTo ? .answer(id) : .error(about: id)
    }
    if let other = Key.allCases.first(where: { $0 != .id && $0 != key && json.contains($0) }) {
      throw fault(other, "a line with \(key.stringValue) is no packet")
    }
    if key == .advance {
      let seconds = try json.decode(Double.self, forKey: .advance)
      guard seconds >= 0, seconds.isFinite else { throw fault(.advance, "seconds, not backwards, are expected") }
      return .advance(seconds: seconds)
    }
    let what = try json.decode(String.self, forKey: .flush)
    guard what == "conntrack" else { throw fault(.flush, "\(what): conntrack is what can be flushed") }
    return .flushConnections
  }
  /// What only makes sense with `--stateful`, if the line says it.
  var statefulKey: String? {
    switch deed {
    case .packet: draws.isEmpty ? nil : Key.draws.stringValue
    case .next: Key.next.stringValue
    case .answer: Key.replyTo.stringValue
    case .error: Key.errorAbout.stringValue
    case .advance: Key.advance.stringValue
    case .flushConnections: Key.flush.stringValue
    }
  }

  // MARK: Keys

  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
  /// A key that nobody reads would be a packet other than the one that was meant.
  private static func refuseUnknownKeys(_ decoder: any Decoder) throws {
    for key in try decoder.container(keyedBy: AnyKey.self).allKeys where Key(rawValue: key.stringValue) == nil {
      let hint = Suggestion.among(Key.allCases.map(\.rawValue), for: key.stringValue).map { "; " + $0 } ?? ""
      throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "\(key.stringValue) is no key of a packet\(hint)"))
    }
  }
  /// Whatever scalar an `id` is, as JSON.
  private struct Identity: Decodable {
    var id: String?
    init(from decoder: any Decoder) throws { try self.init(from: decoder, .id) }
    init(from decoder: any Decoder, _ key: Key) throws {
      let json = try decoder.container(keyedBy: Key.self)
      var writer = JSONWriter()
      if let text = try? json.decode(String.self, forKey: key) {
        writer.value(text)
      } else if let number = try? json.decode(Int64.self, forKey: key) {
        writer.value(number)
      } else if let number = try? json.decode(Double.self, forKey: key) {
        writer.value(number)
      } else if let truth = try? json.decode(Bool.self, forKey: key) {
        writer.value(truth)
      } else {
        return
      }
      id = writer.text
    }
  }
  private static func words(of error: any Error) -> String {
    func place(_ path: [any CodingKey]) -> String { path.isEmpty ? "" : path.map(\.stringValue).joined(separator: ".") + ": " }
    switch error {
    case DecodingError.keyNotFound(_, let context): return place(context.codingPath) + context.debugDescription
    case DecodingError.typeMismatch(let type, let context) where !context.codingPath.isEmpty:
      let name =
        type == String.self ? "a string" : type == Bool.self ? "true or false" : type == Double.self ? "a number" : "an array"
      return place(context.codingPath) + "not \(name)"
    case DecodingError.dataCorrupted(let context) where !context.debugDescription.hasPrefix("The given data"):
      return place(context.codingPath) + context.debugDescription
    default: return "not a JSON object"
    }
  }
}
