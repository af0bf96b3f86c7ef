#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
public import PacketPath

/// A large file as a ``SourceText`` that copies nothing.
///
/// The file is mapped over an anonymous map that is longer, so that the newline and the padding which a text has behind it have room. A file that
/// is cut off while it is mapped has pages that are no longer there: touching them raises SIGBUS, which ends the command as a file that cannot be
/// read does, with a message and exit code 2. A file that is changed in place is read as it then is: no length in it is trusted.
public enum MappedFile {
  /// Below this, copying costs less than a map.
  public static let minimumCount = 1 << 17

  /// Nil: too small, or it cannot be mapped, and may be read all the same.
  public static func text(_ descriptor: Int32, count: Int, name: String) -> SourceText? {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    guard count >= minimumCount, page > SourceText.padding + 1, installHandler() else { return nil }
    let filePages = (count + page - 1) / page * page
    let length = filePages + page
    let anonymous = MAP_PRIVATE | MAP_ANON
    guard let base = unsafe mmap(nil, length, PROT_READ | PROT_WRITE, anonymous, -1, 0), unsafe base != MAP_FAILED else { return nil }
    // Over the first pages of the map above, which are ours. Pages come as they are read, by two threads at once.
    let isMapped = unsafe mmap(base, filePages, PROT_READ, MAP_PRIVATE | MAP_FIXED, descriptor, 0) == base
    // The newline stands in the file's last page if that is not full, else in the one behind it. Written, the page is our own copy.
    let last = unsafe base + count / page * page
    guard isMapped, unsafe mprotect(last, page, PROT_READ | PROT_WRITE) == 0 else {
      unsafe munmap(base, length)
      return nil
    }
    unsafe base.storeBytes(of: 10, toByteOffset: count, as: UInt8.self)
    let address = UInt(bitPattern: base)
    // What follows the newline is zero: the rest of the file's last page, and an anonymous one. Unmapped once, with the text.
    return unsafe SourceText(adopting: UnsafeRawPointer(base), count: count, name: name) {
      unsafe munmap(UnsafeMutableRawPointer(bitPattern: address)!, length)
    }
  }

  /// False: a cut file could not be told, so nothing is to be mapped.
  private static func installHandler() -> Bool { handlerIsInstalled }
  private static let handlerIsInstalled: Bool = {
    var action = sigaction()
    // Calls nothing but what is safe in a handler (signal-safety(7)): write and _exit.
    let handler: @convention(c) (Int32) -> Void = { _ in
      let message: StaticString = "packetpath: a file was cut off while it was being read\n"
      _ = unsafe write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
      _exit(2)
    }
    #if os(Linux)
      unsafe action.__sigaction_handler.sa_handler = handler
    #else
      unsafe action.__sigaction_u.__sa_handler = handler
    #endif
    // The structure is this function's own.
    return unsafe sigaction(SIGBUS, &action, nil) == 0
  }()
}
