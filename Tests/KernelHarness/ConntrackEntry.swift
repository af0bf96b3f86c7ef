#if os(Linux)

  /// A connection as conntrack remembers it.
  package struct ConntrackEntry: Sendable, Hashable {
    package struct Tuple: Sendable, Hashable, CustomStringConvertible {
      package var source: KernelAddress
      package var destination: KernelAddress
      package var proto: UInt8
      package var sourcePort: UInt16?
      package var destinationPort: UInt16?
      package var icmpIdentifier: UInt16?
      package var icmpType: UInt8?
      package var icmpCode: UInt8?

      package var description: String {
        if let sourcePort, let destinationPort { return "\(proto) \(source):\(sourcePort) > \(destination):\(destinationPort)" }
        if let icmpIdentifier, let icmpType { return "\(proto) \(source) > \(destination) type \(icmpType) id \(icmpIdentifier)" }
        return "\(proto) \(source) > \(destination)"
      }
    }

    /// The bits of `status` (IPS_...).
    package struct Status: OptionSet, Sendable, Hashable {
      package let rawValue: UInt32
      package init(rawValue: UInt32) { self.rawValue = rawValue }

      package static let seenReply = Status(rawValue: 1 << 1)
      package static let assured = Status(rawValue: 1 << 2)
      package static let confirmed = Status(rawValue: 1 << 3)
      package static let sourceTranslated = Status(rawValue: 1 << 4)
      package static let destinationTranslated = Status(rawValue: 1 << 5)
    }

    package var isIPv6: Bool
    package var original: Tuple
    /// What an answer looks like: its source is the destination after translation, its destination the source after translation.
    package var reply: Tuple
    package var status: Status
    package var mark: UInt32
    package var zone: UInt16

    /// The original tuple as the kernel wrote it, with which the entry is deleted.
    var originalBytes: [UInt8]

    /// From a message of ctnetlink (`ctnetlink_fill_info`); nil if it is no new entry.
    init?(_ message: NetlinkMessage) {
      guard message.subsystem == .conntrack, message.number == 0 else { return nil }
      let attributes = message.attributes
      guard let original = attributes[1], let reply = attributes[2] else { return nil }
      isIPv6 = message.family == 10
      self.original = Tuple(NetlinkAttributes(original))
      self.reply = Tuple(NetlinkAttributes(reply))
      originalBytes = Array(original)
      status = Status(rawValue: attributes[3]?.network32() ?? 0)
      mark = attributes[8]?.network32() ?? 0
      zone = attributes[18]?.network16() ?? 0
    }

    /// The request that deletes the entry. A flush would walk the whole hash of all namespaces.
    var deletion: NetlinkRequest {
      var request = NetlinkRequest(.conntrack, 2, flags: NetlinkRequest.acknowledge, family: isIPv6 ? 10 : 2)
      request.nested(1, originalBytes)
      if zone != 0 { request.attribute(18, zone.networkBytes) }
      return request
    }
  }

  extension ConntrackEntry.Tuple {
    /// From CTA_TUPLE_ORIG or CTA_TUPLE_REPLY: CTA_TUPLE_IP and CTA_TUPLE_PROTO.
    init(_ attributes: NetlinkAttributes) {
      let address = attributes.nested(1)
      let proto = attributes.nested(2)
      source = KernelAddress(bytes: address[1] ?? address[3] ?? [0, 0, 0, 0])
      destination = KernelAddress(bytes: address[2] ?? address[4] ?? [0, 0, 0, 0])
      self.proto = proto[1]?.byte(0) ?? 0
      sourcePort = proto[2]?.network16()
      destinationPort = proto[3]?.network16()
      icmpIdentifier = (proto[4] ?? proto[7])?.network16()
      icmpType = (proto[5] ?? proto[8])?.byte(0)
      icmpCode = (proto[6] ?? proto[9])?.byte(0)
    }
  }

#endif
