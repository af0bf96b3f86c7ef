/// `sed`: the server that would have the fewest active connections for its weight, this one included (ip_vs_sed.c).
struct ShortestExpectedDelay: Scheduler {
  static let info = ExtensionInfo(
    "sed", "Exact by the counters; without them shares by weight. Of a running node, servers of equal load share equally.")
  init(flags: VirtualServer.SchedulerFlags) {}
  mutating func choose(from list: ServerList, for connection: ServerConnection) -> Int? { list.leastLoaded { $0.active + 1 } }
  func shares(of list: ServerList, for connection: ServerConnection) -> ServerShares { list.sharesByLoad { $0.active + 1 } }
}
