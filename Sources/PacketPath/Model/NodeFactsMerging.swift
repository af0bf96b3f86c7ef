/// Facts come from several texts, of either family, in any order.
extension NodeFacts {
  /// Adds what a listing of devices tells: `addresses` nil if it says nothing of them.
  public mutating func add(interfaces: [Interface], addresses: [InterfaceAddress]? = nil) {
    var all = self.interfaces
    for interface in interfaces {
      if let place = all.firstIndex(where: { $0.name == interface.name }) {
        all[place].merge(interface)
      } else {
        all.append(interface)
      }
    }
    // The order of their index; those whose index is not known come last, as they were given.
    self.interfaces = all.enumerated().sorted {
      ($0.element.index == 0 ? .max : $0.element.index, $0.offset) < ($1.element.index == 0 ? .max : $1.element.index, $1.offset)
    }.map(\.element)
    if let addresses { add(addresses: addresses) }
  }
  /// Adds addresses to those that are known. An address of a device that was given already is replaced.
  public mutating func add(addresses added: [InterfaceAddress]) {
    var all = derivesAddresses ? [] : addresses ?? []
    derivesAddresses = false
    var places: [InterfaceAddress: Int] = [:]
    func key(_ own: InterfaceAddress) -> InterfaceAddress {
      InterfaceAddress(own.interface, own.address, length: own.length, scope: .global, peer: own.peer)
    }
    for (place, own) in all.enumerated() { places[key(own)] = place }
    for own in added {
      if let place = places[key(own)] {
        all[place] = own
      } else {
        places[key(own)] = all.count
        all.append(own)
      }
    }
    addresses = all
  }
  /// Adds routes, each once. Where no addresses are given, the local table tells them.
  public mutating func add(routes added: [Route]) {
    var all = routes ?? []
    var known = Set(all)
    for route in added where known.insert(route).inserted {
      all.append(route)
      let to = route.destination
      guard route.table == Route.localTable, route.kind == .local, !to.isHost, !Address(to.address, to.family).isLoopback else { continue }
      localNetworks.append(to)
    }
    routes = all
    if addresses == nil || derivesAddresses {
      addresses = Self.addresses(of: all)
      derivesAddresses = addresses != nil
    }
  }
  /// Adds rules of the routing policy, each once, in the order of their priority.
  public mutating func add(policy added: [RoutingRule]) {
    var all = policy ?? []
    var known = Set(all)
    for rule in added where known.insert(rule).inserted { all.append(rule) }
    policy = all.enumerated().sorted { ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset) }.map(\.element)
  }
  public mutating func add(sysctls added: Sysctls) { sysctls.merge(added) }

  /// The node's addresses as its local table tells them; nil if the table is not among the routes.
  ///
  /// The kernel keeps a `local` route for each address (fib_add_ifaddr, ipv6_ifa_notify). The network is that of the connected route, and
  /// the peer that of a host route from the address. An address that is not its own route's source is a secondary one. Of several primary addresses of a device the order is lost.
  static func addresses(of routes: [Route]) -> [InterfaceAddress]? {
    let local = routes.filter { $0.table == Route.localTable && $0.kind == .local }
    if local.isEmpty { return nil }
    var connected: Set<Connected> = [], peers: [InterfaceAddress: Network] = [:]
    for route in routes where route.kind == .unicast && route.gateway == nil && route.nextHops.isEmpty && route.table != Route.localTable {
      guard let interface = route.interface else { continue }
      connected.insert(Connected(interface: interface, network: route.destination))
      if let source = route.preferredSource, route.destination.isHost {
        peers[InterfaceAddress(interface, source, length: 0)] = peers[InterfaceAddress(interface, source, length: 0)] ?? route.destination
      }
    }
    var seen: Set<InterfaceAddress> = []
    return local.compactMap { route in
      guard route.destination.isHost, let interface = route.interface else { return nil }
      let family = route.destination.family
      let address = Address(route.destination.address, family)
      var own = InterfaceAddress(interface, address, length: address.isLoopback && family == .ipv4 ? 8 : family.width)
      let lengths = stride(from: family.width, to: 0, by: -1)
      if let length = lengths.first(where: { connected.contains(Connected(interface: interface, network: Network(address, length: $0))) }) {
        own.length = length
      } else if let peer = peers[InterfaceAddress(interface, address, length: 0)] {
        own.peer = Address(peer.address, family)
      }
      own.isSecondary = family == .ipv4 && route.preferredSource.map { $0 != address } ?? false
      return seen.insert(own).inserted ? own : nil
    }
  }
  private struct Connected: Hashable { var interface: InterfaceName, network: Network }
}

extension Interface {
  /// Takes over what `other` knows better. A listing that does not tell whether a device is up says it is; one that is down was seen so.
  fileprivate mutating func merge(_ other: Interface) {
    if other.index != 0 { index = other.index }
    isUp = isUp && other.isUp
    master = other.master ?? master
    if other.group != 0 { group = other.group }
    mac = other.mac ?? mac
  }
}
