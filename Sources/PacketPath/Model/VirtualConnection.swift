/// A connection of IPVS, or what it remembers of a persistent client (`struct ip_vs_conn`), as `ipvsadm -lnc` lists it.
public struct VirtualConnection: Sendable, Hashable {
  /// Nil: a client of a firewall mark, which stands for every protocol.
  public var proto: IPProtocol?
  public var state: State
  /// Until it is forgotten, if no packet comes.
  public var secondsLeft: Double
  public var client: Address
  /// 0: of a persistent client.
  public var clientPort: UInt16
  /// What the client asked for.
  public var selector: VirtualServer.Selector
  public var server: Address, serverPort: UInt16
  /// A template: new connections of the client, or of all that the netmask takes for one, go to its server.
  public var isTemplate: Bool { clientPort == 0 && (state == .none || state == .assured) }

  public init(
    _ proto: IPProtocol?, _ state: State, secondsLeft: Double, client: Address, clientPort: UInt16, selector: VirtualServer.Selector,
    server: Address, serverPort: UInt16
  ) {
    (self.proto, self.state, self.secondsLeft, self.client, self.clientPort) = (proto, state, secondsLeft, client, clientPort)
    (self.selector, self.server, self.serverPort) = (selector, server, serverPort)
  }
}

/// By what IPVS knows the packets of a connection from its client (ip_vs_conn_in_get).
struct VirtualFlow: Hashable, Sendable {
  var source: UInt128, destination: UInt128
  var sourcePort: UInt16, destinationPort: UInt16
  var proto: IPProtocol

  init(_ packet: Packet) {
    (source, destination, proto) = (packet.source, packet.destination, packet.proto)
    (sourcePort, destinationPort) = (packet.sourcePort.low, packet.destinationPort)
  }
  /// Nil: a template, which has no packets of its own.
  init?(_ connection: VirtualConnection) {
    guard !connection.isTemplate, case .address(let address, let port, let proto) = connection.selector else { return nil }
    (source, destination, self.proto) = (connection.client.bits, address.bits, proto)
    (sourcePort, destinationPort) = (connection.clientPort, port)
  }
  /// Of a connection that conntrack knows.
  init(_ connection: Connection) {
    (source, destination, proto) = (connection.original.source, connection.original.destination, connection.proto)
    (sourcePort, destinationPort) = (connection.original.sourcePort.low, connection.original.destinationPort.low)
  }
}

extension VirtualConnection.State {
  /// Whether the packet wants to open a connection (is_new_conn).
  fileprivate func isOpened(by packet: Packet) -> Bool {
    switch packet.proto {
    case .tcp: packet.tcpFlags.contains(.syn)
    case .sctp: packet.sctpChunks.isEmpty ? awaitsInitiation : packet.sctpChunks.contains(.initiation)
    default: false
    }
  }
}

extension VirtualConnection {
  /// What an entry still is to a packet that meets it.
  enum Fate {
    /// The packet goes to the connection's server.
    case kept
    /// The entry is thrown away, and the packet is taken as one of no connection.
    case replaced
    /// Its server is gone: the packet is dropped, and nobody is told.
    case lost
  }
  /// ip_vs_in_hook. `weight`: the server's; nil: the virtual server has it no longer. `isControlled`: the client is persistent.
  static func fate(
    _ state: State, meeting packet: Packet, weight: Int?, isControlled: Bool, isMasqueraded: Bool, _ sysctls: Sysctls
  ) -> Fate {
    let expires = sysctls.number("net.ipv4.vs.expire_nodest_conn") ?? 1 != 0
    if state.isOpened(by: packet) {
      if expires && weight == 0 { return .replaced }
      let reuse = sysctls.number("net.ipv4.vs.conn_reuse_mode") ?? 1
      let isOver = state.isOver || reuse & 2 != 0 && state == .finWait && !isMasqueraded
      if reuse != 0 && isOver && !isControlled { return .replaced }
    }
    return weight != nil ? .kept : expires ? .replaced : .lost
  }
}
