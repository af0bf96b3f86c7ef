#if os(Linux)

  /// A packet as the kernel showed it at one place: its headers decoded, the mark it carried and the devices it was between.
  package struct ObservedPacket: Sendable, Hashable {
    package var isIPv6: Bool
    package var source: KernelAddress
    package var destination: KernelAddress
    /// The protocol of the packet; of an IPv6 packet, that of the header next to the first.
    package var proto: UInt8
    package var sourcePort: UInt16?
    package var destinationPort: UInt16?
    package var tcpFlags: KernelPacket.TCPFlags?
    package var icmpType: UInt8?
    package var icmpCode: UInt8?
    package var ttl: UInt8
    package var tos: UInt8
    /// The whole length of the IP packet, header included.
    package var length: Int
    package var mark: UInt32
    /// The device it arrived on; nil for a packet of this node before it comes back over lo.
    package var inInterface: String?
    package var outInterface: String?
    /// The whole IP packet. Checksums may not be filled in yet (the device would do it).
    package var bytes: [UInt8]

    /// By what the packet is known again: see ``PacketIdentity``.
    var identity: PacketIdentity? { PacketIdentity(network: bytes[...], transport: nil) }

    /// The packet that an ICMP error is about.
    package var quoted: ObservedPacket? {
      guard let icmpType, isIPv6 ? icmpType < 128 : [3, 4, 5, 11, 12].contains(icmpType) else { return nil }
      return ObservedPacket(bytes: bytes[...].dropFirst(headerCount + 8))
    }

    private var headerCount: Int { isIPv6 ? 40 : Int(bytes[0] & 0xF) * 4 }

    /// nil if there is no whole IP header.
    package init?(bytes packet: ArraySlice<UInt8>, mark: UInt32 = 0, inInterface: String? = nil, outInterface: String? = nil) {
      guard let first = packet.first, packet.count >= 20 else { return nil }
      isIPv6 = first >> 4 == 6
      if isIPv6 {
        guard packet.count >= 40 else { return nil }
        source = KernelAddress(bytes: packet.part(8, 16))
        destination = KernelAddress(bytes: packet.part(24, 16))
        proto = packet.byte(6)
        ttl = packet.byte(7)
        tos = UInt8(truncatingIfNeeded: packet.network16(0) >> 4)
        length = 40 + Int(packet.network16(4))
      } else {
        source = KernelAddress(bytes: packet.part(12, 4))
        destination = KernelAddress(bytes: packet.part(16, 4))
        proto = packet.byte(9)
        ttl = packet.byte(8)
        tos = packet.byte(1)
        length = Int(packet.network16(2))
      }
      self.mark = mark
      self.inInterface = inInterface
      self.outInterface = outInterface
      bytes = Array(packet)
      decodeTransport(packet.dropFirst(headerCount))
    }

    private mutating func decodeTransport(_ transport: ArraySlice<UInt8>) {
      switch proto {
      case KernelPacket.ProtocolNumber.tcp, KernelPacket.ProtocolNumber.udp, KernelPacket.ProtocolNumber.sctp,
        KernelPacket.ProtocolNumber.udplite, KernelPacket.ProtocolNumber.dccp:
        guard transport.count >= 4 else { return }
        sourcePort = transport.network16(0)
        destinationPort = transport.network16(2)
        if proto == KernelPacket.ProtocolNumber.tcp, transport.count >= 14 { tcpFlags = .init(rawValue: transport.byte(13) & 0x3F) }
      case KernelPacket.ProtocolNumber.icmp, KernelPacket.ProtocolNumber.icmpv6:
        guard transport.count >= 2 else { return }
        icmpType = transport.byte(0)
        icmpCode = transport.byte(1)
      default: break
      }
    }
  }

  /// By what the injected packet is told from the answers that the kernel makes while it walks: the IPv4 identification or the IPv6 flow
  /// label, which neither translation nor forwarding changes, with the protocol and the ICMP type for the case that the kernel draws the same
  /// identification for an answer.
  struct PacketIdentity: Hashable, Sendable {
    var isIPv6: Bool
    var label: UInt32
    var proto: UInt8
    var icmpType: UInt8?

    /// From the network header, and the transport header if that stands elsewhere. nil if there is no whole header.
    init?(network: ArraySlice<UInt8>, transport: ArraySlice<UInt8>?) {
      guard let first = network.first, network.count >= 20 else { return nil }
      isIPv6 = first >> 4 == 6
      label = isIPv6 ? network.network32(0) & 0xFFFFF : UInt32(network.network16(4))
      proto = network.byte(isIPv6 ? 6 : 9)
      if proto == KernelPacket.ProtocolNumber.icmp || proto == KernelPacket.ProtocolNumber.icmpv6 {
        let transport = transport ?? network.dropFirst(isIPv6 ? 40 : Int(first & 0xF) * 4)
        icmpType = transport.first
      }
    }
  }

#endif
