extension ConntrackState {
  /// What conntrack makes of a packet that belongs to no connection it knows (the `…_new` functions of nf_conntrack_proto_*.c).
  ///
  /// Of the settings it takes `net.netfilter.nf_conntrack_tcp_loose`, 1 by default: a segment from the middle of a connection opens one; and
  /// `net.netfilter.nf_conntrack_checksum`, 1 by default: checksums of what arrives are looked at.
  static func ofFirstPacket(_ packet: Packet, _ settings: borrowing Sysctls.Settings) -> ConntrackState {
    switch packet.proto {
    case .tcp: return tcp(packet.tcpFlags, isLoose: settings[.tcpLoose] ?? 1 != 0)
    case .sctp: return Association(opening: packet.sctpChunks) == nil ? .invalid : .new
    case .icmp: return [8, 13, 15, 17].contains(packet.icmpType) ? .new : .invalid
    case .icmpv6:
      switch packet.icmpType {
      case 128, 139: return .new
      // Neighbour discovery and multicast listeners are not tracked (nf_conntrack_icmpv6_error).
      case 130...136, 143, 151, 152: return .untracked
      default: return .invalid
      }
    // What arrives is summed up with UDP's pseudo header, whose protocol is another: its checksum never fits (udplite_error).
    case .udplite where !packet.isLocal && settings[.conntrackChecksum] ?? 1 != 0: return .invalid
    default: return .new
    }
  }
  /// Which flags may come first (the column of `TCP_CONNTRACK_NONE`).
  private static func tcp(_ flags: TCPFlags, isLoose: Bool) -> ConntrackState {
    switch flags.intersection(.all).subtracting(.psh) {
    case .syn, [.syn, .urg]: .new
    case .ack, [.ack, .urg]: isLoose ? .new : .invalid
    default: .invalid
    }
  }
}
