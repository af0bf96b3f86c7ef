/// `wlc`: the server with the fewest connections for its weight (ip_vs_wlc.c). With no connections at all the newest one.
struct WeightedLeastConnection: Scheduler {
  static let info = ExtensionInfo(
    "wlc", "Exact by the counters; without them shares by weight. Of a running node, servers of equal load share equally.")
  init(flags: VirtualServer.SchedulerFlags) {}
  mutating func choose(from list: ServerList, for connection: ServerConnection) -> Int? { list.leastLoaded(list.overhead) }
  func shares(of list: ServerList, for connection: ServerConnection) -> ServerShares { list.sharesByLoad(list.overhead) }
}
