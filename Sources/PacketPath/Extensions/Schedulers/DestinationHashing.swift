/// `dh`: by a hash of the destination address (ip_vs_dh.c). A virtual server of one address has always the same server.
///
/// 256 buckets, filled from the list round and round whatever the weights; a server that cannot be used leaves its connections without one.
struct DestinationHashing: Scheduler {
  static let info = ExtensionInfo(
    "dh", "Exact where the order of the servers is known; else equal shares, of which an unusable server's connections get nothing.")
  /// Nil: to be filled anew.
  private var buckets: [LoadedServer]?

  init(flags: VirtualServer.SchedulerFlags) {}
  /// A change of weight does not fill the buckets anew.
  mutating func follow(_ change: ServerList.Change, in list: ServerList) {
    if case .edited = change { return }
    buckets = nil
  }
  private static func fill(_ list: ServerList) -> [LoadedServer] {
    list.servers.isEmpty ? [] : (0..<HashedAddress.tableSize).map { list.servers[$0 % list.servers.count] }
  }
  mutating func choose(from list: ServerList, for connection: ServerConnection) -> Int? {
    let filled = buckets ?? Self.fill(list)
    buckets = filled
    return choice(of: list, filled, connection)
  }
  private func choice(of list: ServerList, _ buckets: [LoadedServer], _ connection: ServerConnection) -> Int? {
    guard !buckets.isEmpty else { return nil }
    let server = buckets[HashedAddress.bucket(connection.destination, port: 0)]
    return list.servers.firstIndex { $0.isSame(server) && $0.isUsable }
  }
  func shares(of list: ServerList, for connection: ServerConnection) -> ServerShares {
    if list.isOrderKnown || list.servers.count < 2 { return ServerShares(list, certain: choice(of: list, Self.fill(list), connection)) }
    var shares = ServerShares(list, equal: list.usable)
    shares.none = UInt64(list.servers.count - list.usable.count)
    return shares
  }
}
