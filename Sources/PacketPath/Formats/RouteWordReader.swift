/// Reads the words of one route, as `ip route` prints them (print_route in iproute.c) and `ip route add` takes them.
struct RouteWordReader {
  let line: TextLine
  var draft: RoutesParser.Draft
  private(set) var remarks: [(severity: Diagnostic.Severity, message: String, word: Int)] = []
  private var at = 0
  /// Words after `nexthop` are the next hop's.
  private var isInNextHop = false

  init(_ line: TextLine, into draft: RoutesParser.Draft) {
    self.line = line
    self.draft = draft
  }

  /// `[KIND] PREFIX word…`; false if that is not how the line begins.
  mutating func readRoute() -> Bool {
    let words = line.words.map(\.text)
    if let kind = IPRouteWords.kind(words[0]), words.count > 1, isDestination(words[1]) {
      draft.kind = kind
      at = 1
    }
    guard isDestination(words[at]) else {
      remark(.warning, "not a route: \(words[at].shown)")
      return false
    }
    if !IPRouteWords.isEverything(words[at]) { draft.destination = IPRouteWords.prefix(words[at]) }
    readWords(from: at + 1)
    return true
  }
  private func isDestination(_ word: String) -> Bool { IPRouteWords.isEverything(word) || IPRouteWords.prefix(word) != nil }

  mutating func readWords(from start: Int) {
    at = start
    while at < line.words.count {
      let word = line.words[at].text
      if Self.flags.contains(word) {
        if word == "dead" { setDead() }
      } else if word == "nexthop" {
        isInNextHop = true
        draft.nextHops.append((Route.NextHop(interface: nil, gateway: nil), false))
      } else if word == "encap" {
        skipEncapsulation()
      } else if Self.valued.contains(word) {
        guard at + 1 < line.words.count else { return remark(.warning, "\(word.shown) has no value: the text may be cut off") }
        at += 1
        readValue(of: word)
      } else {
        remark(.note, "a word of the route that is not known: \(word.shown)")
      }
      at += 1
    }
  }
  private static let flags: Set<String> = [
    "onlink", "linkdown", "dead", "pervasive", "offload", "rt_offload", "offload_failed", "trap", "rt_trap", "notify", "unresolved",
    "cache", "lock",
    "fastopen_no_cookie", "cloned", "redirected", "local", "<local>", "<redirected>", "<cloned>", "equalize",
  ]
  private static let valued: Set<String> = [
    "via", "dev", "oif", "table", "proto", "protocol", "scope", "src", "from", "metric", "priority", "preference", "tos", "dsfield",
    "weight", "mtu",
    "advmss", "rtt", "rttvar", "ssthresh", "cwnd", "initcwnd", "initrwnd", "hoplimit", "reordering", "rto_min", "quickack", "congctl",
    "window",
    "features", "expires", "error", "pref", "realm", "realms", "nhid", "ttl", "ttl-propagate", "users", "used", "age", "iif", "uid", "mark",
    "id",
    "ipid", "hops",
  ]

  private mutating func readValue(of word: String) {
    let value = line.words[at].text
    switch word {
    case "via": readGateway()
    case "dev", "oif":
      guard let interface = InterfaceName(value) else { return reject("a device's name") }
      if isInNextHop { draft.nextHops[draft.nextHops.count - 1].hop.interface = interface } else { draft.interface = interface }
    case "table":
      guard let table = IPRouteWords.table(value) else { return reject("a table") }
      draft.table = table
    case "scope":
      guard let scope = RouteScope(name: value) else { return reject("a scope that is known", .note) }
      draft.scope = scope
    case "src":
      guard let source = Address(value) else { return reject("an address") }
      draft.preferredSource = source
    case "from":
      if IPRouteWords.isEverything(value) || IPRouteWords.prefix(value)?.mask == 0 { return }
      // `ip route get` tells the source that was asked for.
      if line.words.contains(where: { $0.text == "uid" || $0.text == "cache" }) { return }
      draft.isSourceSpecific = true
      remark(.warning, "a route for packets from \(value.shown) alone is left out")
    case "metric", "priority", "preference":
      guard let metric = IPRouteWords.number(value) else { return reject("a number") }
      draft.metric = metric
    case "tos", "dsfield":
      guard let tos = IPRouteWords.tos(value) else { return reject("a TOS") }
      draft.tos = tos
    case "weight":
      guard let weight = IPRouteWords.number(value), weight > 0 else { return reject("a weight") }
      if isInNextHop { draft.nextHops[draft.nextHops.count - 1].hop.weight = weight }
    case "pref": draft.hintedFamily = draft.hintedFamily ?? .ipv6
    case "mtu", "hoplimit", "rtt", "rttvar", "ssthresh", "cwnd", "advmss", "rto_min", "window", "reordering":
      if value == "lock" && at + 1 < line.words.count { at += 1 }
    default: break
    }
  }
  /// `via ADDRESS`, or with the other family's `via inet6 ADDRESS`.
  private mutating func readGateway() {
    let value = line.words[at].text
    var stated: IPFamily?
    if value == "inet" || value == "inet6", at + 1 < line.words.count {
      stated = value == "inet" ? .ipv4 : .ipv6
      at += 1
    }
    guard let gateway = Address(line.words[at].text), stated == nil || stated == gateway.family else { return reject("an address") }
    // A family is only told where it is not the route's.
    draft.hintedFamily = stated.map { $0 == .ipv4 ? .ipv6 : .ipv4 } ?? draft.hintedFamily
    if isInNextHop { draft.nextHops[draft.nextHops.count - 1].hop.gateway = gateway } else { draft.gateway = gateway }
  }
  private mutating func setDead() {
    if isInNextHop { draft.nextHops[draft.nextHops.count - 1].isDead = true } else { draft.isDead = true }
  }
  /// `encap ip id 5 src … dst … ttl 0 tos 0 dev br0`: whose words they are, only the next of the route's own tells.
  private mutating func skipEncapsulation() {
    while at + 1 < line.words.count, !["via", "dev", "nexthop"].contains(line.words[at + 1].text) { at += 1 }
  }
  private mutating func reject(_ what: String, _ severity: Diagnostic.Severity = .warning) {
    remark(severity, "\(line.words[at].text.shown) is not \(what)")
  }
  private mutating func remark(_ severity: Diagnostic.Severity, _ message: String) {
    remarks.append((severity, message, min(at, line.words.count - 1)))
  }
}
