import FoundationEssentials

/// How many seeds property tests take: few in a debug build, any number by PACKETPATH_SEEDS.
public enum Seeds {
  public static func upTo(_ usual: UInt64) -> ClosedRange<UInt64> {
    let given = ProcessInfo.processInfo.environment["PACKETPATH_SEEDS"].flatMap { UInt64($0) } ?? usual
    return 1...max(given, 1)
  }
}
