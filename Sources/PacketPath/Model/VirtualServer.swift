/// A virtual server of IPVS: what is asked for, and the real servers that answer (`struct ip_vs_service`).
public struct VirtualServer: Sendable, Hashable {
  /// What a packet must be for.
  public enum Selector: Sendable, Hashable {
    /// An address and port. Port 0: every port of the address that has no virtual server of its own.
    case address(Address, port: UInt16, proto: IPProtocol)
    /// A firewall mark: every address, port and protocol.
    case mark(UInt32, IPFamily)
  }
  /// The scheduler's own flags (`IP_VS_SVC_F_SCHED1` to `3`); what they mean depends on the scheduler.
  public struct SchedulerFlags: OptionSet, Sendable, Hashable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// sh-fallback, mh-fallback: an unusable server's clients go to another.
    public static let fallback = SchedulerFlags(rawValue: 1)
    /// sh-port, mh-port: the client's port counts.
    public static let port = SchedulerFlags(rawValue: 2)
    public static let third = SchedulerFlags(rawValue: 4)
  }
  /// `-p`: connections of a client go where its last one went.
  public struct Persistence: Sendable, Hashable {
    /// In seconds.
    public var timeout: UInt32
    /// Clients that agree in these bits are one.
    public var mask: UInt128
    public init(timeout: UInt32, mask: UInt128) {
      self.timeout = timeout
      self.mask = mask
    }
  }

  public var selector: Selector
  /// `rr`, `wlc` …, as it is written.
  public var scheduler: String
  public var flags: SchedulerFlags = []
  public var persistence: Persistence?
  /// `--pe`: `sip`.
  public var persistenceEngine: String?
  /// `-o`: every UDP packet is scheduled by itself.
  public var isOnePacket = false
  /// In the order of the text.
  public var realServers: [RealServer] = []
  /// From 1; nil: it stands in no text.
  public var line: Int?

  public init(_ selector: Selector, scheduler: String = "wlc") {
    self.selector = selector
    self.scheduler = scheduler
  }
  public var family: IPFamily {
    switch selector {
    case .address(let address, _, _): address.family
    case .mark(_, let family): family
    }
  }
  /// The port by which a packet gets to a real server that was asked for at `asked`. A server without a port of its own leaves the packet's, and so
  /// does one of a persistent service that stands for several ports (ip_vs_sched_persist).
  func port(of server: RealServer, asked: UInt16) -> UInt16 {
    server.port == 0 || persistence != nil && port != asked ? asked : server.port
  }
  /// Which real server gets packets at an address and port.
  func realServer(at address: Address, port: UInt16, asked: UInt16) -> Int? {
    realServers.firstIndex { $0.address == address && self.port(of: $0, asked: asked) == port }
  }
  /// Its own port; a firewall mark has none.
  public var port: UInt16 { if case .address(_, let port, _) = selector { port } else { 0 } }
}

/// A real server of a virtual server (`struct ip_vs_dest`).
public struct RealServer: Sendable, Hashable {
  /// How a packet gets there.
  public enum Method: String, BitwiseCopyable, Sendable, Hashable, CaseIterable {
    /// The destination is rewritten.
    case masquerade = "Masq"
    /// The packet goes there as it is (direct routing).
    case route = "Route"
    /// It is put into another packet.
    case tunnel = "Tunnel"
    /// It stays on this node: how old kernels show what is theirs.
    case local = "Local"
  }
  /// How a packet is put into another.
  public struct Tunnel: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable { case ipip, gue, gre }
    public enum Checksum: String, Sendable, Hashable { case none = "nocsum", full = "csum", remote = "remcsum" }
    public var kind: Kind
    /// Of the UDP packet; 0 for the others.
    public var port: UInt16
    public var checksum: Checksum
    public init(_ kind: Kind = .ipip, port: UInt16 = 0, checksum: Checksum = .none) {
      self.kind = kind
      self.port = port
      self.checksum = checksum
    }
  }
  /// How many connections it has.
  public struct Counters: Sendable, Hashable {
    public var active: UInt32, inactive: UInt32
    public init(active: UInt32 = 0, inactive: UInt32 = 0) {
      self.active = active
      self.inactive = inactive
    }
  }

  /// Unspecified where the text has only a ``name``.
  public var address: Address
  /// 0: the packet keeps its port.
  public var port: UInt16
  /// The host's name, where a text names it instead of its address.
  public var name: String?
  public var method: Method = .masquerade
  public var tunnel: Tunnel?
  /// 0: no new connections.
  public var weight: UInt32 = 1
  /// At so many connections it gets no more; 0: no limit.
  public var upperThreshold: UInt32 = 0
  /// Below so many it gets connections again; 0: at three quarters.
  public var lowerThreshold: UInt32 = 0
  /// Nil: the text does not tell.
  public var counters: Counters?
  /// Templates of persistent clients; nil: the text does not tell.
  public var persistentConnections: UInt32?
  public var line: Int?

  public init(_ address: Address, port: UInt16, weight: UInt32 = 1) {
    self.address = address
    self.port = port
    self.weight = weight
  }
}

extension VirtualServer: CustomStringConvertible {
  /// `TCP 10.0.1.175:80`, `FWM 7`.
  public var description: String {
    switch selector {
    case .address(let address, let port, let proto): "\(proto.description.uppercased()) \(Endpoint(address, port: port))"
    case .mark(let mark, let family): "FWM \(mark)" + (family == .ipv6 ? " IPv6" : "")
    }
  }
}
extension RealServer: CustomStringConvertible {
  public var description: String { name.map { "\($0):\(port)" } ?? Endpoint(address, port: port).description }
}

/// What IPVS remembers of a packet that one of its virtual servers sends on: what `-m ipvs` asks for.
public struct ServedPacket: BitwiseCopyable, Sendable, Hashable {
  /// The virtual address and port, as the packet had them.
  public var address: UInt128
  public var port: UInt16
  public var method: RealServer.Method
  /// Where the virtual server, and in it the real server, stand in the node's facts.
  public var server: Int32, realServer: Int32
  /// It is the real server's answer, put back under the virtual server's address.
  public var isAnswer = false
}
