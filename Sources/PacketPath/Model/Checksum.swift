/// What the kernel makes of a packet's checksum. SNPT and DNPT do not touch it: they keep the sum of addresses that had the first prefix. Whether anybody
/// notices what is wrong depends on who has looked before (`ip_summed`, `csum` and `csum_valid` of `sk_buff`).
struct Checksum: BitwiseCopyable, Sendable, Hashable {
  private enum Standing: UInt8, BitwiseCopyable {
    /// Nobody has looked yet (`CHECKSUM_NONE`).
    case unknown
    /// Somebody has, and the sum over the whole packet stands beside it (`CHECKSUM_COMPLETE`).
    case complete
    /// Nobody looks any more (`CHECKSUM_UNNECESSARY`).
    case unnecessary
  }
  /// By how much it is wrong by now, modulo 2^16 - 1.
  private var error: UInt16 = 0
  private var standing = Standing.unknown
  /// Whether it was right when somebody looked last (`csum_valid`).
  private var wasRight = false
  /// The header that was summed up then, but for its addresses; nil: the payload is another by now.
  private var header: Header?
  private struct Header: BitwiseCopyable, Hashable { var ttl: UInt8, tos: UInt8 }

  /// An address becomes another, and nobody is told. In one's complement, that is, modulo 2^16 - 1.
  mutating func replace(_ before: UInt128, by after: UInt128) {
    func sum(_ bits: UInt128) -> UInt32 { (0..<8).reduce(0) { $0 + UInt32(truncatingIfNeeded: bits >> UInt128(16 * $1)) & 0xffff } }
    error = UInt16((UInt32(error) + sum(after) + 8 * 0xffff - sum(before)) % 0xffff)
  }
  /// The payload is another, and is summed up anew (nf_nat_icmpv6_reply_translation).
  mutating func renew() { (error, header) = (0, nil) }
  /// What is sent on is looked at anew (skb_forward_csum).
  mutating func forward() { if standing == .complete { standing = .unknown } }

  /// nf_ip6_checksum in netfilter/utils.c: where the packet arrives, the sum that stands beside it is held to the header of now. An address that has become
  /// another since changes nothing, for it is in the header and in the pseudo header.
  mutating func isWrong(_ packet: Packet, at hook: Hook) -> Bool {
    let now = Header(ttl: packet.ttl, tos: packet.tos)
    switch standing {
    case .unnecessary: return false
    case .complete where hook != .prerouting && hook != .input: return false
    case .complete where wasRight && header == now:
      standing = .unnecessary
      return false
    case .complete, .unknown:
      (standing, wasRight, header) = (.complete, error == 0, now)
      return !wasRight
    }
  }
  /// Whether REJECT does not look any more (skb_csum_unnecessary).
  var isBelieved: Bool { standing == .unnecessary || wasRight }
}
