/// `lc`: the server with the fewest connections, an active one counting as 256 others (ip_vs_lc.c).
struct LeastConnection: Scheduler {
  static let info = ExtensionInfo(
    "lc", "Exact by the counters; without them equal shares. Of a running node, servers with equal counters share equally.")
  init(flags: VirtualServer.SchedulerFlags) {}
  mutating func choose(from list: ServerList, for connection: ServerConnection) -> Int? {
    // The first of the least: `min(by:)` keeps the first.
    list.usable.min { list.overhead(list.servers[$0]) < list.overhead(list.servers[$1]) }
  }
  func shares(of list: ServerList, for connection: ServerConnection) -> ServerShares {
    guard list.knowsCounters, let least = list.usable.map({ list.overhead(list.servers[$0]) }).min() else {
      return ServerShares(list, equal: list.usable)
    }
    return list.sharesOfFirst(list.usable.filter { list.overhead(list.servers[$0]) == least })
  }
}
