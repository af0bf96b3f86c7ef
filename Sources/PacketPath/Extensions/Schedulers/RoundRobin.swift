/// `rr`: the next usable server behind the one that was chosen last, round the list (ip_vs_rr.c). Weights do not count, unless they are 0.
struct RoundRobin: Scheduler {
  static let info = ExtensionInfo("rr", "Exact. Of a running node the position is not known: equal shares.")
  /// The server chosen last; nil: the list's head.
  private var last: LoadedServer?

  init(flags: VirtualServer.SchedulerFlags) {}
  /// A server that goes leaves the position to the one in front of it.
  mutating func follow(_ change: ServerList.Change, in list: ServerList) {
    guard case .removed(let server, let place) = change, let last, last.isSame(server) else { return }
    self.last = place == 0 ? nil : list.servers[place - 1]
  }
  mutating func choose(from list: ServerList, for connection: ServerConnection) -> Int? {
    let count = list.servers.count
    let start = last.flatMap { last in list.servers.firstIndex { $0.isSame(last) } }.map { $0 + 1 } ?? 0
    guard let step = (0..<count).first(where: { list.servers[(start + $0) % count].isUsable }) else { return nil }
    let place = (start + step) % count
    last = list.servers[place]
    return place
  }
  func shares(of list: ServerList, for connection: ServerConnection) -> ServerShares {
    guard list.isPositionKnown else { return ServerShares(list, equal: list.usable) }
    var next = self
    return ServerShares(list, certain: next.choose(from: list, for: connection))
  }
}
