/// Which server the clients of a persistent virtual server keep, and until when (templates, ip_vs_conn.c).
struct ClientTemplates: Sendable {
  /// Clients that are one, as their template sees it.
  struct Client: Hashable {
    var address: UInt128
    var destination: Address? = nil, port: UInt16? = nil, proto: IPProtocol? = nil
  }
  private struct Template {
    var server: LoadedServer
    /// In seconds, from each new connection on.
    var timeout: Double
    var expires: Double
    /// How many connections it stands for (`n_control`).
    var connections = 0
  }
  private var all: [Client: Template] = [:]
  /// Not later than the first one's: what was prolonged since is looked at when that time comes.
  private(set) var nextExpiry: Double?
  /// A template whose time comes while its connections live is given so many seconds more, and from then on no more than those (ip_vs_conn_expire).
  static let prolongation = 60.0

  /// Each with its server, and the seconds that it has left.
  func listing(at now: Double) -> [(client: Client, server: LoadedServer, secondsLeft: Double)] {
    all.map { ($0, $1.server, $1.expires - now) }
  }
  func server(of client: Client) -> LoadedServer? { all[client]?.server }

  /// `isKept`: a connection that counts comes with it.
  mutating func add(_ client: Client, _ server: LoadedServer, timeout: Double, at now: Double, isKept: Bool) {
    all[client] = Template(server: server, timeout: timeout, expires: now + timeout, connections: isKept ? 1 : 0)
    note(now + timeout)
  }
  /// A new connection of the client. `now` nil: one that was there before.
  mutating func use(_ client: Client, at now: Double?, isKept: Bool) {
    guard var template = all[client] else { return }
    if isKept { template.connections += 1 }
    if let now { template.expires = now + template.timeout }
    all[client] = template
  }
  mutating func setExpiry(_ client: Client, _ expires: Double) {
    all[client]?.expires = expires
    note(expires)
  }
  mutating func release(_ client: Client) {
    if let count = all[client]?.connections, count > 0 { all[client]?.connections = count - 1 }
  }
  mutating func remove(_ client: Client) { all[client] = nil }
  mutating func forget(_ server: LoadedServer) { all = all.filter { !$0.value.server.isSame(server) } }

  private mutating func note(_ expiry: Double) { nextExpiry = min(nextExpiry ?? expiry, expiry) }
  /// The servers whose templates have gone.
  mutating func expire(at now: Double) -> [LoadedServer] {
    guard let next = nextExpiry, next <= now else { return [] }
    var gone: [LoadedServer] = []
    for (client, template) in all where template.expires <= now {
      if template.connections > 0 {
        all[client]?.timeout = Self.prolongation
        all[client]?.expires += Self.prolongation
      } else {
        all[client] = nil
        gone.append(template.server)
      }
    }
    nextExpiry = all.values.map(\.expires).min()
    return gone
  }
}
