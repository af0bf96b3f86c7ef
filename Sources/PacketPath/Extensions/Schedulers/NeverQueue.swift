/// `nq`: the first server without an active connection, else as `sed` (ip_vs_nq.c).
struct NeverQueue: Scheduler {
  static let info = ExtensionInfo(
    "nq", "Exact by the counters; without them shares by weight. Of a running node, idle servers share equally.")
  init(flags: VirtualServer.SchedulerFlags) {}
  mutating func choose(from list: ServerList, for connection: ServerConnection) -> Int? {
    list.usable.first { list.servers[$0].active == 0 } ?? list.leastLoaded { $0.active + 1 }
  }
  func shares(of list: ServerList, for connection: ServerConnection) -> ServerShares {
    let idle = list.usable.filter { list.servers[$0].active == 0 }
    return idle.isEmpty || !list.knowsCounters ? list.sharesByLoad { $0.active + 1 } : list.sharesOfFirst(idle)
  }
}
