#if os(Linux)

  /// A packet to be put before the kernel.
  package struct KernelPacket: Sendable {
    /// How the packet comes into being.
    package enum Arrival: Sendable, Hashable {
      /// A frame arrives on the device. `sourceMAC` is what `-m mac` compares; nil: `02:ff:00:00:00:01`.
      case interface(String, sourceMAC: String? = nil)
      /// A process of this node sends it, from a socket that is bound to the source address.
      case local(uid: UInt32 = 0, gid: UInt32 = 0)
    }

    package struct TCPFlags: OptionSet, Sendable, Hashable {
      package let rawValue: UInt8
      package init(rawValue: UInt8) { self.rawValue = rawValue }

      package static let fin = TCPFlags(rawValue: 0x01)
      package static let syn = TCPFlags(rawValue: 0x02)
      package static let rst = TCPFlags(rawValue: 0x04)
      package static let psh = TCPFlags(rawValue: 0x08)
      package static let ack = TCPFlags(rawValue: 0x10)
      package static let urg = TCPFlags(rawValue: 0x20)
    }

    package enum SCTPChunk: UInt8, Sendable, Hashable, CaseIterable {
      case data = 0, initiation = 1, initiationAcknowledgement = 2, selectiveAcknowledgement = 3
      case heartbeat = 4, heartbeatAcknowledgement = 5, abort = 6, shutdown = 7, shutdownAcknowledgement = 8
      case error = 9, cookieEcho = 10, cookieAcknowledgement = 11, shutdownComplete = 14
      /// What INIT and INIT ACK tell the other end to put in front of its chunks.
      package static let clientTag: UInt32 = 9, serverTag: UInt32 = 17
    }

    /// The IP protocol number, with names for those whose headers are written here. Of any other only `payload` follows the IP header.
    package enum ProtocolNumber {
      package static let icmp: UInt8 = 1
      package static let tcp: UInt8 = 6
      package static let udp: UInt8 = 17
      package static let dccp: UInt8 = 33
      package static let icmpv6: UInt8 = 58
      package static let sctp: UInt8 = 132
      package static let udplite: UInt8 = 136
    }

    package var arrival: Arrival
    package var source: KernelAddress
    package var destination: KernelAddress
    package var proto: UInt8
    package var sourcePort: UInt16 = 40000
    package var destinationPort: UInt16 = 0
    package var tcpFlags: TCPFlags = .syn
    package var tcpSequence: UInt32 = 1000
    package var tcpAcknowledgement: UInt32 = 0
    /// The type of its only chunk, and the verification tag in front of it: INIT.
    package var sctpChunk = SCTPChunk.initiation
    package var sctpTag: UInt32 = 0
    /// What INIT and INIT ACK name; nil: the client's tag in an INIT, the server's in an INIT ACK.
    package var sctpNamedTag: UInt32?
    package var icmpType: UInt8
    package var icmpCode: UInt8 = 0
    package var icmpIdentifier: UInt16 = 77
    /// The mark the packet arrives with (set before any rule under test sees it), or that its socket gives it.
    package var mark: UInt32 = 0
    package var ttl: UInt8 = 64
    package var tos: UInt8 = 0
    /// What follows the transport header: for an ICMP error, the packet it is about.
    package var payload: [UInt8] = []
    /// The whole length of the IP packet, header included: the payload is filled up with zeros. nil: as long as it happens to be.
    package var length: Int?
    /// The device over which a process sends to a link-local or multicast IPv6 address.
    package var scope: String?
    /// A wrong transport checksum, which conntrack calls INVALID on arrival.
    package var hasWrongChecksum = false

    package var isIPv6: Bool { destination.isIPv6 }

    package init(
      _ arrival: Arrival, proto: UInt8 = ProtocolNumber.tcp, source: KernelAddress, _ sourcePort: UInt16 = 40000,
      destination: KernelAddress,
      _ destinationPort: UInt16 = 0
    ) {
      precondition(source.isIPv6 == destination.isIPv6, "source and destination of one family")
      self.arrival = arrival
      self.proto = proto
      self.source = source
      self.destination = destination
      self.sourcePort = sourcePort
      self.destinationPort = destinationPort
      icmpType = destination.isIPv6 ? 128 : 8
    }
  }

  extension KernelPacket {
    /// The verification tag that its receiver has named, and in INIT and INIT ACK the one that the sender names.
    package mutating func tagSCTP(fromServer: Bool) {
      sctpTag = sctpChunk == .initiation ? 0 : fromServer ? SCTPChunk.clientTag : SCTPChunk.serverTag
      let usual: SCTPChunk = fromServer ? .initiationAcknowledgement : .initiation
      guard sctpChunk != usual, [.initiation, .initiationAcknowledgement].contains(sctpChunk) else { return }
      sctpNamedTag = fromServer ? SCTPChunk.serverTag : SCTPChunk.clientTag
    }
  }

#endif
