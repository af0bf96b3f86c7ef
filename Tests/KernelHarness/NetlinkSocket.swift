#if os(Linux)

  import Glibc
  import KernelShim

  /// A netfilter netlink socket of one network namespace. Wherever it is used from, it stays in the namespace it was opened in.
  final class NetlinkSocket {
    /// Multicast groups (NFNLGRP_...).
    enum Group: Int32 {
      case newConnections = 1
      case trace = 9
    }

    private let descriptor: Descriptor
    private var buffer = [UInt8](repeating: 0, count: 1 << 17)
    private var sequence: UInt32 = 0

    /// To be called on a thread that is in the namespace.
    init(bufferBytes: Int32 = 1 << 24) throws {
      descriptor = Descriptor(try checked(kernel_open_netlink(bufferBytes), "netlink socket"))
    }

    func join(_ group: Group) throws { _ = try checked(kernel_join_group(descriptor.number, group.rawValue), "netlink group \(group)") }

    /// Sends a request that asks for an acknowledgement, and waits for it. Nothing else must be under way on this socket.
    func perform(_ request: NetlinkRequest, ignoring ignored: Int32? = nil, _ what: String) throws {
      let expected = try send(request)
      try receiveReplies(what) { message in
        guard message.type == NetlinkMessage.errorType, message.sequence == expected else { return false }
        if message.error != 0, message.error != ignored { throw KernelHarnessError("\(what): \(errorText(message.error))") }
        return true
      }
    }

    /// Sends a dump request and hands over every message of the answer.
    func dump(_ request: NetlinkRequest, _ what: String, _ body: (NetlinkMessage) -> Void) throws {
      let expected = try send(request)
      try receiveReplies(what) { message in
        guard message.sequence == expected else { return false }
        if message.type == NetlinkMessage.errorType { throw KernelHarnessError("\(what): \(errorText(message.error))") }
        if message.type == NetlinkMessage.doneType { return true }
        body(message)
        return false
      }
    }

    /// Everything that has come so far, without waiting. Throws if the kernel had to throw messages away.
    func receive() throws -> [NetlinkMessage] {
      var messages: [NetlinkMessage] = []
      while let datagram = try descriptor.readPacket(into: &buffer) { messages += NetlinkMessage.messages(in: datagram) }
      return messages
    }

    func isReadable(within milliseconds: Int32) -> Bool { descriptor.isReadable(within: milliseconds) }

    private func send(_ request: NetlinkRequest) throws -> UInt32 {
      sequence &+= 1
      try descriptor.write(request.numbered(sequence))
      return sequence
    }

    private func receiveReplies(_ what: String, until isLast: (NetlinkMessage) throws -> Bool) throws {
      while descriptor.isReadable(within: 5_000) {
        guard let datagram = try descriptor.readPacket(into: &buffer) else { continue }
        for message in NetlinkMessage.messages(in: datagram) where try isLast(message) { return }
      }
      throw KernelHarnessError("\(what): no answer from the kernel")
    }
  }

#endif
