/// `mh`: Maglev hashing of the client's address, with `mh-port` of its port too (ip_vs_mh.c).
///
/// Each server has its own order of the table's 4093 places, by its address and port alone; in turns, as many as its weight says, each takes the next place
/// of its order that is free. The order of the list matters only where two want the same.
struct Maglev: Scheduler {
  static let info = ExtensionInfo(
    "mh", options: ["mh-fallback", "mh-port"],
    "Exact for 64-bit kernels with a table of 4093 places. Where the order of the servers is not known and matters, the servers of two orders share."
  )
  /// The table's places: primes[4] of ip_vs_mh.c, as Debian and most others build it.
  static let tableSize = 4093
  private static let tableBits = 6
  private let flags: VirtualServer.SchedulerFlags
  /// Nil: to be filled anew.
  private var table: [LoadedServer]?

  init(flags: VirtualServer.SchedulerFlags) { self.flags = flags }
  mutating func follow(_ change: ServerList.Change, in list: ServerList) { table = nil }

  mutating func choose(from list: ServerList, for connection: ServerConnection) -> Int? {
    let filled = table ?? Self.fill(list.servers)
    table = filled
    return choice(of: list, filled, connection.client, connection.clientPorts.low)
  }
  private func choice(of list: ServerList, _ table: [LoadedServer], _ client: Address, _ port: UInt16) -> Int? {
    guard !table.isEmpty else { return nil }
    let port = flags.contains(.port) ? port : 0
    func usable(_ offset: Int) -> Int? {
      let server = table[Self.hash(client, port: port, offset: offset, key: Self.firstKey) % Self.tableSize]
      return list.servers.firstIndex { $0.isSame(server) && $0.isUsable }
    }
    if let place = usable(0) { return place }
    guard flags.contains(.fallback) else { return nil }
    let start = Self.hash(client, port: port, offset: 0, key: Self.firstKey) % Self.tableSize
    for offset in 0..<Self.tableSize {
      if let place = usable((offset + start) % Self.tableSize) { return place }
    }
    return nil
  }
  func shares(of list: ServerList, for connection: ServerConnection) -> ServerShares {
    let tables = list.isOrderKnown ? [Self.fill(list.servers)] : [Self.fill(list.servers), Self.fill(list.servers.reversed())]
    var shares = ServerShares(list) { _ in 0 }
    for table in tables {
      let own = list.shares(overPortsOf: connection, counting: flags.contains(.port)) { choice(of: list, table, connection.client, $0) }
      for place in own.parts.indices { shares.parts[place] += own.parts[place] }
      shares.none += own.none
    }
    return shares
  }

  // MARK: The table

  private struct Order {
    let server: LoadedServer
    var place: Int
    let skip: Int, turns: Int
  }
  /// ip_vs_mh_permutate and ip_vs_mh_populate.
  static func fill(_ servers: [LoadedServer]) -> [LoadedServer] {
    let divisor = servers.map(\.lastWeight).reduce(0, greatestCommonDivisor)
    guard divisor > 0 else { return [] }
    let most = servers.map(\.lastWeight).max()! / divisor
    let shift = max(0, Int.bitWidth - most.leadingZeroBitCount - tableBits)
    var orders = servers.map { server in
      Order(
        server: server, place: hash(server.address, port: server.port, offset: 0, key: firstKey) % tableSize,
        skip: hash(server.address, port: server.port, offset: 0, key: secondKey) % (tableSize - 1) + 1,
        turns: max((server.lastWeight / divisor) >> shift, server.lastWeight == 0 ? 0 : 1))
    }
    var table = [Int](repeating: -1, count: tableSize), filled = 0
    while true {
      for i in orders.indices {
        for _ in 0..<orders[i].turns {
          while table[orders[i].place] >= 0 { orders[i].place = (orders[i].place + orders[i].skip) % tableSize }
          table[orders[i].place] = i
          filled += 1
          if filled == tableSize { return table.map { servers[$0] } }
        }
      }
    }
  }

  // MARK: The hash

  private static let firstKey: UInt64 = 2_654_435_761, secondKey: UInt64 = 2_654_446_892
  /// ip_vs_mh_hashkey: hsiphash of one word, which on 64-bit kernels is SipHash-1-3 cut to 32 bits (lib/siphash.c).
  private static func hash(_ address: Address, port: UInt16, offset: Int, key: UInt64) -> Int {
    let word = UInt64(HashedAddress.folded(address) &+ UInt32(port) &+ UInt32(truncatingIfNeeded: offset)) | 4 << 56
    var v: (UInt64, UInt64, UInt64, UInt64) = (
      0x736f_6d65_7073_6575 ^ key, 0x646f_7261_6e64_6f6d ^ key, 0x6c79_6765_6e65_7261 ^ key, 0x7465_6462_7974_6573 ^ key
    )
    func rotated(_ x: UInt64, _ bits: UInt64) -> UInt64 { x << bits | x >> (64 - bits) }
    func round() {
      v.0 &+= v.1
      v.1 = rotated(v.1, 13) ^ v.0
      v.0 = rotated(v.0, 32)
      v.2 &+= v.3
      v.3 = rotated(v.3, 16) ^ v.2
      v.0 &+= v.3
      v.3 = rotated(v.3, 21) ^ v.0
      v.2 &+= v.1
      v.1 = rotated(v.1, 17) ^ v.2
      v.2 = rotated(v.2, 32)
    }
    v.3 ^= word
    round()
    v.0 ^= word
    v.2 ^= 0xff
    for _ in 0..<3 { round() }
    return Int(UInt32(truncatingIfNeeded: v.0 ^ v.1 ^ v.2 ^ v.3))
  }
}
