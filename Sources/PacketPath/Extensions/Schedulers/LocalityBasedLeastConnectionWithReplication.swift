/// `lblcr`: as `lblc`, but a destination address keeps a set of servers, which grows when its least loaded one is overloaded (ip_vs_lblcr.c).
///
/// The cache is taken to forget nothing: the kernel shrinks a set that has not changed for a day.
struct LocalityBasedLeastConnectionWithReplication: Scheduler {
  static let info = ExtensionInfo(
    "lblcr", model: .partial, "Exact in a sequence that begins with an empty cache. Of a running node the cache is not known: as `wlc`.")
  /// The newest server of each set first.
  private var sets: [Address: [LoadedServer]] = [:]

  init(flags: VirtualServer.SchedulerFlags) {}
  mutating func choose(from list: ServerList, for connection: ServerConnection) -> Int? {
    let set = sets[connection.destination] ?? []
    let known = set.compactMap { server in list.servers.firstIndex { $0.isSame(server) } }
    if let place = list.leastLoaded(among: known, list.overhead), !list.isCrowded(place) { return place }
    guard let place = list.leastLoaded(list.overhead) else { return nil }
    let server = list.servers[place]
    if !set.contains(where: { $0.isSame(server) }) { sets[connection.destination] = [server] + set }
    return place
  }
  func shares(of list: ServerList, for connection: ServerConnection) -> ServerShares { list.sharesByLoad(list.overhead) }
}
