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
