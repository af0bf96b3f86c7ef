/// `-m mac [!] --mac-source address`: who sent the Ethernet frame (mac_mt in xt_mac.c).
///
/// A packet without an Ethernet header, such as one of the node's own, does not match, negated or not.
public struct MACMatch: Match {
  public static let info = ExtensionInfo(
    "mac", options: ["[!] --mac-source address"], "Exact where the packet's MAC address is given, else unknown.")
  private let high: UInt32, low: UInt16
  private let isNegated: Bool

  public init?(parsing reader: inout RuleReader) {
    guard reader.takes("--mac-source") else { return nil }
    isNegated = reader.isNegated
    guard let address = MACAddress.parse(reader.string(reader.word())) else { return nil }
    (high, low) = (UInt32(truncatingIfNeeded: address >> 16), UInt16(truncatingIfNeeded: address))
  }
  private var address: UInt64 { UInt64(high) << 16 | UInt64(low) }

  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    if skb.packet.isLocal || skb.inInterface == .loopback { return .no }
    return skb.packet.mac.map { Answer(($0 == address) != isNegated) } ?? .unknown
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m mac")
    writer.option("--mac-source", negated: isNegated)
    writer.write(" " + MACAddress.text(address))
  }
}

/// The 48 bits of an Ethernet address.
enum MACAddress {
  /// `42:01:02:03:04:05`; nil if it is none.
  static func parse(_ text: String) -> UInt64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 6 else { return nil }
    var address: UInt64 = 0
    for part in parts {
      guard (1...2).contains(part.utf8.count), part.utf8.allSatisfy({ $0 != 0x2b }), let byte = UInt8(part, radix: 16) else { return nil }
      address = address << 8 | UInt64(byte)
    }
    return address
  }
  static func text(_ address: UInt64) -> String {
    (0..<6).map { i in
      let byte = UInt8(truncatingIfNeeded: address >> UInt64(40 - 8 * i))
      return (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined(separator: ":")
  }
}
