#if os(Linux)

  /// Reading numbers out of what the kernel sent. Bytes that are not there count as zero: a message is never trusted to be whole.
  extension ArraySlice<UInt8> {
    func byte(_ offset: Int) -> UInt8 { offset < count ? self[startIndex + offset] : 0 }

    /// Up to `length` bytes from `offset` on.
    func part(_ offset: Int, _ length: Int) -> ArraySlice<UInt8> { dropFirst(offset).prefix(length) }

    // Plain functions rather than one generic: without optimisation, as tests are built, they are many times faster.

    func network16(_ offset: Int = 0) -> UInt16 { UInt16(byte(offset)) << 8 | UInt16(byte(offset + 1)) }
    func network32(_ offset: Int = 0) -> UInt32 { UInt32(network16(offset)) << 16 | UInt32(network16(offset + 2)) }
    func network64(_ offset: Int = 0) -> UInt64 { UInt64(network32(offset)) << 32 | UInt64(network32(offset + 4)) }

    // In the byte order of this machine, as netlink's own headers are.

    func native16(_ offset: Int = 0) -> UInt16 { UInt16(bigEndian: network16(offset)) }
    func native32(_ offset: Int = 0) -> UInt32 { UInt32(bigEndian: network32(offset)) }

    /// A string up to its zero byte.
    var text: String { String(decoding: prefix { $0 != 0 }, as: UTF8.self) }
  }

  extension FixedWidthInteger {
    var nativeBytes: [UInt8] { bigEndian.networkBytes }
  }

#endif
