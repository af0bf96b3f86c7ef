/// Why an argument is not what it should be.
public struct FactError: Error, Sendable, Equatable, CustomStringConvertible {
  public var message: String
  public init(_ message: String) { self.message = message }
  public var description: String { message }
}

extension InterfaceAddress {
  /// Reads `IF=ADDR/LEN`; without a length it is the address alone.
  public init(argument: String) throws(FactError) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
      throw FactError("\(argument.shown) is not an address of a device: write IF=ADDR/LEN, as in eth0=192.168.0.10/24")
    }
    let (name, value) = (argument[..<equals], String(argument[argument.index(after: equals)...]))
    guard let interface = InterfaceName(name) else { throw FactError("\(String(name).shown) is not a device's name: at most 15 bytes") }
    guard let prefix = AddressAndLength(value) else {
      throw FactError("\(value.shown) is not an address with a length, as in 192.168.0.10/24")
    }
    self.init(interface, prefix.address, length: prefix.length)
  }
}

extension Route {
  /// Reads what `ip route add` takes: `10.0.0.0/8 via 192.168.0.1 dev eth0`. A scope that is not told is the one that `ip` would choose.
  ///
  /// `family`: of a `default` that names no address.
  public init(argument: String, family: IPFamily = .ipv4) throws(FactError) {
    var spec = argument
    for command in ["ip route add ", "ip -4 route add ", "ip -6 route add "] where spec.hasPrefix(command) {
      spec = String(spec.dropFirst(command.count))
    }
    let parsed = RoutesParser.parse(SourceText(spec), family: argument.hasPrefix("ip -6 ") ? .ipv6 : family)
    // Of a user's own words, one that is not understood is a mistake.
    if let first = parsed.diagnostics.first { throw FactError("the route \(argument.shown): \(first.message)") }
    guard var route = parsed.value.first, parsed.value.count == 1 else {
      throw FactError("\(argument.shown) is not one route: write it as for ip route add")
    }
    let isScoped = spec.split { $0.isWhitespace }.contains("scope")
    if !isScoped && route.destination.family == .ipv4 {
      switch route.kind {
      case .local: route.scope = .host
      case .broadcast, .multicast, .anycast: route.scope = .link
      case .unicast where route.gateway == nil && route.nextHops.isEmpty: route.scope = .link
      default: break
      }
    }
    self = route
  }
}

extension Sysctls {
  /// Sets what `K=V` says.
  public mutating func set(argument: String) throws(FactError) {
    let words = argument.split { $0.isWhitespace }.joined(separator: " ")
    guard let (key, value) = SysctlParser.setting(words), !value.isEmpty else {
      throw FactError("\(argument.shown) is not a setting: write K=V, as in net.ipv4.ip_forward=1")
    }
    self[key] = value
  }
}
