import FoundationEssentials
import PacketPath

/// One line of `--packets`: a packet as a JSON object, its keys as the flags.
struct PacketLine: Decodable {
  /// As JSON, so that it is given back as it came.
  var id: String?
  var proto = IPProtocol.tcp
  var source: Address?
  var destination: Address
  var destinationPort: UInt16?
  var options = PacketOptions()

  enum Key: String, CodingKey, CaseIterable {
    case id, `protocol`, source, sourcePort, destination, destinationPort, inInterface, local, tcpFlags, icmpType, icmpCode, mark, ttl, tos,
      length
    case uid, gid, mac, physIn, physOut, time, fragmentOffset
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
    func parsed<T>(_ key: Key, _ what: String, _ parse: (String) -> T?) throws -> T? {
      guard let text = try json.decodeIfPresent(String.self, forKey: key) else { return nil }
      guard let value = parse(text) else {
        throw DecodingError.dataCorruptedError(forKey: key, in: json, debugDescription: "\(text) is not \(what)")
      }
      return value
    }
    id = try Identity(from: decoder).id
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
  /// Whatever scalar `id` is, as JSON.
  private struct Identity: Decodable {
    var id: String?
    init(from decoder: any Decoder) throws {
      let json = try decoder.container(keyedBy: Key.self)
      var writer = JSONWriter()
      if let text = try? json.decode(String.self, forKey: .id) {
        writer.value(text)
      } else if let number = try? json.decode(Int64.self, forKey: .id) {
        writer.value(number)
      } else if let number = try? json.decode(Double.self, forKey: .id) {
        writer.value(number)
      } else if let truth = try? json.decode(Bool.self, forKey: .id) {
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
        type == String.self ? "a string" : type == Bool.self ? "true or false" : type == Double.self ? "a number" : "an array of strings"
      return place(context.codingPath) + "not \(name)"
    case DecodingError.dataCorrupted(let context) where !context.debugDescription.hasPrefix("The given data"):
      return place(context.codingPath) + context.debugDescription
    default: return "not a JSON object"
    }
  }
}
