/// `sh`: by a hash of the client's address, with `sh-port` of its port too (ip_vs_sh.c).
///
/// 256 buckets, filled from the list round and round, as many in a row for a server as its weight says; one of weight 0 still gets one. A
/// client of a server that cannot be used gets none, or with `sh-fallback` another.
struct SourceHashing: Scheduler {
  static let info = ExtensionInfo(
    "sh", options: ["sh-fallback", "sh-port"],
    "Exact where the order of the servers is known; else shares by weight, of which an unusable server's clients get nothing or are spread."
  )
  private let flags: VirtualServer.SchedulerFlags
  /// Nil: to be filled anew.
  private var buckets: [LoadedServer]?

  init(flags: VirtualServer.SchedulerFlags) { self.flags = flags }
  mutating func follow(_ change: ServerList.Change, in list: ServerList) { buckets = nil }
  private static func fill(_ list: ServerList) -> [LoadedServer] {
    guard !list.servers.isEmpty else { return [] }
    var buckets: [LoadedServer] = [], place = 0
    while buckets.count < HashedAddress.tableSize {
      let server = list.servers[place % list.servers.count]
      buckets += repeatElement(server, count: min(max(server.weight, 1), HashedAddress.tableSize - buckets.count))
      place += 1
    }
    return buckets
  }
  mutating func choose(from list: ServerList, for connection: ServerConnection) -> Int? {
    let filled = buckets ?? Self.fill(list)
    buckets = filled
    return choice(of: list, filled, connection.client, connection.clientPorts.low)
  }
  private func choice(of list: ServerList, _ buckets: [LoadedServer], _ client: Address, _ port: UInt16) -> Int? {
    guard !buckets.isEmpty else { return nil }
    let hash = HashedAddress.bucket(client, port: flags.contains(.port) ? port : 0)
    func usable(_ bucket: Int) -> Int? { list.servers.firstIndex { $0.isSame(buckets[bucket]) && $0.isUsable } }
    if let place = usable(hash) { return place }
    guard flags.contains(.fallback) else { return nil }
    for offset in 0..<HashedAddress.tableSize {
      if let place = usable(((offset + hash) % HashedAddress.tableSize + hash) % HashedAddress.tableSize) { return place }
    }
    return nil
  }
  func shares(of list: ServerList, for connection: ServerConnection) -> ServerShares {
    if list.isOrderKnown || list.servers.count < 2 {
      let buckets = Self.fill(list)
      return list.shares(overPortsOf: connection, counting: flags.contains(.port)) { choice(of: list, buckets, connection.client, $0) }
    }
    // Which buckets are whose is open: over all clients, by weight.
    var shares = ServerShares(list) { $0.isUsable ? UInt64($0.weight) : 0 }
    if !flags.contains(.fallback) { shares.none = list.servers.reduce(0) { $0 + ($1.isUsable ? 0 : UInt64(max($1.weight, 1))) } }
    return shares.orNone()
  }
}

/// The hash that `sh` and `dh` share.
enum HashedAddress {
  static let tableSize = 256
  /// An IPv4 address, or an IPv6 address' four words in one.
  static func folded(_ address: Address) -> UInt32 {
    stride(from: 0, to: 128, by: 32).reduce(0) { $0 ^ UInt32(truncatingIfNeeded: address.bits >> UInt128($1)) }
  }
  /// hash_32(…, 8)
  static func bucket(_ address: Address, port: UInt16) -> Int { Int(((folded(address) &+ UInt32(port)) &* 0x61c8_8647) >> 24) }
}

extension ServerList {
  /// The chances over all ports that a client may have.
  func shares(overPortsOf connection: ServerConnection, counting: Bool, _ choice: (UInt16) -> Int?) -> ServerShares {
    let ports = connection.clientPorts
    guard counting, !ports.isSingle else { return ServerShares(self, certain: choice(ports.low)) }
    var shares = ServerShares(self) { _ in 0 }
    for port in ports.low...ports.high {
      if let place = choice(port) { shares.parts[place] += 1 } else { shares.none += 1 }
    }
    return shares
  }
}
