import FoundationEssentials
import HostSystem
import PacketPath
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@testable import PacketPathCLI

@Suite("Large files are mapped")
struct MappedFileTests {
  private static func file(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "packetpath-\(UUID().uuidString)").path
    try Data(bytes).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }
  private static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: 33 + $0 % 90) } }

  @Test("a newline and zeros follow the text, wherever in a page it ends", arguments: [0, 1, 4095, 4096, 4097, 4063, 4064, 8192])
  func ends(beyond: Int) throws {
    let bytes = Self.bytes(MappedFile.minimumCount + beyond)
    try Self.file(bytes) { path in
      let text = try FileReader(directory: "").read(path)
      #expect(text.count == bytes.count)
      #expect(text.bytes(0..<text.count) == bytes)
      let end = text.cursor(at: text.count)
      #expect(end.byte() == 10)
      #expect((1...32).allSatisfy { end.byte($0) == 0 })
    }
  }
  @Test("a file that is cut off while it is read ends the command with a message and exit code 2")
  func cutOff() async {
    await #expect(processExitsWith: .exitCode(2)) {
      let path = FileManager.default.temporaryDirectory.appending(path: "packetpath-\(UUID().uuidString)").path
      try Data([UInt8](repeating: 65, count: 1 << 20)).write(to: URL(filePath: path))
      let text = try FileReader(directory: "").read(path)
      // The path lives for the call.
      let failure = unsafe truncate(path, 10)
      #expect(failure == 0)
      try? FileManager.default.removeItem(atPath: path)
      _ = text.bytes(0..<text.count)
    }
  }
}
