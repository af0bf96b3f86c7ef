#if os(Linux)

  extension KernelPacket {
    /// Bytes of the whole IP packet.
    package var encodedLength: Int { encoded(label: 0).count }

    /// The IP packet. `label` is the IPv4 identification or the IPv6 flow label, by which the packet is known again in the kernel's traces.
    package func encoded(label: UInt32) -> [UInt8] {
      let header = isIPv6 ? 40 : 20
      var body = transportHeader + payload
      if let length, length > header + body.count { body += [UInt8](repeating: 0, count: length - header - body.count) }
      writeLengthAndChecksum(into: &body)
      return ipHeader(label: label, bodyCount: body.count) + body
    }

    /// The Ethernet frame around an IP packet, addressed to the device, or, as `-m pkttype` expects it, to a group or to everybody.
    ///
    /// `broadcasts`: the last addresses of the networks that the device is connected to.
    package func frame(_ packet: [UInt8], from sourceMAC: [UInt8], to deviceMAC: [UInt8], broadcasts: Set<KernelAddress> = [])
      -> [UInt8]
    {
      let address = destination.bytes
      let destinationMAC: [UInt8] =
        switch (address[0], address.last ?? 0) {
        case (0xFF, _) where isIPv6: [0x33, 0x33] + address.suffix(4)
        case (224...239, _) where !isIPv6: [0x01, 0x00, 0x5E, address[1] & 0x7F] + address.suffix(2)
        case (255, 255) where !isIPv6: [UInt8](repeating: 0xFF, count: 6)
        case _ where broadcasts.contains(destination): [UInt8](repeating: 0xFF, count: 6)
        default: deviceMAC
        }
      return destinationMAC + sourceMAC + (isIPv6 ? [0x86, 0xDD] : [0x08, 0x00]) + packet
    }

    private func ipHeader(label: UInt32, bodyCount: Int) -> [UInt8] {
      guard !isIPv6 else {
        let first = UInt32(6) << 28 | UInt32(tos) << 20 | label
        return first.networkBytes + UInt16(bodyCount).networkBytes + [proto, ttl] + source.bytes + destination.bytes
      }
      var header: [UInt8] = [0x45, tos]
      header += UInt16(20 + bodyCount).networkBytes + UInt16(label).networkBytes
      header += [0, 0, ttl, proto, 0, 0] + source.bytes + destination.bytes
      header.replaceSubrange(10..<12, with: internetChecksum(header).networkBytes)
      return header
    }

    private var transportHeader: [UInt8] {
      let ports = sourcePort.networkBytes + destinationPort.networkBytes
      switch proto {
      case ProtocolNumber.tcp:
        return ports + tcpSequence.networkBytes + tcpAcknowledgement.networkBytes + [0x50, tcpFlags.rawValue, 0xFA, 0xF0, 0, 0, 0, 0]
      case ProtocolNumber.udp, ProtocolNumber.udplite: return ports + [0, 0, 0, 0]
      case ProtocolNumber.icmp, ProtocolNumber.icmpv6: return [icmpType, icmpCode, 0, 0] + icmpIdentifier.networkBytes + [0, 1]
      case ProtocolNumber.dccp:
        // A Request with a long sequence number: data offset 5 words, type 0, X 1; service code 0.
        return ports + [5, 0, 0, 0, 0x01, 0] + [0, 0, 0, 0, 0, 1] + [0, 0, 0, 0]
      case ProtocolNumber.sctp:
        return ports + sctpTag.networkBytes + [0, 0, 0, 0] + chunk
      default: return []
      }
    }

    private var chunk: [UInt8] {
      let body: [UInt8] =
        switch sctpChunk {
        // Initiate tag, window, one stream each way, first TSN.
        case .initiation: (sctpNamedTag ?? SCTPChunk.clientTag).networkBytes + [0, 0, 0xFA, 0, 0, 1, 0, 1, 0, 0, 0, 1]
        case .initiationAcknowledgement: (sctpNamedTag ?? SCTPChunk.serverTag).networkBytes + [0, 0, 0xFA, 0, 0, 1, 0, 1, 0, 0, 0, 1]
        case .cookieEcho: [7, 7, 7, 7]
        case .cookieAcknowledgement, .abort, .shutdownAcknowledgement, .shutdownComplete: []
        // The last TSN that came, window, no gaps, nothing twice.
        case .selectiveAcknowledgement: [0, 0, 0, 1, 0, 0, 0xFA, 0, 0, 0, 0, 0]
        // A parameter of type 1, or a cause, with what it is about.
        case .heartbeat, .heartbeatAcknowledgement: [0, 1, 0, 8, 7, 7, 7, 7]
        case .error: [0, 6, 0, 8, 7, 0, 0, 4]
        case .shutdown: [0, 0, 0, 1]
        // TSN, stream, sequence number, protocol; four bytes.
        case .data: [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7, 7]
        }
      return [sctpChunk.rawValue, sctpChunk == .data ? 3 : 0] + UInt16(4 + body.count).networkBytes + body
    }

    private func writeLengthAndChecksum(into body: inout [UInt8]) {
      let place: Int
      switch proto {
      case ProtocolNumber.tcp: place = 16
      case ProtocolNumber.udp:
        body.replaceSubrange(4..<6, with: UInt16(body.count).networkBytes)
        place = 6
      case ProtocolNumber.udplite, ProtocolNumber.dccp: place = 6
      case ProtocolNumber.icmp, ProtocolNumber.icmpv6: place = 2
      case ProtocolNumber.sctp:
        body.replaceSubrange(8..<12, with: sctpChecksum(body).littleEndianBytes)
        if hasWrongChecksum { body[8] ^= 0x55 }
        return
      default: return
      }
      var sum = internetChecksum((proto == ProtocolNumber.icmp ? [] : pseudoHeader(bodyCount: body.count)) + body)
      // RFC 768: a checksum that comes out as zero is sent as all ones.
      if sum == 0, proto != ProtocolNumber.tcp { sum = 0xFFFF }
      if hasWrongChecksum { sum ^= 0x5555 }
      body.replaceSubrange(place..<place + 2, with: sum.networkBytes)
    }

    private func pseudoHeader(bodyCount: Int) -> [UInt8] {
      isIPv6
        ? source.bytes + destination.bytes + UInt32(bodyCount).networkBytes + [0, 0, 0, proto]
        : source.bytes + destination.bytes + [0, proto] + UInt16(bodyCount).networkBytes
    }
  }

  /// RFC 1071: the complement of the ones' complement sum of the 16-bit words.
  func internetChecksum(_ bytes: [UInt8]) -> UInt16 {
    var sum: UInt32 = 0
    for index in stride(from: 0, to: bytes.count, by: 2) {
      sum += UInt32(bytes[index]) << 8 | UInt32(index + 1 < bytes.count ? bytes[index + 1] : 0)
    }
    while sum > 0xFFFF { sum = sum >> 16 + sum & 0xFFFF }
    return ~UInt16(sum)
  }

  /// CRC-32C with the checksum field taken as zero (RFC 4960, appendix B); conntrack checks it on arrival.
  func sctpChecksum(_ bytes: [UInt8]) -> UInt32 {
    var crc = ~UInt32(0)
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0x82F6_3B78 : 0) }
    }
    return ~crc
  }

  extension FixedWidthInteger {
    var networkBytes: [UInt8] { littleEndianBytes.reversed() }
    var littleEndianBytes: [UInt8] { (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) } }
  }

#endif
