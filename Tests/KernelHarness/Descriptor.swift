#if os(Linux)

  import Glibc

  /// A file descriptor that is closed with its last owner.
  final class Descriptor {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// The next packet or datagram, nil if there is none. Throws the errno's text of anything but "none yet".
    func readPacket(into buffer: inout [UInt8]) throws -> [UInt8]? {
      let capacity = buffer.count
      // The kernel writes at most `capacity` bytes, which the array has.
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(number, $0.baseAddress, capacity) }
      if count >= 0 { return Array(buffer[..<count]) }
      guard errno == EAGAIN || errno == EINTR else { throw KernelHarnessError("reading from the kernel: \(errorText(errno))") }
      return nil
    }

    func write(_ bytes: [UInt8]) throws {
      var written = 0
      while written < bytes.count {
        // Only bytes of the slice are read.
        let count = unsafe bytes[written...].withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw KernelHarnessError("writing to the kernel: \(errorText(errno))") }
        written += count
      }
    }

    /// Whether something can be read within the time.
    func isReadable(within milliseconds: Int32) -> Bool {
      var request = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
      // One request, and the count says so.
      return unsafe poll(&request, 1, milliseconds) > 0
    }
  }

#endif
