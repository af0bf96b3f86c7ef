public import PacketPath

/// Random rules and packets over small domains, so that things collide.
public struct RandomRules {
  public var generator: SplitMix64
  public init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  private static let addresses = ["10.0.0.1", "10.0.0.2", "10.0.1.1", "192.0.2.1", "198.51.100.7"]
  private static let networks = addresses.map { $0 + "/32" } + ["10.0.0.0/24", "10.0.0.0/8", "192.0.2.0/24", "0.0.0.0/1"]
  private static let ports = ["80", "81", "80:90", "443", ":100", "1000:"]
  private static let devices = ["eth0", "eth1", "eth+", "lo"]

  mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: values.indices, using: &generator)] }
  mutating func chance(_ n: Int) -> Bool { Int.random(in: 0..<n, using: &generator) == 0 }
  private mutating func bang() -> String { chance(4) ? "! " : "" }

  /// A dump of raw, mangle, nat and filter with a few user chains each.
  public mutating func dump(rulesPerChain: Int = 5) -> String {
    var text = ""
    for table in [Table.raw, .mangle, .nat, .filter] where !chance(6) {
      let users = (0..<4).map { "u\($0)" }
      text += "*\(table.name)\n"
      for hook in table.hooks { text += ":\(hook.name) \(chance(6) && table != .nat ? "DROP" : "ACCEPT") [0:0]\n" }
      for user in users { text += ":\(user) - [0:0]\n" }
      for hook in table.hooks { text += rules(rulesPerChain, in: hook.name, hook, table, users) }
      // A chain jumps to later ones only: no kernel loads a loop.
      for (i, user) in users.enumerated() { text += rules(rulesPerChain, in: user, nil, table, Array(users[(i + 1)...])) }
      text += "COMMIT\n"
    }
    return text
  }
  /// A dump whose nat table leads through long chains of destinations, protocols and ports, as kube-proxy's does, with other tests among them.
  public mutating func dispatchDump() -> String {
    let users = (0..<6).map { "u\($0)" }
    var text = "*nat\n"
    for hook in Table.nat.hooks { text += ":\(hook.name) ACCEPT [0:0]\n" }
    for chain in ["services"] + users { text += ":\(chain) - [0:0]\n" }
    for hook in [Hook.prerouting, .output] {
      if chance(2) { text += rules(2, in: hook.name, hook, .nat, users) }
      text += "-A \(hook.name)\(chance(3) ? tests() : "") -j services\n"
      if chance(2) { text += rules(3, in: hook.name, hook, .nat, users) }
    }
    for _ in 0..<Int.random(in: 12...40, using: &generator) {
      let proto = pick(["tcp", "tcp", "udp"])
      text += "-A services -d \(pick(Self.addresses))/32 -p \(proto) -m \(proto) --dport \(pick(["80", "81", "443"]))"
      if chance(3) { text += " \(bang())-s \(pick(Self.networks))" }
      if chance(6) { text += " -m mark --mark \(pick(["0x1/0x1", "0x0"]))" }
      text += chance(4) ? " -j MARK --set-xmark 0x4/0x4\n" : (chance(5) ? " -g " : " -j ") + pick(users) + "\n"
      if chance(8) { text += "-A services\(tests())\(target(nil, .nat, users))\n" }
    }
    // Endpoints: drawn, masqueraded where they ask themselves, translated.
    for (i, user) in users.enumerated() {
      for _ in 0..<Int.random(in: 0...4, using: &generator) {
        let endpoint = pick(Self.addresses)
        if chance(3) { text += "-A \(user) \(bang())-s \(endpoint)/32 -j MARK --set-xmark 0x1/0x1\n" }
        if chance(6) { text += rules(1, in: user, nil, .nat, Array(users[(i + 1)...])) }
        let draw = chance(2) ? " -m statistic --mode random --probability \(pick(["0.5", "0.33333333349", "0.25"]))" : ""
        text += "-A \(user) -p tcp\(draw) -j DNAT --to-destination \(endpoint)\(pick([":80", ":81", ""]))\n"
      }
      text += rules(2, in: user, nil, .nat, Array(users[(i + 1)...]))
    }
    return text + "COMMIT\n"
  }
  private mutating func rules(_ count: Int, in chain: String, _ hook: Hook?, _ table: Table, _ users: [String]) -> String {
    (0..<Int.random(in: 0...count, using: &generator)).map { _ in "-A \(chain)\(tests())\(target(hook, table, users))\n" }.joined()
  }
  private mutating func tests() -> String {
    var text = ""
    if chance(3) { text += " \(bang())-s \(pick(Self.networks))" }
    if chance(2) { text += " \(bang())-d \(pick(Self.networks))" }
    if chance(5) { text += " \(bang())-i \(pick(Self.devices))" }
    if chance(6) { text += " \(bang())-o \(pick(Self.devices))" }
    if chance(3) { text += " -p tcp -m tcp \(bang())--dport \(pick(Self.ports))" } else if chance(8) { text += " \(bang())-p udp" }
    if chance(4) { text += " -m mark \(bang())--mark \(pick(["0x1/0x1", "0x0", "0x2/0x3", "0x4/0x4"]))" }
    if chance(4) { text += " -m statistic --mode random \(bang())--probability \(pick(["0.5", "0.33333333349", "0.25", "0", "1"]))" }
    if chance(7) { text += " -m conntrack \(bang())--ctstate \(pick(["NEW", "INVALID", "RELATED,ESTABLISHED", "DNAT"]))" }
    if chance(8) { text += " -m mystery --of \(pick(["life", "death"]))" }
    if chance(8) { text += " -m addrtype \(bang())--dst-type LOCAL" }
    if chance(8) { text += " -m comment --comment \"\(pick(["a/b", "c"]))\"" }
    return text
  }
  private mutating func target(_ hook: Hook?, _ table: Table, _ users: [String]) -> String {
    if !users.isEmpty && chance(3) { return (chance(4) ? " -g " : " -j ") + pick(users) }
    if chance(4) { return " -j MARK --set-xmark \(pick(["0x1/0x1", "0x2/0x3", "0x4/0x0", "0x0/0xffffffff"]))" }
    if table == .nat && chance(2) {
      switch hook {
      case .prerouting, .output:
        return chance(4) ? " -j REDIRECT --to-ports 8080" : " -j DNAT --to-destination \(pick(Self.addresses)):\(pick(["80", "81"]))"
      case .postrouting: return chance(2) ? " -j MASQUERADE" : " -j SNAT --to-source 192.0.2.1"
      default: break
      }
    }
    if table == .filter && chance(6) { return " -j REJECT --reject-with icmp-port-unreachable" }
    if table != .nat && chance(6) { return " -j DROP" }
    return pick([" -j ACCEPT", " -j RETURN", "", " -j LOG", " -j RETURN"])
  }

  public mutating func packet() -> Packet {
    var packet = Packet(
      from: Address(pick(Self.addresses))!, to: Address(pick(Self.addresses))!, port: pick([80, 81, 443, 22]),
      proto: pick([.tcp, .tcp, .udp]))
    packet.sourcePort = PortRange(40000)
    packet.isLocal = chance(3)
    if !packet.isLocal { packet.inInterface = InterfaceName(pick(["eth0", "eth1"]))! }
    packet.mark = pick([0, 0, 1, 4])
    packet.ttl = pick([64, 64, 64, 1])
    return packet
  }
  /// A node with two devices; one time in three, nothing is known of it.
  public mutating func facts() -> NodeFacts {
    var facts = NodeFacts()
    if chance(3) { return facts }
    let (eth0, eth1) = (InterfaceName("eth0")!, InterfaceName("eth1")!)
    facts.addresses = [InterfaceAddress(eth0, .v4(192, 0, 2, 1), length: 24), InterfaceAddress(eth1, .v4(10, 0, 0, 1), length: 24)]
    facts.interfaces = [Interface(index: 2, name: eth0), Interface(index: 3, name: eth1)]
    if chance(2) {
      facts.routes = [
        Route(to: Network("192.0.2.0/24")!, interface: eth0, scope: .link),
        Route(to: Network("10.0.0.0/24")!, interface: eth1, scope: .link),
        Route(to: Network("0.0.0.0/0")!, interface: eth0, gateway: .v4(192, 0, 2, 254)),
      ]
    }
    return facts
  }
}
