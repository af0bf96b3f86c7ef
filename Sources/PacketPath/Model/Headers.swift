/// An IP protocol number.
public struct IPProtocol: RawRepresentable, BitwiseCopyable, Sendable, Hashable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  @inline(__always) init(_ rawValue: UInt8) { self.rawValue = rawValue }

  public static let icmp = IPProtocol(1)
  public static let tcp = IPProtocol(6)
  public static let udp = IPProtocol(17)
  public static let dccp = IPProtocol(33)
  public static let esp = IPProtocol(50)
  public static let ah = IPProtocol(51)
  public static let icmpv6 = IPProtocol(58)
  public static let ipcomp = IPProtocol(108)
  public static let sctp = IPProtocol(132)
  public static let mobilityHeader = IPProtocol(135)
  public static let udplite = IPProtocol(136)

  /// Whether conntrack and nat know its ports. DCCP's they know no more (asked of Linux 6.18).
  @inline(__always) public var hasTrackedPorts: Bool { hasPorts && self != .dccp }
  /// Protocols whose first four bytes are two ports.
  @inline(__always) public var hasPorts: Bool { self == .tcp || self == .udp || self == .sctp || self == .udplite || self == .dccp }

  public var isICMP: Bool { self == .icmp || self == .icmpv6 }

  /// The names that iptables knows without `/etc/protocols` (libxtables `xtables_chain_protos`, 1.8.11), in its order.
  static let builtIn: [(name: String, number: UInt8)] = [
    ("tcp", 6), ("sctp", 132), ("udp", 17), ("udplite", 136), ("icmp", 1), ("icmpv6", 58), ("ipv6-icmp", 58), ("esp", 50), ("ah", 51),
    ("ipv6-mh", 135), ("mh", 135), ("all", 0), ("dccp", 33), ("ipcomp", 108), ("mobility-header", 135),
  ]
  /// Names from `/etc/protocols` that older iptables printed and read.
  static let fromFile: [(name: String, number: UInt8)] = [
    ("ip", 0), ("hopopt", 0), ("igmp", 2), ("ggp", 3), ("ipencap", 4), ("ipip", 4), ("st", 5), ("egp", 8), ("igp", 9), ("pup", 12),
    ("hmp", 20),
    ("xns-idp", 22), ("rdp", 27), ("iso-tp4", 29), ("xtp", 36), ("ddp", 37), ("idpr-cmtp", 38), ("ipv6", 41), ("ipv6-route", 43),
    ("ipv6-frag", 44), ("idrp", 45), ("rsvp", 46), ("gre", 47), ("skip", 57), ("ipv6-nonxt", 59), ("ipv6-opts", 60), ("rspf", 73),
    ("vmtp", 81), ("eigrp", 88), ("ospf", 89), ("ospfigp", 89), ("ax.25", 93), ("encap", 98), ("pim", 103), ("vrrp", 112),
    ("l2tp", 115), ("isis", 124), ("fc", 133), ("mpls-in-ip", 137), ("hip", 139), ("shim6", 140), ("wesp", 141), ("rohc", 142),
  ]
  /// A name of either list or a number; nil if it is none.
  public init?(name: String) {
    let lower = name.lowercased()
    if let known = Self.builtIn.first(where: { $0.name == lower }) ?? Self.fromFile.first(where: { $0.name == lower }) {
      self.init(known.number)
    } else if let number = Self.number(lower) {
      self.init(number)
    } else {
      return nil
    }
  }
  /// Decimal, hexadecimal or octal.
  private static func number(_ text: String) -> UInt8? {
    guard let first = text.utf8.first, first &- 48 < 10 else { return nil }
    if text.hasPrefix("0x") { return UInt8(text.dropFirst(2), radix: 16) }
    return text.count > 1 && first == 0x30 ? UInt8(text, radix: 8) : UInt8(text)
  }
}

extension IPProtocol: CustomStringConvertible {
  /// The usual name in lower case, else the number.
  public var description: String {
    if self == .icmpv6 { return "icmpv6" }
    if self == .mobilityHeader { return "mobility-header" }
    return Self.builtIn.first { $0.number == rawValue && $0.name != "all" }?.name ?? Self.fromFile.first { $0.number == rawValue }?.name
      ?? String(rawValue)
  }
}

/// The flags of a TCP header.
public struct TCPFlags: OptionSet, BitwiseCopyable, Sendable, Hashable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let fin = TCPFlags(rawValue: 1)
  public static let syn = TCPFlags(rawValue: 2)
  public static let rst = TCPFlags(rawValue: 4)
  public static let psh = TCPFlags(rawValue: 8)
  public static let ack = TCPFlags(rawValue: 16)
  public static let urg = TCPFlags(rawValue: 32)
  /// The two bits of congestion notification, which `--tcp-flags` does not name.
  public static let ece = TCPFlags(rawValue: 64)
  public static let cwr = TCPFlags(rawValue: 128)
  public static let all = TCPFlags(rawValue: 63)

  /// In the order in which iptables prints them.
  static let names = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"]
  public var names: [String] { Self.names.indices.filter { rawValue >> $0 & 1 == 1 }.map { Self.names[$0] } }
  /// `SYN,ACK`, `ALL`, `NONE`, in any case; nil if a word is none of these.
  public init?(list: String) {
    var value: TCPFlags = []
    for word in list.split(separator: ",", omittingEmptySubsequences: false) {
      switch word.uppercased() {
      case "ALL": value.formUnion(.all)
      case "NONE": break
      case let name:
        guard let bit = Self.names.firstIndex(of: name) else { return nil }
        value.insert(TCPFlags(rawValue: 1 << UInt8(bit)))
      }
    }
    self = value
  }
}

/// Ports from `low` to `high`, both included. One port where they are equal.
public struct PortRange: BitwiseCopyable, Sendable, Hashable {
  public var low: UInt16, high: UInt16
  @inline(__always) public init(_ low: UInt16, _ high: UInt16) {
    self.low = low
    self.high = high
  }
  @inline(__always) public init(_ port: UInt16) { self.init(port, port) }
  /// What a client's kernel chooses from when it is not told: `net.ipv4.ip_local_port_range`.
  public static let ephemeral = PortRange(32768, 60999)
  public static let all = PortRange(0, .max)

  @inline(__always) public var isSingle: Bool { low == high }
  @inline(__always) public func contains(_ port: UInt16) -> Bool { low <= port && port <= high }
  /// Whether a port somewhere in `other` lies in this range: surely, surely not, or perhaps.
  @inline(__always) public func test(_ other: PortRange) -> Answer {
    if low <= other.low && other.high <= high { return .yes }
    return other.high < low || high < other.low ? .no : .unknown
  }
}
extension PortRange: CustomStringConvertible {
  public var description: String { isSingle ? String(low) : "\(low)-\(high)" }
}
