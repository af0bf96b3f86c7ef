#if os(Linux)

  import Glibc
  import KernelShim

  extension KernelNamespace {
    /// Why the kernel cannot be asked on this machine, or nil if it can: for `.enabled(if:)` and the like.
    package static let unavailable: String? = {
      guard geteuid() == 0 else { return "not root" }
      // Paths that end where the strings do.
      guard unsafe access("/dev/net/tun", R_OK | W_OK) == 0 else { return "no /dev/net/tun" }
      do {
        let namespace = try NetworkNamespace()
        return try namespace.run { try missing() }
      } catch { return "\(error)" }
    }()

    /// What is missing in a fresh namespace: a tool, a device, or a part of the kernel.
    private static func missing() throws -> String? {
      for command in [["ip", "-V"], ["nft", "-v"], ["ipset", "-v"]] where try runTool(command).exitCode != 0 {
        return "\(command[0]) does not run"
      }
      for backend in KernelBackend.allCases {
        for isIPv6 in [false, true] {
          let tool = backend.tool("restore", isIPv6: isIPv6)
          let rules = "*nat\n:PREROUTING ACCEPT\nCOMMIT\n*filter\n:FORWARD ACCEPT\nCOMMIT\n"
          let result = try runTool([tool], input: rules)
          guard result.exitCode == 0 else { return "\(tool): \(result.error.prefix { $0 != "\n" })" }
        }
      }
      _ = try NodeSetup.makeTaps([.init("probe0")])
      try toolOutput(["nft", "-f", "-"], input: Probe.rules(tracksConnections: true))
      let socket = try NetlinkSocket()
      try Probe.listen(socket, backends: [.legacy])
      try socket.join(.trace)
      return nil
    }
  }

#endif
