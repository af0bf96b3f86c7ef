/// `ovf`: the server of the highest weight that has no more active connections than its weight (ip_vs_ovf.c).
struct WeightedOverflow: Scheduler {
  static let info = ExtensionInfo(
    "ovf", "Exact by the counters; without them none is full. Of a running node, servers of equal weight share equally.")
  init(flags: VirtualServer.SchedulerFlags) {}
  private func best(_ list: ServerList) -> [Int] {
    let open = list.usable.filter { list.servers[$0].active <= list.servers[$0].weight }
    let highest = open.map { list.servers[$0].weight }.max()
    return open.filter { list.servers[$0].weight == highest }
  }
  mutating func choose(from list: ServerList, for connection: ServerConnection) -> Int? { best(list).first }
  func shares(of list: ServerList, for connection: ServerConnection) -> ServerShares { list.sharesOfFirst(best(list)) }
}
