import Foundation
import KubeProxy
import PacketPath
import Testing

/// Whether rules can be loaded here: as root, into network namespaces of one's own.
private enum Kernel {
  static let obstacle: String? = {
    #if os(Linux)
      if getuid() != 0 { return "needs root" }
      for tool in ["unshare", "iptables-legacy-restore", "iptables-nft-restore", "ipset"] where find(tool) == nil {
        return "\(tool) is not installed"
      }
      return (try? run("unshare -n true", in: "/")) == "" ? nil : "network namespaces cannot be made"
    #else
      return "needs Linux"
    #endif
  }()
  private static func find(_ tool: String) -> String? {
    ["/usr/sbin", "/sbin", "/usr/bin", "/bin"].map { "\($0)/\(tool)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
  /// What a shell says on standard error, and its exit code unless that is 0: empty if all is well.
  static func run(_ script: String, in directory: String) throws -> String {
    let process = Process(), errors = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = URL(filePath: directory)
    process.environment = ["PATH": "/usr/sbin:/sbin:/usr/bin:/bin"]
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? text : "exit code \(process.terminationStatus): \(text)"
  }
}

@Suite(.enabled(if: Kernel.obstacle == nil, "\(Kernel.obstacle ?? "")")) struct KernelAcceptanceTests {
  @Test(arguments: Generated.options) func `iptables-restore accepts what is generated`(options: SyntheticCluster.Options) throws {
    var options = options
    options.services = 40
    let texts = ClusterTexts(SyntheticCluster(options))
    let folder = FileManager.default.temporaryDirectory.appending(path: "packetpath-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for file in texts.files { try Data(texts.bytes(file)).write(to: folder.appending(path: file.rawValue)) }
    let sets = options.mode == .ipvs ? "ipset restore < ipset-save.txt && " : ""
    for (tool, file) in [("iptables", ClusterTexts.File.iptablesSave), ("ip6tables", .ip6tablesSave)] where texts.files.contains(file) {
      for backend in ["legacy", "nft"] {
        let said = try Kernel.run("unshare -n sh -c '\(sets)\(tool)-\(backend)-restore --test < \(file.rawValue)'", in: folder.path)
        #expect(said == "", "\(tool)-\(backend)")
      }
    }
  }
}
