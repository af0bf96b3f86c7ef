#if os(Linux)

  /// The parts of netfilter that speak netlink (NFNL_SUBSYS_...).
  enum NetfilterSubsystem: UInt8 {
    case conntrack = 1
    case log = 4
    case accounting = 7
    case tables = 10
  }

  /// One message of netfilter netlink: `struct nlmsghdr`, `struct nfgenmsg`, attributes.
  struct NetlinkMessage {
    /// NLMSG_ERROR and NLMSG_DONE: not of a subsystem.
    static let errorType: UInt16 = 2
    static let doneType: UInt16 = 3

    var type: UInt16
    var sequence: UInt32
    /// Everything behind the `nlmsghdr`.
    var body: ArraySlice<UInt8>

    var subsystem: NetfilterSubsystem? { NetfilterSubsystem(rawValue: UInt8(truncatingIfNeeded: type >> 8)) }
    var number: UInt8 { UInt8(truncatingIfNeeded: type) }
    /// AF_INET, AF_INET6, or NFPROTO_INET of a table for both.
    var family: UInt8 { body.byte(0) }
    /// The log group, for messages of the log.
    var resource: UInt16 { body.network16(2) }
    var attributes: NetlinkAttributes { NetlinkAttributes(body.dropFirst(4)) }
    /// The errno (0: acknowledged) of an NLMSG_ERROR.
    var error: Int32 { -Int32(truncatingIfNeeded: body.native32()) }

    /// The messages of one datagram.
    static func messages(in datagram: [UInt8]) -> [NetlinkMessage] {
      var messages: [NetlinkMessage] = []
      var rest = datagram[...]
      while rest.count >= 16 {
        let length = Int(rest.native32())
        guard length >= 16, length <= rest.count else { break }
        messages.append(
          NetlinkMessage(type: rest.native16(4), sequence: rest.native32(8), body: rest.part(16, length - 16))
        )
        rest = rest.dropFirst((length + 3) & ~3)
      }
      return messages
    }
  }

  /// Attributes one behind the other: length, type, value, each padded to four bytes.
  struct NetlinkAttributes {
    private(set) var all: [(type: UInt16, value: ArraySlice<UInt8>)] = []

    init(_ bytes: ArraySlice<UInt8>) {
      var rest = bytes
      while rest.count >= 4 {
        let length = Int(rest.native16())
        guard length >= 4, length <= rest.count else { return }
        // The two upper bits say "nested" and "network byte order".
        all.append((rest.native16(2) & 0x3FFF, rest.part(4, length - 4)))
        rest = rest.dropFirst((length + 3) & ~3)
      }
    }

    /// The value of the first attribute of a type.
    subscript(type: UInt16) -> ArraySlice<UInt8>? {
      for attribute in all where attribute.type == type { return attribute.value }
      return nil
    }

    /// The attributes within an attribute; none if there is no such attribute.
    func nested(_ type: UInt16) -> NetlinkAttributes { NetlinkAttributes(self[type] ?? []) }
  }

  /// A message being written.
  struct NetlinkRequest {
    static let acknowledge: UInt16 = 0x4
    static let dump: UInt16 = 0x300
    static let create: UInt16 = 0x400

    private(set) var bytes: [UInt8]

    /// `flags` beside NLM_F_REQUEST.
    init(_ subsystem: NetfilterSubsystem, _ number: UInt8, flags: UInt16, family: UInt8 = 0, resource: UInt16 = 0) {
      bytes = [0, 0, 0, 0] + (UInt16(subsystem.rawValue) << 8 | UInt16(number)).nativeBytes + (flags | 1).nativeBytes
      bytes += [0, 0, 0, 0, 0, 0, 0, 0, family, 0] + resource.networkBytes
    }

    mutating func attribute(_ type: UInt16, _ value: some Collection<UInt8>) {
      bytes += UInt16(4 + value.count).nativeBytes + type.nativeBytes + value
      bytes += [UInt8](repeating: 0, count: (4 - value.count & 3) & 3)
    }

    mutating func nested(_ type: UInt16, _ value: some Collection<UInt8>) { attribute(type | 0x8000, value) }

    /// The finished message under a sequence number.
    func numbered(_ sequence: UInt32) -> [UInt8] {
      var finished = bytes
      finished.replaceSubrange(0..<4, with: UInt32(bytes.count).nativeBytes)
      finished.replaceSubrange(8..<12, with: sequence.nativeBytes)
      return finished
    }
  }

#endif
