/// A real server with what the kernel counts and remembers of it.
struct LoadedServer: Sendable, Hashable {
  let address: Address
  let port: UInt16
  /// Where it stands among the virtual server's real servers in the text; -1: it was added later.
  var place = -1
  var weight: Int
  /// The last weight that was not zero, or the first (`last_weight`): `mh` keeps its table by it.
  var lastWeight: Int
  var active = 0, inactive = 0
  var upperThreshold = 0, lowerThreshold = 0
  /// `IP_VS_DEST_F_OVERLOAD`: it has reached its threshold.
  var isOverloaded = false

  init(_ server: RealServer, place: Int = -1) {
    address = server.address
    port = server.port
    self.place = place
    weight = Int(server.weight)
    lastWeight = weight
    active = Int(server.counters?.active ?? 0)
    inactive = Int(server.counters?.inactive ?? 0)
    upperThreshold = Int(server.upperThreshold)
    lowerThreshold = Int(server.lowerThreshold)
  }
  var total: Int { active + inactive }
  var isUsable: Bool { weight > 0 && !isOverloaded }
  func isSame(_ other: LoadedServer) -> Bool { address == other.address && port == other.port }
}

/// The real servers of a virtual server in the order in which the kernel walks them: the newest first (`svc->destinations`).
struct ServerList: Sendable {
  enum Change { case added, edited, removed(LoadedServer, place: Int) }

  var servers: [LoadedServer] = []
  var bookkeeping = VirtualServers.Bookkeeping.classic
  /// Whether the order is the kernel's, and not just one that is possible.
  var isOrderKnown = true
  /// Whether what a scheduler remembers is what the kernel's remembers.
  var isPositionKnown = true
  /// Whether the counters of connections are known.
  var knowsCounters = true

  /// What a connection costs (ip_vs_dest_conn_overhead).
  func overhead(_ server: LoadedServer) -> Int {
    server.active << 8 + (bookkeeping == .classic ? server.inactive : server.total)
  }
  var usable: [Int] { servers.indices.filter { servers[$0].isUsable } }

  /// The first usable server whose load for its weight no other undercuts (`ip_vs_wlc_schedule` and its kin).
  func leastLoaded(_ load: (LoadedServer) -> Int) -> Int? { leastLoaded(among: Array(servers.indices), load) }
  func leastLoaded(among places: [Int], _ load: (LoadedServer) -> Int) -> Int? {
    guard let first = places.firstIndex(where: { servers[$0].isUsable }) else { return nil }
    var best = places[first]
    for place in places[(first + 1)...] where !servers[place].isOverloaded {
      if load(servers[best]) * servers[place].weight > load(servers[place]) * servers[best].weight { best = place }
    }
    return best
  }
  /// The chances under a load: those that no other undercuts are equal where their order is not known. Where the counters are not known, connections
  /// that stay spread by weight.
  func sharesByLoad(_ load: (LoadedServer) -> Int) -> ServerShares {
    if !knowsCounters { return ServerShares(self) { $0.isUsable ? UInt64($0.weight) : 0 }.orNone() }
    guard let best = leastLoaded(load) else { return ServerShares(self, certain: nil) }
    if isOrderKnown { return ServerShares(self, certain: best) }
    let ties = usable.filter { load(servers[best]) * servers[$0].weight == load(servers[$0]) * servers[best].weight }
    return ServerShares(self, equal: ties)
  }
  /// The chances of the first of those that are best in something.
  func sharesOfFirst(_ places: [Int]) -> ServerShares { ServerShares(self, equal: isOrderKnown ? Array(places.prefix(1)) : places) }
}

// MARK: Thresholds (ip_vs_bind_dest, ip_vs_unbind_dest, __ip_vs_update_dest)
extension ServerList {
  /// A connection or a template was bound to a server.
  mutating func noteBinding(at place: Int) {
    let server = servers[place]
    guard server.upperThreshold != 0 else { return }
    let isReached = bookkeeping == .classic ? server.total >= server.upperThreshold : server.total == server.upperThreshold
    if isReached { servers[place].isOverloaded = true }
  }
  /// A connection or a template has gone.
  mutating func noteRelease(at place: Int) {
    let server = servers[place]
    let isClear: Bool =
      if bookkeeping == .total {
        server.total < server.effectiveLowerThreshold
      } else if server.lowerThreshold != 0 {
        server.total < server.lowerThreshold
      } else {
        server.upperThreshold == 0 || server.total * 4 < server.upperThreshold * 3
      }
    if isClear { servers[place].isOverloaded = false }
  }
  /// A server was added or edited: `wanted` tells its weight and thresholds.
  mutating func update(at place: Int, to wanted: LoadedServer, isNew: Bool) {
    let old = servers[place]
    servers[place].weight = wanted.weight
    if isNew || wanted.weight != 0 { servers[place].lastWeight = wanted.weight }
    (servers[place].upperThreshold, servers[place].lowerThreshold) = (wanted.upperThreshold, wanted.lowerThreshold)
    if bookkeeping == .classic {
      if wanted.upperThreshold == 0 || wanted.upperThreshold > old.upperThreshold { servers[place].isOverloaded = false }
    } else if old.upperThreshold != wanted.upperThreshold || old.lowerThreshold != wanted.lowerThreshold {
      let new = servers[place]
      if new.upperThreshold != 0 && new.total >= new.upperThreshold {
        servers[place].isOverloaded = true
      } else if new.upperThreshold == 0 || new.total < new.effectiveLowerThreshold {
        servers[place].isOverloaded = false
      }
    }
  }
}
extension LoadedServer {
  fileprivate var effectiveLowerThreshold: Int { lowerThreshold != 0 ? lowerThreshold : upperThreshold - upperThreshold / 4 }
}
