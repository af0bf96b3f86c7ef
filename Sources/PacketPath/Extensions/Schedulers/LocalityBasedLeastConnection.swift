/// `lblc`: a destination address keeps its server, until that is overloaded and another is not (ip_vs_lblc.c).
///
/// The cache is taken to forget nothing: the kernel drops what was not used for a day.
struct LocalityBasedLeastConnection: Scheduler {
  static let info = ExtensionInfo(
    "lblc", model: .partial, "Exact in a sequence that begins with an empty cache. Of a running node the cache is not known: as `wlc`.")
  private var cache: [Address: LoadedServer] = [:]

  init(flags: VirtualServer.SchedulerFlags) {}
  mutating func choose(from list: ServerList, for connection: ServerConnection) -> Int? {
    if let known = cache[connection.destination], let place = list.servers.firstIndex(where: { $0.isSame(known) }),
      list.servers[place].weight > 0,
      !list.isCrowded(place)
    {
      return place
    }
    guard let place = list.leastLoaded(list.overhead) else { return nil }
    cache[connection.destination] = list.servers[place]
    return place
  }
  func shares(of list: ServerList, for connection: ServerConnection) -> ServerShares { list.sharesByLoad(list.overhead) }
}

extension ServerList {
  /// More active connections than its weight, while another server has less than half of its own (`is_overloaded` of ip_vs_lblc.c).
  func isCrowded(_ place: Int) -> Bool { servers[place].active > servers[place].weight && servers.contains { $0.active * 2 < $0.weight } }
}
