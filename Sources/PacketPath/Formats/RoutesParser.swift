/// Reads what `ip route`, `ip -6 route`, `ip route show table all` and `ip route get` print, with or without `-o`, `-d`, `-N`.
///
/// Next hops that are dead are left out; a route that has no other is dead. A route for certain sources only (`from …`, IPv6) is left out,
/// with a remark: nothing here could ask for it.
public struct RoutesParser {
  private var lines: LineReader
  private var routes: [Draft] = []
  /// Whether the line before was a route that further lines may belong to.
  private var isOpen = false

  /// `family`: of default routes that nothing else gives a family; nil: that of the other routes.
  public static func parse(_ text: SourceText, family: IPFamily? = nil) -> Parsed<[Route]> {
    var parser = RoutesParser(lines: LineReader(text))
    while let line = parser.lines.next() { parser.read(line) }
    let families = Set(parser.routes.compactMap(\.family))
    let usual = family ?? (families == [.ipv6] ? .ipv6 : .ipv4)
    return parser.lines.finish(parser.routes.compactMap { $0.route(family: usual) })
  }
  private init(lines: LineReader) { self.lines = lines }

  private mutating func read(_ line: TextLine) {
    let first = line.words[0].text
    if first == "nexthop" {
      guard isOpen else { return lines.remark(.warning, "a next hop without a route", line) }
      // Taken out and put back: a copy of its next hops for each would be quadratic.
      var reader = RouteWordReader(line, into: routes.removeLast())
      reader.readWords(from: 0)
      routes.append(reader.draft)
      report(reader)
    } else if line.isIndented && ["cache", "nh_info"].contains(first) {
      // What `ip route get` and `-d` add.
    } else if first == "Deleted" {
      isOpen = false
      lines.remark(.note, "a route that `ip monitor` saw vanish is left out", line)
    } else {
      var reader = RouteWordReader(line, into: Draft())
      isOpen = reader.readRoute()
      if isOpen { routes.append(reader.draft) }
      report(reader)
    }
  }
  private mutating func report(_ reader: RouteWordReader) {
    for remark in reader.remarks { lines.remark(remark.severity, remark.message, reader.line, remark.word) }
  }

  /// A route in the making.
  struct Draft {
    var kind = Route.Kind.unicast
    /// Nil: `default`.
    var destination: Network?
    var table = Route.mainTable
    var interface: InterfaceName?, gateway: Address?, preferredSource: Address?
    var metric: UInt32 = 0
    var scope: RouteScope?
    var tos: UInt8 = 0
    var nextHops: [(hop: Route.NextHop, isDead: Bool)] = []
    var isDead = false, isSourceSpecific = false
    /// What the words tell of the family, where the destination does not.
    var hintedFamily: IPFamily?

    var family: IPFamily? {
      destination?.family ?? hintedFamily ?? preferredSource?.family ?? gateway?.family ?? nextHops.first?.hop.gateway?.family
    }

    /// Nil if it is for certain sources only.
    func route(family usual: IPFamily) -> Route? {
      if isSourceSpecific { return nil }
      let family = family ?? usual
      let living = nextHops.filter { !$0.isDead }.map(\.hop)
      return Route(
        kind, to: destination ?? Network(.any(family), length: 0), table: table, interface: interface, gateway: gateway,
        preferredSource: preferredSource, metric: metric, scope: scope ?? .global, tos: tos, nextHops: living,
        isDead: isDead || !nextHops.isEmpty && living.isEmpty)
    }
  }
}
