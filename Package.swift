// swift-tools-version: 6.2
import PackageDescription

var settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]
// Warnings are errors only where we run the build ourselves: a newer compiler must not break a user's.
if Context.environment["PACKETPATH_STRICT"] != nil { settings.append(.treatAllWarnings(as: .error)) }

let package = Package(
  name: "PacketPath",
  platforms: [.macOS("26.0")],
  products: [
    .library(name: "PacketPath", targets: ["PacketPath"]),
    .library(name: "KubeProxy", targets: ["KubeProxy"]),
    .executable(name: "packetpath", targets: ["PacketPathCLI"]),
    .executable(name: "packetpath-benchmark", targets: ["PacketPathBenchmark"]),
  ],
  targets: [
    .target(name: "PacketPath", swiftSettings: settings),
    .target(name: "KubeProxy", dependencies: ["PacketPath"], swiftSettings: settings),
    .target(name: "ThreadPlacement"),
    .target(name: "HostSystem", dependencies: ["PacketPath", "ThreadPlacement"], swiftSettings: settings),
    .executableTarget(name: "PacketPathCLI", dependencies: ["PacketPath", "KubeProxy", "HostSystem"], swiftSettings: settings),
    .target(name: "AllocationCounter", path: "Benchmarks/AllocationCounter"),
    .executableTarget(
      name: "PacketPathBenchmark", dependencies: ["PacketPath", "KubeProxy", "HostSystem", "AllocationCounter"], path: "Benchmarks/Sources",
      swiftSettings: settings),
    .target(name: "TestSupport", dependencies: ["PacketPath", "KubeProxy"], path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(name: "PacketPathTests", dependencies: ["PacketPath", "TestSupport"], swiftSettings: settings),
    .testTarget(name: "KubeProxyTests", dependencies: ["PacketPath", "KubeProxy", "TestSupport"], swiftSettings: settings),
    .testTarget(name: "CommandTests", dependencies: ["PacketPathCLI", "HostSystem", "TestSupport"], swiftSettings: settings),
    .target(name: "KernelShim", path: "Tests/KernelShim", publicHeadersPath: "."),
    .target(name: "KernelHarness", dependencies: ["KernelShim"], path: "Tests/KernelHarness", swiftSettings: settings),
    .testTarget(name: "KernelTests", dependencies: ["PacketPath", "KubeProxy", "TestSupport", "KernelHarness"], swiftSettings: settings),
  ]
)
