/// The virtual servers of a node, and how their texts are taken.
public struct VirtualServers: Sendable {
  /// What a text says of the order in which a kernel tries real servers, and of where its schedulers stand.
  public enum Start: String, Sendable, Hashable, CaseIterable {
    /// It is of a running node: both are unknown, unless the text is in the kernel's own order.
    case live
    /// The virtual servers were made just now from this text: everything is determined.
    case restored
  }
  /// How the kernel counts a real server's load.
  public enum Bookkeeping: String, Sendable, Hashable, CaseIterable {
    /// Kernels before August 2026.
    case classic
    /// Those that count all connections in one number.
    case total
  }
  public var all: [VirtualServer] { didSet { index() } }
  public var start: Start { didSet { index() } }
  public var bookkeeping: Bookkeeping { didSet { index() } }
  /// Whether real servers stand in the order in which the kernel walks them (`ipvsadm -ln --nosort`): newest first.
  public var isWalkOrder: Bool { didSet { index() } }
  /// Connections and persistent clients, as `ipvsadm -lnc` lists them; nil: no such listing is given.
  public var listedConnections: [VirtualConnection]? { didSet { index() } }
  var connections: [VirtualConnection] { listedConnections ?? [] }
  /// Where a connection stands in ``connections``.
  private var flows: [VirtualFlow: Int] = [:]
  /// How each of them schedules, as far as the text tells.
  private(set) var schedulers: [SchedulerState] = []
  private var places: [VirtualServer.Selector: Int] = [:]
  /// Addresses of virtual servers: they are the node's own.
  public private(set) var addresses: Set<Address> = []
  private var hasMarks = false

  public init(_ all: [VirtualServer] = [], start: Start = .live, bookkeeping: Bookkeeping = .classic, isWalkOrder: Bool = false) {
    self.all = all
    self.start = start
    self.bookkeeping = bookkeeping
    self.isWalkOrder = isWalkOrder
    index()
  }
  public var isEmpty: Bool { all.isEmpty }
  /// Whether one of them is of the family.
  public func serves(_ family: IPFamily) -> Bool { all.contains { $0.family == family } }
  /// Where a virtual server stands in ``all``.
  public func place(of selector: VirtualServer.Selector) -> Int? { places[selector] }

  /// The real servers whose host's name alone is known, by number (``Endpoint/host``).
  public var hostNames: OrderedMap<UInt32, String> {
    var names = OrderedMap<UInt32, String>()
    for (place, server) in all.enumerated() {
      for (real, one) in server.realServers.enumerated() where one.name != nil { names[Self.hostNumber(place, real)] = one.name }
    }
    return names
  }
  /// A number of a real server: enough to tell those apart that one packet may reach.
  static func hostNumber(_ place: Int, _ real: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: place) << 16 | UInt32(truncatingIfNeeded: real % 0xffff) + 1
  }

  private mutating func index() {
    places = [:]
    addresses = []
    hasMarks = false
    schedulers = all.map { SchedulerState($0, in: self) }
    for (place, server) in all.enumerated() {
      places[server.selector] = places[server.selector] ?? place
      switch server.selector {
      case .address(let address, _, _): addresses.insert(address)
      case .mark: hasMarks = true
      }
    }
    indexConnections()
  }
  private mutating func indexConnections() {
    flows = [:]
    for (number, connection) in connections.enumerated() {
      let flow = VirtualFlow(connection)
      if let flow { flows[flow] = number }
      guard let place = place(of: connection) else { continue }
      if connection.isTemplate {
        schedulers[place].adopt(template: connection)
      } else if let real = realServer(of: connection, in: place), all[place].realServers.allSatisfy({ $0.counters == nil }) {
        let server = all[place].realServers[real]
        schedulers[place].count(SchedulerState.ServerID(server.address, port: server.port), isActive: connection.state.isActive)
      }
    }
  }
  /// The connection of a packet from its client, as it is listed.
  func connection(of packet: Packet) -> VirtualConnection? {
    packet.sourcePort.isSingle ? flows[VirtualFlow(packet)].map { connections[$0] } : nil
  }
  /// What is listed of a packet's connection, or else of its client at the virtual server that it asks for.
  public func listed(of packet: Packet) -> VirtualConnection? {
    if connections.isEmpty { return nil }
    if let own = connection(of: packet) { return own }
    guard let place = find(packet, mark: packet.mark), let persistence = all[place].persistence else { return nil }
    return connections.first {
      $0.isTemplate && $0.selector == all[place].selector && $0.client.family == packet.family
        && ($0.client.bits ^ packet.source) & persistence.mask == 0
    }
  }
  /// The real server of a listed connection, by its place; nil: it is not there any more.
  func realServer(of connection: VirtualConnection, in place: Int) -> Int? {
    guard case .address(_, let asked, _) = connection.selector else { return nil }
    return all[place].realServer(at: connection.server, port: connection.serverPort, asked: asked)
  }
  /// The virtual server of a listed connection: that of its address and port, of all ports, else one of a mark that has its server.
  func place(of connection: VirtualConnection) -> Int? {
    if let own = places[connection.selector] { return own }
    guard case .address(let address, _, let proto) = connection.selector else { return nil }
    if let open = places[.address(address, port: 0, proto: proto)] { return open }
    return all.firstIndex { service in
      guard case .mark(_, address.family) = service.selector else { return false }
      return service.realServers.contains { $0.address == connection.server && ($0.port == connection.serverPort || $0.port == 0) }
    }
  }

  /// The virtual server that a packet is for (ip_vs_service_find): of its mark, its address and port, FTP's data connections, all ports.
  func find(_ packet: Packet, mark: UInt32) -> Int? {
    let proto = packet.proto
    guard proto == .tcp || proto == .udp || proto == .sctp else { return nil }
    if hasMarks, mark != 0, let place = places[.mark(mark, packet.family)] { return place }
    let address = packet.destinationAddress, port = packet.destinationPort
    if let place = places[.address(address, port: port, proto: proto)] { return place }
    if proto == .tcp, port == Self.ftpData || port >= 1024, let place = places[.address(address, port: Self.ftp, proto: proto)] {
      return place
    }
    return places[.address(address, port: 0, proto: proto)]
  }
  static let ftp: UInt16 = 21, ftpData: UInt16 = 20
}
