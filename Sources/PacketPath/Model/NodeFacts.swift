/// What is known of a node beside its rules: addresses, routes, sysctls.
///
/// Each answer may be "unknown": nothing is guessed here.
public struct NodeFacts: Sendable {
  /// Every address of the node, with its device; nil: not given.
  public var addresses: [InterfaceAddress]? {
    didSet {
      index.read(addresses: addresses ?? [])
      noteOwnRules()
    }
  }
  /// Whole networks that are the node's own: `local` routes of more than one address.
  public var localNetworks: [Network] = []
  /// The addresses were read off the routes, and give way to a list of addresses.
  var derivesAddresses = false
  /// The devices, in the order of their index; what is known of them.
  public var interfaces: [Interface] = [] { didSet { index.read(interfaces: interfaces) } }
  /// Every route of every table; nil: not given.
  public var routes: [Route]? {
    didSet {
      index.read(routes: routes ?? [])
      noteOwnRules()
    }
  }
  /// The routing policy; nil: the usual three rules.
  public var policy: [RoutingRule]? {
    didSet {
      index.read(policy: policy)
      noteOwnRules()
    }
  }
  /// All of these, ready to be asked.
  private(set) var index = FactsIndex()
  private mutating func noteOwnRules() { index.noteOwnRules(policy: policy, routes: routes, knowsAddresses: addresses != nil) }
  public var sysctls = Sysctls()
  /// Their addresses are the node's own, on kube-ipvs0.
  public var virtualServers = VirtualServers()
  /// Connections that conntrack knows already: their packets do not ask the nat table again.
  public var connections: [Connection] = []
  /// The addresses of `-m recent`, by list; a list that is not given is taken as empty.
  public var recent: [String: [ListedAddress]] = [:]
  /// Without addresses: what is known to be local, and to be not local, all the same.
  public var knownLocal = AddressIndex()
  public var knownRemote = AddressIndex()

  /// The ipsets; one that is named and not here is unknown.
  public var sets = IPSets()

  public init() {}

  /// Whether the node's addresses of a family are given: a list that shows some of a family shows all of them.
  public func knowsAddresses(of family: IPFamily) -> Bool { index.hasAddresses(of: family) }
  /// Whether an address is one of the node's own. `sender`: a packet's, who is where it says it is.
  public func isLocal(_ address: Address, _ sender: Sender? = nil) -> Answer {
    if address.isLoopback || localNetworks.contains(where: { $0.contains(address) }) { return .yes }
    if index.hasLocalTable(of: address.family) { return Answer(index.localRoute(to: address)?.kind == .local) }
    if knowsAddresses(of: address.family) { return Answer(index.own.contains(address)) }
    let isSender = sender?.address == address
    if knownLocal.contains(address) || virtualServers.addresses.contains(address) || isSender && sender?.isLocal == true { return .yes }
    if knownRemote.contains(address) || isSender || address.isMulticast || address.isLimitedBroadcast { return .no }
    return .unknown
  }
  /// Whether a device has the address: wide local routes do not count. Without a list of addresses, what is known to be local.
  func hasAddress(_ address: Address, _ sender: Sender?) -> Bool {
    knowsAddresses(of: address.family) ? index.own.contains(address) : isLocal(address, sender) == .yes && !address.isLoopback
  }
  /// The port by which a packet came in on a bridge, if br_netfilter hands bridged packets to iptables; unknown where there are several.
  func bridgePort(of device: InterfaceName, _ family: IPFamily) -> InterfaceName {
    guard device.isKnown, case let port = index.port(ofBridge: device), !port.isNone else { return .none }
    let isOn = sysctls.settings[family == .ipv4 ? .bridgeCalls4 : .bridgeCalls6] ?? (sysctls.isListing ? 0 : 1)
    return isOn != 0 ? port : .none
  }
  public func interface(named name: InterfaceName) -> Interface? { interfaces.first { $0.name == name } }

  /// Whether an address is of one of the types, as addrtype asks (match_type in xt_addrtype.c).
  ///
  /// IPv4 looks into the local table alone: what is not there is unicast. `device`: only a local route of that device counts.
  func isAddress(_ address: Address, ofTypes types: UInt16, on device: InterfaceName?, _ sender: Sender?) -> Answer {
    if address.family == .ipv6 { return isIPv6Address(address, ofTypes: types, on: device, sender) }
    func holds(_ type: AddressType) -> Answer { Answer(types & type.bit != 0) }
    if address.isLimitedBroadcast || address.isUnspecified { return holds(.broadcast) }
    if address.isMulticast { return holds(.multicast) }
    if isBroadcast(address) {
      guard let device, device.isKnown, let route = index.localRoute(to: address) else { return holds(.broadcast) }
      return holds(route.interface == device ? .broadcast : .unicast)
    }
    switch isLocal(address, on: device, sender) {
    case .yes: return holds(.local)
    case .no: return holds(.unicast)
    default: return holds(.local) == holds(.unicast) ? holds(.local) : .unknown
    }
  }
  /// The last address of a connected network.
  func isBroadcast(_ address: Address) -> Bool {
    guard address.family == .ipv4 else { return false }
    return index.hasLocalTable(of: .ipv4) ? index.localRoute(to: address)?.kind == .broadcast : index.broadcasts.contains(address)
  }
  /// The last address of a network that a device is connected to: frames there are addressed to everybody.
  func isBroadcast(_ address: Address, on device: InterfaceName) -> Bool {
    guard isBroadcast(address) else { return false }
    guard device.isKnown, let route = index.localRoute(to: address) else { return true }
    return route.interface == device
  }
  func isLocal(_ address: Address, on device: InterfaceName?, _ sender: Sender?) -> Answer {
    guard let device, !device.isNone else { return isLocal(address, sender) }
    if device.isUnknown { return isLocal(address, sender) == .no ? .no : .unknown }
    if address.family == .ipv4 && index.hasLocalTable(of: .ipv4) {
      let route = index.localRoute(to: address)
      return Answer(route?.kind == .local && route?.interface == device)
    }
    guard let addresses, knowsAddresses(of: address.family) else { return isLocal(address, sender) == .no ? .no : .unknown }
    // IPv6 asks the device's addresses (ipv6_chk_addr), whatever the routes are.
    if address.isLoopback { return Answer(device == .loopback) }
    return Answer(addresses.contains { $0.address == address && $0.interface == device })
  }
  /// IPv6 (match_type6): unspecified, multicast and unicast by the address; local, anycast and unreachable by a route lookup; all that are asked must hold.
  private func isIPv6Address(_ address: Address, ofTypes types: UInt16, on device: InterfaceName?, _ sender: Sender?) -> Answer {
    var rest = types
    func takes(_ type: AddressType) -> Bool {
      defer { rest &= ~type.bit }
      return rest & type.bit != 0
    }
    if takes(.unspec) && !address.isUnspecified { return .no }
    if takes(.multicast) && !address.isMulticast { return .no }
    // An IPv4 address in IPv6's clothes is of no type (ipv6_addr_type).
    if takes(.unicast) && (address.isMulticast || address.isUnspecified || address.bits >> 32 == 0xffff) { return .no }
    if rest == 0 { return .yes }
    if rest & AddressType.local.bit != 0 {
      let local = isLocal(address, on: device, sender)
      if local != .no || rest == AddressType.local.bit { return local }
    }
    if rest & (AddressType.anycast.bit | AddressType.unreachable.bit) != 0 {
      guard routes != nil else { return .unknown }
      if rest & AddressType.anycast.bit != 0, let route = index.localRoute(to: address), route.kind == .anycast,
        device == nil || route.interface == device
      {
        return .yes
      }
      if let device, rest & AddressType.anycast.bit != 0, isSubnetAnycast(address, on: device) { return .yes }
      if device != nil && rest & AddressType.unreachable.bit == 0 { return .no }
      if let device, !device.isKnown || address.isMulticast || address.isLinkLocal { return .unknown }
      var query = RouteQuery(destination: address)
      (query.outInterface, query.isBound) = (device, device != nil)
      query.sender = sender
      switch route(to: query) {
      case .unknown: return .unknown
      case .unreachable, .prohibit, .blackhole, .none: return Answer(rest & AddressType.unreachable.bit != 0)
      // A link's own first address is anycast too, though no route says so where the node does not forward (ipv6_anycast_destination).
      case .unicast(_, nil, _) where rest & AddressType.anycast.bit != 0 && isSubnetAnycast(address): return .yes
      default: break
      }
    }
    return .no
  }
}

/// Who made a packet: somebody whose address is the node's own, or somebody elsewhere.
public struct Sender: BitwiseCopyable, Sendable, Hashable {
  public var address: Address
  public var isLocal: Bool
  public init(_ packet: Packet) { (address, isLocal) = (packet.sourceAddress, packet.isLocal) }
}

/// An address that a list of `-m recent` holds.
public struct ListedAddress: Sendable, Hashable {
  public var address: Address
  public var ttl: UInt8
  /// When it was seen, in jiffies and in no order: how many make a second, and how many there are by now, nobody tells.
  public var stamps: [UInt64]
  public init(_ address: Address, ttl: UInt8 = 0, stamps: [UInt64]) {
    self.address = address
    self.ttl = ttl
    self.stamps = stamps
  }
}

/// An address of a device.
public struct InterfaceAddress: Sendable, Hashable {
  public var interface: InterfaceName
  public var address: Address
  /// The network's prefix length.
  public var length: Int
  /// `secondary` in `ip addr`: another address of the same network comes first.
  public var isSecondary: Bool
  public var scope: RouteScope
  /// The other end, of a point-to-point device.
  public var peer: Address?
  public init(
    _ interface: InterfaceName, _ address: Address, length: Int, isSecondary: Bool = false, scope: RouteScope? = nil, peer: Address? = nil
  ) {
    self.interface = interface
    self.address = address
    self.length = length
    self.isSecondary = isSecondary
    self.scope = scope ?? (address.isLoopback ? .host : address.isLinkLocal && address.family == .ipv6 ? .link : .global)
    self.peer = peer
  }
}

/// How far an address or route reaches (`enum rt_scope_t`): smaller reaches further.
public enum RouteScope: UInt8, Sendable, Comparable {
  case global = 0, site = 200, link = 253, host = 254, nowhere = 255
  public static func < (a: RouteScope, b: RouteScope) -> Bool { a.rawValue < b.rawValue }
  public init?(name: String) {
    switch name {
    case "global", "universe", "0": self = .global
    case "site", "200": self = .site
    case "link", "253": self = .link
    case "host", "254": self = .host
    case "nowhere", "255": self = .nowhere
    default: return nil
    }
  }
}

/// A network device.
public struct Interface: Sendable, Hashable {
  public var index: Int
  public var name: InterfaceName
  public var isUp: Bool
  /// The bridge or bond that it belongs to.
  public var master: InterfaceName?
  public var group: UInt32
  public var mac: UInt64?
  public init(index: Int, name: InterfaceName, isUp: Bool = true, master: InterfaceName? = nil, group: UInt32 = 0, mac: UInt64? = nil) {
    self.index = index
    self.name = name
    self.isUp = isUp
    self.master = master
    self.group = group
    self.mac = mac
  }
}

/// One route of one table.
public struct Route: Sendable, Hashable {
  public enum Kind: String, BitwiseCopyable, Sendable, Hashable {
    case unicast, local, broadcast, multicast, anycast, unreachable, prohibit, blackhole, `throw`
  }
  public var kind: Kind
  public var destination: Network
  /// The table's number: 255 local, 254 main, 253 default.
  public var table: UInt32
  public var interface: InterfaceName?
  public var gateway: Address?
  public var preferredSource: Address?
  public var metric: UInt32
  public var scope: RouteScope
  public var tos: UInt8
  /// Several next hops: which of them a flow takes is not known.
  public var nextHops: [NextHop]
  /// Whether the kernel would not use it: `linkdown` with ignore, or `dead`.
  public var isDead: Bool

  public struct NextHop: Sendable, Hashable {
    public var interface: InterfaceName?, gateway: Address?
    public var weight: UInt32
    public init(interface: InterfaceName?, gateway: Address?, weight: UInt32 = 1) {
      self.interface = interface
      self.gateway = gateway
      self.weight = weight
    }
  }
  public init(
    _ kind: Kind = .unicast, to destination: Network, table: UInt32 = 254, interface: InterfaceName? = nil, gateway: Address? = nil,
    preferredSource: Address? = nil, metric: UInt32 = 0, scope: RouteScope = .global, tos: UInt8 = 0, nextHops: [NextHop] = [],
    isDead: Bool = false
  ) {
    self.kind = kind
    self.destination = destination
    self.table = table
    self.interface = interface
    self.gateway = gateway
    self.preferredSource = preferredSource
    self.metric = metric
    self.scope = scope
    self.tos = tos
    self.nextHops = nextHops
    self.isDead = isDead
  }
  public static let localTable: UInt32 = 255, mainTable: UInt32 = 254, defaultTable: UInt32 = 253
}

/// One rule of the routing policy (`ip rule`).
public struct RoutingRule: Sendable, Hashable {
  public enum Action: Sendable, Hashable { case lookup(UInt32), unreachable, blackhole, prohibit, nop, goTo(UInt32) }
  public var priority: UInt32
  public var action: Action
  public var family: IPFamily?
  public var isInverted = false
  public var source: Network?, destination: Network?
  public var mark: UInt32 = 0, markMask: UInt32 = 0
  public var tos: UInt8 = 0
  public var inInterface: InterfaceName?, outInterface: InterfaceName?
  public var suppressPrefixLength: Int?
  public var proto: IPProtocol?
  public var sourcePorts: PortRange?, destinationPorts: PortRange?
  public var uids: ClosedRange<UInt32>?
  public init(priority: UInt32, _ action: Action) {
    self.priority = priority
    self.action = action
  }
  public static let usual = [
    RoutingRule(priority: 0, .lookup(255)), RoutingRule(priority: 32766, .lookup(254)), RoutingRule(priority: 32767, .lookup(253)),
  ]
}

/// What an address choice comes to.
public enum AddressChoice: Sendable, Equatable {
  case address(Address)
  /// The device has none.
  case none
  case unknown
}
