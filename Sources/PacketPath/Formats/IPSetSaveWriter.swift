extension IPSets {
  /// The sets as `ipset save` prints them, elements in the order in which they were added.
  public func save() -> [UInt8] {
    var output: [UInt8] = []
    for set in all { set.save(to: &output) }
    return output
  }
}

extension IPSet {
  func save(to output: inout [UInt8]) {
    output += Array("create ".utf8) + name.bytes + Array(" \(type.rawValue)".utf8)
    for option in header { output += Array((option.value.map { " \(option.key) \($0)" } ?? " \(option.key)").utf8) }
    output.append(10)
    let start = Array("add ".utf8) + name.bytes + [32]
    for member in members {
      output += start + member.name.bytes
      Self.save(member.options, flags: "", to: &output)
    }
    for entry in entries where entry.options != Entry.deleted {
      output += start
      output += describe(entry.element).utf8
      let flags = (entry.element.isNomatch ? " nomatch" : "") + (entry.element.isWildcard ? " wildcard" : "")
      if entry.options == Entry.noOptions {
        output += Array((flags + "\n").utf8)
      } else {
        Self.save(options(of: entry), flags: flags, to: &output)
      }
    }
  }
  private static func save(_ options: IPSetElementOptions, flags: String, to output: inout [UInt8]) {
    var text = options.timeout.map { " timeout \($0)" } ?? ""
    text += flags
    if let packets = options.packets { text += " packets \(packets)" }
    if let bytes = options.bytes { text += " bytes \(bytes)" }
    output += text.utf8
    if let comment = options.comment { output += Array(" comment \"".utf8) + comment + [0x22] }
    text = ""
    if let mark = options.skbMark {
      text += " skbmark 0x" + String(mark, radix: 16)
      if options.skbMarkMask != .max { text += "/0x" + String(options.skbMarkMask, radix: 16) }
    }
    if let priority = options.skbPriority {
      text += " skbprio \(String(priority >> 16, radix: 16)):\(String(priority & 0xffff, radix: 16))"
    }
    if let queue = options.skbQueue { text += " skbqueue \(queue)" }
    output += (text + "\n").utf8
  }

  /// An element as it is written: `10.0.0.0/8,tcp:80`.
  public func describe(_ element: IPSetElement) -> String {
    var parts: [String] = []
    if type.first != .none { parts.append(describe(element.first, element.firstLength, type.first)) }
    if type.portDimension != nil { parts.append(describePort(element)) }
    if type.second != .none, type != .bitmapIPMAC || element.secondLength != 0 {
      parts.append((element.isPhysdev ? "physdev:" : "") + describe(element.second, element.secondLength, type.second))
    }
    return parts.joined(separator: ",")
  }
  private func describe(_ value: UInt128, _ length: UInt8, _ component: IPSetType.Component) -> String {
    switch component {
    case .ip, .net:
      let family = family ?? .ipv4
      return Address(value, family).description + (Int(length) == family.width ? "" : "/\(length)")
    case .mac:
      return stride(from: 40, through: 0, by: -8).map { shift in
        let byte = UInt8(truncatingIfNeeded: value >> UInt128(shift))
        return (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }.joined(separator: ":")
    case .mark:
      let digits = String(UInt32(truncatingIfNeeded: value), radix: 16)
      return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    case .interface: return InterfaceName(orderedBits: value).description
    case .none, .port: return ""
    }
  }
  private func describePort(_ element: IPSetElement) -> String {
    let last = element.port | UInt16(truncatingIfNeeded: 0xffff >> UInt32(element.portLength))
    let ports = element.port == last ? "\(element.port)" : "\(element.port)-\(last)"
    if !type.hasProtocol { return ports }
    let proto = IPProtocol(element.proto)
    if proto == .icmp || proto == .icmpv6 { return IPSetICMP.protocolName(proto) + ":" + IPSetICMP.name(element.port, proto) }
    return IPSetICMP.protocolName(proto) + ":" + ports
  }
}

/// How ipset names protocols, and ICMP's types and codes (icmp.c and icmpv6.c of libipset).
enum IPSetICMP {
  /// As in `/etc/protocols`, which ipset asks.
  static func protocolName(_ proto: IPProtocol) -> String {
    switch proto.rawValue {
    case 58: "ipv6-icmp"
    case 135: "mobility-header"
    case let number: (IPProtocol.builtIn + IPProtocol.fromFile).first { $0.number == number }?.name ?? String(number)
    }
  }
  static func number(_ name: String, _ proto: IPProtocol) -> UInt16? {
    (proto == .icmp ? icmp : icmpv6).first { $0.name.lowercased() == name.lowercased() }.map { UInt16($0.type) << 8 | UInt16($0.code) }
  }
  static func name(_ number: UInt16, _ proto: IPProtocol) -> String {
    let type = UInt8(number >> 8), code = UInt8(truncatingIfNeeded: number)
    return (proto == .icmp ? icmp : icmpv6).first { $0.type == type && $0.code == code }?.name ?? "\(type)/\(code)"
  }
  /// The first of two names is the one that is printed.
  private static let icmp: [(name: String, type: UInt8, code: UInt8)] = [
    ("echo-reply", 0, 0), ("pong", 0, 0), ("network-unreachable", 3, 0), ("host-unreachable", 3, 1), ("protocol-unreachable", 3, 2),
    ("port-unreachable", 3, 3), ("fragmentation-needed", 3, 4), ("source-route-failed", 3, 5), ("network-unknown", 3, 6),
    ("host-unknown", 3, 7), ("network-prohibited", 3, 9), ("host-prohibited", 3, 10), ("TOS-network-unreachable", 3, 11),
    ("TOS-host-unreachable", 3, 12), ("communication-prohibited", 3, 13), ("host-precedence-violation", 3, 14),
    ("precedence-cutoff", 3, 15), ("source-quench", 4, 0), ("network-redirect", 5, 0), ("host-redirect", 5, 1),
    ("TOS-network-redirect", 5, 2), ("TOS-host-redirect", 5, 3), ("echo-request", 8, 0), ("ping", 8, 0), ("router-advertisement", 9, 0),
    ("router-solicitation", 10, 0), ("ttl-zero-during-transit", 11, 0), ("ttl-zero-during-reassembly", 11, 1), ("ip-header-bad", 12, 0),
    ("required-option-missing", 12, 1), ("timestamp-request", 13, 0), ("timestamp-reply", 14, 0), ("address-mask-request", 17, 0),
    ("address-mask-reply", 18, 0),
  ]
  private static let icmpv6: [(name: String, type: UInt8, code: UInt8)] = [
    ("no-route", 1, 0), ("communication-prohibited", 1, 1), ("address-unreachable", 1, 3), ("port-unreachable", 1, 4),
    ("packet-too-big", 2, 0),
    ("ttl-zero-during-transit", 3, 0), ("ttl-zero-during-reassembly", 3, 1), ("bad-header", 4, 0), ("unknown-header-type", 4, 1),
    ("unknown-option", 4, 2), ("echo-request", 128, 0), ("ping", 128, 0), ("echo-reply", 129, 0), ("pong", 129, 0),
    ("router-solicitation", 133, 0), ("router-advertisement", 134, 0), ("neighbour-solicitation", 135, 0),
    ("neighbour-advertisement", 136, 0),
    ("redirect", 137, 0),
  ]
}
