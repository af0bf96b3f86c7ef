/// How a virtual server chooses among its real servers (`struct ip_vs_scheduler`): everything about one word stands in one file.
///
/// A value: what it remembers from one connection to the next. It answers two questions: which server the next connection gets, where
/// the server list and all that it remembers are known; and with which chances, where a text of a running node leaves that open.
protocol Scheduler: Sendable {
  static var info: ExtensionInfo { get }

  /// Before any server is added.
  init(flags: VirtualServer.SchedulerFlags)
  /// The list has changed: `list` is as it is after the change.
  mutating func follow(_ change: ServerList.Change, in list: ServerList)
  /// The server that a new connection gets; nil: none can be had.
  mutating func choose(from list: ServerList, for connection: ServerConnection) -> Int?
  /// The chances of each server, where what it remembers is not known.
  func shares(of list: ServerList, for connection: ServerConnection) -> ServerShares
}

extension Scheduler {
  mutating func follow(_ change: ServerList.Change, in list: ServerList) {}
}

/// What a scheduler may look at in a new connection.
public struct ServerConnection: Sendable, Hashable {
  public var client: Address
  /// Several: where nobody says which.
  public var clientPorts: PortRange
  public var destination: Address
  public var port: UInt16
  public var proto: IPProtocol
  public init(client: Address, clientPorts: PortRange, destination: Address, port: UInt16, proto: IPProtocol) {
    self.client = client
    self.clientPorts = clientPorts
    self.destination = destination
    self.port = port
    self.proto = proto
  }
  init(_ packet: Packet) {
    self.init(
      client: packet.sourceAddress, clientPorts: packet.sourcePort, destination: packet.destinationAddress, port: packet.destinationPort,
      proto: packet.proto)
  }
}

/// The chances of the servers of a list: parts of their sum.
struct ServerShares: Equatable {
  /// By place in the list.
  var parts: [UInt64]
  /// The chance that no server can be had.
  var none: UInt64 = 0

  init(_ list: ServerList, _ parts: (LoadedServer) -> UInt64) { self.parts = list.servers.map(parts) }
  /// All of one, or none at all.
  init(_ list: ServerList, certain place: Int?) {
    parts = Array(repeating: 0, count: list.servers.count)
    if let place { parts[place] = 1 } else { none = 1 }
  }
  /// Equal parts of all places given; none at all where there are none.
  init(_ list: ServerList, equal places: [Int]) {
    self.init(list, certain: nil)
    if !places.isEmpty { none = 0 }
    for place in places { parts[place] = 1 }
  }
  /// The parts of servers; where they are all zero, no server can be had.
  func orNone() -> ServerShares {
    var result = self
    if parts.allSatisfy({ $0 == 0 }) && none == 0 { result.none = 1 }
    return result
  }

  /// The choice as a chain of decisions: this one or not, then the next one of those that are left.
  var chances: [(place: Int?, chance: Chance)] {
    var all: [(place: Int?, parts: UInt64)] = parts.enumerated().map { ($0, $1) }
    all.append((nil, none))
    all.removeAll { $0.parts == 0 }
    var left = all.reduce(UInt64(0)) { $0 + $1.parts }
    return all.map { place, parts in
      defer { left -= parts }
      return (place, Self.chance(parts, of: left))
    }
  }
  /// In lowest terms; a whole of more than 32 bits (`twos` with large weights) is rounded.
  private static func chance(_ parts: UInt64, of whole: UInt64) -> Chance {
    let divisor = Int64(greatestCommonDivisor(Int(parts), Int(whole)))
    var (parts, whole) = (parts / UInt64(divisor), whole / UInt64(divisor))
    while whole > UInt64(UInt32.max) { (parts, whole) = (max(parts >> 1, 1), whole >> 1) }
    return Chance(parts: UInt32(parts), whole: UInt32(whole))
  }
}

func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  var (a, b) = (a, b)
  while b != 0 { (a, b) = (b, a % b) }
  return a
}
