public import PacketPath

/// Reads what `ip -j route` prints: of one table or all, of one family or both.
///
/// A route whose packets are put into others (`encap ip`) is left out, with a remark: iproute2 prints two `dst` for it.
public enum IPRouteJSON {
  /// `family`: of default routes that nothing else gives a family; nil: that of the other routes.
  public static func parse(_ text: SourceText, family: IPFamily? = nil) -> Parsed<[Route]> {
    var (entries, diagnostics) = IPJSON.decode(Entry.self, from: text, "route")
    let families = Set(entries.compactMap(\.element.family))
    let usual = family ?? (families == [.ipv6] ? .ipv6 : .ipv4)
    var routes: [Route] = []
    for (place, entry) in entries {
      do {
        routes.append(try entry.route(family: usual))
      } catch {
        diagnostics.append(
          Diagnostic(.warning, "route \(place), \((entry.dst ?? "").shown), is left out: \(error.message)", file: text.name))
      }
    }
    return Parsed(routes, diagnostics)
  }

  private struct Via: Decodable {
    var family: String?
    var host: String?
  }
  private struct Hop: Decodable {
    var gateway: String?
    var via: Via?
    var dev: String?
    var weight: UInt32?
    var flags: [String]?
  }
  /// Keys as `ip -j` names them (print_route in iproute.c).
  private struct Entry: Decodable {
    var type: Word?
    var dst: String?
    var gateway: String?
    var via: Via?
    var dev: String?
    var table: Word?
    var scope: Word?
    var prefsrc: String?
    var metric: UInt32?
    var tos: Word?
    var flags: [String]?
    var nexthops: [Hop]?
    var pref: Word?
    var encap: Word?
    var from: String?
    var cache: [String]?

    var destination: Network? { dst.flatMap { IPRouteWords.isEverything($0) ? nil : IPRouteWords.prefix($0) } }
    var family: IPFamily? {
      if let destination { return destination.family }
      if let via { return via.family == "inet6" ? .ipv4 : via.family == "inet" ? .ipv6 : nil }
      if pref != nil { return .ipv6 }
      let known = [prefsrc, gateway] + (nexthops ?? []).map(\.gateway)
      return known.lazy.compactMap { $0.flatMap { Address($0) } }.first?.family
    }

    func route(family usual: IPFamily) throws(FactError) -> Route {
      guard let dst, destination != nil || IPRouteWords.isEverything(dst) else { throw FactError("it has no destination that is known") }
      if let encap, ["ip", "ip6"].contains(encap.text) {
        throw FactError("with `encap \(encap.text)`, JSON does not tell its destination")
      }
      if let from, !IPRouteWords.isEverything(from), cache == nil { throw FactError("it is for packets from \(from.shown) alone") }
      let family = family ?? usual
      var route = Route(
        try read(type?.text, IPRouteWords.kind, "a kind of route that a lookup can end at") ?? .unicast,
        to: destination ?? Network(.any(family), length: 0))
      route.table = try read(table?.text, IPRouteWords.table, "a table") ?? Route.mainTable
      route.interface = try read(dev, InterfaceName.init, "a device's name")
      route.gateway = try read(via?.host ?? gateway, Address.init, "an address")
      route.preferredSource = try read(prefsrc, Address.init, "an address")
      route.metric = metric ?? 0
      route.scope = scope.flatMap { RouteScope(name: $0.text) } ?? .global
      route.tos = try read(tos?.text, IPRouteWords.tos, "a TOS") ?? 0
      route.isDead = flags?.contains("dead") ?? false
      for hop in nexthops ?? [] where hop.flags?.contains("dead") != true {
        let interface = try read(hop.dev, InterfaceName.init, "a device's name")
        let gateway = try read(hop.via?.host ?? hop.gateway, Address.init, "an address")
        route.nextHops.append(Route.NextHop(interface: interface, gateway: gateway, weight: hop.weight ?? 1))
      }
      if nexthops?.isEmpty == false && route.nextHops.isEmpty { route.isDead = true }
      return route
    }
    private func read<Value>(_ word: String?, _ parse: (String) -> Value?, _ what: String) throws(FactError) -> Value? {
      guard let word else { return nil }
      guard let value = parse(word) else { throw FactError("\(word.shown) is not \(what)") }
      return value
    }
  }
}
