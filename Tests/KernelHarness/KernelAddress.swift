#if os(Linux)

  import Glibc

  /// An IPv4 or IPv6 address, read and printed by the C library (RFC 5952 for IPv6).
  package struct KernelAddress: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// 4 or 16 bytes in network order.
    package let bytes: [UInt8]

    package var isIPv6: Bool { bytes.count == 16 }

    init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    package init?(_ text: String) {
      let isIPv6 = text.utf8.contains(UInt8(ascii: ":"))
      var bytes = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
      // inet_pton writes exactly the 4 or 16 bytes that the array has.
      guard unsafe inet_pton(isIPv6 ? AF_INET6 : AF_INET, text, &bytes) == 1 else { return nil }
      self.bytes = bytes
    }

    package init(stringLiteral text: String) {
      guard let address = Self(text) else { preconditionFailure("\(text) is no IP address") }
      self = address
    }

    package var description: String {
      var text = [CChar](repeating: 0, count: 64)
      // inet_ntop writes at most the 64 bytes that it is told of (it needs 46).
      unsafe inet_ntop(isIPv6 ? AF_INET6 : AF_INET, bytes, &text, 64)
      return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// The six bytes of `02:00:00:00:00:01`.
  package func ethernetAddress(_ text: String) throws -> [UInt8] {
    let bytes = text.split(separator: ":").compactMap { UInt8($0, radix: 16) }
    guard bytes.count == 6 else { throw KernelHarnessError("\(text) is no Ethernet address") }
    return bytes
  }

#endif
