/// `fo`: the server of the highest weight, as long as it can be used (ip_vs_fo.c).
struct WeightedFailover: Scheduler {
  static let info = ExtensionInfo(
    "fo", "Exact. Of a running node, servers that share the highest weight share equally: the first in the kernel's order gets all.")
  init(flags: VirtualServer.SchedulerFlags) {}
  private func best(_ list: ServerList) -> [Int] {
    let highest = list.usable.map { list.servers[$0].weight }.max()
    return list.usable.filter { list.servers[$0].weight == highest }
  }
  mutating func choose(from list: ServerList, for connection: ServerConnection) -> Int? { best(list).first }
  func shares(of list: ServerList, for connection: ServerConnection) -> ServerShares { list.sharesOfFirst(best(list)) }
}
