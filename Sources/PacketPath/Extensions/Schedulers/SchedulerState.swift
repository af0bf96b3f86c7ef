/// A virtual server at work: its real servers with their counters, what its scheduler remembers, the templates of persistent clients.
///
/// A value: a copy goes its own way. Begins as after `ipvsadm -R` of the text; then connections, edits and what becomes of the connections
/// are played to it, as the kernel sees them.
public struct SchedulerState: Sendable {
  private(set) var list = ServerList()
  /// Nil: the scheduler is not known, and nothing is chosen.
  private var scheduler: (any Scheduler)?
  private let persistence: VirtualServer.Persistence?
  private let isOnePacket: Bool
  /// `net.ipv4.vs.expire_quiescent_template`: a server of weight 0 keeps no clients.
  public var expiresQuiescentTemplates = true
  /// `net.ipv4.vs.expire_nodest_conn`: a deleted server's connections are thrown away (a moment later: expire_nodest_conn_work).
  public var expiresConnectionsWithoutServer = true
  /// Deleted servers, which come back as they were while something refers to them.
  private var trash: [LoadedServer] = []
  private var templates = ClientTemplates()

  /// A real server, by its address and port.
  public struct ServerID: Sendable, Hashable {
    public var address: Address, port: UInt16
    public init(_ address: Address, port: UInt16) {
      self.address = address
      self.port = port
    }
  }
  private let selector: VirtualServer.Selector

  /// As after `ipvsadm -R` of a text, or with `isWalkOrder` of one whose servers stand newest first.
  public init(_ server: VirtualServer, bookkeeping: VirtualServers.Bookkeeping = .classic, isWalkOrder: Bool = false) {
    let places = Array(server.realServers.indices)
    self.init(server, bookkeeping, added: isWalkOrder ? places.reversed() : places)
  }
  /// `places`: the real servers of the text in the order in which they were added.
  private init(_ server: VirtualServer, _ bookkeeping: VirtualServers.Bookkeeping, added places: [Int]) {
    scheduler = SchedulerRegistry.make(server)
    persistence = server.persistence
    isOnePacket = server.isOnePacket
    selector = server.selector
    list.bookkeeping = bookkeeping
    // Each new server is put in front of the others (list_add in ip_vs_add_dest).
    for place in places { add(LoadedServer(server.realServers[place], place: place)) }
    // A text that shows a threshold reached is of a kernel that has noticed it.
    for place in list.servers.indices where list.servers[place].total > 0 { list.noteBinding(at: place) }
  }

  /// As far as a node's text tells: of a running node, neither the order nor the scheduler's position may be known.
  init(_ server: VirtualServer, in servers: VirtualServers) {
    // Where the order is not known, the text's own serves as well as any.
    self.init(server, bookkeeping: servers.bookkeeping, isWalkOrder: servers.isWalkOrder || servers.start == .live)
    guard servers.start == .live else { return }
    list.isOrderKnown = servers.isWalkOrder
    list.isPositionKnown = false
    list.knowsCounters = server.realServers.contains { $0.counters != nil }
  }
  /// One of the states in which a running node may be whose text leaves the order of its servers and its scheduler's position open.
  func drawn(_ server: VirtualServer, for connection: ServerConnection, using generator: inout SplitMix64) -> SchedulerState {
    var drawn = self
    if !list.isOrderKnown {
      drawn = SchedulerState(server, list.bookkeeping, added: server.realServers.indices.shuffled(using: &generator))
      (drawn.templates, drawn.list.isOrderKnown) = (templates, true)
      for place in drawn.list.servers.indices {
        if let known = list.servers.first(where: { $0.isSame(drawn.list.servers[place]) }) { drawn.list.servers[place] = known }
      }
    }
    for _ in 0..<generator.next(upperBound: Self.maximumTurns) { _ = drawn.choose(connection) }
    drawn.list.isPositionKnown = true
    return drawn
  }
  /// So many connections a scheduler may have seen before: enough to be anywhere in a cycle of usual weights.
  private static let maximumTurns: UInt64 = 1024

  /// Which real servers, by their places in the text, a new connection may get; place nil: none can be had. A chain of decisions.
  func chances(for connection: ServerConnection) -> [(place: Int?, chance: Chance)] {
    if persistence != nil, let place = placeOfTemplate(client(of: connection)) {
      return [(list.servers[place].place, Chance(parts: 1, whole: 1))]
    }
    guard let scheduler else { return [(nil, Chance(parts: 1, whole: 1))] }
    return scheduler.shares(of: list, for: connection).chances.map { place, chance in (place.map { list.servers[$0].place }, chance) }
  }

  // MARK: Edits

  private func index(_ id: ServerID) -> Int? { list.servers.firstIndex { $0.address == id.address && $0.port == id.port } }

  private mutating func add(_ wanted: LoadedServer) {
    if let old = trash.firstIndex(where: { $0.isSame(wanted) }) {
      list.servers.insert(trash.remove(at: old), at: 0)
      list.servers[0].place = wanted.place
    } else {
      list.servers.insert(wanted, at: 0)
    }
    list.update(at: 0, to: wanted, isNew: true)
    scheduler?.follow(.added, in: list)
  }
  /// `ipvsadm -a`: false if it is there already. `place`: where it stands in the text, if it is one of those.
  @discardableResult public mutating func add(_ server: RealServer, place: Int? = nil) -> Bool {
    guard index(ServerID(server.address, port: server.port)) == nil else { return false }
    add(LoadedServer(server, place: place ?? -1))
    return true
  }
  /// `ipvsadm -e`: weight and thresholds.
  @discardableResult public mutating func edit(_ server: RealServer) -> Bool {
    guard let place = index(ServerID(server.address, port: server.port)) else { return false }
    list.update(at: place, to: LoadedServer(server), isNew: false)
    scheduler?.follow(.edited, in: list)
    return true
  }
  /// `ipvsadm -d`.
  @discardableResult public mutating func remove(_ id: ServerID) -> Bool {
    guard let place = index(id) else { return false }
    let server = list.servers.remove(at: place)
    var kept = server
    if expiresConnectionsWithoutServer {
      (kept.active, kept.inactive, kept.isOverloaded) = (0, 0, false)
      templates.forget(server)
    }
    trash.append(kept)
    scheduler?.follow(.removed(server, place: place), in: list)
    return true
  }

  // MARK: Connections

  /// A new connection: the server that it gets, counted there; nil: none can be had. `now`: in seconds.
  ///
  /// TCP counts as active from its first packet, everything else as inactive.
  public mutating func schedule(_ connection: ServerConnection, at now: Double = 0) -> ServerID? {
    guard let place = persistence == nil ? choose(connection) : choosePersistently(connection, at: now) else { return nil }
    let server = list.servers[place]
    let id = ServerID(server.address, port: server.port)
    if isOnePacket && connection.proto == .udp { return id }
    if connection.proto == .tcp { list.servers[place].active += 1 } else { list.servers[place].inactive += 1 }
    list.noteBinding(at: place)
    return id
  }
  private mutating func choose(_ connection: ServerConnection) -> Int? { scheduler?.choose(from: list, for: connection) }

  /// ip_vs_sched_persist: the client's template, or a new one.
  private mutating func choosePersistently(_ connection: ServerConnection, at now: Double) -> Int? {
    let client = client(of: connection), isKept = !(isOnePacket && connection.proto == .udp)
    if let place = placeOfTemplate(client) {
      templates.use(client, at: now, isKept: isKept)
      return place
    }
    templates.remove(client)
    guard let place = choose(connection) else { return nil }
    templates.add(client, list.servers[place], timeout: Double(persistence?.timeout ?? 0), at: now, isKept: isKept)
    list.noteBinding(at: place)
    return place
  }
  /// ip_vs_check_template: where a client's server stands, if it may keep it.
  private func placeOfTemplate(_ client: ClientTemplates.Client) -> Int? {
    guard let server = templates.server(of: client), let place = list.servers.firstIndex(where: { $0.isSame(server) }) else { return nil }
    return list.servers[place].weight == 0 && expiresQuiescentTemplates ? nil : place
  }
  private func client(of connection: ServerConnection) -> ClientTemplates.Client {
    let address = connection.client.bits & (persistence?.mask ?? .max)
    return switch selector {
    case .mark: ClientTemplates.Client(address: address)
    case .address(_, let port, let proto):
      ClientTemplates.Client(address: address, destination: connection.destination, port: port, proto: proto)
    }
  }
  /// Takes over what a listing says of a persistent client.
  mutating func adopt(template listed: VirtualConnection) {
    // The template of several ports names none.
    let server = list.servers.first { $0.address == listed.server && ($0.port == listed.serverPort || listed.serverPort == 0) }
    guard let persistence, let server else { return }
    var client = ClientTemplates.Client(address: listed.client.bits & persistence.mask)
    if case .address(let address, let port, let proto) = selector {
      (client.destination, client.port, client.proto) = (address, port, proto)
    }
    templates.add(client, server, timeout: Double(persistence.timeout), at: 0, isKept: false)
    templates.setExpiry(client, listed.secondsLeft)
  }
  /// Counts a connection that was there before.
  mutating func count(_ id: ServerID, isActive: Bool) {
    guard let place = index(id) else { return }
    if isActive { list.servers[place].active += 1 } else { list.servers[place].inactive += 1 }
    list.noteBinding(at: place)
    list.knowsCounters = true
  }
  /// A connection that was there before: its client's template lives at least as long.
  mutating func control(_ connection: ServerConnection) { templates.use(client(of: connection), at: nil, isKept: true) }

  /// The templates of persistent clients, as `ipvsadm -lnc` lists them.
  func listing(at now: Double) -> [VirtualConnection] {
    templates.listing(at: now).map { client, server, secondsLeft in
      var place = selector, proto: IPProtocol?
      if let address = client.destination, let port = client.port, let own = client.proto {
        (place, proto) = (.address(address, port: port, proto: own), own)
      }
      // A template of several ports has none of its own (ip_vs_sched_persist).
      let port = client.port ?? 0 == 0 || client.port == VirtualServers.ftp ? 0 : server.port
      return VirtualConnection(
        proto, .none, secondsLeft: secondsLeft, client: Address(client.address, server.address.family), clientPort: 0, selector: place,
        server: server.address, serverPort: port)
    }
  }
  /// When the next template may expire; nil: there is none.
  var nextExpiry: Double? { templates.nextExpiry }
  /// Templates whose time has come are forgotten, or prolonged.
  mutating func expireTemplates(at now: Double) {
    for server in templates.expire(at: now) {
      if let place = list.servers.firstIndex(where: { $0.isSame(server) }) { list.noteRelease(at: place) }
    }
  }

  /// A connection no longer counts as active, or counts again.
  public mutating func setActive(_ isActive: Bool, at id: ServerID) {
    change(id) {
      $0.active += isActive ? 1 : -1; $0.inactive += isActive ? -1 : 1
    }
  }
  /// A connection has expired. `connection`: of a persistent client, as it was scheduled.
  public mutating func release(_ id: ServerID, wasActive: Bool, of connection: ServerConnection? = nil) {
    if persistence != nil, let connection { templates.release(client(of: connection)) }
    change(id) { if wasActive { $0.active -= 1 } else { $0.inactive -= 1 } }
    if let place = index(id) { list.noteRelease(at: place) }
  }
  private mutating func change(_ id: ServerID, _ body: (inout LoadedServer) -> Void) {
    if let place = index(id) {
      body(&list.servers[place])
    } else if let place = trash.firstIndex(where: { $0.address == id.address && $0.port == id.port }) {
      body(&trash[place])
    }
  }
  /// The servers, newest first, with their counters.
  public var loads: [(server: ServerID, weight: Int, counters: RealServer.Counters)] {
    list.servers.map {
      (
        ServerID($0.address, port: $0.port), $0.weight,
        RealServer.Counters(active: UInt32(clamping: $0.active), inactive: UInt32(clamping: $0.inactive))
      )
    }
  }
  /// The weight of a server; nil: it is not there any more.
  func weight(of id: ServerID) -> Int? { index(id).map { list.servers[$0].weight } }
  /// Where the server that `id` names stands in the text; nil: it was added later.
  public func place(of id: ServerID) -> Int? { index(id).map { list.servers[$0].place }.flatMap { $0 < 0 ? nil : $0 } }
}
