import PacketPath

/// What flags or a line of a batch say of a packet, beside where it goes and comes from.
struct PacketOptions: Sendable, Equatable {
  var inInterface: InterfaceName?
  var isLocal = false
  var sourcePort: UInt16?
  var tcpFlags: TCPFlags?
  var sctpChunks: SCTPChunks?
  var icmpType: UInt8?, icmpCode: UInt8?
  var mark: UInt32?
  var ttl: UInt8?, tos: UInt8?
  var length: UInt32?
  var uid: UInt32?, gid: UInt32?
  var mac: UInt64?
  var physIn: InterfaceName?, physOut: InterfaceName?
  var time: Int64?
  var fragmentOffset: UInt16?

  init() {}
  init(_ arguments: ParsedArguments) throws(CommandError) {
    func parsed<T>(_ flag: Flag, _ what: String, _ parse: (String) -> T?) throws(CommandError) -> T? {
      guard let text = arguments.value(flag) else { return nil }
      guard let value = parse(text) else { throw CommandError("--\(flag.name) \(text): not \(what)") }
      return value
    }
    inInterface = try parsed(.inInterface, "a device's name") { InterfaceName($0) }
    physIn = try parsed(.physIn, "a device's name") { InterfaceName($0) }
    physOut = try parsed(.physOut, "a device's name") { InterfaceName($0) }
    isLocal = arguments.has(.local)
    sourcePort = try arguments.number(.sport)
    tcpFlags = try parsed(.tcpFlags, "a list of FIN, SYN, RST, PSH, ACK, URG") { TCPFlags(list: $0) }
    sctpChunks = try parsed(.sctpChunks, "a list of chunks such as INIT, INIT_ACK, COOKIE_ECHO, DATA") { SCTPChunks(list: $0) }
    if let (type, code) = try parsed(.icmpType, "TYPE or TYPE/CODE", Self.icmp) { (icmpType, icmpCode) = (type, code) }
    mark = try arguments.number(.mark)
    ttl = try arguments.number(.ttl)
    tos = try arguments.number(.tos)
    length = try arguments.number(.length)
    uid = try arguments.number(.uid)
    gid = try arguments.number(.gid)
    mac = try parsed(.mac, "a MAC address", Self.mac)
    time = try parsed(.time, "a time such as 2026-01-31T12:00:00", Self.time)
    fragmentOffset = try arguments.number(.fragmentOffset, from: 0, upTo: 8191)
  }

  /// Puts it all into a packet whose addresses, port and protocol are known.
  func apply(to packet: inout Packet) {
    if isLocal {
      packet.isLocal = true
    } else if let inInterface {
      // It arrives, even if its source is one of the node's own addresses.
      packet.isLocal = false
      packet.inInterface = inInterface
    }
    if packet.isLocal { packet.inInterface = .none }
    if packet.proto.hasPorts, let sourcePort { packet.sourcePort = PortRange(sourcePort) }
    if packet.proto == .tcp, let tcpFlags { packet.tcpFlags = tcpFlags }
    if packet.proto == .sctp, let sctpChunks { packet.sctpChunks = sctpChunks }
    if packet.proto == .icmp || packet.proto == .icmpv6 {
      if let icmpType { packet.icmpType = icmpType }
      if let icmpCode { packet.icmpCode = icmpCode }
    }
    if let mark { packet.mark = mark }
    if let ttl { packet.ttl = ttl }
    if let tos { packet.tos = tos }
    packet.length = length ?? packet.length
    packet.uid = uid ?? packet.uid
    packet.gid = gid ?? packet.gid
    packet.mac = mac ?? packet.mac
    packet.time = time ?? packet.time
    if let physIn { packet.physIn = physIn }
    if let physOut { packet.physOut = physOut }
    if let fragmentOffset { packet.fragmentOffset = fragmentOffset }
  }

  // MARK: Words

  /// `8` or `3/1`
  static func icmp(_ text: String) -> (UInt8, UInt8)? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { UInt8(numeral: $0) }
    guard let type = parts[0], parts.count <= 2 else { return nil }
    guard parts.count == 2 else { return (type, 0) }
    return parts[1].map { (type, $0) }
  }
  static func mac(_ text: String) -> UInt64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 6 else { return nil }
    var value: UInt64 = 0
    for part in parts {
      guard (1...2).contains(part.utf8.count), part.first != "+", let byte = UInt8(part, radix: 16) else { return nil }
      value = value << 8 | UInt64(byte)
    }
    return value
  }
  /// Seconds since 1970, or `2026-01-31T12:00[:00][Z]`, which is UTC.
  static func time(_ text: String) -> Int64? {
    if let seconds = Int64(text) { return seconds }
    let text = text.last == "Z" ? text.dropLast() : text[...]
    let halves = text.split(whereSeparator: { $0 == "T" || $0 == " " })
    guard halves.count == 2 else { return nil }
    let date = halves[0].split(separator: "-").map { Int64($0) }, clock = halves[1].split(separator: ":").map { Int64($0) }
    guard date.count == 3, clock.count == 2 || clock.count == 3, let year = date[0], let month = date[1], let day = date[2],
      let hour = clock[0],
      let minute = clock[1], let second = clock.count == 3 ? clock[2] : 0, (1970...9999).contains(year), (1...12).contains(month),
      (1...31).contains(day), (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    // Days since 1970 in the proleptic Gregorian calendar, years counted from March on.
    let y = month <= 2 ? year - 1 : year
    let yearOfEra = y % 400, dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let days = y / 400 * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    return days * 86400 + hour * 3600 + minute * 60 + second
  }
}
